"""What people look for and nobody else may read: searches with the words that editors have taken out."""

from __future__ import annotations

from search.kept import Kept
from search.models.queries import SearchCount
from search.models.silenced import SilencedPhrase
from search.models.synonyms import folded_phrase


def _stored(_all: str) -> tuple[str, ...]:
    return tuple(SilencedPhrase.objects.values_list("folded", flat=True))


_kept = Kept("silenced:version", _stored)


def _holds(query: str, phrases: tuple[str, ...]) -> bool:
    """Whether any of the folded phrases stands in a query, whole words and next to one another."""
    words = f" {' '.join(folded_phrase(query))} "
    return any(f" {phrase} " in words for phrase in phrases)


def silenced(query: str) -> bool:
    """Whether a query has words that editors have taken out. One question to the cache."""
    phrases = _kept("")
    return bool(phrases) and _holds(query, phrases)


def forget(folded: str) -> int:
    """Delete what was counted of queries with this folded phrase; how many rows."""
    first = folded.partition(" ")[0]
    rows = SearchCount.objects.filter(folded__contains=first).values_list("pk", "query").iterator()
    numbers = [number for number, query in rows if _holds(query, (folded,))]
    return sum(SearchCount.objects.filter(pk__in=numbers[at : at + 500]).delete()[0] for at in range(0, len(numbers), 500))


def changed() -> None:
    """The list was changed: on commit every process reads it again."""
    _kept.changed()
