"""How a proposal begins, and the small forms beside one that was sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from events_calendar.wizard_forms.base import StepForm
from framework_calendar.models import Proposal
from framework_calendar.proposal_forms.with_whom import LIST_ID, organisation_called

ALL = "wszystkie"


class _OwnOrganisation(StepForm):
    """In whose name: asked only of who acts for several."""

    organizacja = forms.ChoiceField(label=gettext_lazy("W imieniu której organizacji"), widget=forms.RadioSelect)

    def __init__(self, data: Any, *, organisations: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.organisations = {one.slug: one for one in organisations}
        field: Any = self.fields["organizacja"]
        if len(self.organisations) == 1:
            del self.fields["organizacja"]
        else:
            field.choices = [(slug, one.name) for slug, one in self.organisations.items()]
            field.error_messages["required"] = _("Wybierz organizację.")

    @property
    def organisation(self) -> Organisation:
        """Call after validation."""
        return self.organisations[self.cleaned_data.get("organizacja") or next(iter(self.organisations))]


class BeginForm(_OwnOrganisation):
    wzor = forms.ChoiceField(
        label=gettext_lazy("Skopiuj propozycję z wcześniejszego roku"),
        required=False,
        help_text=gettext_lazy(
            "Przepiszemy wszystko, a termin przesuniemy na ten sam dzień tygodnia. Potem każdą odpowiedź możesz zmienić."
        ),
    )
    # The same press makes one proposal.
    klucz = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, earlier: Sequence[Proposal], **kwargs: Any) -> None:
        super().__init__(data, initial={"klucz": str(uuid4())}, **kwargs)
        self.earlier = {str(one.pk): one for one in earlier}
        if not self.earlier:
            del self.fields["wzor"]
            return
        several = len(self.organisations) > 1
        offered = [
            (pk, f"{one.title}, {one.call.year}" + (f", {one.organisation.name}" if several else "")) for pk, one in self.earlier.items()
        ]
        last = max(one.call.year for one in self.earlier.values())
        every = [(ALL, _("wszystkie propozycje organizacji z roku %(year)s") % {"year": last})]
        field: Any = self.fields["wzor"]
        field.choices = [("", _("nie kopiuj, zacznij od pustej propozycji")), *every, *offered]

    def clean_klucz(self) -> Any:
        return self.cleaned_data["klucz"] or uuid4()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        example = self.earlier.get(cleaned.get("wzor") or "")
        if example is not None and "organizacja" not in self.errors and example.organisation_id != self.organisation.pk:
            self.add_error("wzor", _("To propozycja innej Twojej organizacji. Wybierz tę organizację albo inną propozycję."))
        return cleaned


class JoinForm(_OwnOrganisation):
    """Another organisation wants to join."""

    brings = forms.CharField(
        label=gettext_lazy("Co możecie wnieść"),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Na przykład: namiot i dwie osoby do warsztatów."),
    )


class InviteForm(StepForm):
    """The proposer invites one more."""

    nazwa = forms.CharField(
        label=gettext_lazy("Nazwa organizacji"),
        max_length=250,
        widget=forms.TextInput({"list": LIST_ID, "autocomplete": "off"}),
        help_text=gettext_lazy("Cała nazwa, tak jak w spisie organizacji."),
    )

    def clean_nazwa(self) -> str:
        self.organisation = organisation_called(self.cleaned_data["nazwa"])
        if self.organisation is None:
            raise ValidationError(_("Wpisz nazwę organizacji."))
        return str(self.cleaned_data["nazwa"])
