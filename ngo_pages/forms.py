"""The addresses of the lists as forms. An unknown value is told beside its field, and the list is not narrowed by it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.plain_text import LineField
from ngo_pages.options import Options


def _choice(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, error_messages={"invalid_choice": _("Nie ma tej wartości na liście. Wybierz jedną z listy.")}
    )


class FilterForm(forms.Form):
    """Filters whose choices depend on what there is."""

    # What the empty choice of each filter says.
    any_of: dict[str, Any] = {}

    def __init__(self, data: dict[str, str], *, options: Options) -> None:
        super().__init__(data)
        for name, empty in self.any_of.items():
            known = getattr(options, name)
            self.fields[name].choices = [("", empty), *((option.value, option.label) for option in known)]  # type: ignore[attr-defined]
            typed = data.get(name, "")
            if typed and typed not in {option.value for option in known}:
                # What was asked for stays in sight, even when it is wrong.
                self.fields[name].widget.choices = [*self.fields[name].choices, (typed, typed[:40])]  # type: ignore[attr-defined]

    def offer(self, options: Options) -> None:
        """Show the choices as they are counted beside the filters that hold. What may be asked for stays what it was."""
        for name, empty in self.any_of.items():
            if name not in self.errors:
                widget: Any = self.fields[name].widget
                widget.choices = [("", empty), *((option.value, option.label) for option in getattr(options, name))]

    def chosen(self) -> dict[str, str]:
        """The filters that hold."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class NgoFilterForm(FilterForm):
    q = LineField(label=_("Nazwa, gmina albo to, czym się zajmuje"))
    pole = _choice(_("Pole działalności"))
    gmina = _choice(_("Gmina"))
    powiat = _choice(_("Powiat"))
    temat = _choice(_("Temat"))

    any_of = {"pole": _("wszystkie pola"), "gmina": _("wszystkie gminy"), "powiat": _("wszystkie powiaty"), "temat": _("wszystkie tematy")}


class InitiativeFilterForm(FilterForm):
    stan = _choice(_("Etap"))
    gmina = _choice(_("Gmina"))
    temat = _choice(_("Temat"))

    any_of = {"stan": _("wszystkie etapy"), "gmina": _("wszystkie gminy"), "temat": _("wszystkie tematy")}
