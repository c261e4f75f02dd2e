"""Days and hours as a person types them, on the Polish clock, and the moments that they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from events_calendar import days

DAYS = ["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y"]
HOURS = ["%H:%M", "%H.%M", "%H:%M:%S", "%H"]
MOST_ADDED = 50


@dataclass(frozen=True)
class Span:
    """From when to when, in UTC."""

    start: datetime
    end: datetime


def moment(there: datetime, fold: int = 0) -> datetime:
    """A time of the Polish clock in UTC; of an hour that comes twice the first, or with `fold` the second."""
    return there.replace(tzinfo=days.WARSAW, fold=fold).astimezone(UTC)


def is_missing(there: datetime) -> bool:
    """Whether the clock jumps over this time: there is no 2:30 on the last Sunday of March."""
    return moment(there).astimezone(days.WARSAW).replace(tzinfo=None) != there.replace(fold=0)


def is_twice(there: datetime) -> bool:
    """Whether the clock shows this time twice: 2:30 on the last Sunday of October."""
    return not is_missing(there) and moment(there, 0) != moment(there, 1)


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


_LINE = re.compile(r"(?P<day>[\d.\-/]+)(?:\s+(?P<start>\d{1,2}[:.]\d{2})(?:\s*[-–]\s*(?P<end>\d{1,2}[:.]\d{2}))?)?$")


def read_list(text: str, first: Span, *, whole_days: bool = False) -> list[tuple[datetime, datetime]]:
    """Further dates, one a line or after a comma, with their hours or at those of the first. ValidationError in words."""
    items = [" ".join(item.split()) for item in re.split(r"[,;\n]", text) if item.strip()]
    if len(items) > MOST_ADDED:
        raise ValidationError(_("Wpisz najwyżej %(most)s dodatkowych terminów.") % {"most": MOST_ADDED})
    found: list[tuple[datetime, datetime]] = []
    for item in items:
        span = _read(item, first, whole_days)
        if span[0] <= timezone.now():
            raise ValidationError(_("Ten termin już minął: „%(text)s”. Usuń go albo popraw.") % {"text": item[:40]})
        if span[0] == first.start or span[0] in {start for start, _end in found}:
            raise ValidationError(_("Ten termin jest dwa razy: „%(text)s”. Usuń jeden z nich.") % {"text": item[:40]})
        found.append(span)
    return sorted(found)


def _read(item: str, first: Span, whole_days: bool) -> tuple[datetime, datetime]:
    unclear = ValidationError(_("Nie rozumiemy: „%(text)s”. Wpisz termin tak: 8.12.2026 17:00-19:00.") % {"text": item[:40]})
    match = _LINE.match(item)
    if match is None:
        raise unclear
    try:
        day = forms.DateField(input_formats=DAYS).to_python(match["day"])
        hours = [_hour(match[name]) if match[name] else None for name in ("start", "end")]
    except (ValidationError, ValueError) as error:
        raise unclear from error
    if day is None or not days.FIRST_YEAR <= day.year <= days.LAST_YEAR:
        raise unclear
    usual = first.start.astimezone(days.WARSAW).replace(tzinfo=None)
    length = first.end.astimezone(days.WARSAW).replace(tzinfo=None) - usual
    begins = datetime.combine(day, hours[0] or usual.time())
    if whole_days:
        begins = datetime.combine(day, time.min)
    ends = end_of(begins, None, hours[1]) if hours[1] and not whole_days else begins + length
    if ends is None:
        raise ValidationError(_("Koniec jest wcześniejszy niż początek: „%(text)s”. Popraw godziny.") % {"text": item[:40]})
    for there in (begins, ends):
        if is_missing(there) or is_twice(there):
            raise ValidationError(_("„%(text)s”: tej nocy zmienia się czas. Wybierz inną godzinę.") % {"text": item[:40]})
    return moment(begins), moment(ends)


def _hour(text: str) -> time:
    hour, minute = re.split("[:.]", text)
    return time(int(hour), int(minute))


def written(start: datetime, end: datetime) -> str:
    """A further date as the field shows it: "8.12.2026 17:00-19:00"."""
    first, last = start.astimezone(days.WARSAW), end.astimezone(days.WARSAW)
    if last - first >= timedelta(days=1):
        return f"{first:%d.%m.%Y} {first:%H:%M}"
    return f"{first:%d.%m.%Y} {first:%H:%M}-{last:%H:%M}"
