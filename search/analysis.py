"""From texts to terms, for documents and queries alike: the one place that says what matches what.

A term is a letter for its kind and a folded word: `w` the form, `l` a lemma, `p` the first six letters. English has no
lemmas and terms of its own (`W`, `P`), so that counts of one language never mix with the other's.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from core.search_documents import SearchDocument
from search import polish

PREFIX_LENGTH = 6
TITLE_WEIGHT = 3
# Where a thing is says as much as its title to who asks for the place; a place named in passing does not.
PLACE_WEIGHT = 3
FORM_WEIGHT = 1.0
LEMMA_WEIGHT = 1.0
PREFIX_WEIGHT = 0.5
FUNCTION_WEIGHT = 0.6
LONGEST_TERM = 64
# A question has a dozen words; what comes after the thirtieth different one changes no order and costs time.
MOST_WORDS = 30


@dataclass(frozen=True)
class Group:
    """One word of a query with everything that counts as this word."""

    form: str
    core: frozenset[str]  # terms that are this word: its form and lemmas
    prefix: str  # empty for a word too short to have one
    weight: float = 1.0

    def terms(self) -> list[tuple[str, float, int]]:
        """Each term with its weight, and 1 where it is the word itself rather than only its beginning."""
        # The prefix of a shorter word is the word: nothing else has it, so its form counts for both.
        own = FORM_WEIGHT + (0 if self.prefix else PREFIX_WEIGHT)
        weights = [(term, own if term[0] in "wW" else LEMMA_WEIGHT, 1) for term in sorted(self.core)]
        return [*weights, (self.prefix, PREFIX_WEIGHT, 0)] if self.prefix else weights


@dataclass
class Terms:
    """A document's terms with their counts, its length in words and the lemmas in it."""

    counts: Counter[str] = field(default_factory=Counter)
    length: int = 0
    lemmas: set[str] = field(default_factory=set)


def _term(kind: str, word: str) -> str:
    return (kind + word)[:LONGEST_TERM]


@lru_cache(maxsize=200_000)
def core_terms(word: str, locale: str) -> tuple[str, ...]:
    """The terms that are the word itself: its form and, in Polish, its lemmas."""
    if locale != "pl":
        return (_term("W", polish.fold(word)),)
    analysis = polish.analyse(word)
    return (_term("w", analysis.form), *(_term("l", lemma) for lemma in sorted(analysis.folded_lemmas)))


def prefix_term(form: str, locale: str) -> str:
    """The term of a folded form's beginning; none for a word that is no longer than that, since only itself would have it."""
    return _term("p" if locale == "pl" else "P", form[:PREFIX_LENGTH]) if len(form) >= PREFIX_LENGTH else ""


@lru_cache(maxsize=200_000)
def word_terms(word: str, locale: str) -> tuple[str, ...]:
    """All terms a word of a text stands for."""
    prefix = prefix_term(polish.fold(word), locale)
    return (*core_terms(word, locale), prefix) if prefix else core_terms(word, locale)


def document_terms(document: SearchDocument) -> Terms:
    """What the index keeps of a document's words; a word of the title counts three times."""
    terms = Terms()
    for text, weight in (
        (document.title, TITLE_WEIGHT),
        (document.summary, 1),
        (document.body, 1),
        (document.place, PLACE_WEIGHT),
    ):
        for word in polish.words(text):
            terms.length += 1
            for term in word_terms(word, document.locale):
                terms.counts[term] += weight
            if document.locale == "pl":
                terms.lemmas.update(polish.analyse(word).lemmas)
    return terms


def query_words(query: str) -> list[str]:
    """The different words of a query in their order."""
    return list({polish.fold(word): word for word in reversed(polish.words(query))}.values())[::-1][:MOST_WORDS]


def query_groups(query: str, locale: str, lemmas_of_folded: dict[str, set[str]] | None = None) -> list[Group]:
    """The query as word groups. `lemmas_of_folded` gives folded lemmas of forms typed without diacritics."""
    groups = []
    for word in query_words(query):
        form = polish.fold(word)
        mapped = {_term("l", lemma) for lemma in (lemmas_of_folded or {}).get(form, ())}
        function = locale == "pl" and not mapped and polish.analyse(word).function
        weight = FUNCTION_WEIGHT if function else 1.0
        groups.append(Group(form, frozenset(core_terms(word, locale)) | mapped, prefix_term(form, locale), weight))
    if groups and all(group.weight == FUNCTION_WEIGHT for group in groups):
        groups = [Group(group.form, group.core, group.prefix) for group in groups]
    return groups
