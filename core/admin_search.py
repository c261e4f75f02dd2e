"""The admin's and the API's search: Wagtail's database backend, made safe against what people type.

On SQLite a word goes into the full-text expression between double quotes that nothing escapes, so a quotation mark in it
breaks the expression. Quotation marks and control characters say nothing to either database, so they become spaces.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from wagtail.search.backends import database
from wagtail.search.backends.base import BaseSearchBackend


def searchable(typed: str) -> str:
    """The words of what was typed; empty when there are none."""
    return " ".join("".join(" " if sign == '"' or unicodedata.category(sign) == "Cc" else sign for sign in typed).split())


class _TypedWords(BaseSearchBackend):
    def _search(self, query_compiler_class: type, query: Any, model_or_queryset: Any, **options: Any) -> Any:
        return super()._search(query_compiler_class, searchable(query) if isinstance(query, str) else query, model_or_queryset, **options)


def SearchBackend(params: dict[str, Any]) -> BaseSearchBackend:
    """The backend for the database in use, as Wagtail chooses it. Wagtail looks for this name in a module."""
    stock = type(database.SearchBackend(dict(params)))
    return type(f"Typed{stock.__name__}", (_TypedWords, stock), {})(params)
