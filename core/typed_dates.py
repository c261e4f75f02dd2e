"""Days and hours as people type them, and the fields that ask for them.

A browser's field for a date shows a value in its own form only (2026-12-08) and looks empty with any other. So what can be
read is shown in that form, however it was typed; what cannot is shown as it was typed, in a text field where it can be mended.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from anyascii import anyascii
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

HOURS = ("%H:%M", "%H.%M", "%H:%M:%S", "%H")
_MONTHS = (
    *("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca"),
    *("lipca", "sierpnia", "wrzesnia", "pazdziernika", "listopada", "grudnia"),
)
# A day in figures or words, to look for it in a longer line: "8.12.2026", "2026-12-08", "8 grudnia 2026".
DAY = r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[.\-/]\d{1,2}[.\-/]\d{4}|\d{1,2}\.?\s+[^\W\d_]+\s+\d{4})(?:\s*r\.?)?"
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})$", re.ASCII)
_FIGURES = re.compile(r"(?P<day>\d{1,2})([.\-/])(?P<month>\d{1,2})\2(?P<year>\d{4})(?:\s*r\.?)?$", re.ASCII)
_WORDS = re.compile(r"(?P<day>\d{1,2})\.?\s+(?P<month>[^\W\d_]+)\s+(?P<year>\d{4})(?:\s*r\.?)?$")

NO_DAY = _("Nie ma takiego dnia. Wpisz datę, na przykład 8.12.2026.")
UNCLEAR_DAY = _("Nie rozumiemy tej daty. Wpisz ją tak: 8.12.2026")


def read_day(text: str) -> date:
    """The day that was typed. ValidationError with the code "no_day" where the calendar has none such, else "invalid"."""
    typed = text.strip()
    match = _ISO.match(typed) or _FIGURES.match(typed) or _WORDS.match(typed)
    month = anyascii(match["month"]).lower() if match is not None else ""
    if match is None or not (month.isdecimal() or month in _MONTHS):
        raise ValidationError(UNCLEAR_DAY, code="invalid")
    try:
        return date(int(match["year"]), int(month) if month.isdecimal() else _MONTHS.index(month) + 1, int(match["day"]))
    except ValueError as error:
        raise ValidationError(NO_DAY, code="no_day") from error


def read_hour(text: str) -> time | None:
    """The hour that was typed; None for what is none."""
    for form in HOURS:
        try:
            return datetime.strptime(text.strip(), form).time()
        except ValueError:
            continue
    return None


def in_figures(day: date) -> str:
    """A day as the hints have it: "8.12.2026"."""
    return f"{day.day}.{day.month}.{day.year}"


class _Shown:
    """A browser's own field for what it can show, else a text field."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)  # type: ignore[misc]
        if isinstance(value, str) and value and self.read(value) is None:
            context["widget"]["type"] = "text"
        return context

    def format_value(self, value: Any) -> str | None:
        found = self.read(value) if isinstance(value, str) else None
        shown: str | None = super().format_value(value if found is None else found)  # type: ignore[misc]
        return shown

    def read(self, value: str) -> Any:
        raise NotImplementedError


class DayInput(_Shown, forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")

    def read(self, value: str) -> date | None:
        try:
            return read_day(value)
        except ValidationError:
            return None


class HourInput(_Shown, forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")

    def read(self, value: str) -> time | None:
        return read_hour(value)


class DayField(forms.DateField):
    """A day, in figures or with the month's name. `error_messages` has "no_day" beside "invalid": there is no 31 February."""

    widget = DayInput
    default_error_messages = {"invalid": UNCLEAR_DAY, "no_day": NO_DAY}

    def to_python(self, value: Any) -> date | None:
        if not isinstance(value, str) or value in self.empty_values:
            return super().to_python(value)
        try:
            return read_day(value)
        except ValidationError as error:
            code = error.code or "invalid"
            raise ValidationError(self.error_messages[code], code=code) from error


class HourField(forms.TimeField):
    widget = HourInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=HOURS, **kwargs)
