"""On which dates the entries of a file take place; the arithmetic is recurring-ical-events'."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING

import recurring_ical_events
from django.utils.translation import gettext as _
from icalendar import Calendar

from events_calendar import recurrence
from events_calendar.days import WARSAW
from events_calendar.incoming.entries import Entry, Moment, Problem, Reading, aware

if TYPE_CHECKING:
    from icalendar import Event


@dataclass(frozen=True)
class Occurring:
    """One date of one entry, in UTC; a whole day from midnight to midnight in Poland."""

    uid: str
    title: str
    start: datetime
    end: datetime
    all_day: bool


def moment(of: Moment) -> datetime:
    """The moment in UTC; of a day its beginning in Poland."""
    return (of if isinstance(of, datetime) else datetime.combine(of, time(), WARSAW)).astimezone(UTC)


def between(reading: Reading, first: datetime, last: datetime) -> tuple[list[Occurring], list[Problem]]:
    """The dates of all entries that touch the time from `first` to before `last`, in their order, and what could not be worked out.

    Of one series at most `recurrence.MOST_DATES`.
    """
    found: list[Occurring] = []
    problems: list[Problem] = []
    for entries in reading.of_series().values():
        try:
            dates = list(islice(_dates(entries, first, last), recurrence.MOST_DATES + 1))
        except (ValueError, TypeError, OverflowError, KeyError, AttributeError) as error:
            message = _("Nie da się policzyć terminów: %(error)s") % {"error": " ".join(str(error).split())[:120]}
            problems.append(Problem(entries[0].line, message))
            continue
        if len(dates) > recurrence.MOST_DATES:
            message = _("Seria ma więcej niż %(count)s terminów: dalszych nie bierzemy.") % {"count": recurrence.MOST_DATES}
            problems.append(Problem(entries[0].line, message, lost=False))
        found += dates[: recurrence.MOST_DATES]
    return sorted(found, key=lambda date: (date.start, date.uid, date.title)), problems


def _dates(entries: list[Entry], first: datetime, last: datetime) -> Iterator[Occurring]:
    if len(entries) == 1 and not entries[0].rule and entries[0].component is not None and "RDATE" not in entries[0].component:
        entry = entries[0]
        yield from _touching([(entry.uid, entry.title, entry.start, entry.end)], first, last)
        return
    calendar = Calendar()
    for entry in entries:
        if entry.component is not None:
            calendar.add_component(entry.component)
    # The library asks by the clock of each entry; a day more on either side, and the exact time below.
    query = recurring_ical_events.of(calendar)
    for component in query.between(first - timedelta(days=1), last + timedelta(days=1)):
        start, end = component.start, component.end
        yield from _touching([(entries[0].uid, _title(component, entries[0]), aware(start), aware(end))], first, last)


def _title(component: Event, entry: Entry) -> str:
    return str(component.get("SUMMARY", entry.title)).strip()


def _touching(dates: list[tuple[str, str, Moment, Moment]], first: datetime, last: datetime) -> Iterator[Occurring]:
    for uid, title, start, end in dates:
        begins, ends = moment(start), moment(end)
        if begins < last and (ends > first or begins >= first):
            yield Occurring(uid, title, begins, ends, not isinstance(start, datetime))
