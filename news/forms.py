"""The archive's two questions: which year, which topic."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import Topic

OLDEST, NEWEST = 1990, 2100


class ArchiveForm(forms.Form):
    """`rok` and `temat` of a list of news. An unknown value is told beside the field, and the list is not narrowed by it."""

    temat = forms.ChoiceField(
        label=_("Temat"), required=False, error_messages={"invalid_choice": _("Nie ma tematu „%(value)s”. Wybierz temat z listy.")}
    )
    rok = forms.IntegerField(
        label=_("Rok"),
        required=False,
        min_value=OLDEST,
        max_value=NEWEST,
        error_messages={
            "invalid": _("Wpisz rok czterema cyframi, na przykład 2026."),
            "min_value": _("Wpisz rok od %(limit_value)s do 2100."),
            "max_value": _("Wpisz rok od 1990 do %(limit_value)s."),
        },
    )

    def __init__(self, data: dict[str, str], *, topics: list[Topic], years: list[int]) -> None:
        super().__init__(data)
        self.fields["temat"].choices = [("", _("wszystkie tematy")), *((topic.slug, topic.label) for topic in topics)]  # type: ignore[attr-defined]
        self.fields["temat"].widget.attrs["class"] = "select"
        chosen = data.get("rok", "")
        options: list[tuple[Any, Any]] = [("", _("wszystkie lata")), *((str(year), str(year)) for year in years)]
        if chosen and chosen not in dict(options):
            options.append((chosen, chosen))  # what was typed stays, even when it is wrong
        self.fields["rok"].widget = forms.Select(choices=options)
