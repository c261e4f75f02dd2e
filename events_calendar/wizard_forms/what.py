"""What is asked for, who may come, who else organises it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from core.collation import polish_key
from core.forms import KnownRowsField
from core.models import Topic
from core.plain_text import WHOLE_EMAIL, plain_line
from events_calendar.models import Attendance, EventKind
from events_calendar.wizard_forms.base import UNKNOWN_CHOICE, CircumstancesField, NumberField, StepForm

YES, NO = "tak", "nie"


class WhatForm(StepForm):
    title = forms.CharField(label=gettext_lazy("Nazwa wydarzenia"), max_length=150, help_text=gettext_lazy("Krótko: co i dla kogo."))
    summary = forms.CharField(
        label=gettext_lazy("W jednym zdaniu"),
        max_length=300,
        help_text=gettext_lazy("Zobaczą je osoby, które przeglądają kalendarz."),
    )
    description = forms.CharField(
        label=gettext_lazy("Opis"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 6}),
        help_text=gettext_lazy("Co się będzie działo, co zabrać ze sobą. Pusty wiersz zaczyna nowy akapit."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Rodzaj"), choices=EventKind.choices)
    headcount = NumberField(label=gettext_lazy("Ile mniej więcej osób przyjdzie"), min_value=1, max_value=100_000)
    attendance = forms.ChoiceField(
        label=gettext_lazy("Kto może przyjść"), choices=Attendance.choices, widget=forms.RadioSelect, initial=Attendance.OPEN
    )
    sign_up = forms.CharField(
        label=gettext_lazy("Jak się zapisać"),
        required=False,
        max_length=250,
        help_text=gettext_lazy("Potrzebne, gdy trzeba się zapisać. Na przykład: e-mailem na zapisy@example.org do 1 grudnia."),
    )
    free = forms.ChoiceField(
        label=gettext_lazy("Wstęp"),
        choices=[(YES, gettext_lazy("wolny, bez opłat")), (NO, gettext_lazy("płatny"))],
        widget=forms.RadioSelect,
        initial=YES,
    )
    price = forms.CharField(
        label=gettext_lazy("Ile kosztuje wstęp"),
        required=False,
        max_length=150,
        help_text=gettext_lazy("Potrzebne, gdy wstęp jest płatny. Na przykład: 10 zł, dzieci bezpłatnie."),
    )
    circumstances = CircumstancesField()
    audience = forms.CharField(
        label=gettext_lazy("Dla kogo"), required=False, max_length=200, help_text=gettext_lazy("Na przykład: seniorzy z gminy Kobylnica.")
    )
    topics = KnownRowsField(Topic.objects.none(), label=gettext_lazy("Tematy"), required=False, widget=forms.CheckboxSelectMultiple)
    co_organisers = forms.CharField(
        label=gettext_lazy("Kto jeszcze organizuje"),
        required=False,
        max_length=1500,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Pełne nazwy, każda w osobnym wierszu. Organizacje z portalu połączymy z wydarzeniem."),
    )
    gives_back = forms.CharField(
        label=gettext_lazy("Co organizacja daje w zamian"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Na przykład: posprzątamy salę, zaprosimy mieszkańców na bezpłatne porady. Przeczyta to tylko COP."),
    )
    contact_email = forms.EmailField(
        label=gettext_lazy("E-mail w sprawie wydarzenia"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=gettext_lazy("Pokażemy go przy wydarzeniu."),
        error_messages={"invalid": WHOLE_EMAIL},
    )
    contact_phone = forms.CharField(
        label=gettext_lazy("Telefon w sprawie wydarzenia"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
        # With an extension, as offices have: "59 842 46 37 wew. 12".
        validators=[
            RegexValidator(r"^\+?[\d\s()/.,-]*\d(\s*wew\.?\s*\d{1,6})?$", gettext_lazy("Wpisz numer telefonu, na przykład 59 842 46 37."))
        ],
        help_text=gettext_lazy("Też pokażemy go przy wydarzeniu."),
    )

    MORE = ("description", "audience", "topics", "co_organisers", "gives_back", "contact_phone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact_email"].validators = [*self.fields["contact_email"].validators, plain_line]
        for name, told in (
            ("kind", _("Wybierz rodzaj wydarzenia.")),
            ("attendance", _("Wybierz, kto może przyjść.")),
            ("free", _("Wybierz, czy wstęp jest wolny.")),
        ):
            self.fields[name].error_messages["required"] = told
        topics: Any = self.fields["topics"]
        topics.queryset = Topic.objects.order_by("sort_key", "name")
        topics.label_from_instance = lambda topic: topic.label
        topics.error_messages.update(invalid_choice=UNKNOWN_CHOICE, invalid_pk_value=gettext_lazy("Wybierz tematy z listy."))

    @property
    def first(self) -> list[Any]:
        return [field for field in self if field.name not in self.MORE]

    @property
    def more(self) -> list[Any]:
        """What nobody has to answer, folded together."""
        return [self[name] for name in self.MORE]

    @property
    def shows_more(self) -> bool:
        return any(self[name].errors or self[name].value() for name in self.MORE)

    def clean_co_organisers(self) -> str:
        names = [" ".join(line.split()) for line in self.cleaned_data["co_organisers"].splitlines()]
        names = list(dict.fromkeys(name for name in names if name))
        keys = {polish_key(name): name for name in names}
        self.known = list(Organisation.objects.filter(sort_key__in=keys).order_by("sort_key")) if keys else []
        found = {organisation.sort_key for organisation in self.known}
        self.others = ", ".join(name for key, name in keys.items() if key not in found)
        if len(self.others) > 250:
            raise ValidationError(_("Wpisz mniej organizacji spoza portalu albo skróć ich nazwy: zmieści się 250 znaków."))
        return "\n".join(names)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("attendance") == Attendance.SIGN_UP and not cleaned.get("sign_up") and "sign_up" not in self.errors:
            self.need("sign_up", _("Napisz, jak się zapisać, albo zaznacz, że zapisy nie są potrzebne."))
        if cleaned.get("free") == NO and not cleaned.get("price") and "price" not in self.errors:
            self.need("price", _("Napisz, ile kosztuje wstęp, albo zaznacz, że jest wolny."))
        if cleaned.get("free") == YES and cleaned.get("price"):
            self.add_error("price", _("Wstęp jest wolny, a tu stoi cena. Usuń ją albo zaznacz „płatny”."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """What of a request this page says. Call after validation."""
        plain = ("title", "summary", "description", "kind", "headcount", "attendance", "price", "audience", "gives_back")
        return {
            **{name: self.cleaned_data[name] for name in (*plain, "contact_email", "contact_phone")},
            "sign_up": self.cleaned_data["sign_up"] if self.cleaned_data["attendance"] == Attendance.SIGN_UP else "",
            "free": self.cleaned_data["free"] == YES,
            "circumstances": list(self.cleaned_data["circumstances"]),
            "topics": list(self.cleaned_data["topics"]),
            "co_organisers": self.known,
            "co_organisers_note": self.others,
        }
