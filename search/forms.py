"""The search page's address as a form. What is wrong is told beside its field; the other fields go on working."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.models import Territory, Topic
from core.plain_text import plain_line
from core.typed_dates import DayField
from search.engine import Filters
from search.kinds import Kind

LONGEST_QUERY = 200
PARAMETERS = ("q", "typ", "temat", "gmina", "od", "do")
FORM_ID = "szukanie"
# A day from which no clock in a time zone leads out of the calendar.
FIRST_YEAR, LAST_YEAR = 1990, 2100
_NO_DAY = _("Nie ma takiego dnia. Wpisz datę w postaci 2026-11-24.")


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Czego szukasz?"),
        required=False,
        max_length=LONGEST_QUERY,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "maxlength": LONGEST_QUERY}),
        error_messages={"max_length": _("Wpisz najwyżej %(limit_value)d znaków: kilka najważniejszych słów wystarczy.")},
    )
    typ = forms.ChoiceField(
        label=_("Rodzaj"),
        required=False,
        choices=[("", _("wszystko")), *Kind.choices],
        error_messages={"invalid_choice": _("Nie ma rodzaju „%(value)s”. Pokazujemy wszystkie.")},
    )
    temat = forms.ChoiceField(
        label=_("Temat"),
        required=False,
        error_messages={"invalid_choice": _("Nie ma tematu „%(value)s”. Wybierz temat z listy.")},
    )
    gmina = forms.CharField(label=_("Gmina lub powiat"), required=False)
    od = DayField(label=_("Od dnia"), required=False, error_messages=dict.fromkeys(("invalid", "no_day"), _NO_DAY))
    do = DayField(label=_("Do dnia"), required=False, error_messages=dict.fromkeys(("invalid", "no_day"), _NO_DAY))

    def __init__(self, data: dict[str, str], topics: Sequence[Topic]) -> None:
        # NUL is refused before the view; other control characters and halves of pairs would end in the database.
        super().__init__({name: value.replace("\x00", "\ufffd") for name, value in data.items()}, auto_id="szukaj-%s")
        self.topics = {topic.slug: topic for topic in topics}
        self.territory: Territory | None = None
        choice: Any = self.fields["temat"]
        choice.choices = [("", _("wszystkie tematy")), *((topic.slug, topic.label) for topic in topics)]
        for name in ("typ", "temat"):
            asked = data.get(name, "")
            if name in self.errors:
                # What was asked for stays in the field beside its message, though it cannot be chosen.
                field: Any = self.fields[name]
                field.widget.choices = [*field.choices, (asked, asked[:80])]
        for name in PARAMETERS:
            self.fields[name].widget.attrs["form"] = FORM_ID

    def clean_q(self) -> str:
        query = " ".join(self.cleaned_data["q"].split())
        # After the split: a pasted tab is a space between words.
        plain_line(query)
        return query

    def clean_gmina(self) -> str:
        code = self.cleaned_data["gmina"].strip()
        if not code:
            return ""
        known = code.isascii() and code.isdigit() and len(code) in (2, 4, 7)
        self.territory = Territory.objects.filter(code=code).first() if known else None
        if self.territory is None:
            raise ValidationError(_("Nie znamy gminy ani powiatu „%(code)s”. Wybierz z listy."), params={"code": code[:40]})
        return code

    def _clean_day(self, name: str) -> Any:
        day = self.cleaned_data[name]
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(
                _("Szukamy między rokiem %(first)s a %(last)s. Wpisz inną datę."), params={"first": FIRST_YEAR, "last": LAST_YEAR}
            )
        return day

    def clean_od(self) -> Any:
        return self._clean_day("od")

    def clean_do(self) -> Any:
        return self._clean_day("do")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("od") and cleaned.get("do") and cleaned["do"] < cleaned["od"]:
            self.add_error("do", _("Ten dzień jest wcześniejszy niż „Od dnia”. Wpisz późniejszy."))
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
            kind=valid.get("typ") or "",
            topic=valid.get("temat") or "",
            commune=valid.get("gmina") or "",
            date_from=valid.get("od"),
            date_to=valid.get("do"),
        )

    @property
    def kept(self) -> dict[str, str]:
        """What the address keeps: the values that are right, as they are written there."""
        values = {name: self.cleaned_data.get(name) for name in PARAMETERS}
        return {name: str(value) for name, value in values.items() if value}
