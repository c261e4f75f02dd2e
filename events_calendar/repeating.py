"""Repeating as a person says it: a form that makes the text of a rule and reads it back, a rule in words, its dates beforehand.

No admin and no page in here, so that a request on the public site can use it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import islice, takewhile
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.templatetags.portal_ui import event_when, long_date
from core.typed_dates import DayField, in_figures
from events_calendar import days, recurrence, slot_times
from events_calendar.wording import CODES, in_words

MOST_LISTED = 200
OTHER = "other"
HOW = {"daily": "DAILY", "weekly": "WEEKLY", "monthly": "MONTHLY", "yearly": "YEARLY"}
WEEKDAYS = [
    ("MO", gettext_lazy("poniedziałek")),
    ("TU", gettext_lazy("wtorek")),
    ("WE", gettext_lazy("środa")),
    ("TH", gettext_lazy("czwartek")),
    ("FR", gettext_lazy("piątek")),
    ("SA", gettext_lazy("sobota")),
    ("SU", gettext_lazy("niedziela")),
]


@dataclass(frozen=True)
class Repeating:
    """A rule in the words of the form. `which` says of a month: "date", "last_day" or the weekday's number ("2", "-1")."""

    how: str = ""
    every: int = 1
    weekdays: tuple[str, ...] = ()
    which: str = "date"
    until: date | None = None
    count: int | None = None


# --- From the text of a rule and back


def rule_of(said: Repeating, start: datetime) -> str:
    """The RRULE text of what a person chose. Where no weekday is chosen, it is the start's."""
    if not said.how:
        return ""
    parts = [f"FREQ={HOW[said.how]}"]
    if said.every != 1:
        parts.append(f"INTERVAL={said.every}")
    if said.how == "weekly" and said.weekdays:
        parts.append(f"BYDAY={','.join(said.weekdays)}")
    if said.how == "monthly" and said.which == "last_day":
        parts.append("BYMONTHDAY=-1")
    elif said.how == "monthly" and said.which != "date":
        chosen = said.weekdays or (CODES[recurrence.local(start).weekday()],)
        parts.append(f"BYDAY={','.join(said.which + day for day in chosen)}")
    if said.until is not None:
        # With the zone, as RFC 5545 asks for where the start is a moment.
        last = datetime.combine(said.until, time(23, 59, 59), days.WARSAW).astimezone(UTC)
        parts.append(f"UNTIL={last:%Y%m%dT%H%M%SZ}")
    if said.count is not None:
        parts.append(f"COUNT={said.count}")
    return ";".join(parts)


def read(rule: str, start: datetime) -> Repeating | None:
    """What the form shows for a rule; None for one that it cannot express, such as some that come from other calendars."""
    if not rule:
        return Repeating()
    try:
        parts = recurrence.parts_of(rule)
        until = recurrence.local(recurrence.moment(recurrence.until_of(parts["UNTIL"]))).date() if "UNTIL" in parts else None
        every, count = int(parts.get("INTERVAL", 1)), int(parts["COUNT"]) if "COUNT" in parts else None
    except (ValidationError, ValueError, OverflowError):
        return None
    how = next((name for name, frequency in HOW.items() if frequency == parts.get("FREQ")), None)
    if how is None or parts.get("WKST", "MO") != "MO":
        return None
    rest = {name: value for name, value in parts.items() if name.startswith("BY")}
    there = recurrence.local(start)
    weekdays, which = _weekdays(rest, how)
    if how == "monthly" and rest.get("BYMONTHDAY") in ("-1", str(there.day)):
        which = "last_day" if rest.pop("BYMONTHDAY") == "-1" else "date"
    if how == "yearly" and rest in ({"BYMONTH": str(there.month)}, {"BYMONTH": str(there.month), "BYMONTHDAY": str(there.day)}):
        rest = {}
    return None if rest else Repeating(how, every, weekdays, which, until, count)


def _weekdays(rest: dict[str, str], how: str) -> tuple[tuple[str, ...], str]:
    """The weekdays of a rule, and of a month their number; what it understands it takes out of `rest`."""
    listed = rest.get("BYDAY", "").split(",")
    if how == "weekly" and all(day in CODES for day in listed):
        del rest["BYDAY"]
        return tuple(sorted(listed, key=CODES.index)), "date"
    if how == "monthly" and "BYDAY" in rest:
        numbers = {day[:-2] for day in listed}
        number = rest.get("BYSETPOS", "") if numbers == {""} and len(listed) == 1 else "".join(numbers) if len(numbers) == 1 else ""
        if number.removeprefix("+") in ("1", "2", "3", "4", "-1") and all(day[-2:] in CODES for day in listed):
            rest.pop("BYSETPOS", None)
            del rest["BYDAY"]
            return tuple(sorted((day[-2:] for day in listed), key=CODES.index)), number.removeprefix("+")
    return (), "date"


def shown_as(rule: str, start: datetime, dates: Iterable[Any] = ()) -> dict[str, Any]:
    """What the fields of the form show for a stored rule and its `EventDate`s, by their names."""
    said = read(rule, start)
    shown = said or Repeating(how=OTHER)
    without = sorted(recurrence.local(one.original).date() for one in dates if one.change == "excluded" and one.original)
    added = sorted((one.start, one.end) for one in dates if one.change == "added" and one.start)
    return {
        "repeat": shown.how,
        "repeat_every": shown.every,
        "repeat_days": list(shown.weekdays),
        "repeat_month": shown.which,
        "repeat_until": shown.until,
        "repeat_count": shown.count,
        "repeat_without": ", ".join(in_figures(day) for day in without),
        "repeat_added": ", ".join(slot_times.written(first, last) for first, last in added),
    }


# --- The dates beforehand


def preview(
    start: datetime,
    end: datetime,
    rule: str = "",
    excluded: Iterable[datetime] = (),
    added: Iterable[tuple[datetime, datetime]] = (),
    *,
    all_day: bool = False,
    venue_id: int | None = None,
) -> list[recurrence.Date]:
    """The dates that an event would have, of an endless rule those of two years. Nothing is stored. ValidationError in words."""
    from events_calendar.models import EventDate, EventPage

    if not (days.in_calendar(start) and days.in_calendar(end)):
        raise ValidationError(_("Kalendarz sięga do roku %(last)s. Popraw rok.") % {"last": days.LAST_YEAR})
    if end < start:
        raise ValidationError(_("Koniec jest wcześniejszy niż początek. Popraw jedną z tych godzin."))
    if all_day:
        start, end = days.whole_days(start, end)
    recurrence.validate(rule, start)
    event = EventPage(start=start, end=end, rule=rule, all_day=all_day, venue_id=venue_id)
    rows = [EventDate(change=EventDate.Change.EXCLUDED, original=original) for original in excluded]
    rows += [EventDate(change=EventDate.Change.ADDED, start=first, end=last) for first, last in added]
    event.dates.set(rows)
    return recurrence.dates_of(event, until=recurrence.shown_until(rule, start))


# --- The form


@dataclass
class Read:
    """What the form says: the rule, the dates of the rule that are left out, and further dates."""

    rule: str = ""
    excluded: list[datetime] = field(default_factory=list)
    added: list[tuple[datetime, datetime]] = field(default_factory=list)


class RepeatFields(forms.Form):
    """The fields alone: a form of a page has them among its own. Each works without scripts; empty ones ask for nothing."""

    repeat = forms.ChoiceField(
        label=gettext_lazy("Powtarzanie"),
        required=False,
        choices=[
            ("", gettext_lazy("nie powtarza się")),
            ("daily", gettext_lazy("codziennie")),
            ("weekly", gettext_lazy("co tydzień")),
            ("monthly", gettext_lazy("co miesiąc")),
            ("yearly", gettext_lazy("co rok")),
        ],
    )
    repeat_every = forms.IntegerField(
        label=gettext_lazy("Co ile"),
        required=False,
        min_value=1,
        max_value=99,
        help_text=gettext_lazy("Co który dzień, tydzień, miesiąc albo rok. Na przykład 2 i „co tydzień” znaczy: co drugi tydzień."),
        error_messages={
            "min_value": gettext_lazy("Wpisz liczbę większą od zera, na przykład 2: co drugi tydzień."),
            "max_value": gettext_lazy("Wpisz liczbę od 1 do 99."),
            "invalid": gettext_lazy("Wpisz liczbę, na przykład 2: co drugi tydzień."),
        },
    )
    repeat_days = forms.MultipleChoiceField(
        label=gettext_lazy("W które dni tygodnia"),
        required=False,
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Nic nie zaznaczono: w ten dzień tygodnia, w którym wydarzenie się zaczyna."),
    )
    repeat_month = forms.ChoiceField(
        label=gettext_lazy("Który dzień miesiąca"),
        required=False,
        choices=[
            ("date", gettext_lazy("ten sam dzień co początek, na przykład 15.")),
            ("1", pgettext_lazy("dzień tygodnia", "pierwszy taki dzień tygodnia, na przykład pierwszy wtorek")),
            ("2", pgettext_lazy("dzień tygodnia", "drugi")),
            ("3", pgettext_lazy("dzień tygodnia", "trzeci")),
            ("4", pgettext_lazy("dzień tygodnia", "czwarty")),
            ("-1", pgettext_lazy("dzień tygodnia", "ostatni, na przykład ostatni piątek")),
            ("last_day", gettext_lazy("ostatni dzień miesiąca")),
        ],
        help_text=gettext_lazy("Liczy się tylko, gdy wydarzenie powtarza się co miesiąc."),
    )
    repeat_until = DayField(
        label=gettext_lazy("Do dnia"),
        required=False,
        help_text=gettext_lazy("Na przykład 30.6.2027. Puste „do dnia” i „ile razy”: bez końca."),
    )
    repeat_count = forms.IntegerField(
        label=gettext_lazy("Ile razy"),
        required=False,
        min_value=1,
        max_value=recurrence.MOST_DATES,
        error_messages={
            "min_value": gettext_lazy("Wpisz liczbę większą od zera, na przykład 10."),
            "max_value": gettext_lazy("Wydarzenie może mieć najwyżej 1000 terminów."),
            "invalid": gettext_lazy("Wpisz liczbę, na przykład 10."),
        },
    )
    repeat_without = forms.CharField(
        label=gettext_lazy("Bez tych dni"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Dni, w które wyjątkowo się nie odbędzie, po przecinku. Na przykład: 22.12.2026, 29.12.2026."),
    )
    repeat_added = forms.CharField(
        label=gettext_lazy("Dodatkowe terminy"),
        required=False,
        max_length=8000,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Po przecinku. Na przykład: 20.12.2026 17:00-19:00, 4.1.2027. Bez godziny: o tej co zawsze."),
    )

    REPEAT_FIELDS = tuple(f"repeat{name}" for name in ("", "_every", "_days", "_month", "_until", "_count", "_without", "_added"))

    def offer_kept_rule(self, rule: str, start: datetime) -> None:
        """A rule that the form cannot express is one more choice, in words: it stays until another is chosen."""
        if rule and read(rule, start) is None:
            choice: Any = self.fields["repeat"]
            choice.choices = [*choice.choices, (OTHER, in_words(rule, start))]

    def read_repeating(self, cleaned: dict[str, Any], start: datetime, end: datetime, kept: str = "") -> Read | None:
        """The rule and the dates of the cleaned fields; None after telling beside a field what is wrong. `start` as it is stored."""
        if any(name in self.errors for name in self.REPEAT_FIELDS):
            return None
        if cleaned.get("repeat_until") and cleaned.get("repeat_count"):
            self.add_error("repeat_count", _("Podaj ostatni dzień albo liczbę terminów, nie oba naraz."))
            return None
        said = Repeating(
            how=cleaned.get("repeat") or "",
            every=cleaned.get("repeat_every") or 1,
            weekdays=tuple(sorted(cleaned.get("repeat_days") or (), key=CODES.index)),
            which=cleaned.get("repeat_month") or "date",
            until=cleaned.get("repeat_until"),
            count=cleaned.get("repeat_count"),
        )
        if said.until and not days.FIRST_YEAR <= said.until.year <= days.LAST_YEAR:
            self.add_error("repeat_until", _("Kalendarz sięga do roku %(last)s. Popraw ostatni dzień.") % {"last": days.LAST_YEAR})
            return None
        found = Read(kept if said.how == OTHER else rule_of(said, start))
        try:
            recurrence.validate(found.rule, start)
        except ValidationError as error:
            field = _FIELD_OF.get(error.code or "", "repeat")
            self.add_error(field if field in self.fields else "repeat", error.messages)
            return None
        for name, reading in (("repeat_without", self._read_without), ("repeat_added", self._read_added)):
            try:
                reading(cleaned.get(name) or "", found, start, end)
            except ValidationError as error:
                self.add_error(name, error)
                return None
        problems = self._clock_problems(found, start)
        if problems:
            self.add_error("repeat", problems)
            return None
        try:
            dates = preview(start, end, found.rule, found.excluded, found.added)
            recurrence.check_some_left(dates)
            recurrence.check_apart(dates)
        except ValidationError as error:
            self.add_error(_FIELD_OF.get(error.code or "", "repeat"), error)
            return None
        return found

    def _read_without(self, text: str, found: Read, start: datetime, end: datetime) -> None:
        wanted = []
        for item in slot_times.items(text, MOST_LISTED):
            typed = slot_times.read_day(item)
            if typed is None:
                raise ValidationError(_("Nie rozumiemy daty „%(text)s”. Wpisz ją tak: 8.12.2026.") % {"text": item[:40]})
            wanted.append(typed)
        if not wanted:
            return
        if not found.rule:
            raise ValidationError(_("Wydarzenie się nie powtarza, więc nie ma czego pomijać. Zostaw to pole puste."))
        last = datetime.combine(min(max(wanted), date(days.LAST_YEAR, 12, 31)), time.max)
        by_day: dict[date, list[datetime]] = {}
        # A long list of days is no reason to work out a hundred years.
        for there in islice(takewhile(lambda there: there <= last, recurrence.starts(found.rule, start)), 10 * recurrence.MOST_DATES):
            by_day.setdefault(there.date(), []).append(recurrence.moment(there))
        for day in wanted:
            if day not in by_day:
                raise ValidationError(
                    _("%(day)s wydarzenie się nie powtarza, więc nie ma czego pomijać. Popraw ten dzień.") % {"day": long_date(day)}
                )
            found.excluded += by_day.pop(day, [])
            by_day[day] = []

    def _read_added(self, text: str, found: Read, start: datetime, end: datetime) -> None:
        first = slot_times.Span(start, end)
        found.added += [slot_times.read_span(item, first, any_night=True) for item in slot_times.items(text, MOST_LISTED)]

    def _clock_problems(self, found: Read, start: datetime) -> list[str]:
        """Dates of the rule to the horizon at a time that is not there, or is twice: nobody said which is meant."""
        if not found.rule or not 1 <= recurrence.local(start).hour <= 3:
            return []
        last = recurrence.local(recurrence.horizon(start))
        excluded = set(found.excluded)
        asked = _("Wpisz ten dzień w „Bez tych dni”, a właściwy termin w „Dodatkowe terminy”, albo zmień godzinę.")
        coming = islice(takewhile(lambda there: there <= last, recurrence.starts(found.rule, start)), recurrence.MOST_DATES)
        return [
            f"{problem} {asked}"
            for there in coming
            if recurrence.moment(there) not in excluded and (problem := slot_times.clock_problem(there))
        ][:3]


_FIELD_OF = {
    **{"until": "repeat_until", "count": "repeat_count", "interval": "repeat_every", "start": "start"},
    **{"without": "repeat_without", "added": "repeat_added"},
}


class RepeatForm(RepeatFields):
    """The whole form for an event whose `start` and `end` are known. After `is_valid()`: `found` and `dates`."""

    found: Read | None = None

    def __init__(self, *args: Any, start: datetime, end: datetime, rule: str = "", dates: Sequence[Any] = (), **kwargs: Any) -> None:
        self.start, self.end, self.rule = start, end, rule
        kwargs["initial"] = {**shown_as(rule, start, dates), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.offer_kept_rule(rule, start)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.end < self.start:
            raise ValidationError(_("Koniec jest wcześniejszy niż początek. Popraw jedną z tych godzin."))
        self.found = self.read_repeating(cleaned, self.start, self.end, self.rule)
        return cleaned

    @property
    def dates(self) -> list[recurrence.Date]:
        """The dates that the valid form gives."""
        found = self.found or Read()
        return preview(self.start, self.end, found.rule, found.excluded, found.added)


def day_words(moment: date) -> str:
    """The day of a moment with its weekday: "wtorek, 1 grudnia 2026"."""
    return event_when(moment, None, all_day=True).rsplit(", ", 1)[0]
