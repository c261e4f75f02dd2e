"""When it is to be: one date, a few days in one, several dates or a rule; the change of the clocks is asked about."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.templatetags.portal_ui import clock
from core.typed_dates import DayField, HourField
from events_calendar import days, recurrence, slot_times
from events_calendar.repeating import Read, RepeatFields
from events_calendar.slot_times import Span
from events_calendar.wizard_forms.base import NumberField, StepForm


class WhenForm(StepForm, RepeatFields):
    day = DayField(label=gettext_lazy("Dzień"))
    start = HourField(label=gettext_lazy("Od"))
    end = HourField(label=gettext_lazy("Do"))
    clock = forms.ChoiceField(
        label=gettext_lazy("Którą z tych godzin masz na myśli"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("0", gettext_lazy("pierwszą, jeszcze czasu letniego")),
            ("1", gettext_lazy("drugą, po cofnięciu zegara")),
        ],
    )
    all_day = forms.BooleanField(
        label=gettext_lazy("Cały dzień"), required=False, help_text=gettext_lazy("Godziny mogą wtedy zostać puste.")
    )
    last_day = DayField(
        label=gettext_lazy("Ostatni dzień"),
        required=False,
        help_text=gettext_lazy("Tylko gdy wydarzenie trwa kilka dni bez przerwy. Najwyżej 31 dni."),
    )
    repeat_added = forms.CharField(
        label=gettext_lazy("Dodatkowe terminy"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Każdy w osobnym wierszu, na przykład: 8.12.2026 17:00-19:00. Bez godzin: o tej samej porze."),
    )
    setup_minutes = NumberField(
        label=gettext_lazy("Przygotowanie przed, w minutach"), required=False, min_value=0, max_value=days.LONGEST_SETUP, initial=0
    )
    cleanup_minutes = NumberField(
        label=gettext_lazy("Sprzątanie po, w minutach"), required=False, min_value=0, max_value=days.LONGEST_SETUP, initial=0
    )

    def __init__(self, *args: Any, may_be_endless: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Only what has no end already may go on so: nobody holds a place for ever.
        self.may_be_endless = may_be_endless
        self.fields["repeat_until"].help_text = _("Potrzebne, gdy się powtarza, chyba że podasz „ile razy”. Na przykład 30.6.2027.")
        for name in ("start", "end"):
            self.fields[name].error_messages["invalid"] = _("Nie ma takiej godziny. Wpisz ją tak: 18:00.")
        self.span: Span | None = None
        self.added: list[tuple[datetime, datetime]] = []
        self.repeats = Read()
        if not self._is_twice():
            del self.fields["clock"]

    def _is_twice(self) -> bool:
        """Whether an hour that was typed comes twice on its day, so that one has to be chosen."""
        try:
            day = self.fields["day"].clean(self.typed("day"))
            last = self.fields["last_day"].clean(self.typed("last_day")) or day
            hours = [self.fields[name].clean(self.typed(name)) for name in ("start", "end")]
        except (ValidationError, OverflowError):
            return False
        if not all(days.FIRST_YEAR <= one.year <= days.LAST_YEAR for one in (day, last)):
            return False  # refused anyway, and behind the last day of all there is none
        ends = last if last > day or hours[1] > hours[0] else day + timedelta(days=1)
        return any(slot_times.is_twice(datetime.combine(*pair)) for pair in ((day, hours[0]), (ends, hours[1])))

    def full_clean(self) -> None:
        whole = bool(self.is_bound and self.typed("all_day"))
        for name in ("start", "end"):
            self.fields[name].required = not whole
        super().full_clean()
        for name in ("start", "end"):
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        day, last = cleaned.get("day"), cleaned.get("last_day")
        for name, value in (("day", day), ("last_day", last)):
            if value and not days.FIRST_YEAR <= value.year <= days.LAST_YEAR:
                told = _("Kalendarz sięga od roku %(first)s do %(last)s. Popraw rok.")
                self.add_error(name, told % {"first": days.FIRST_YEAR, "last": days.LAST_YEAR})
        self._check_end_of_series(cleaned)
        if any(name in self.errors for name in ("day", "last_day", "start", "end")) or day is None:
            return cleaned
        if cleaned.get("all_day"):
            self.span = self._whole_days(day, last)
        else:
            self.span = self._hours(day, last, cleaned["start"], cleaned["end"])
        if self.span is not None:
            self._check(self.span, day)
        if self.span is not None and "repeat_added" not in self.errors:
            self._read_further(cleaned.get("repeat_added") or "")
            # The further dates are read here: a request asks for none that is over.
            self.repeats = self.read_repeating({**cleaned, "repeat_added": ""}, self.span.start, self.span.end) or Read()
        return cleaned

    @property
    def repeating(self) -> list[Any]:
        """How it repeats, folded together: most events do not."""
        return [self[name] for name in self.REPEAT_FIELDS if name != "repeat_added"]

    @property
    def shows_repeating(self) -> bool:
        return bool(self["repeat"].value() or any(field.errors for field in self.repeating))

    def _whole_days(self, day: date, last: date | None) -> Span | None:
        if last is not None and last < day:
            self.add_error("last_day", _("Ostatni dzień jest wcześniejszy niż pierwszy. Popraw jeden z nich."))
            return None
        start, end = datetime.combine(day, time.min, days.WARSAW), datetime.combine(last or day, time.min, days.WARSAW)
        return Span(*days.whole_days(start, end))

    def _hours(self, day: date, last: date | None, start: time, end: time) -> Span | None:
        if last is not None and last < day:
            self.add_error("last_day", _("Ostatni dzień jest wcześniejszy niż pierwszy. Popraw jeden z nich."))
            return None
        begins = datetime.combine(day, start)
        ends = slot_times.end_of(begins, last, end)
        if ends is None:
            told = _("Godzina zakończenia jest wcześniejsza niż rozpoczęcia. Wpisz godzinę po %(hour)s albo podaj ostatni dzień.")
            if start == end:
                told = _("Wydarzenie kończy się o tej samej godzinie, o której się zaczyna. Wpisz godzinę po %(hour)s.")
            self.add_error("end", told % {"hour": clock(begins.replace(tzinfo=days.WARSAW))})
            return None
        fold = int(self.cleaned_data.get("clock") or 0)
        for name, there in (("start", begins), ("end", ends)):
            if slot_times.is_missing(there):
                told = _("Tej godziny nie ma: tej nocy zegar przeskakuje z 2:00 na 3:00. Wybierz inną.")
                self.add_error(name, told)
            elif slot_times.is_twice(there) and not self.cleaned_data.get("clock") and "clock" in self.fields:
                told = _("Ta godzina jest tej nocy dwa razy, bo cofamy zegar. Zaznacz niżej, którą masz na myśli.")
                self.add_error(name, told)
        if "start" in self.errors or "end" in self.errors:
            return None
        return Span(recurrence.moment(begins, fold), recurrence.moment(ends, fold))

    def _check_end_of_series(self, cleaned: dict[str, Any]) -> None:
        ends = ("repeat_until", "repeat_count")
        if cleaned.get("repeat") and not self.may_be_endless and not any(cleaned.get(name) or name in self.errors for name in ends):
            self.need("repeat_until", _("Podaj ostatni dzień serii albo niżej, ile razy wydarzenie się odbędzie."))

    def _check(self, span: Span, day: date) -> None:
        long = "last_day" if self.cleaned_data.get("last_day") else "end"
        if span.end <= span.start:
            self.add_error("end", _("Koniec jest wcześniejszy niż początek. Popraw jedną z tych godzin."))
        elif span.end - span.start > days.LONGEST_BOOKING:
            self.add_error(long, _("Prośba może objąć najwyżej 31 dni. Popraw ostatni dzień."))
        elif span.start <= timezone.now():
            past = day < days.today() or self.cleaned_data.get("all_day")
            self.add_error("day" if past else "start", _("Ten termin już minął. Wybierz późniejszy."))
        elif not days.in_calendar(span.end):
            self.add_error(long, _("Kalendarz sięga do roku %(last)s. Popraw ostatni dzień.") % {"last": days.LAST_YEAR})

    def _read_further(self, text: str) -> None:
        assert self.span is not None
        try:
            self.added = slot_times.read_list(text, self.span, whole_days=bool(self.cleaned_data.get("all_day")))
        except ValidationError as error:
            self.add_error("repeat_added", error)

    def values(self) -> dict[str, Any]:
        """What of a request this page says. Call after validation."""
        assert self.span is not None
        return {
            "start": self.span.start,
            "end": self.span.end,
            "all_day": self.cleaned_data["all_day"],
            "rule": self.repeats.rule,
            "excluded": self.repeats.excluded,
            "added": self.added,
            "setup_minutes": self.cleaned_data["setup_minutes"] or 0,
            "cleanup_minutes": self.cleaned_data["cleanup_minutes"] or 0,
        }
