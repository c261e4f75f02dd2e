"""The fields of a contact form: limits, browser help and messages that say how to mend what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.forms.forms import FormBuilder

from core.plain_text import REQUIRED, WHOLE_EMAIL, plain_line, plain_text

if TYPE_CHECKING:
    from home.querysets import Addressee

LONGEST_LINE, LONGEST_TEXT, LONGEST_EMAIL = 200, 5000, 254
# A robot fills in what a person does not see.
HONEYPOT = "adres_www"
TOKEN = "zeton"  # noqa: S105 - the field's name

_TOO_LONG = _("Skróć tekst do %(limit_value)d znaków; teraz ma %(show_value)d.")
# What a browser may fill in by itself (WCAG 1.3.5), by a word of the field's name.
_AUTOCOMPLETE = {"imi": "name", "nazwisk": "name", "name": "name", "telefon": "tel", "phone": "tel"}


# Whom the message goes to, also in the page's address: /kontakt/?cop=slupsk.
ADDRESSEE = "cop"


def addressee_field(centres: Iterable[Addressee], publisher: str) -> forms.ChoiceField:
    """Whom to write to: the portal's publisher, or a centre. Nobody has to choose."""
    return forms.ChoiceField(
        label=_("Do kogo piszesz"),
        help_text=_("Na pytania o swoją gminę najszybciej dostaniesz odpowiedź z najbliższego centrum."),
        choices=[("", publisher), *((centre.slug, centre.name) for centre in centres)],
        required=False,
        error_messages={"invalid_choice": _("Wybierz jedną z odpowiedzi.")},
    )


class ContactFormBuilder(FormBuilder):
    """Wagtail's fields with our limits and words."""

    def get_field_options(self, field: Any) -> dict[str, Any]:
        return {
            **super().get_field_options(field),
            # Templates escape; Wagtail's own escaping would be seen as "&quot;".
            "help_text": field.help_text,
            "error_messages": {"required": REQUIRED, "max_length": _TOO_LONG, "invalid_choice": _("Wybierz jedną z odpowiedzi.")},
        }

    def create_singleline_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        name = (field.clean_name or field.get_field_clean_name()).lower()
        known = next((value for word, value in _AUTOCOMPLETE.items() if word in name), "")
        attributes = {"autocomplete": known} if known else {}
        return forms.CharField(max_length=LONGEST_LINE, validators=[plain_line], widget=forms.TextInput(attrs=attributes), **options)

    def create_multiline_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        return forms.CharField(max_length=LONGEST_TEXT, validators=[plain_text], widget=forms.Textarea(attrs={"rows": 7}), **options)

    def create_email_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        options["error_messages"]["invalid"] = WHOLE_EMAIL
        return forms.EmailField(
            max_length=LONGEST_EMAIL, validators=[plain_line], widget=forms.EmailInput(attrs={"autocomplete": "email"}), **options
        )
