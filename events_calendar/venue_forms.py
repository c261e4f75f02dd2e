"""The addresses of the list of places and of one place as forms. Fields are named as the address names them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.plain_text import LineField
from core.typed_dates import DayField
from events_calendar import days
from events_calendar.forms import FlagField
from events_calendar.querysets import VenueQuerySet

_NO_DAY = _("Nie ma takiego dnia. Wpisz datę, na przykład 2026-11-24. Na razie pokazujemy najbliższy tydzień.")


class VenueListForm(forms.Form):
    """Which places the list shows. A wrong value is told beside its field and changes nothing."""

    q = LineField(label=_("Słowa"), widget=forms.TextInput(attrs={"type": "search"}))
    gmina = forms.ChoiceField(
        label=_("Gmina"), required=False, error_messages={"invalid_choice": _("Nie ma tu takiej gminy. Wybierz inną z listy.")}
    )
    osoby = forms.IntegerField(
        label=_("Na ile osób"),
        required=False,
        min_value=1,
        max_value=100_000,
        # A number's field forgets what is no number; this one shows it, so that it can be mended.
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": _("Wpisz liczbę, na przykład 40."),
            "min_value": _("Wpisz liczbę od 1."),
            "max_value": _("Wpisz mniejszą liczbę."),
        },
    )
    dostepne = FlagField(label=_("wejście bez stopni"))

    PARAMETERS = ("q", "gmina", "osoby", "dostepne")

    def __init__(self, data: dict[str, str], *, communes: list[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="miejsca-%s")
        field: Any = self.fields["gmina"]
        field.choices = [("", _("wszystkie")), *communes]

    @property
    def given(self) -> dict[str, Any]:
        """The filters that hold. Call after validation."""
        return {name: self.cleaned_data[name] for name in self.PARAMETERS if self.cleaned_data.get(name)}

    @property
    def params(self) -> dict[str, str]:
        """The same as they stand in an address."""
        return {name: "1" if value is True else str(value) for name, value in self.given.items()}

    def narrow(self, venues: VenueQuerySet) -> VenueQuerySet:
        """The places that pass every filter that holds."""
        given = self.given
        if "q" in given:
            venues = venues.with_words(given["q"])
        if "gmina" in given:
            venues = venues.in_commune(given["gmina"])
        if "osoby" in given:
            venues = venues.for_people(given["osoby"])
        if "dostepne" in given:
            venues = venues.accessible()
        return venues


class WeekForm(forms.Form):
    """A day of the week that a place's page shows."""

    data = DayField(  # type: ignore[assignment]
        label=_("Tydzień, w którym jest dzień"),
        required=False,
        error_messages=dict.fromkeys(("invalid", "no_day"), _NO_DAY),
    )

    def __init__(self, data: dict[str, str]) -> None:
        super().__init__(data, auto_id="tydzien-%s")

    def clean_data(self) -> date | None:
        day: date | None = self.cleaned_data["data"]
        # A week of its own on each side stays in the years of the calendar.
        if day and not days.FIRST_YEAR < day.year < days.LAST_YEAR:
            raise ValidationError(
                _("Kalendarz sięga od roku %(first)s do %(last)s. Na razie pokazujemy najbliższy tydzień."),
                params={"first": days.FIRST_YEAR + 1, "last": days.LAST_YEAR - 1},
            )
        return day
