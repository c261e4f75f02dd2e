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
        topic: Any = self.fields["temat"]
        topic.choices = [("", _("wszystkie tematy")), *((each.slug, each.label) for each in topics)]
        topic.widget.choices = self._with_asked(topic.choices, data.get("temat", ""))
        offered = [("", _("wszystkie lata")), *((str(year), str(year)) for year in years)]
        self.fields["rok"].widget = forms.Select(choices=self._with_asked(offered, data.get("rok", "")))

    @staticmethod
    def _with_asked(offered: list[tuple[Any, Any]], asked: str) -> list[tuple[Any, Any]]:
        """What was asked for stays in the field beside its message, even when it cannot be chosen."""
        return [*offered, (asked, asked)] if asked and asked not in dict(offered) else offered
