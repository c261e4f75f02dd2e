"""How the dates of one event are said in iCalendar: a rule with exceptions, a list, or one date.

The portal's rows are the truth, the rule only a short way to say most of them. Where they disagree, which is usual in the past of
a series whose rule was changed, the rows win: what the rule has too many is EXDATE, what it lacks is RDATE, and what lies before
its first date is an entry of its own, since RFC 5545 does not say what an RDATE before DTSTART means.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from events_calendar import days, recurrence
from events_calendar.recurrence import Date

if TYPE_CHECKING:
    from events_calendar.models import EventPage

# Parts of a rule that RFC 5545 does not allow where the start is a day.
_OF_HOURS = {"BYHOUR", "BYMINUTE"}


@dataclass(frozen=True)
class Known:
    """What the portal knows of an event's dates: those that are, and until when the rule says nothing beside them."""

    dates: list[Date]
    until: datetime
    excluded: frozenset[datetime] = frozenset()
    # When somebody last changed a date, where rows tell.
    changed: datetime | None = None


@dataclass(frozen=True)
class Plan:
    """What the entry of an event says. `base` is what each date is unless `others` says otherwise, each with its identity.

    Identities are on the Polish clock as the rule gives them, even where the clock leaves that hour out.
    """

    base: Date | None = None
    rule: str = ""
    left_out: list[datetime] = field(default_factory=list)
    added: list[datetime] = field(default_factory=list)
    others: list[tuple[datetime, Date]] = field(default_factory=list)
    # Before the rule's first date: an entry with a UID of its own each.
    alone: list[Date] = field(default_factory=list)


def plan(event: EventPage, known: Known) -> Plan:
    """How to say these dates so that a calendar that follows RFC 5545 shows them and no others."""
    by_rule = _by_rule(event, known)
    dates = sorted(known.dates, key=lambda date: date.original)
    if not by_rule.keys() & {date.original for date in dates}:
        return _list(event, dates)
    first = next(iter(by_rule))
    base = _base(event, first)
    present = {date.original for date in dates}
    return Plan(
        base=base,
        rule=_text(event),
        left_out=[there for start, there in by_rule.items() if start in known.excluded or (start not in present and start <= known.until)],
        added=[date.original for date in dates if date.original not in by_rule and date.original > first],
        others=[
            (there, date)
            for date in dates
            if (there := by_rule.get(date.original) or (date.original if date.original > first else None)) is not None
            and (_differs(date, base, event.all_day) or _is_left_out(there))
        ],
        alone=[date for date in dates if date.original not in by_rule and date.original < first],
    )


def day_or_moment(when: datetime, all_day: bool) -> date | datetime:
    """As iCalendar has it: a day, or a time on the Polish clock. An hour that comes twice is said in UTC, the second time."""
    if all_day:
        return days.first_day(when)
    there = when.astimezone(days.WARSAW)
    return when.astimezone(UTC) if there.fold else there


def _by_rule(event: EventPage, known: Known) -> dict[datetime, datetime]:
    """The dates that the rule gives as far as they are known, in order: UTC and on the Polish clock."""
    if not event.rule:
        return {}
    last = max(known.until, *known.excluded, *(date.original for date in known.dates)) if known.dates else known.until
    try:
        if event.all_day and _OF_HOURS & recurrence.parts_of(event.rule).keys():
            return {}
        found = islice(recurrence.starts(event.rule, event.start), recurrence.MOST_DATES)
        in_time = takewhile(lambda there: recurrence.moment(there) <= last, found)
        return {recurrence.moment(there): there.replace(tzinfo=days.WARSAW) for there in in_time}
    except ValidationError:
        return {}


def _list(event: EventPage, dates: list[Date]) -> Plan:
    if len(dates) < 2:
        return Plan(base=dates[0] if dates else None)
    base = _base(event, dates[0].original)
    return Plan(
        base=base,
        # The first too, which RFC 5545 counts once: some programs leave a start out where there is no rule.
        added=[date.original for date in dates],
        others=[(date.original, date) for date in dates if _differs(date, base, event.all_day)],
    )


def _base(event: EventPage, start: datetime) -> Date:
    length = recurrence.local(event.end) - recurrence.local(event.start)
    end = recurrence.moment(recurrence.local(start) + length)
    return Date(start, start, end, event.venue_id, cancelled=event.cancelled, reason=event.cancel_reason if event.cancelled else "")


def _differs(date: Date, base: Date, all_day: bool) -> bool:
    if (date.original, date.venue_id, date.cancelled) != (date.start, base.venue_id, base.cancelled):
        return True
    if all_day:
        return _days(date) != _days(base)
    # Some programs repeat the length on the clock, others in hours; they differ in a night when the clocks change.
    return len({date.end - date.start, _on_clock(date), base.end - base.start, _on_clock(base)}) > 1


def _on_clock(date: Date) -> timedelta:
    return recurrence.local(date.end) - recurrence.local(date.start)


def _is_left_out(there: datetime) -> bool:
    """Whether this hour is left out when summer time begins: programs disagree on which one is meant then."""
    return there.astimezone(UTC).astimezone(days.WARSAW).replace(tzinfo=None) != there.replace(tzinfo=None)


def _days(date: Date) -> timedelta:
    return days.first_day(date.end) - days.first_day(date.start)


def _text(event: EventPage) -> str:
    """The rule as a file has it: its end in UTC, or a day where the event is whole days."""
    parts = recurrence.parts_of(event.rule)
    until = recurrence.end_of(event.rule)
    if until is not None:
        parts["UNTIL"] = f"{days.first_day(until):%Y%m%d}" if event.all_day else f"{until:%Y%m%dT%H%M%SZ}"
    return ";".join(f"{name}={value}" for name, value in parts.items())
