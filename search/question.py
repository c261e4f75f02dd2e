"""What somebody asks: the words of a query with everything the index, the dictionary and the editors know of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from search import polish, weights
from search.analysis import Group, core_terms, only_joins, query_groups, query_words
from search.lexicon import Lexicon, with_synonyms
from search.vocabulary import Vocabulary

# A word that so many times more documents have is offered in place of a rare one.
FAR_MORE = 10
# Of the words of a query that may be misspelt the first so many are looked up: each takes a few questions to the index.
MOST_MISSPELT = 8
# A word that fewer documents have is taught its family: the pages may use another word of it.
FEW = 6
# Initials of fewer words are too often those of something else.
FEWEST_INITIALS, MOST_INITIALS = 4, 8


@dataclass(frozen=True)
class Question:
    """A query understood. `corrected` is it without its slips of the keyboard; empty where there are none."""

    text: str
    locale: str
    groups: tuple[Group, ...] = ()
    corrected: str = ""

    @property
    def telling(self) -> list[Group]:
        """The words that mean something, in their order, what is written in pieces behind them."""
        return [group for group in self.groups if group.weight == 1]

    @property
    def marked(self) -> frozenset[str]:
        """The terms whose words are marked in what was found: of those that tell something or that a day or number is written with."""
        pieces = frozenset().union(*(group.pieces for group in self.groups))
        return frozenset().union(*(group.marked for group in self.groups if group.weight == 1 or group.form in pieces))


def understand(query: str, locale: str, vocabulary: Vocabulary, lexicon: Lexicon | None = None) -> Question:
    """The query's word groups, synonyms and likely spellings included. A few look-ups in the index, and
    three or four more for each word that no document has."""
    words = query_words(query)
    groups = word_groups(query, locale, vocabulary)
    if locale == "pl":
        groups = [_with_place(group, vocabulary) for group in groups]
    groups = with_synonyms(groups, words[: len(groups)], locale, lexicon)
    groups, spellings = _corrected(groups, words, locale, vocabulary)
    corrected = _replaced(query, spellings) if spellings else ""
    return Question(query, locale, tuple(groups), corrected)


def word_groups(query: str, locale: str, vocabulary: Vocabulary) -> list[Group]:
    """The query's words as they were typed, with the lemmas of those typed without their diacritics."""
    mapped = vocabulary.lemmas_of_folded(_without_diacritics(query, query_words(query))) if locale == "pl" else {}
    return query_groups(query, locale, mapped)


def alternative(query: str, locale: str, vocabulary: Vocabulary) -> str:
    """The query with its rarest words as they may have been meant, when the index has that far more often; else empty.

    What the dictionary knows is meant as it is typed: "pogrzeb" is no slip for "potrzeb".
    """
    words = [word for word in query_words(query) if not (only_joins(word, locale) or (locale == "pl" and polish.is_word(word)))]
    counts = vocabulary.counts({term for word in words for term in core_terms(word, locale)})
    having = {word: max(counts.get(term, 0) for term in core_terms(word, locale)) for word in words}
    spellings = {}
    for word in sorted(words, key=lambda word: having[word])[:MOST_MISSPELT]:
        found = vocabulary.near(word, locale)
        if found and found[0].documents >= FAR_MORE * max(1, having[word]):
            spellings[word] = found[0].spelling
    return _replaced(query, spellings) if spellings else ""


def _without_diacritics(query: str, words: list[str]) -> list[str]:
    """Folded forms that may lack their diacritics: all where the query has none, else those that no dictionary knows."""
    if not polish.has_polish_letters(query):
        return [polish.fold(word) for word in words]
    return [polish.fold(word) for word in words if not polish.analyse(word).lemmas]


def _corrected(groups: list[Group], words: list[str], locale: str, vocabulary: Vocabulary) -> tuple[list[Group], dict[str, str]]:
    """Groups whose word no document has, taught what it may have been, those of rare words their families; and the likeliest spelling of
    each misspelt word."""
    initials = _initials(groups, words) if locale == "pl" else {}
    terms = {term for group in groups if group.weight == 1 for term, _weight, _core in group.terms()}
    counts = vocabulary.few(terms.union(initials), FEW)
    groups = _without_pieces(groups, counts)
    # What is a word besides is more often that.
    for term in sorted(term for term in initials.keys() & counts if not polish.is_word(term[1:])):
        for number in initials[term]:
            groups[number] = _with(groups[number], [(term, weights.SYNONYM, 1)])
    rare = [
        number
        for number, group in enumerate(groups)
        if group.weight == 1 and not (group.compound or group.phrases) and all(counts.get(term, 0) < FEW for term in group.itself)
    ]
    spellings: dict[str, str] = {}
    for number in rare[:MOST_MISSPELT]:
        word, group = words[number], groups[number]
        # A word that the dictionary knows is right, though nobody used it yet.
        right = locale == "pl" and polish.is_word(word)
        family = vocabulary.family(word) if right else []
        if any(term in counts for term in group.itself):
            groups[number] = _with(group, ((term, weights.RELATED, 0) for term in family))
            continue
        found = [] if right else vocabulary.near(word, locale)
        others = {term: (term, weights.RELATED, 0) for term in vocabulary.related(word, locale)}
        others |= {term: (term, weights.FAMILY, 1) for term in family}
        others |= {term: (term, weights.CORRECTION, 1) for correction in found for term in sorted(correction.terms)}
        groups[number] = _with(group, others.values())
        if found:
            spellings[word] = found[0].spelling
    return groups, spellings


def _initials(groups: list[Group], words: list[str]) -> dict[str, set[int]]:
    """Terms of the abbreviations that words of a query beside one another may have, "gkrpa" of "gminna komisja rozwiązywania problemów
    alkoholowych", with the numbers of these words. Function words have no letter in them."""
    telling = [number for number, group in enumerate(groups) if group.weight == 1 and not group.compound]
    found: dict[str, set[int]] = {}
    for start, first in enumerate(telling):
        for end in range(start + FEWEST_INITIALS, min(start + MOST_INITIALS, len(telling)) + 1):
            short = "".join(polish.fold(words[number])[0] for number in telling[start:end])
            found.setdefault(f"w{short}", set()).update(number for number in range(first, telling[end - 1] + 1) if number in telling)
    return found


def _with_place(group: Group, vocabulary: Vocabulary) -> Group:
    """An adjective taught the name of the place that it is made of."""
    found = vocabulary.of_place([term[1:] for term in group.core if term[0] == "l"])
    return _with(group, ((term, weights.RELATED, 0) for term in found))


def _without_pieces(groups: list[Group], known: Collection[str]) -> list[Group]:
    """What a compound is written with only helps to order where any document has the compound; else its pieces are all there is."""
    found = [group for group in groups if group.compound and any(term in known for term, _weight, _core in group.terms())]
    pieces = frozenset().union(*(group.pieces for group in found))
    return [
        replace(group, weight=weights.FUNCTION_WORD) if group.form in pieces and not group.compound else group
        for group in groups
        if not group.compound or group in found
    ]


def _with(group: Group, others: Iterable[tuple[str, float, int]]) -> Group:
    """The group taught other terms, but for those that it has."""
    known = {term for term, _weight, _core in group.terms()}
    return replace(group, others=(*group.others, *(other for other in others if other[0] not in known)))


def _replaced(query: str, spellings: dict[str, str]) -> str:
    """The query with the words spelt right, in the case of what was typed."""

    def right(word: str) -> str:
        spelling = spellings.get(word)
        if spelling is None:
            return word
        return spelling if word != word.lower() else spelling.lower()

    return polish.WORD.sub(lambda found: right(found[0]), query)
