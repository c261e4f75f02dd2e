"""What people type: refuse signs that no keyboard writes and no database or mail can keep. Markup is ordinary text."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# What every form of the portal says of a field left empty, and of an address that is none.
REQUIRED = _("Wypełnij to pole.")
WHOLE_EMAIL = _("Wpisz pełny adres e-mail, na przykład anna@example.org.")
LONGEST_LINE = 200
# A broken encoding reaches a form as this sign.
_REPLACEMENT = "\ufffd"
_BREAKS = frozenset("\t\n\r")
UNWRITABLE = _("W tym polu jest znak, którego nie da się wpisać z klawiatury. Usuń go i spróbuj jeszcze raz.")


def without_invisible(value: str) -> str:
    """Without format characters (Unicode's Cf): they show nothing, and some turn around the text beside them."""
    return "".join(sign for sign in value if unicodedata.category(sign) != "Cf")


def _refuse_invisible(value: str) -> None:
    if value and not without_invisible(value).strip():
        raise ValidationError(_("W tym polu są same niewidoczne znaki. Usuń je i wpisz tekst jeszcze raz."))


def _unwritable(sign: str) -> bool:
    return sign == _REPLACEMENT or unicodedata.category(sign) in ("Cc", "Cs")


def plain_line(value: str) -> None:
    """One line of text."""
    _refuse_invisible(value)
    if any(_unwritable(sign) for sign in value):
        raise ValidationError(UNWRITABLE)


def plain_text(value: str) -> None:
    """Text of several lines."""
    _refuse_invisible(value)
    if any(_unwritable(sign) and sign not in _BREAKS for sign in value):
        raise ValidationError(UNWRITABLE)


class LineField(forms.CharField):
    """Words in an address: one line, and a sentence for what no keyboard writes."""

    def __init__(self, *, max_length: int = LONGEST_LINE, **kwargs: Any) -> None:
        super().__init__(
            required=False, max_length=max_length, error_messages={"max_length": _("Wpisz najwyżej %(limit_value)d znaków.")}, **kwargs
        )

    def clean(self, value: Any) -> str:
        line = " ".join(super().clean(value).split())
        # After the split: a pasted tab is a space between words.
        plain_line(line)
        return line


def only_plain(form: forms.BaseForm) -> None:
    """Hold every field of the form that is typed, and those of the rows that it holds, to these rules."""
    for field in form.fields.values():
        if not isinstance(field, forms.CharField) or isinstance(field, forms.JSONField):
            continue
        if isinstance(field.widget, forms.Textarea):
            field.validators = [*field.validators, plain_text]
        elif isinstance(field.widget, forms.TextInput):
            field.validators = [*field.validators, plain_line]
    for formset in getattr(form, "formsets", {}).values():
        for row in formset.forms:
            only_plain(row)


def holds_unwritable(value: Any) -> bool:
    """Whether a text, or one of those in a list or dictionary, has a sign that `plain_text` refuses."""
    if isinstance(value, str):
        return any(_unwritable(sign) and sign not in _BREAKS for sign in value)
    if isinstance(value, dict):
        return any(holds_unwritable(part) for part in value.values())
    return isinstance(value, list) and any(holds_unwritable(part) for part in value)
