"""What is proposed: name, aim, for whom, how one gets in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import KnownRowsField
from core.models import Topic
from events_calendar.models import Accessibility, EventKind
from events_calendar.wizard_forms.base import UNKNOWN_CHOICE, CircumstancesField, NumberField, StepForm


class WhatForm(StepForm):
    """`asks` are the codes of what this call asks beside the rest."""

    title = forms.CharField(label=gettext_lazy("Nazwa wydarzenia"), max_length=150, help_text=gettext_lazy("Krótko: co i dla kogo."))
    summary = forms.CharField(
        label=gettext_lazy("W jednym zdaniu"),
        max_length=300,
        help_text=gettext_lazy("Zobaczą je osoby, które przeglądają kalendarz."),
    )
    aim = forms.CharField(
        label=gettext_lazy("Po co to wydarzenie"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Co się dzięki niemu zmieni. Przeczytają to COP i inne organizacje."),
    )
    description = forms.CharField(
        label=gettext_lazy("Opis"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
        help_text=gettext_lazy("Co się będzie działo, co zabrać ze sobą. Pusty wiersz zaczyna nowy akapit."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Rodzaj"), choices=EventKind.choices)
    headcount = NumberField(label=gettext_lazy("Ile mniej więcej osób przyjdzie"), min_value=1, max_value=100_000)
    audience = forms.CharField(
        label=gettext_lazy("Dla kogo"), max_length=200, help_text=gettext_lazy("Na przykład: seniorzy z gminy Kobylnica.")
    )
    accessibility = forms.MultipleChoiceField(
        label=gettext_lazy("Dostępność"), choices=Accessibility.choices, widget=forms.CheckboxSelectMultiple
    )
    accessibility_note = forms.CharField(
        label=gettext_lazy("Co jeszcze trzeba wiedzieć o dostępności"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Także bariery. Na przykład: trzy stopnie przy wejściu, pomożemy."),
    )
    circumstances = CircumstancesField()
    topics = KnownRowsField(Topic.objects.none(), label=gettext_lazy("Tematy"), required=False, widget=forms.CheckboxSelectMultiple)

    MORE = ("description", "topics")

    def __init__(self, *args: Any, asks: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("headcount", "audience"):
            if name not in asks:
                del self.fields[name]
        self.fields["kind"].error_messages["required"] = _("Wybierz rodzaj wydarzenia.")
        self.fields["accessibility"].error_messages["required"] = _(
            "Zaznacz, co jest dostępne, albo napisz niżej, jakie są bariery. Bez tego wydarzenie się nie ukaże."
        )
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

    def full_clean(self) -> None:
        # A barrier that is told is an answer too.
        if self.is_bound:
            self.fields["accessibility"].required = not self.typed("accessibility_note")
        super().full_clean()
        self.fields["accessibility"].required = True

    def values(self) -> dict[str, Any]:
        """What of a proposal this page says. Call after validation."""
        return {**self.cleaned_data, "topics": list(self.cleaned_data["topics"])}
