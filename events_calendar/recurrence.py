"""When an event happens: its first date, its rule (RFC 5545) and what differs from the rule. The arithmetic is dateutil's.

Rules are worked out on the Polish clock, so an event at 18:00 stays at 18:00 when the clocks change; the answers are UTC.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import dropwhile, islice, pairwise, takewhile
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrulestr
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from core.templatetags.portal_ui import event_when
from events_calendar import days

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from events_calendar.models import EventDate, EventPage

MOST_DATES = 1000
# How many times, and how many days, weeks, months or years apart.
MOST_TIMES = 10_000
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
PARTS = frozenset(
    [
        *("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYSETPOS", "BYDAY", "BYMONTHDAY", "BYMONTH"),
        *("BYYEARDAY", "BYWEEKNO", "BYHOUR", "BYMINUTE"),
    ]
)


@dataclass(frozen=True)
class Date:
    """One date of an event. `original` is its identity; `by_rule` says that nobody chose this very day."""

    original: datetime
    start: datetime
    end: datetime
    venue_id: int | None
    cancelled: bool = False
    reason: str = ""
    by_rule: bool = False


def horizon(now: datetime | None = None) -> datetime:
    """Until when the dates of a series are worked out."""
    return (now or timezone.now()) + relativedelta(months=days.HORIZON_MONTHS)


def is_endless(rule: str) -> bool:
    """Whether a rule says neither a last day nor a number of times."""
    return bool(rule) and not {"COUNT", "UNTIL"} & parts_of(rule).keys()


def shown_until(rule: str, start: datetime) -> datetime:
    """Until when a person who makes the rule sees its dates: all of them, or two years of endless ones."""
    if is_endless(rule):
        return horizon(max(timezone.now(), start))
    return datetime(days.LAST_YEAR, 12, 31, 23, 59, tzinfo=UTC)


def local(moment: datetime) -> datetime:
    """The moment on the Polish clock, without a time zone."""
    return moment.astimezone(days.WARSAW).replace(tzinfo=None)


def moment(there: datetime, fold: int | None = None) -> datetime:
    """A time of the Polish clock in UTC. What the change of clocks leaves out is an hour later (RFC 5545, 3.3.5).

    Of an hour that comes twice it is the one that `there` itself says, or `fold`: 0 the first, 1 the second.
    """
    return there.replace(tzinfo=days.WARSAW, fold=there.fold if fold is None else fold).astimezone(UTC)


def parts_of(rule: str) -> dict[str, str]:
    """The parts of a rule by their names. ValidationError for what is no rule at all."""
    parts: dict[str, str] = {}
    for part in filter(None, rule.strip().upper().removeprefix("RRULE:").split(";")):
        name, equals, value = part.partition("=")
        if not equals or not value or name in parts:
            raise ValidationError(_("Nie rozumiemy tej reguły powtarzania: „%(part)s”.") % {"part": part})
        parts[name] = value
    return parts


def starts(rule: str, start: datetime) -> Iterator[datetime]:
    """The beginnings of a rule on the Polish clock, to the last year of the calendar. ValidationError for what nobody can follow."""
    parts = parts_of(rule)
    frequency = parts.get("FREQ", "")
    if frequency not in FREQUENCIES:
        raise ValidationError(_("Wydarzenie może się powtarzać co dzień, co tydzień, co miesiąc albo co rok."))
    unknown = parts.keys() - PARTS
    if unknown:
        raise ValidationError(_("Nie rozumiemy tej reguły powtarzania: „%(part)s”.") % {"part": ", ".join(sorted(unknown))})
    if "COUNT" in parts and "UNTIL" in parts:
        raise ValidationError(_("Podaj ostatni dzień albo liczbę terminów, nie oba naraz."), code="count")
    for name in ("INTERVAL", "COUNT"):
        if name in parts and not (parts[name].isascii() and parts[name].isdecimal() and 0 < int(parts[name][:9]) <= MOST_TIMES):
            raise ValidationError(_("Liczba w powtarzaniu musi być większa od zera, na przykład: co 2 tygodnie."), code=name.lower())
    if "UNTIL" in parts:
        until = until_of(parts["UNTIL"])
        if until < local(start):
            raise ValidationError(_("Powtarzanie kończy się, zanim się zacznie. Popraw ostatni dzień."), code="until")
        if until.year > days.LAST_YEAR:
            raise ValidationError(_("Kalendarz sięga do roku %(last)s. Popraw ostatni dzień.") % {"last": days.LAST_YEAR}, code="until")
    else:
        # Without an end dateutil would look for a 30th of February until the year 9999.
        until = datetime(days.LAST_YEAR, 12, 31, 23, 59, 59)
    parts["UNTIL"] = f"{until:%Y%m%dT%H%M%S}"
    count = int(parts.pop("COUNT", 0)) or None
    with _understood():
        return islice(_rrule(parts, local(start)), count)


def never_occurs(rule: str, start: datetime) -> bool:
    """Whether no year has a day that the rule names, as the 30th of February: asked so, dateutil would look for it until the year 9999.

    The last 28 years that it knows have all kinds of years there are. ValidationError for what is no rule; how often and until when it
    repeats is not looked at.
    """
    parts = {name: value for name, value in parts_of(rule).items() if name not in ("COUNT", "UNTIL", "INTERVAL")}
    first = local(start)
    with _understood():
        return next(iter(_rrule(parts, first.replace(year=9972 if (first.month, first.day) == (2, 29) else 9971))), None) is None


def _rrule(parts: dict[str, str], first: datetime) -> Iterable[datetime]:
    return rrulestr(";".join(f"{name}={value}" for name, value in parts.items()), dtstart=first)


@contextmanager
def _understood() -> Iterator[None]:
    """What dateutil cannot follow is a ValidationError."""
    try:
        yield
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise ValidationError(_("Nie rozumiemy tej reguły powtarzania.")) from error


def end_of(rule: str) -> datetime | None:
    """The last moment of a rule, in UTC, where it names one."""
    text = parts_of(rule).get("UNTIL")
    return moment(until_of(text)) if text else None


def until_of(text: str) -> datetime:
    """The last moment of a rule on the Polish clock: a day counts to its end, a time with Z is UTC."""
    for form in ("%Y%m%dT%H%M%SZ", "%Y%m%dT%H%M%S", "%Y%m%d"):
        try:
            found = datetime.strptime(text, form)
            if form.endswith("Z"):
                return local(found.replace(tzinfo=UTC))
            return found + timedelta(days=1, seconds=-1) if form == "%Y%m%d" else found
        except (ValueError, OverflowError):
            continue
    raise ValidationError(_("Nie rozumiemy ostatniego dnia powtarzania."))


def validate(rule: str, start: datetime) -> None:
    """ValidationError, in words, for a rule that the calendar does not take: unknown, too many dates, none, or not from `start` on.

    The error's code says what to mend: "until", "count", "interval", "start"; others are about the whole rule.
    """
    if not rule:
        return
    parts = parts_of(rule)
    found = starts(rule, start)
    if never_occurs(rule, start):
        raise ValidationError(_("Według tej reguły wydarzenie nie odbędzie się ani razu. Popraw powtarzanie."))
    first = next(iter(starts(rule, start)), None)
    if first is not None and first != local(start):
        said = {"start": event_when(start), "match": event_when(moment(first))}
        told = _("Początek (%(start)s) nie pasuje do powtarzania. Zmień go na: %(match)s, albo popraw powtarzanie.") % said
        raise ValidationError(told, code="start")
    if is_endless(rule):
        last = local(horizon(start))
        found = takewhile(lambda day: day <= last, found)
    number = sum(1 for _day in islice(found, MOST_DATES + 1))
    if number > MOST_DATES:
        raise ValidationError(
            _("To więcej niż %(most)s terminów. Podaj wcześniejszy ostatni dzień albo powtarzaj rzadziej.") % {"most": MOST_DATES}
        )
    if not number:
        raise ValidationError(_("Według tej reguły wydarzenie nie odbędzie się ani razu. Popraw powtarzanie."))
    if number < int(parts.get("COUNT", 0)):
        raise ValidationError(_("Kalendarz sięga do roku %(last)s. Powtarzaj krócej.") % {"last": days.LAST_YEAR}, code="count")


def check_some_left(dates: Sequence[Date]) -> None:
    """ValidationError, in words, when leaving days out leaves nothing."""
    if not dates:
        raise ValidationError(_("Bez tych dni nie zostaje żaden termin. Usuń któryś z nich albo popraw powtarzanie."), code="without")


def check_apart(dates: Sequence[Date]) -> None:
    """ValidationError, in words, when an event would be at two of its own dates at once. `dates` come in order of their start."""
    for one, other in pairwise(dates):
        if other.start < one.end:
            said = {"one": event_when(one.start, one.end), "other": event_when(other.start, other.end)}
            told = _("Terminy tego wydarzenia nachodzą na siebie: %(one)s oraz %(other)s. Popraw jeden z nich.") % said
            raise ValidationError(told, code="overlap" if one.by_rule and other.by_rule else "added")


def dates_of(event: EventPage, *, until: datetime | None = None, since: datetime | None = None) -> list[Date]:
    """All dates of the event, in order of their start, cancelled ones too. Of an endless rule those up to `until` (the horizon).

    `since` leaves out what the rule says before it, never what somebody chose by itself.
    """
    changes = list(event.dates.all())
    until = until or horizon()
    length = local(event.end) - local(event.start)
    found: dict[datetime, Date] = {}
    for there in _by_rule(event, since, until):
        start = moment(there)
        found[start] = Date(start, start, moment(there + length), event.venue_id, by_rule=bool(event.rule))
    for change in changes:
        _apply(change, found, event, length)
    if event.cancelled:
        found = {key: replace(date, cancelled=True, reason=event.cancel_reason) for key, date in found.items()}
    return sorted(found.values(), key=lambda date: (date.start, date.original))


def _by_rule(event: EventPage, since: datetime | None, until: datetime) -> Iterable[datetime]:
    if not event.rule:
        return [local(event.start)]
    first, last = local(since or event.start), local(until)
    return list(
        islice(dropwhile(lambda there: there < first, takewhile(lambda there: there <= last, starts(event.rule, event.start))), MOST_DATES)
    )


def _apply(change: EventDate, found: dict[datetime, Date], event: EventPage, length: timedelta) -> None:
    if change.change == change.Change.ADDED:
        if change.start is not None:
            end = change.end or moment(local(change.start) + length)
            start = change.start.astimezone(UTC)
            found[start] = Date(start, start, end.astimezone(UTC), change.venue_id or event.venue_id)
        return
    key = change.original.astimezone(UTC) if change.original else None
    date = found.get(key) if key else None
    if key is None or date is None:
        return
    if change.change == change.Change.EXCLUDED:
        del found[key]
    elif change.change == change.Change.CANCELLED and change.start is None and change.venue_id is None:
        found[key] = replace(date, cancelled=True, reason=change.reason)
    else:
        start = (change.start or date.start).astimezone(UTC)
        end = (change.end or moment(local(start) + length)).astimezone(UTC)
        changed = replace(date, start=start, end=end, venue_id=change.venue_id or date.venue_id, reason=change.reason, by_rule=False)
        found[key] = replace(changed, cancelled=change.change == change.Change.CANCELLED)


def rewrite_dates(event: EventPage, added: Iterable[tuple[datetime, datetime]], excluded: Iterable[datetime]) -> None:
    """Write which dates a form adds and leaves out. What was done to single dates elsewhere (cancelled, moved) stays.

    A date that stays keeps its row, with its place; with one that is taken out goes what was said of it.
    """
    from events_calendar.models import EventDate

    ours = (EventDate.Change.ADDED, EventDate.Change.EXCLUDED)
    old = list(event.dates.all())
    had = {row.start: row for row in old if row.change == EventDate.Change.ADDED}
    left_out = {row.original: row for row in old if row.change == EventDate.Change.EXCLUDED}
    added = list(added)
    gone = had.keys() - {start for start, _end in added}
    rows = [row for row in old if row.change not in ours and row.original not in gone]
    for original in excluded:
        rows.append(left_out.get(original) or EventDate(change=EventDate.Change.EXCLUDED, original=original))
    for start, end in added:
        row = had.get(start) or EventDate(change=EventDate.Change.ADDED, start=start)
        # A length of more than a day cannot be typed, and is kept.
        if row.end is None or row.pk is None or row.end - start < days.LONGEST_NIGHT * 2:
            row.end = end
        rows.append(row)
    event.dates.set(rows)


def carry_exceptions(event: EventPage, now: datetime | None = None) -> list[EventDate]:
    """Let what was said of single dates follow a changed hour or rule; returns the rows that fit no date any more.

    A coming date that was left out, cancelled or moved is known by what the rule said. When the rule says another hour on that
    day, the row goes on to it: "no meeting on 22 December" stays true at whatever hour. A row whose day the rule has no more
    stays as it is, changes nothing, and is shown as not fitting: the rule may come back, and somebody wrote a reason. Past
    rows are history and are left alone.
    """
    now = now or timezone.now()
    every = list(event.dates.all())
    added = {row.start for row in every if row.change == row.Change.ADDED}
    rows = [row for row in every if row.original is not None and row.original >= now and row.original not in added]
    if not rows:
        return []
    by_day: dict[date, list[datetime]] = {}
    last = local(max(row.original for row in rows if row.original is not None)).replace(hour=23, minute=59)
    for there in _by_rule(event, now - timedelta(days=1), moment(last)):
        by_day.setdefault(there.date(), []).append(moment(there))
    lost, carried = [], False
    taken = {row.original for row in rows}
    for row in rows:
        if row.original is None:
            continue
        same_day = by_day.get(local(row.original).date(), [])
        if row.original in same_day:
            continue
        free = [original for original in same_day if original not in taken]
        if len(free) == 1:
            row.original, carried = free[0], True
            taken.add(free[0])
        else:
            lost.append(row)
    if carried:
        event.dates.set(every)  # read from the database they would be forgotten
    return lost
