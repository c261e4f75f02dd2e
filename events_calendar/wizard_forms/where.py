"""Where it is to be: a place of the portal, one of the organisation's own, or the internet; and how one gets in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fields import web_address
from core.models import Territory
from events_calendar.models import Accessibility, Equipment, Venue
from events_calendar.wizard_forms.base import NumberField, StepForm

if TYPE_CHECKING:
    from events_calendar.venue_choice import Offer

# Instead of a place of the portal.
OWN, ONLINE = "inne", "internet"
WHEN_OWN = gettext_lazy("Potrzebne, gdy wybierasz „Inne miejsce, spoza listy”.")


class WhereForm(StepForm):
    """`offers` are the places of the portal that are shown; the one that was chosen is among them."""

    people = NumberField(label=gettext_lazy("Dla ilu osób"), required=False, min_value=1, max_value=100_000)
    commune = forms.ChoiceField(label=gettext_lazy("W gminie"), required=False)
    only_free = forms.BooleanField(label=gettext_lazy("tylko wolne w tym czasie"), required=False)
    venue = forms.ChoiceField(label=gettext_lazy("Miejsce"), widget=forms.RadioSelect)
    place_name = forms.CharField(label=gettext_lazy("Nazwa miejsca"), required=False, max_length=200, help_text=WHEN_OWN)
    address = forms.CharField(label=gettext_lazy("Adres"), required=False, max_length=250)
    territory = forms.ChoiceField(label=gettext_lazy("Gmina"), required=False, help_text=WHEN_OWN)
    online_url = forms.URLField(
        label=gettext_lazy("Link do spotkania w internecie"),
        required=False,
        max_length=200,
        assume_scheme="https",
        validators=[web_address],
        help_text=gettext_lazy("Jeśli już go masz. Także wtedy, gdy można przyjść albo dołączyć przez internet."),
        error_messages={"invalid": gettext_lazy("Wpisz pełny adres, na przykład https://example.org/spotkanie.")},
    )
    equipment = forms.MultipleChoiceField(
        label=gettext_lazy("Potrzebne wyposażenie"), required=False, choices=Equipment.choices, widget=forms.CheckboxSelectMultiple
    )
    equipment_note = forms.CharField(label=gettext_lazy("Czego jeszcze potrzebujesz"), required=False, max_length=400)
    accessibility = forms.MultipleChoiceField(
        label=gettext_lazy("Dostępność"), choices=Accessibility.choices, widget=forms.CheckboxSelectMultiple
    )
    accessibility_note = forms.CharField(
        label=gettext_lazy("Co jeszcze trzeba wiedzieć o dostępności"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Także bariery. Na przykład: trzy stopnie przy wejściu, pomożemy."),
    )

    def __init__(self, *args: Any, offers: Sequence[Offer], communes: Sequence[Territory], nearby: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["venue"].error_messages["required"] = _("Wybierz miejsce.")
        self.fields["accessibility"].error_messages["required"] = _(
            "Zaznacz, co jest dostępne, albo napisz niżej, jakie są bariery. Bez tego wydarzenie się nie ukaże."
        )
        self.offers = {offer.venue.slug: offer for offer in offers}
        named = [(one.code, str(one)) for one in communes]
        self._choices("commune", [("", _("wszystkie gminy")), *((code, name) for code, name in named if code in set(nearby))])
        self._choices("territory", [("", _("wybierz")), *named])
        elsewhere = [(OWN, _("Inne miejsce, spoza listy")), (ONLINE, _("Tylko przez internet"))]
        self._choices("venue", [*((slug, offer.venue.full_name) for slug, offer in self.offers.items()), *elsewhere])
        self.communes = {one.code: one for one in communes}
        chosen = self.offers.get(self.typed("venue"))
        self.chosen: Venue | None = chosen.venue if chosen else None
        # What the place only offers is left to be ticked by whoever has asked for it.
        self.inherited = self.chosen.access_there if self.chosen else []
        if self.inherited:
            self.fields["accessibility"].required = False
            self.fields["accessibility"].label = _("Co jeszcze będzie dostępne")
            self._choices("accessibility", [one for one in Accessibility.choices if one[0] not in self.inherited])

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    @property
    def rows(self) -> list[tuple[Any, Offer | None]]:
        """Each choice of a place with what is known of it."""
        return [(radio, self.offers.get(str(radio.data["value"]))) for radio in self["venue"]]

    @property
    def inherited_labels(self) -> list[Any]:
        return [label for code, label in Accessibility.choices if code in self.inherited]

    def full_clean(self) -> None:
        # A barrier that is told is an answer too; an inherited one need not be ticked again, nor is it wrong to.
        needed = self.fields["accessibility"].required
        # Without a place nobody knows yet what has to be said: it may bring all of it.
        if self.is_bound and (self.typed("accessibility_note") or self.typed("venue") in ("", ONLINE)):
            self.fields["accessibility"].required = False
        self._choices("accessibility", list(Accessibility.choices))
        super().full_clean()
        self._choices("accessibility", [one for one in Accessibility.choices if one[0] not in self.inherited])
        self.fields["accessibility"].required = needed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("venue") == OWN:
            if not cleaned.get("place_name") and "place_name" not in self.errors:
                self.need("place_name", _("Napisz, jak się nazywa to miejsce, na przykład: świetlica w Sycewicach."))
            if not cleaned.get("territory") and "territory" not in self.errors:
                self.need("territory", _("Wybierz gminę: prośba trafi do COP, które ją obsługuje."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """What of a request this page says. Call after validation."""
        cleaned = self.cleaned_data
        own = cleaned["venue"] == OWN
        ticked = {*cleaned["accessibility"], *self.inherited, *([Accessibility.ONLINE.value] if cleaned["venue"] == ONLINE else [])}
        return {
            "venue": self.chosen,
            "place_name": cleaned["place_name"] if own else "",
            "address": cleaned["address"] if own else "",
            "territory": self.communes.get(cleaned["territory"]) if own else None,
            **{name: cleaned[name] for name in ("online_url", "equipment", "equipment_note", "accessibility_note")},
            "accessibility": [code for code in Accessibility.values if code in ticked],
        }
