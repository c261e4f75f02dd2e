"""With whom: what the organisation brings and seeks, whom it invites, and the call's own questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from core.collation import polish_key
from core.fields import folded_words, stem
from events_calendar.wizard_forms.base import StepForm
from framework_calendar import acting
from framework_calendar.models import CallQuestion

INVITATIONS = 3
# So many candidates one sentence names.
MOST_NAMED = 5
LIST_ID = "organizacje-portalu"


def organisation_called(name: str) -> Organisation | None:
    """The organisation that was typed: by its whole name, or by what only one of them is called. ValidationError that names candidates."""
    wanted = " ".join(name.split())
    if not wanted:
        return None
    # Two sign alike and sort alike only by accident of case: the whole name decides.
    rows = list(Organisation.objects.filter(sort_key=polish_key(wanted), kind__in=acting.KINDS)[:2])
    if rows:
        return next((row for row in rows if row.name == wanted), rows[0])
    names = list(Organisation.objects.filter(kind__in=acting.KINDS).order_by("sort_key").values_list("pk", "name"))
    fitting = _fitting(wanted, names)
    if len(fitting) == 1:
        return Organisation.objects.get(pk=fitting[0][0])
    if fitting:
        shown = ", ".join(f"„{one}”" for _pk, one in fitting[:MOST_NAMED])
        told = _("„%(name)s” pasuje do kilku organizacji: %(names)s. Wpisz całą nazwę jednej z nich.")
        if len(fitting) > MOST_NAMED:
            told = _("„%(name)s” pasuje do wielu organizacji, na przykład: %(names)s. Wpisz całą nazwę jednej z nich.")
        raise ValidationError(told % {"name": wanted[:80], "names": shown})
    near = _near(wanted, [one for _pk, one in names])
    if near:
        told = _("Nie ma w portalu organizacji „%(name)s”. Może chodzi o: %(near)s?")
        raise ValidationError(told % {"name": wanted[:80], "near": ", ".join(f"„{one}”" for one in near)})
    told = _("Nie ma w portalu organizacji „%(name)s”. Wpisz całą nazwę, tak jak w spisie organizacji, albo usuń ją stąd.")
    raise ValidationError(told % {"name": wanted[:80]})


def _fitting(wanted: str, names: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """The organisations whose name has all words that were typed, whole, whatever their case and diacritics.

    Those called exactly so come alone, so that a name within a longer one can be chosen.
    """
    words = list(folded_words(wanted))
    if not any(len(word) > 2 for word in words):
        return []
    folded = [(pk, name, list(folded_words(name))) for pk, name in names]
    same = [(pk, name) for pk, name, own in folded if own == words]
    return same or [(pk, name) for pk, name, own in folded if set(words) <= set(own)]


def _near(name: str, names: Sequence[str]) -> list[str]:
    stems = {stem(word) for word in folded_words(name) if len(word) > 3}
    if not stems:
        return []
    counted = [(len(stems & {stem(word) for word in folded_words(one)}), one) for one in names]
    best = max((count for count, _name in counted), default=0)
    return [one for count, one in counted if count == best][:3] if best else []


class WithForm(StepForm):
    """`own` is the organisation that proposes; `already` are those that are on the proposal's list."""

    brings = forms.CharField(
        label=gettext_lazy("Co wnosicie"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Na przykład: scena i nagłośnienie, dziesięć wolontariuszek."),
    )
    seeks = forms.CharField(
        label=gettext_lazy("Czego szukacie"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Przeczytają to inne organizacje, które mogą dołączyć. Na przykład: namiot, ktoś od warsztatów dla dzieci."),
    )

    def __init__(
        self,
        *args: Any,
        asks: list[str],
        questions: Sequence[CallQuestion],
        own: Organisation,
        already: Sequence[Organisation] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.own, self.already, self.questions = own, {one.pk for one in already}, list(questions)
        for name in ("brings", "seeks"):
            if name not in asks:
                del self.fields[name]
        if "brings" in self.fields:
            self.fields["brings"].required = False
        for number in range(1, INVITATIONS + 1):
            self.fields[f"invite_{number}"] = forms.CharField(
                label=_("Zaproś organizację (%(number)s)") % {"number": number},
                required=False,
                max_length=250,
                widget=forms.TextInput({"list": LIST_ID, "autocomplete": "off"}),
            )
        for question in self.questions:
            self.fields[f"pytanie-{question.pk}"] = forms.CharField(
                label=question.text,
                help_text=question.help_text,
                required=question.required,
                max_length=1000,
                widget=forms.Textarea({"rows": 3}),
            )
        # Again, for the fields of this call alone.
        self._say()
        self.invited: list[Organisation] = []

    def _say(self) -> None:
        from core.plain_text import REQUIRED, only_plain

        for field in self.fields.values():
            field.error_messages["required"] = REQUIRED
        only_plain(self)

    @property
    def invitations(self) -> list[Any]:
        return [self[f"invite_{number}"] for number in range(1, INVITATIONS + 1)]

    @property
    def own_fields(self) -> list[Any]:
        return [self[name] for name in ("brings", "seeks") if name in self.fields]

    @property
    def question_fields(self) -> list[Any]:
        return [self[f"pytanie-{question.pk}"] for question in self.questions]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.invited = []
        for number in range(1, INVITATIONS + 1):
            name = f"invite_{number}"
            try:
                found = organisation_called(cleaned.get(name) or "")
            except ValidationError as error:
                self.add_error(name, error)
                continue
            if found is None:
                continue
            if found.pk == self.own.pk:
                self.add_error(name, _("To Twoja organizacja: i tak organizuje to wydarzenie."))
            elif found in self.invited:
                self.add_error(name, _("Ta organizacja jest tu dwa razy. Usuń ją z jednego pola."))
            elif found.pk not in self.already:
                self.invited.append(found)
        return cleaned

    def values(self) -> dict[str, Any]:
        """What of a proposal this page says. Call after validation."""
        answers = {str(question.pk): self.cleaned_data[f"pytanie-{question.pk}"] for question in self.questions}
        return {
            **{name: self.cleaned_data[name] for name in ("brings", "seeks") if name in self.fields},
            "answers": {pk: answer for pk, answer in answers.items() if answer},
            "invited": self.invited,
        }
