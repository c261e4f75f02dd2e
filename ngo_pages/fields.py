"""A column that the app computes from a page, whichever way it is written: `pre_save` runs for bulk inserts too."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from anyascii import anyascii
from django.core.exceptions import ObjectDoesNotExist
from django.db import models


def folded(text: str) -> str:
    """Without diacritics and in small letters: SQLite folds the case of ASCII letters only."""
    return " ".join(anyascii(text).lower().split())


class FoldedField(models.TextField):
    """The folded text of other columns, so that "slupsk" finds "Słupsk" in every database."""

    def __init__(self, *args: Any, sources: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.sources = sources
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        parts = []
        for source in self.sources:
            try:
                parts.append(str(attrgetter(source)(model_instance) or ""))
            except (AttributeError, ObjectDoesNotExist):
                continue  # an organisation that is not chosen yet
        value = folded(" ".join(parts))
        setattr(model_instance, self.attname, value)
        return value
