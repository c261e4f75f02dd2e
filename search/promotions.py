"""What editors put first for a query, kept by Wagtail's search promotions (`Query` and `SearchPromotion`).

Wagtail compares the words letter by letter; here inflection, diacritics, order and words such as "dla" do not matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wagtail.contrib.search_promotions.models import SearchPromotion

from search import polish
from search.analysis import core_terms, only_joins
from search.indexing import findable_pages
from search.kept import Kept

MOST_SHOWN = 5


@dataclass(frozen=True)
class Promoted:
    """One promoted result. `key` is that of its search document, empty for an address outside the portal."""

    title: str
    url: str
    description: str
    key: str = ""


@dataclass(frozen=True)
class _Row:
    """A stored promotion: the words it is for, each as everything that counts as this word, and where it leads."""

    words: tuple[frozenset[str], ...]
    translation_key: UUID | None
    title: str
    url: str
    description: str


def _ways(word: str, locale: str) -> frozenset[str]:
    """Everything that a word may be typed as, or that it is a form of: folded forms and lemmas, of English the form and the stem."""
    if locale != "pl":
        return frozenset(core_terms(word, locale))
    analysis = polish.analyse(word)
    return frozenset([analysis.form, *analysis.folded_lemmas])


def _all_ways(word: str, locale: str) -> frozenset[str]:
    """The same with the forms that nobody would know without their diacritics."""
    return _ways(word, locale) | (polish.bare_forms(word) if locale == "pl" else frozenset())


def _telling_words(text: str, locale: str) -> list[str]:
    """The words of a query but those that only join others; all, where there are no others."""
    words = polish.words(text)
    return [word for word in words if not only_joins(word, locale)] or words


def _stored(locale: str) -> list[_Row]:
    rows = SearchPromotion.objects.select_related("query", "page").order_by("query_id", "sort_order", "pk")
    return [
        _Row(
            words=tuple(_all_ways(word, locale) for word in _telling_words(row.query.query_string, locale)),
            translation_key=row.page.translation_key if row.page else None,
            title=row.external_link_text or row.external_link_url,
            url=row.external_link_url,
            description=row.description,
        )
        for row in rows
    ]


_kept = Kept("promotions:version", _stored)


def _fits(row: _Row, asked: list[frozenset[str]]) -> bool:
    """Whether each word of the query is one of the promotion's, and the other way round."""
    if len(row.words) != len(asked):
        return False
    left = list(row.words)
    for word in asked:
        same = next((ways for ways in left if not ways.isdisjoint(word)), None)
        if same is None:
            return False
        left.remove(same)
    return True


def promoted(query: str, locale: str) -> list[Promoted]:
    """What stands first for this query, in the editors' order.

    A page is shown in the language that is searched, where it has such a translation, and only while anybody may read it.
    """
    asked = [_ways(word, locale) for word in _telling_words(query, locale)]
    rows = [row for row in _kept(locale) if _fits(row, asked)] if asked else []
    pages = _public_pages({row.translation_key for row in rows if row.translation_key}, locale)
    found: dict[str, Promoted] = {}
    for row in rows:
        page = pages.get(row.translation_key) if row.translation_key else None
        if page is not None:
            found.setdefault(page.url, Promoted(page.title, page.url, row.description, f"page:{page.pk}"))
        elif row.url:
            found.setdefault(row.url, Promoted(row.title, row.url, row.description))
    return list(found.values())[:MOST_SHOWN]


def _public_pages(translation_keys: Iterable[UUID], locale: str) -> dict[UUID, Any]:
    keys = list(translation_keys)
    if not keys:
        return {}
    pages = findable_pages().filter(translation_key__in=keys, locale__language_code=locale).specific()
    return {page.translation_key: page for page in pages if page.url}


def changed(**_signal: Any) -> None:
    """A promotion was written or deleted: on commit every process reads them again."""
    _kept.changed()
