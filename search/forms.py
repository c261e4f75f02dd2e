"""The search page's address as a form. What is wrong is told beside its field; the other fields go on working."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.models import Territory, Topic
from core.paging import last_values
from core.plain_text import plain_line
from core.typed_dates import DayField
from search.engine import Filters, Order
from search.kinds import Kind

# A question has a dozen words. What comes behind is left out, and the page says so.
LONGEST_QUERY = 300
# What the field takes, so that the address is never longer than a server reads.
LONGEST_TYPED = 1_200
# Parameters with several values, and with one, of which the last counts.
SEVERAL = ("typ", "temat", "gmina", "organizator")
SINGLE = ("q", "rok", "od", "do", "nadchodzace", "moja", "kolejnosc")
PARAMETERS = ("q", *SEVERAL, *SINGLE[1:])
# Nobody ticks more; an address with thousands of values would only cost time.
MOST_VALUES = 40
FORM_ID = "szukanie"
# A day from which no clock in a time zone leads out of the calendar.
FIRST_YEAR, LAST_YEAR = 1990, 2100
_NO_DAY = _("Nie ma takiego dnia. Wpisz datę w postaci 2026-11-24.")
_NOT_TICKED = ("", "0", "nie", "false")


def asked_of(query: QueryDict) -> MultiValueDict[str, str]:
    """The parameters of an address that the search knows."""
    # NUL is refused before the view; other control characters and halves of pairs would end in the database.
    one = {name: [value.replace("\x00", "\ufffd")] for name, value in last_values(query, SINGLE).items()}
    some = {name: [value.replace("\x00", "\ufffd") for value in query.getlist(name)[:MOST_VALUES]] for name in SEVERAL if name in query}
    return MultiValueDict({**one, **some})


class SeveralField(forms.Field):
    """The values of a repeated parameter, each once."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[str]:
        return list(dict.fromkeys(stripped for one in value or [] if (stripped := one.strip())))


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Czego szukasz?"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "maxlength": LONGEST_TYPED}),
    )
    typ = SeveralField(label=_("Rodzaj"))
    temat = SeveralField(label=_("Temat"))
    gmina = SeveralField(label=_("Gmina lub powiat"))
    organizator = SeveralField(label=_("Kto organizuje lub prowadzi"))
    rok = forms.CharField(label=_("Rok"), required=False)
    od = DayField(label=_("Od dnia"), required=False, error_messages=dict.fromkeys(("invalid", "no_day"), _NO_DAY))
    do = DayField(label=_("Do dnia"), required=False, error_messages=dict.fromkeys(("invalid", "no_day"), _NO_DAY))
    nadchodzace = forms.CharField(label=_("tylko nadchodzące wydarzenia"), required=False)
    moja = forms.CharField(
        label=_("Twoja gmina"), required=False, widget=forms.Select, help_text=_("Wyniki z niej pokażemy wyżej, innych nie ukryjemy.")
    )
    kolejnosc = forms.CharField(label=_("Kolejność"), required=False)

    def __init__(self, data: MultiValueDict[str, str], topics: Sequence[Topic]) -> None:
        super().__init__(data, auto_id="szukaj-%s")
        self.topics = {topic.slug: topic for topic in topics}
        self.territories: dict[str, Territory] = {}
        self.organisers: dict[str, str] = {}
        self.own: Territory | None = None
        self.shortened = False
        # What is wrong with some values of a field whose other values go on working.
        self._unknown: dict[str, ValidationError] = {}
        for name in ("q", "od", "do", "moja"):
            self.fields[name].widget.attrs["form"] = FORM_ID

    def clean_q(self) -> str:
        query = " ".join(self.cleaned_data["q"].split())
        self.shortened = len(query) > LONGEST_QUERY
        query = query[:LONGEST_QUERY].strip()
        # After the split: a pasted tab is a space between words.
        plain_line(query)
        return query

    def _known(self, name: str, known: Container[str], message: Any) -> list[str]:
        """The values that are known; what is said of the first of the others."""
        asked: list[str] = self.cleaned_data[name]
        unknown = [value for value in asked if value not in known]
        if unknown:
            self._unknown[name] = ValidationError(message, params={"value": unknown[0][:80]})
        return [value for value in asked if value in known]

    def clean_typ(self) -> list[str]:
        return self._known("typ", Kind.values, _("Nie ma rodzaju „%(value)s”. Pominęliśmy go."))

    def clean_temat(self) -> list[str]:
        return self._known("temat", self.topics, _("Nie ma tematu „%(value)s”. Wybierz temat z listy."))

    def clean_gmina(self) -> list[str]:
        codes = [code for code in self.cleaned_data["gmina"] if code.isascii() and code.isdigit() and len(code) in (2, 4, 7)]
        if codes:
            self.territories = {territory.code: territory for territory in Territory.objects.filter(code__in=codes)}
        return self._known("gmina", self.territories, _("Nie znamy gminy ani powiatu „%(value)s”. Wybierz z listy."))

    def clean_organizator(self) -> list[str]:
        slugs = [slug for slug in self.cleaned_data["organizator"] if len(slug) <= 80 and slug.isprintable()]
        if slugs:
            self.organisers = dict(Organisation.objects.filter(slug__in=slugs).values_list("slug", "name"))
        return self._known("organizator", self.organisers, _("Nie znamy organizacji „%(value)s”. Wybierz z listy."))

    def clean_rok(self) -> str:
        year = str(self.cleaned_data["rok"]).strip()
        if year and not (year.isascii() and year.isdigit() and len(year) == 4 and FIRST_YEAR <= int(year) <= LAST_YEAR):
            raise ValidationError(_("Nie ma tu roku „%(value)s”. Wybierz rok z listy."), params={"value": year[:40]})
        return year

    def clean_nadchodzace(self) -> str:
        return "" if str(self.cleaned_data["nadchodzace"]).strip().lower() in _NOT_TICKED else "1"

    def clean_moja(self) -> str:
        code = str(self.cleaned_data["moja"]).strip()
        if not code:
            return ""
        if code.isascii() and code.isdigit() and len(code) == 7:
            self.own = Territory.objects.communes().filter(code=code).first()
        if self.own is None:
            raise ValidationError(_("Nie znamy gminy „%(value)s”. Wybierz z listy."), params={"value": code[:80]})
        return code

    def offer_communes(self) -> None:
        """Let a person choose their commune of those that a COP serves, or leave the one they have. One query."""
        served = Territory.objects.communes().filter(served_by__isnull=False).order_by("sort_key", "code")
        offered = {territory.code: str(territory) for territory in served}
        if self.own:
            offered.setdefault(self.own.code, str(self.own))
        self.fields["moja"].widget.choices = [("", _("bez wyróżnienia")), *offered.items()] if offered else []

    def clean_kolejnosc(self) -> str:
        """By relevance, unless asked for by date; the address says only what is not usual."""
        return Order.DATE.value if str(self.cleaned_data["kolejnosc"]).strip().lower() == Order.DATE else ""

    def _clean_day(self, name: str) -> date | None:
        day: date | None = self.cleaned_data[name]
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(
                _("Szukamy między rokiem %(first)s a %(last)s. Wpisz inną datę."), params={"first": FIRST_YEAR, "last": LAST_YEAR}
            )
        return day

    def clean_od(self) -> date | None:
        return self._clean_day("od")

    def clean_do(self) -> date | None:
        return self._clean_day("do")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("od") and cleaned.get("do") and cleaned["do"] < cleaned["od"]:
            self.add_error("do", _("Ten dzień jest wcześniejszy niż „Od dnia”. Wpisz późniejszy."))
        for name, problem in self._unknown.items():
            known = cleaned[name]
            self.add_error(name, problem)
            cleaned[name] = known
        return cleaned

    @property
    def query(self) -> str:
        """The words to look for; none while something is wrong with them."""
        return self.cleaned_data.get("q") or ""

    @property
    def filters(self) -> Filters:
        """The filters that are right; the others are told beside their fields."""
        valid = self.cleaned_data
        return Filters(
            kinds=tuple(valid.get("typ") or ()),
            topics=tuple(valid.get("temat") or ()),
            communes=tuple(valid.get("gmina") or ()),
            organisers=tuple(valid.get("organizator") or ()),
            date_from=valid.get("od"),
            date_to=valid.get("do"),
            year=int(valid["rok"]) if valid.get("rok") else None,
            coming=bool(valid.get("nadchodzace")),
        )

    @property
    def order(self) -> Order:
        return Order(self.cleaned_data.get("kolejnosc") or Order.RELEVANCE)

    @property
    def kept(self) -> dict[str, str | list[str]]:
        """What the address keeps: the values that are right, as they are written there."""
        values = {name: self.cleaned_data.get(name) for name in PARAMETERS}
        return {name: value if isinstance(value, list) else str(value) for name, value in values.items() if value}
