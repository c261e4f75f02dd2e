"""The calendar's address as a form: which view, which day, which events. Its fields are named as the address names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import slug_re
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.forms import LongSelect
from core.plain_text import LineField
from core.typed_dates import DayField
from events_calendar import days
from events_calendar.models import EventKind, Venue
from events_calendar.rows import Programme

if TYPE_CHECKING:
    from events_calendar.facets import Facets
    from events_calendar.options import FilterOptions
    from events_calendar.querysets import EventQuerySet

_NO_DAY = _("Nie ma takiego dnia. Wpisz datę, na przykład 2026-11-24. Na razie pokazujemy dzisiaj.")
TRUE, FALSE = frozenset({"1", "on", "true", "tak"}), frozenset({"", "0", "off", "false", "nie"})


class View(models.TextChoices):
    MONTH = "miesiac", _("Miesiąc")
    WEEK = "tydzien", _("Tydzień")
    LIST = "lista", _("Lista")
    YEAR = "rok", _("Rok")
    # Not in the switch of views: a day of the month and the row of quick links lead there.
    DAY = "dzien", _("Dzień")
    WEEKEND = "weekend", _("Sobota i niedziela")


# The views that one switches between.
SWITCH = (View.MONTH, View.WEEK, View.LIST, View.YEAR)


def ticked(value: Any) -> bool:
    return str(value).strip().lower() in TRUE


class FlagInput(forms.CheckboxInput):
    """A check box that hands the word in the address on; Django's takes every word for a tick."""

    def __init__(self) -> None:
        super().__init__(check_test=ticked)

    def format_value(self, value: Any) -> str:
        return "1"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(name, "")


class FlagField(forms.CharField):
    """A check box in an address: "1" or nothing, and a sentence for anything else."""

    # How many events it would leave, where somebody counted.
    count: int | None = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=FlagInput(), **kwargs)

    def clean(self, value: Any) -> Any:
        if str(value or "").strip().lower() not in TRUE | FALSE:
            raise ValidationError(_("Zaznacz to pole albo zostaw je puste."))
        return ticked(value)


class CalendarForm(forms.Form):
    q = LineField(label=_("Słowa"), widget=forms.TextInput(attrs={"type": "search"}))
    rodzaj = forms.ChoiceField(label=_("Rodzaj"), required=False, widget=LongSelect)
    temat = forms.ChoiceField(label=_("Temat"), required=False, widget=LongSelect)
    gmina = forms.ChoiceField(label=_("Gmina"), required=False, widget=LongSelect)
    powiat = forms.ChoiceField(label=_("Powiat"), required=False, widget=LongSelect)
    cop = forms.ChoiceField(label=_("COP"), required=False, widget=LongSelect)
    organizator = forms.ChoiceField(label=_("Kto organizuje"), required=False, widget=LongSelect)
    miejsce = LineField(label=_("Miejsce albo miejscowość"))
    odbiorcy = LineField(label=_("Dla kogo"))
    data = DayField(label=_("Dzień"), required=False, error_messages=dict.fromkeys(("invalid", "no_day"), _NO_DAY))  # type: ignore[assignment]
    bezplatne = FlagField(label=_("wstęp wolny"))
    dostepne = FlagField(label=_("wejście bez stopni"))
    online = FlagField(label=_("przez internet"))
    widok = forms.ChoiceField(
        label=_("Widok"),
        required=False,
        choices=View.choices,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("Nie ma widoku „%(value)s”. Pokazujemy miesiąc.")},
    )

    CHOICES = ("rodzaj", "temat", "gmina", "powiat", "cop", "organizator")
    FLAGS = ("bezplatne", "dostepne", "online")
    # Words, each with the column that they are looked for in.
    WORDS = {"q": "words", "miejsce": "place_words", "odbiorcy": "audience_words"}
    FILTERS = ("q", *CHOICES, "miejsce", "odbiorcy", *FLAGS)
    PARAMETERS = (*FILTERS, "data", "widok")

    def __init__(self, data: dict[str, str], *, options: FilterOptions, one_cop: bool = False) -> None:
        super().__init__(data, auto_id="kal-%s")
        self.options = options
        # The place that "miejsce" names by its address, first, and what lies in it; none where it is words.
        self.venues: list[Venue] = []
        if one_cop:
            del self.fields["cop"]
        offered = {
            "rodzaj": [(str(value), str(label)) for value, label in EventKind.choices],
            "temat": options.topics,
            "gmina": options.communes,
            "powiat": options.counties,
            "cop": options.folders,
            "organizator": self._organisers(data.get("organizator", "")),
        }
        for name in self.CHOICES:
            if name in self.fields:
                self._offer(name, offered[name], data.get(name, ""))
        if options.organisers_cut:
            self.fields["organizator"].help_text = _("Na liście są organizacje z największą liczbą nadchodzących wydarzeń.")

    def _organisers(self, asked: str) -> list[tuple[str, str]]:
        """The offered organisers, and the one asked for by its profile's link, who may have nothing coming up."""
        if not slug_re.match(asked) or asked in dict(self.options.organisers):
            return self.options.organisers
        return [*self.options.organisers, *Organisation.objects.filter(slug=asked).values_list("slug", "name")]

    def _offer(self, name: str, choices: list[tuple[str, str]], asked: str) -> None:
        field: Any = self.fields[name]
        field.choices = [("", _("wszystkie")), *choices]
        field.error_messages["invalid_choice"] = _("Nie ma tu pozycji „%(value)s”. Wybierz inną z listy.")
        if asked and asked not in dict(choices):
            # What was asked for stays in the field beside its message, though it cannot be chosen.
            field.widget.choices = [*field.choices, (asked, asked)]

    def clean_miejsce(self) -> str:
        """Words, or the address of a place of the portal, which its page leads here with."""
        value = str(self.cleaned_data["miejsce"])
        if slug_re.match(value):
            found = list(Venue.objects.called(value))
            self.venues = found if found and found[0].slug == value else []
        return value

    def clean_data(self) -> Any:
        day = self.cleaned_data["data"]
        if day and not days.FIRST_YEAR <= day.year <= days.LAST_YEAR:
            raise ValidationError(
                _("Kalendarz sięga od roku %(first)s do %(last)s. Na razie pokazujemy dzisiaj."),
                params={"first": days.FIRST_YEAR, "last": days.LAST_YEAR},
            )
        return day

    @property
    def given(self) -> dict[str, Any]:
        """The filters that hold: chosen and right. Call after validation."""
        return {name: self.cleaned_data[name] for name in self.FILTERS if self.cleaned_data.get(name)}

    @property
    def params(self) -> dict[str, str]:
        """The same as they stand in an address."""
        return {name: "1" if value is True else str(value) for name, value in self.given.items()}

    def narrow(self, events: EventQuerySet, leave_out: str = "") -> EventQuerySet:
        """The events that pass every filter that holds; a wrong one is told beside its field and changes nothing."""
        given = {name: value for name, value in self.given.items() if name != leave_out}
        events = self._with_words(events, given)
        if "rodzaj" in given:
            events = events.filter(kind=given["rodzaj"])
        if "temat" in given:
            events = events.about(given["temat"])
        if "gmina" in given:
            events = events.in_commune(given["gmina"])
        if "powiat" in given:
            events = events.in_county(given["powiat"])
        if "cop" in given:
            events = events.filter(path__startswith=self.options.folder_paths[given["cop"]])
        if "organizator" in given:
            events = events.organised_by(slug=given["organizator"])
        if "bezplatne" in given:
            events = events.filter(free=True)
        if "dostepne" in given:
            events = events.accessible()
        if "online" in given:
            events = events.online()
        return events

    def _with_words(self, events: EventQuerySet, given: dict[str, Any]) -> EventQuerySet:
        for name in given.keys() & self.WORDS.keys():
            by_address = name == "miejsce" and self.venues
            events = events.at_venues(self._venue_ids) if by_address else events.with_words(given[name], self.WORDS[name])
        return events

    @property
    def _venue_ids(self) -> list[int]:
        return [venue.pk for venue in self.venues]

    def programme(self, events: EventQuerySet, leave_out: str = "") -> Programme:
        """The dates that pass every filter that holds: of one series at several places, those at the place asked for."""
        dates = Programme.of(self.narrow(events, leave_out)).dates
        if self.venues and "miejsce" in self.given and leave_out != "miejsce":
            dates = dates.at_venues(self._venue_ids)
        return Programme(dates, events)

    def count_choices(self, facets: Facets, events: EventQuerySet) -> None:
        """Say beside each choice how many coming events it would leave. One query where words are asked for, else none."""
        given = self.given
        found = None
        if given.keys() & self.WORDS.keys():
            found = facets.set_of(self._with_words(events, given).order_by().values_list("pk", flat=True))
        counts = facets.counts(self.params, found)
        for name in self.CHOICES:
            if name in self.fields:
                widget: Any = self.fields[name].widget
                here = counts[name]
                widget.choices = [(value, f"{label} ({here.get(value, 0)})" if value else label) for value, label in widget.choices]
        for name in self.FLAGS:
            self.fields[name].count = counts[name].get("1", 0)  # type: ignore[attr-defined]
