"""Days and hours as a person types them, on the Polish clock, and the moments that they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from core import typed_dates
from core.templatetags.portal_ui import long_date
from core.typed_dates import in_figures
from events_calendar import days
from events_calendar.recurrence import local, moment

MOST_ADDED = 50


@dataclass(frozen=True)
class Span:
    """From when to when, in UTC."""

    start: datetime
    end: datetime


# --- The change of clocks


def is_missing(there: datetime) -> bool:
    """Whether the clock jumps over this time: there is no 2:30 on the last Sunday of March."""
    return local(moment(there)) != there


def is_twice(there: datetime) -> bool:
    """Whether the clock shows this time twice: 2:30 on the last Sunday of October."""
    return not is_missing(there) and moment(there, 0) != moment(there, 1)


def clock_problem(there: datetime) -> str:
    """Why this time of the Polish clock is no time to begin or end at; empty for most."""
    said = {"day": long_date(there.date()), "hour": f"{there.hour}:{there:%M}"}
    if is_missing(there):
        return _("%(day)s nie ma godziny %(hour)s: w nocy zmiany czasu zegar przeskakuje z 2:00 na 3:00.") % said
    if is_twice(there):
        return _("%(day)s godzina %(hour)s jest dwa razy, bo w nocy zmienia się czas.") % said
    return ""


# --- Lists


def end_of(begins: datetime, last: date | None, end: time) -> datetime | None:
    """When it ends, on the clock. An early hour without a last day is that of the night after; None where it is before the start."""
    ends = datetime.combine(last or begins.date(), end)
    if last is None and ends < begins:
        night = ends + timedelta(days=1)
        if end <= time(days.NIGHT_ENDS) and night - begins < days.LONGEST_NIGHT:
            return night
    # A last day that ends at midnight is over with that day.
    elif last is not None and end == time.min and last > begins.date():
        return ends + timedelta(days=1)
    return ends if ends > begins else None


_LINE = re.compile(rf"(?P<day>{typed_dates.DAY})(?:\s+(?P<start>\d{{1,2}}[:.]\d{{2}})(?:\s*[-–]\s*(?P<end>\d{{1,2}}[:.]\d{{2}}))?)?$")


def items(text: str, most: int) -> list[str]:
    """What stands on the lines of a list, or between its commas. ValidationError where there are more than `most`."""
    found = [" ".join(item.split()) for item in re.split(r"[,;\n]", text) if item.strip()]
    if len(found) > most:
        raise ValidationError(_("Wpisz najwyżej %(most)s terminów.") % {"most": most})
    return found


def read_day(text: str) -> date | None:
    """The day of a list's item; None where nobody can tell which, or the calendar does not show its year.

    ValidationError in words for 31 February.
    """
    try:
        day = typed_dates.read_day(text)
    except ValidationError as error:
        if error.code == "no_day":
            raise ValidationError(_("Nie ma takiego dnia: „%(text)s”. Popraw datę.") % {"text": text[:40]}) from error
        return None
    return day if days.FIRST_YEAR <= day.year <= days.LAST_YEAR else None


def read_list(text: str, first: Span, *, whole_days: bool = False) -> list[tuple[datetime, datetime]]:
    """Further dates that are still to come, one a line or after a comma. ValidationError in words."""
    found: list[tuple[datetime, datetime]] = []
    for item in items(text, MOST_ADDED):
        span = read_span(item, first, whole_days=whole_days)
        if span[0] <= timezone.now():
            raise ValidationError(_("Ten termin już minął: „%(text)s”. Usuń go albo popraw.") % {"text": item[:40]})
        if span[0] == first.start or span[0] in {start for start, _end in found}:
            raise ValidationError(_("Ten termin jest dwa razy: „%(text)s”. Usuń jeden z nich.") % {"text": item[:40]})
        found.append(span)
    return sorted(found)


def read_span(item: str, first: Span, *, whole_days: bool = False, any_night: bool = False) -> tuple[datetime, datetime]:
    """A further date with its hours, or at those of the first. ValidationError in words.

    An early hour ends it the night after; with `any_night` every hour before the start does.
    """
    match = _LINE.match(item)
    day = read_day(match["day"]) if match is not None else None
    if match is None or day is None:
        raise ValidationError(_("Nie rozumiemy: „%(text)s”. Wpisz termin tak: 8.12.2026 17:00-19:00.") % {"text": item[:40]})
    hours = [_hour(match[name], item) if match[name] else None for name in ("start", "end")]
    usual = local(first.start)
    length = local(first.end) - usual
    begins = datetime.combine(day, hours[0] or usual.time())
    if whole_days:
        begins = datetime.combine(day, time.min)
    ends = end_of(begins, None, hours[1]) if hours[1] and not whole_days else begins + length
    if ends is None and hours[1] and any_night:
        ends = datetime.combine(day, hours[1])
        ends += timedelta(days=1 if ends < begins else 0)
    if ends is None:
        raise ValidationError(_("Koniec jest wcześniejszy niż początek: „%(text)s”. Popraw godziny.") % {"text": item[:40]})
    for there in (begins, ends):
        if problem := clock_problem(there):
            raise ValidationError(f"{problem} {_('Wybierz inną godzinę.')}")
    return moment(begins), moment(ends)


def _hour(text: str, item: str) -> time:
    hour, minute = re.split("[:.]", text)
    try:
        return time(int(hour), int(minute))
    except ValueError as error:
        raise ValidationError(_("Nie ma takiej godziny: „%(text)s”.") % {"text": item[:40]}) from error


def written(start: datetime, end: datetime | None) -> str:
    """A further date as the field shows it: "8.12.2026 17:00-19:00"."""
    first = local(start)
    last = local(end) if end is not None else None
    begins = f"{in_figures(first)} {first:%H:%M}"
    return begins if last is None or last - first >= timedelta(days=1) else f"{begins}-{last:%H:%M}"
