"""From texts to terms, for documents and queries alike: the one place that says what matches what.

A term is a letter for its kind and a folded word: `w` the form, `l` a lemma, `p` the first six letters. English has terms of
its own (`W`, `L` for the stem, `P`), so that counts of one language never mix with the other's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

import snowballstemmer

from core.search_documents import SearchDocument
from core.templatetags.portal_ui import WARSAW
from search import polish, weights
from search.compounds import Compound, compounds, day_terms, month_of, month_term

LONGEST_TERM = 64
# A question has a dozen words; what comes after the thirtieth different one changes no order and costs time.
MOST_WORDS = 30
# Where a word stands is kept for so many of its places; the texts of a page stand this far apart.
MOST_PLACES = 32
BETWEEN_TEXTS = 50
LAST_PLACE = 65_535
_english = snowballstemmer.stemmer("english")


@dataclass(frozen=True)
class Group:
    """One word of a query with everything that counts as this word."""

    form: str
    core: frozenset[str]  # terms that are this word: its form and lemmas
    prefix: str = ""  # empty for a word too short to have one
    weight: float = 1.0
    # Terms that may stand for it, with their weights, and 1 where they count as the word itself.
    others: tuple[tuple[str, float, int], ...] = ()
    # Several words that mean the same together: for each the terms that are this word.
    phrases: tuple[tuple[frozenset[str], ...], ...] = ()
    compound: bool = False
    # Of a compound: the words of the query that it is written with.
    pieces: frozenset[str] = frozenset()

    def terms(self) -> list[tuple[str, float, int]]:
        """Each term with its weight, and 1 where it is the word itself rather than only its beginning."""
        # The prefix of a shorter word is the word: nothing else has it, so its form counts for both.
        own = weights.FORM + (0 if self.prefix else weights.PREFIX)
        rows = [(term, own if term[0] in "wW" else weights.LEMMA, 1) for term in sorted(self.core)]
        rows += [row for row in self.others if row[0] not in self.core]
        return [*rows, (self.prefix, weights.PREFIX, 0)] if self.prefix else rows

    @property
    def itself(self) -> frozenset[str]:
        """The terms that count as the word: its own, a synonym's, a corrected one's."""
        return self.core.union(term for term, _weight, core in self.others if core)

    @property
    def marked(self) -> frozenset[str]:
        """The terms whose words are marked in what was found."""
        return self.itself.union(*(part for phrase in self.phrases for part in phrase))


@dataclass
class Terms:
    """A document's terms: their counts, where they stand, its length in words, the lemmas and the words in it."""

    counts: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[int]] = field(default_factory=dict)
    length: int = 0
    lemmas: set[str] = field(default_factory=set)
    words: dict[str, str] = field(default_factory=dict)  # each folded form as it is first written


def _term(kind: str, word: str) -> str:
    return (kind + word)[:LONGEST_TERM]


@lru_cache(maxsize=200_000)
def core_terms(word: str, locale: str) -> tuple[str, ...]:
    """The terms that are the word itself: its form and its lemmas, in English its stem."""
    if locale != "pl":
        form = polish.fold(word)
        return (_term("W", form), _term("L", _english.stemWord(form)))
    analysis = polish.analyse(word)
    return (_term("w", analysis.form), *(_term("l", lemma) for lemma in sorted(analysis.folded_lemmas)))


def prefix_term(form: str, locale: str) -> str:
    """The term of a folded form's beginning; none for a word that is no longer than that, since only itself would have it."""
    return _term("p" if locale == "pl" else "P", form[: weights.PREFIX_LENGTH]) if len(form) >= weights.PREFIX_LENGTH else ""


@lru_cache(maxsize=200_000)
def word_terms(word: str, locale: str) -> tuple[str, ...]:
    """All terms a word of a text stands for."""
    prefix = prefix_term(polish.fold(word), locale)
    return (*core_terms(word, locale), prefix) if prefix else core_terms(word, locale)


def placed_terms(core: Iterable[str]) -> list[str]:
    """Those of a word's own terms whose places are kept: its lemmas, which its form would only repeat; the form where it has none."""
    core = list(core)
    return [term for term in core if term[0] in "lL"] or core


def compound_terms(compound: str, locale: str) -> tuple[str, ...]:
    """The terms of what is written in pieces: as it is, or as a word where it is one without its hyphen."""
    return core_terms(compound, locale) if compound.isalpha() else (_term("w" if locale == "pl" else "W", compound),)


def document_terms(document: SearchDocument) -> Terms:
    """What the index keeps of a document's words; a word of the title counts three times."""
    terms = Terms()
    place = 0
    for text, weight in (
        (document.title, weights.TITLE),
        (document.summary, 1),
        (document.body, 1),
        (document.place, weights.PLACE),
    ):
        if not text:
            continue
        for word in polish.words(text):
            terms.length += 1
            for term in word_terms(word, document.locale):
                terms.counts[term] += weight
            for term in placed_terms(core_terms(word, document.locale)):
                places = terms.places.setdefault(term, [])
                if len(places) < MOST_PLACES and place <= LAST_PLACE:
                    places.append(place)
            place += 1
            terms.words.setdefault(polish.fold(word), word)
            if document.locale == "pl":
                terms.lemmas.update(polish.analyse(word).lemmas)
        place += BETWEEN_TEXTS
        for found in compounds(text):
            for compound in _with_month(found.terms):
                for term in compound_terms(compound, document.locale):
                    terms.counts[term] += weight
    if document.kind == "event":
        for compound in _with_month(each for moment in (document.date, document.end) for each in _terms_of_day(moment)):
            terms.counts[compound_terms(compound, document.locale)[0]] += weights.PLACE
    return terms


def _with_month(found: Iterable[str]) -> set[str]:
    """The terms of compounds, and of days also that of their month: who asks for December means any day in it."""
    each = set(found)
    return each | {month for term in each if (month := month_of(term))}


def _terms_of_day(moment: datetime | None) -> list[str]:
    day = moment.astimezone(WARSAW) if moment else None
    return day_terms(day.day, day.month, day.year) if day else []


def only_joins(word: str, locale: str) -> bool:
    """Whether a word of a query only joins others or asks; of English none is known to."""
    return locale == "pl" and polish.analyse(word).function


def query_words(query: str) -> list[str]:
    """The different words of a query in their order."""
    return list({polish.fold(word): word for word in reversed(polish.words(query))}.values())[::-1][:MOST_WORDS]


def _compounds_of(query: str) -> list[Compound]:
    """The query's compounds, of those that overlap only the first: "12.05.2026" is a day and no act."""
    found: list[Compound] = []
    for compound in compounds(query)[:MOST_WORDS]:
        if all(compound.end <= other.start or compound.start >= other.end for other in found):
            found.append(compound)
    return found


def query_groups(query: str, locale: str, lemmas_of_folded: dict[str, set[str]] | None = None) -> list[Group]:
    """The query as word groups. `lemmas_of_folded` gives folded lemmas of forms typed without diacritics."""
    groups = []
    words = query_words(query)
    for word, following in zip(words, [*words, ""][1:], strict=True):
        form = polish.fold(word)
        mapped = {_term("l", lemma) for lemma in (lemmas_of_folded or {}).get(form, ())}
        if locale == "pl":
            mapped |= {_term("l", place) for place in polish.places(word)}
        # "Koło Pucka" is near a town, "koło gospodyń" is a circle of people.
        near = locale == "pl" and form == "kolo" and polish.of_place(following)
        function = near or (only_joins(word, locale) and form not in (lemmas_of_folded or {}))
        weight = weights.FUNCTION_WORD if function else 1.0
        month = month_term(word) if locale == "pl" else ""
        others = ((compound_terms(month, locale)[0], weights.FORM, 1),) if month else ()
        groups.append(Group(form, frozenset(core_terms(word, locale)) | mapped, prefix_term(form, locale), weight, others))
    for compound in _compounds_of(query):
        parts = [(compound_terms(term, locale)[0], weights.PART_OF_COMPOUND, 0) for term in compound.terms[1:]]
        whole = frozenset(compound_terms(compound.terms[0], locale))
        pieces = frozenset(map(polish.fold, polish.words(query[compound.start : compound.end]))) if compound.whole else frozenset()
        group = Group(compound.terms[0], whole, others=tuple(parts), compound=True, pieces=pieces)
        if not any(group.core <= other.core for other in groups):
            groups.append(group)
    if groups and all(group.weight == weights.FUNCTION_WORD for group in groups):
        groups = [Group(group.form, group.core, group.prefix) for group in groups]
    return groups
