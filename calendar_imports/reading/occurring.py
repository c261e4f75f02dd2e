"""On which dates the entries of a file take place; the arithmetic is recurring-ical-events'."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING

import recurring_ical_events
from django.utils.translation import gettext as _
from icalendar import Calendar

from calendar_imports.reading.entries import Entry, Lost, Moment, Problem, Reading, aware
from events_calendar import recurrence
from events_calendar.days import WARSAW

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
    # When its series would have it; of a single event its start.
    original: datetime | None = None
    status: str = ""


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
            dates, note = of(entries, first, last)
        except Lost as problem:
            problems.append(Problem(problem.line, str(problem)))
            continue
        if note:
            problems.append(Problem(entries[0].line, note, lost=False))
        found += dates
    return sorted(found, key=lambda date: (date.start, date.uid, date.title)), problems


def of(entries: Sequence[Entry], first: datetime, last: datetime) -> tuple[list[Occurring], str]:
    """The same of one event, a series with its changed dates, and a note where it has more of them than are taken. Raises Lost."""
    try:
        dates = list(islice(_dates(entries, first, last), recurrence.MOST_DATES + 1))
    except (ValueError, TypeError, OverflowError, KeyError, AttributeError) as error:
        message = _("Nie da się policzyć terminów: %(error)s") % {"error": " ".join(str(error).split())[:120]}
        raise Lost(message, entries[0].line) from error
    note = ""
    if len(dates) > recurrence.MOST_DATES:
        note = _("Seria ma więcej niż %(count)s terminów: dalszych nie bierzemy.") % {"count": recurrence.MOST_DATES}
    return sorted(dates[: recurrence.MOST_DATES], key=lambda date: (date.start, date.uid, date.title)), note


def _dates(entries: Sequence[Entry], first: datetime, last: datetime) -> Iterator[Occurring]:
    if len(entries) == 1 and not entries[0].rule and entries[0].component is not None and "RDATE" not in entries[0].component:
        entry = entries[0]
        yield from _touching(entry.uid, entry.title, entry.start, entry.end, entry.start, entry.status, first, last)
        return
    calendar = Calendar()
    for entry in entries:
        if entry.component is not None:
            calendar.add_component(entry.component)
    # The library asks by the clock of each entry; a day more on either side, and the exact time below.
    query = recurring_ical_events.of(calendar)
    for component in query.between(first - timedelta(days=1), last + timedelta(days=1)):
        start, end = aware(component.start), aware(component.end)
        replaced = getattr(component.get("RECURRENCE-ID"), "dt", None)
        original = aware(replaced) if replaced is not None else start
        status = str(component.get("STATUS", "")).upper()
        yield from _touching(entries[0].uid, _title(component, entries[0]), start, end, original, status, first, last)


def _title(component: Event, entry: Entry) -> str:
    return str(component.get("SUMMARY", entry.title)).strip()


def _touching(
    uid: str, title: str, start: Moment, end: Moment, original: Moment, status: str, first: datetime, last: datetime
) -> Iterator[Occurring]:
    begins, ends = moment(start), moment(end)
    if begins < last and (ends > first or begins >= first):
        yield Occurring(uid, title, begins, ends, not isinstance(start, datetime), moment(original), status)
