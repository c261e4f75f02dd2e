"""What the pages of a request for a slot have in common: words, limits, and a draft that shows what was typed."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy

from core.plain_text import REQUIRED, only_plain
from events_calendar.models import Circumstance

UNKNOWN_CHOICE = gettext_lazy("Nie ma tu pozycji „%(value)s”. Wybierz inną z listy.")
CHOOSE = gettext_lazy("Wybierz jedną z odpowiedzi.")
TOO_LONG = gettext_lazy("Skróć tekst do %(limit_value)d znaków; teraz ma %(show_value)d.")
WHOLE_NUMBER = gettext_lazy("Wpisz liczbę, na przykład 30.")
# "1 500", also with a no-break or thin space, and "1.500"; "1.5" and "1 50" are no numbers of people.
THOUSANDS = re.compile(r"\d{1,3}(?:[\s.]\d{3})+")


class StepForm(forms.Form):
    """One page of the request, with our words and limits. `required` of a field is what the page says of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for field in self.fields.values():
            field.error_messages["required"] = REQUIRED
            if isinstance(field, forms.ChoiceField | forms.MultipleChoiceField):
                field.error_messages |= {"required": CHOOSE, "invalid_choice": UNKNOWN_CHOICE}
            for validator in field.validators:
                if isinstance(validator, MaxLengthValidator):
                    validator.message = TOO_LONG
        only_plain(self)

    def typed(self, name: str) -> str:
        """What stands in a field, right or wrong."""
        return str(self.data.get(self.add_prefix(name)) or self.initial.get(name) or "").strip()

    def need(self, name: str, told: str) -> None:
        """Say that another answer makes this field required: beside it, and no longer "nieobowiązkowe" in its label."""
        self.add_error(name, told)
        self.fields[name].required = True

    def forgive(self) -> None:
        """Show what is there without its mistakes: nobody has pressed "Dalej" yet."""
        self._errors = ErrorDict()
        self.cleaned_data = {}


class NumberField(forms.IntegerField):
    """A whole number in a field that shows whatever was typed."""

    def __init__(self, **kwargs: Any) -> None:
        told = {
            "invalid": WHOLE_NUMBER,
            "min_value": gettext_lazy("Wpisz liczbę nie mniejszą niż %(limit_value)s."),
            "max_value": gettext_lazy("Wpisz liczbę nie większą niż %(limit_value)s."),
        }
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}), error_messages=told, **kwargs)

    def to_python(self, value: Any) -> int | None:
        """The number, with or without signs between its thousands."""
        if isinstance(value, str) and THOUSANDS.fullmatch(value.strip()):
            value = re.sub(r"[\s.]", "", value)
        return super().to_python(value)


class CircumstancesField(forms.MultipleChoiceField):
    """What of the event the law may ask more for: of a request and of a proposal in the same words."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        given = {
            "label": gettext_lazy("Co z tego będzie na wydarzeniu"),
            "required": False,
            "choices": Circumstance.choices,
            "help_text": gettext_lazy("Zaznacz, co pasuje, albo nic. Podpowiemy, jakich zgód i zgłoszeń wymagają wtedy przepisy."),
        }
        super().__init__(**{**given, **kwargs})
