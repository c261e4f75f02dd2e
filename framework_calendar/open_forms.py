"""Which of the year's proposals are listed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class OpenProposalsForm(forms.Form):
    """The filters of the list, read from the address. A value that is none leaves the filter out and is told beside it."""

    gmina = forms.ChoiceField(label=gettext_lazy("Gmina"), required=False)
    temat = forms.ChoiceField(label=gettext_lazy("Temat"), required=False)
    szuka = forms.BooleanField(label=gettext_lazy("tylko te, które czegoś szukają"), required=False)

    def __init__(self, data: Any, *, communes: Sequence[tuple[str, str]], topics: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, label_suffix="")
        for name, first, rows in (("gmina", _("wszystkie gminy"), communes), ("temat", _("wszystkie tematy"), topics)):
            field: Any = self.fields[name]
            field.choices = [("", first), *rows]
            field.error_messages["invalid_choice"] = _("Nie ma tu pozycji „%(value)s”. Wybierz inną z listy.")

    def choices(self) -> dict[str, str]:
        """What was chosen and is there to choose."""
        self.is_valid()
        found = {name: value for name, value in self.cleaned_data.items() if value and name not in self.errors}
        return {name: "1" if value is True else str(value) for name, value in found.items()}
