"""The synonyms that editors keep, as the analysis of a query reads them. They act at once: no index knows of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

from search import polish
from search.kept import Kept
from search.models.synonyms import Synonym, folded_phrase

Phrase = tuple[str, ...]

# The synonym that a person tries before saving it; it takes the place of the stored one with its number.
_tried: ContextVar[Synonym | None] = ContextVar("tried", default=None)


def _mapping(rows: Iterable[Synonym]) -> Mapping[Phrase, tuple[Phrase, ...]]:
    found: dict[Phrase, dict[Phrase, Phrase]] = {}
    written: dict[Phrase, Phrase] = {}

    def stands_for(one: str, other: str) -> None:
        key, meant = folded_phrase(one), folded_phrase(other)
        if key and meant and key != meant:
            written.setdefault(key, tuple(polish.words(one)))
            found.setdefault(key, {}).setdefault(meant, tuple(polish.words(other)))

    for row in rows:
        for meaning in row.meanings:
            stands_for(row.words, meaning)
            if row.two_way:
                stands_for(meaning, row.words)
    # As they are written: without its diacritics a word has no lemmas.
    return MappingProxyType({written[key]: tuple(meant.values()) for key, meant in found.items()})


def _stored(locale: str) -> Mapping[Phrase, tuple[Phrase, ...]]:
    return _mapping(Synonym.objects.filter(locale=locale).order_by("pk"))


_kept = Kept("synonyms:version", _stored)


def synonyms(locale: str) -> Mapping[Phrase, tuple[Phrase, ...]]:
    """For each phrase the phrases it also stands for, all as tuples of words as they are written.

    Two-way ones stand in both directions. One question to the cache; the table is read again only after a change.
    """
    tried = _tried.get()
    if tried is None:
        return _kept(locale)
    others = Synonym.objects.filter(locale=locale).exclude(pk=tried.pk).order_by("pk")
    return _mapping([*others, *([tried] if tried.locale == locale else [])])


@contextmanager
def trying(synonym: Synonym) -> Iterator[None]:
    """Within it, `synonyms` answers as if this one were saved. Nothing is written, and nobody else sees it."""
    token = _tried.set(synonym)
    try:
        yield
    finally:
        _tried.reset(token)


def changed() -> None:
    """A synonym was written or deleted: on commit every process reads them again."""
    _kept.changed()
