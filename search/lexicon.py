"""Words and phrases that mean the same: where a query names one, the others count for it. Nothing in the index knows of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from search import polish, weights
from search.abbreviations import ABBREVIATIONS
from search.analysis import Group, core_terms, only_joins
from search.synonyms import synonyms

Phrase = tuple[str, ...]
LONGEST_PHRASE = 8


@dataclass(frozen=True)
class _Entry:
    """A phrase, for each of its words the terms that are this word, and what it also stands for."""

    words: tuple[frozenset[str], ...]
    means: tuple[Phrase, ...]
    capitals: bool = False  # only where it is written in capitals or cannot be another word


@dataclass
class Lexicon:
    """Phrases by a term of their first word."""

    by_term: dict[str, list[_Entry]] = field(default_factory=dict)

    def add(self, phrase: Phrase, means: tuple[Phrase, ...], locale: str, *, exact: bool = False) -> None:
        cores = [frozenset(core_terms(word, locale)) for word in phrase]
        if exact:
            cores = [frozenset(term for term in core if term[0] in "wW") for core in cores]
        elif locale == "pl":
            cores = [core | _typed_bare(word) for core, word in zip(cores, phrase, strict=True)]
        entry = _Entry(tuple(cores), means, exact)
        for term in cores[0]:
            self.by_term.setdefault(term, []).append(entry)


def _typed_bare(word: str) -> frozenset[str]:
    """The forms of a word that nobody would know without their diacritics, as terms: the index may not have the word at all."""
    return frozenset(f"w{form}" for form in polish.bare_forms(word))


def _words(text: str) -> Phrase:
    return tuple(polish.words(text))


@lru_cache(maxsize=1)
def _abbreviations() -> Lexicon:
    lexicon = Lexicon()
    for short, meanings in ABBREVIATIONS.items():
        phrases = tuple(_words(meaning) for meaning in meanings)
        lexicon.add((short,), phrases, "pl", exact=True)
        # "BO" in a text cannot be told from "bo", which every third text has.
        for phrase in phrases if not only_joins(short.lower(), "pl") else ():
            lexicon.add(phrase, ((short,),), "pl")
    return lexicon


def lexicon_of(synonyms: Mapping[Phrase, tuple[Phrase, ...]], locale: str) -> Lexicon:
    """What editors wrote, ready to be looked up."""
    lexicon = Lexicon()
    for phrase, means in synonyms.items():
        lexicon.add(phrase, means, locale)
    return lexicon


_made: dict[str, tuple[Mapping[Phrase, tuple[Phrase, ...]], Lexicon]] = {}


def stored_lexicon(locale: str) -> Lexicon:
    """The editors' synonyms; made anew when they change, and while somebody tries one."""
    known = synonyms(locale)
    made = _made.get(locale)
    if made is None or made[0] is not known:
        made = _made[locale] = (known, lexicon_of(known, locale))
    return made[1]


def with_synonyms(groups: list[Group], words: list[str], locale: str, lexicon: Lexicon | None = None) -> list[Group]:
    """The groups of a query, taught what else their words and phrases stand for. `words` are the query's, a group each at the front."""
    lexicons = [lexicon] if lexicon else []
    if locale == "pl":
        lexicons.append(_abbreviations())
    found: dict[int, list[Phrase]] = {}
    for start in range(len(words)):
        for known in lexicons:
            entries = {id(entry): entry for term in groups[start].itself for entry in known.by_term.get(term, ())}
            for entry in entries.values():
                end = start + len(entry.words)
                if end > len(words) or any(core.isdisjoint(groups[start + at].itself) for at, core in enumerate(entry.words)):
                    continue
                # "bo" is a word too: as such it stands in lower case, and between others.
                inside = 0 < start < len(words) - 1
                if entry.capitals and inside and words[start] != words[start].upper() and groups[start].weight != 1:
                    continue
                if entry.capitals:
                    groups[start] = replace(groups[start], weight=1.0)
                for position in range(start, end):
                    found.setdefault(position, []).extend(entry.means)
    return [_taught(group, found[number], locale) if number in found else group for number, group in enumerate(groups)]


def _meant(word: str, locale: str) -> frozenset[str]:
    """The terms of a word that stands for another; of an abbreviation none of the words that it happens to be a form of ("PUP": pupa)."""
    terms = frozenset(core_terms(word, locale))
    form = polish.fold(word)
    return frozenset(term for term in terms if term[1:] == form) if len(word) > 1 and word[1:] != word[1:].lower() else terms


def _taught(group: Group, means: list[Phrase], locale: str) -> Group:
    others, phrases = list(group.others), list(group.phrases)
    for phrase in dict.fromkeys(means):
        cores = [_meant(word, locale) for word in phrase]
        # Words that only join others would only be found more often.
        telling = [core for core, word in zip(cores, phrase, strict=True) if not only_joins(word, locale)] or cores
        if len(telling) == 1:
            others += [(term, weights.SYNONYM, 1) for term in sorted(telling[0])]
        else:
            phrases.append(tuple(telling[:LONGEST_PHRASE]))
    return replace(group, others=tuple(dict.fromkeys(others)), phrases=tuple(dict.fromkeys(phrases)))
