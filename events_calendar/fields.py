"""Columns that the calendar computes from an event, whichever way it is written: `pre_save` runs for bulk inserts too."""

from __future__ import annotations

import re
from typing import Any

from anyascii import anyascii
from django.db import models

from events_calendar import days

WORD = re.compile(r"\w+")
# As much of a word as Polish endings leave alone: "warsztatów" finds "warsztaty".
STEM = 6


def folded_words(text: str) -> list[str]:
    """The words of a text without diacritics and in small letters."""
    return WORD.findall(anyascii(text).lower())


def stem(word: str) -> str:
    """The beginning of a folded word that its other forms share."""
    return word if len(word) <= 3 else word[: min(STEM, len(word) - 1)]


class FirstDayField(models.DateField):
    """The Polish day on which the event starts."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = days.first_day(model_instance.start)  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, value)
        return value


class LastDayField(models.DateField):
    """The last Polish day on which the event is shown."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        event: Any = model_instance
        value = days.last_day(event.start, event.end, event.all_day)
        setattr(model_instance, self.attname, value)
        return value


class WordsField(models.TextField):
    """The words of the calendar's own quick search, a space before each, so that a word's beginning can be matched.

    SQLite folds the case of ASCII letters only, so the database cannot compare Polish words by itself.
    """

    def __init__(self, *args: Any, sources: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.sources = sources
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        text = " ".join(getattr(model_instance, name) or "" for name in self.sources)
        value = "".join(f" {word}" for word in dict.fromkeys(folded_words(text)))
        setattr(model_instance, self.attname, value)
        return value
