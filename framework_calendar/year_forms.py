"""The year's address as a form: which part of the year, and which view of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.cache import cache
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core import pagecache
from core.collation import alphabetical
from core.forms import LongSelect
from core.models import Territory, Topic
from events_calendar.forms import FlagField
from framework_calendar.year_register import Entry

Choice = tuple[str, str]


class View(models.TextChoices):
    YEAR = "rok", _("Rok")
    ORGANISATIONS = "organizacje", _("Organizacje")
    WITHOUT = "bez-terminu", _("Bez terminu")
    COMPARED = "porownanie", _("Rok do roku")


class Quarter(models.TextChoices):
    FIRST = "1", _("styczeń, luty, marzec")
    SECOND = "2", _("kwiecień, maj, czerwiec")
    THIRD = "3", _("lipiec, sierpień, wrzesień")
    FOURTH = "4", _("październik, listopad, grudzień")


@dataclass(frozen=True)
class YearOptions:
    """What the filters offer: only what some proposal of the year has, and by which number it is known there."""

    communes: list[Choice]
    topics: list[Choice]
    cops: list[Choice]
    commune_ids: dict[str, int]
    topic_ids: dict[str, int]


def options_of(year: int, entries: Iterable[Entry]) -> YearOptions:
    """The choices of this year's filters in the current language, kept until something public changes."""
    key = f"framework-options:{pagecache.version()}:{year}:{get_language()}"
    known: YearOptions | None = cache.get(key)
    if known is None:
        known = _options(list(entries))
        cache.set(key, known, pagecache.LONGEST_SECONDS)
    return known


def _options(entries: list[Entry]) -> YearOptions:
    communes = Territory.objects.filter(pk__in={one.commune for one in entries}).order_by("sort_key", "code")
    topics = Topic.in_order(pk__in={topic for one in entries for topic in one.topics})
    cops = Organisation.objects.filter(slug__in={one.cop for one in entries}).values_list("slug", "name")
    return YearOptions(
        communes=[(one.code, str(one)) for one in communes],
        topics=[(one.slug, one.label) for one in topics],
        cops=alphabetical(cops, lambda one: one[1]),
        commune_ids={one.code: one.pk for one in communes},
        topic_ids={one.slug: one.pk for one in topics},
    )


class YearForm(forms.Form):
    """The filters of the year. What is wrong is told beside its field and changes nothing."""

    kwartal = forms.ChoiceField(label=_("Kwartał"), required=False)
    gmina = forms.ChoiceField(label=_("Gmina"), required=False, widget=LongSelect)
    temat = forms.ChoiceField(label=_("Temat"), required=False, widget=LongSelect)
    cop = forms.ChoiceField(label=_("COP"), required=False, widget=LongSelect)
    zmiany = FlagField(label=_("tylko to, co się zmieniło"))
    widok = forms.ChoiceField(
        label=_("Widok"),
        required=False,
        choices=View.choices,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("Nie ma widoku „%(value)s”. Pokazujemy cały rok.")},
    )

    CHOICES = ("kwartal", "gmina", "temat", "cop")
    FILTERS = (*CHOICES, "zmiany")
    PARAMETERS = (*FILTERS, "widok")
    # A share counts what got no slot too, and that has neither a quarter nor changes.
    MEANINGLESS = {
        View.ORGANISATIONS.value: ("kwartal", "zmiany"),
        View.WITHOUT.value: ("kwartal", "zmiany"),
        View.COMPARED.value: ("zmiany",),
    }

    def __init__(self, data: dict[str, str], *, options: YearOptions) -> None:
        super().__init__(data, auto_id="ramowy-%s")
        self.options = options
        for name in self.MEANINGLESS.get(data.get("widok", ""), ()):
            del self.fields[name]
        offered: dict[str, list[tuple[str, Any]]] = {
            "kwartal": list(Quarter.choices),
            "gmina": options.communes,
            "temat": options.topics,
            "cop": options.cops,
        }
        for name in self.CHOICES:
            if name in self.fields:
                self._offer(name, offered[name], data.get(name, ""))

    def _offer(self, name: str, choices: Iterable[tuple[str, Any]], asked: str) -> None:
        field: Any = self.fields[name]
        field.choices = [("", _("wszystkie")), *choices]
        field.error_messages["invalid_choice"] = _("Nie ma tu pozycji „%(value)s”. Wybierz inną z listy.")
        if asked and asked not in {value for value, _label in choices}:
            # What was asked for stays in the field beside its message, though it cannot be chosen.
            field.widget.choices = [*field.choices, (asked, asked)]

    @property
    def params(self) -> dict[str, str]:
        """The filters that hold, chosen and right, as they stand in an address. Call after validation."""
        given = {name: self.cleaned_data[name] for name in self.FILTERS if self.cleaned_data.get(name)}
        return {name: "1" if value is True else str(value) for name, value in given.items()}

    @property
    def view(self) -> View:
        return View(self.cleaned_data.get("widok") or View.YEAR)

    def narrow(self, entries: Iterable[Entry]) -> list[Entry]:
        """The entries that pass every filter that holds. A quarter leaves out what has no date."""
        tests = [self._test(name, value) for name, value in self.params.items()]
        return [one for one in entries if all(test(one) for test in tests)]

    def _test(self, name: str, value: str) -> Callable[[Entry], bool]:
        if name == "kwartal":
            return lambda one: one.quarter == int(value)
        if name == "gmina":
            commune = self.options.commune_ids[value]
            return lambda one: one.commune == commune
        if name == "temat":
            topic = self.options.topic_ids[value]
            return lambda one: topic in one.topics
        if name == "cop":
            return lambda one: one.cop == value
        return lambda one: bool(one.changes)

    def label_of(self, name: str, value: str) -> str:
        """One filter that holds, in words."""
        field: Any = self.fields[name]
        return str(dict(field.choices).get(value, value)) if name in self.CHOICES else str(field.label)
