"""Model fields that several apps use."""

from __future__ import annotations

import re
from operator import attrgetter
from typing import Any

from anyascii import anyascii
from django import forms
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.collation import LONGEST, polish_key

WORD = re.compile(r"\w+")
# As much of a word as Polish endings leave alone: "warsztatów" finds "warsztaty". In a word of four letters nothing is
# left over: "Łeba" must not find "Lębork".
STEM, SHORT = 6, 4


def folded_words(text: str) -> list[str]:
    """The words of a text without diacritics and in small letters."""
    return WORD.findall(anyascii(text).lower())


def stem(word: str) -> str:
    """The beginning of a folded word that its other forms share; a number has no other forms."""
    return word if len(word) <= SHORT or word.isdigit() else word[: min(STEM, len(word) - 1)]


def web_address(value: str) -> None:
    """An address that a reader may press: of the web, and without what ends an attribute in HTML."""
    if not value.lower().startswith(("http://", "https://")) or set("\"'<>`") & set(value):
        raise ValidationError(_("Podaj adres, który zaczyna się od https:// albo http://, bez cudzysłowów."))


class CodesField(models.JSONField):
    """A short list of codes out of fixed choices, kept in the order of the choices; the form shows check boxes."""

    def __init__(self, *args: Any, choices: Any = None, **kwargs: Any) -> None:
        self.codes = list(getattr(choices, "choices", choices or []))
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        known = {code for code, _label in self.codes}
        if not isinstance(value, list) or not all(isinstance(code, str) and code in known for code in value):
            raise ValidationError(_("Wybierz pozycje z listy."))

    def formfield(self, **kwargs: Any) -> forms.Field:
        return forms.MultipleChoiceField(
            choices=self.codes,
            required=not self.blank,
            label=self.verbose_name,
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        labels = dict(self.codes)
        setattr(
            cls,
            f"get_{name}_labels",
            lambda instance: [labels[code] for code in getattr(instance, name) if code in labels],
        )


class ComputedField(models.Field):
    """A column made from other columns, whichever way its row is written: `pre_save` runs for bulk inserts too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"editable": False, "blank": True, **kwargs})

    def computed(self, instance: Any) -> Any:
        """The value for this row."""
        raise NotImplementedError

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.computed(model_instance)
        setattr(model_instance, self.attname, value)
        return value


class WordsField(ComputedField, models.TextField):
    """The folded words of other columns, a space before each, so that `core.querysets.WordsAndPlaces` can match their beginnings.

    SQLite folds the case of ASCII letters only, so the database cannot compare Polish words by itself.
    """

    def __init__(self, *args: Any, sources: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.sources = sources
        super().__init__(*args, **{"default": "", **kwargs})

    def computed(self, instance: Any) -> str:
        parts = []
        for source in self.sources:
            try:
                parts.append(str(attrgetter(source)(instance) or ""))
            except (AttributeError, ObjectDoesNotExist):
                continue  # an organisation or a commune that is not chosen
        return "".join(f" {word}" for word in dict.fromkeys(folded_words(" ".join(parts))))


class SortKeyField(ComputedField, models.CharField):
    """Where a row stands in a Polish list, by the column `source`: any database orders by it rightly, from an index."""

    def __init__(self, *args: Any, source: str = "", **kwargs: Any) -> None:
        self.source = source
        super().__init__(*args, **{"max_length": 2 * LONGEST, "default": "", **kwargs})

    def computed(self, instance: Any) -> str:
        return polish_key(str(getattr(instance, self.source)))
