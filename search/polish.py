"""The Polish analyser: every lemma of a form, all folded, so that inflection and missing diacritics do not matter.

Morfeusz 2 knows the forms. One instance serves all threads (tried with eight: nothing wrong in 400,000 words) and stands
behind a cache of forms, since a portal's texts repeat theirs.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod

import morfeusz2

WORD = re.compile(r"\w+")
POLISH_LETTERS = frozenset("ąćęłńóśźż")
# Letters that Unicode does not take apart into a letter and a mark.
_WHOLE_LETTERS = str.maketrans({"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ø": "o", "Ø": "O", "ß": "ss", "æ": "ae", "œ": "oe"})
# Tags of words that carry no meaning of their own; interjections ("na!") do not make a preposition a word of meaning.
_FUNCTION_TAGS = frozenset({"prep", "conj", "comp", "qub", "part", "interj"})
# Words that only ask. Statements rarely have them, so that by their rarity alone they would count for more than what is asked about:
# as function words they raise recall@10 of 1,200 human questions from .932 to .938, MRR@10 from .833 to .843.
_ASKING = frozenset({"kto", "co", "jaki", "który", "czyj", "gdzie", "kiedy", "ile", "dlaczego", "czemu", "skąd", "dokąd", "jak", "czy"})
_UNKNOWN = "ign"
_MARKS_ONLY = re.compile(r"[\u0300-\u036f]+")
_CACHED_FORMS = 200_000


@dataclass(frozen=True, slots=True)
class Analysis:
    """What is known of a word: its folded form, its lemmas as Morfeusz writes them, and whether it only joins others."""

    form: str
    lemmas: tuple[str, ...]
    function: bool

    @property
    def folded_lemmas(self) -> frozenset[str]:
        return frozenset(fold(lemma) for lemma in self.lemmas)


@lru_cache(maxsize=_CACHED_FORMS)
def fold(word: str) -> str:
    """Lower case without diacritics: "Łódź" becomes "lodz"."""
    word = word.lower()
    if word.isascii():
        return word
    return _MARKS_ONLY.sub("", unicodedata.normalize("NFKD", word.translate(_WHOLE_LETTERS)))


def words(text: str) -> list[str]:
    """The words of a text as they are written."""
    return WORD.findall(text)


def has_polish_letters(text: str) -> bool:
    """Whether a person typed any Polish letter; who typed none may have left all of them out."""
    return not POLISH_LETTERS.isdisjoint(text.lower())


_lock = threading.Lock()
_instance: morfeusz2.Morfeusz | None = None


def _morfeusz() -> morfeusz2.Morfeusz:
    """The one instance: it reads its dictionary for a moment, so it is made when first needed."""
    global _instance
    if _instance is None:
        with _lock:
            if _instance is None:
                _instance = morfeusz2.Morfeusz()
    return _instance


def _readings(word: str) -> list[tuple[str, str]]:
    """Lemma and part of speech of each reading of the word as one whole or its beginning; none when it is unknown."""
    found = []
    for start, _end, (_form, lemma, tag, _names, _labels) in _morfeusz().analyse(word):
        # Later nodes are endings such as the "m" of "miałem"; they are no words of their own.
        if start == 0 and tag != _UNKNOWN:
            found.append((lemma.partition(":")[0], tag.partition(":")[0]))
    return found


@lru_cache(maxsize=_CACHED_FORMS)
def analyse(word: str) -> Analysis:
    """All readings of a word: as written when it is capitalised and in lower case; capitalised when it is unknown so."""
    lower = word.lower()
    readings = _readings(lower)
    if word != lower:
        # Proper nouns need their capital letter.
        readings += _readings(word)
    if not readings:
        readings = _readings(lower.capitalize())
    lemmas = tuple(dict.fromkeys(lemma for lemma, _tag in readings))
    function = bool(readings) and all(tag in _FUNCTION_TAGS or tag.startswith("ppron") for _lemma, tag in readings)
    # Whatever else such a word may be ("jaka" is a jacket too), in a query it asks.
    function = function or any(lemma in _ASKING for lemma in lemmas)
    return Analysis(fold(word), lemmas, function)


def dictionary_lemmas(word: str) -> tuple[str, ...]:
    """The lemmas of a word in lower case as the dictionary has it; none for one that it does not know. Not kept in the cache."""
    return tuple(dict.fromkeys(lemma for lemma, _tag in _readings(word)))


# What a letter may have been before its diacritics were left out.
_RESTORED = {"a": "aą", "c": "cć", "e": "eę", "l": "lł", "n": "nń", "o": "oó", "s": "sś", "z": "zżź"}
_MOST_RESTORED = 600


@lru_cache(maxsize=10_000)
def is_word(word: str) -> bool:
    """Whether the dictionary has the word, as it is or with diacritics that were left out.

    A long word with many letters that may have lost theirs is not tried.
    """
    return bool(analyse(word).lemmas) or any(map(_readings, _restored(word)))


def _restored(word: str) -> Iterator[str]:
    """What the word may have been, in lower case, before its diacritics were left out; nothing for one with too many possibilities."""
    choices = [_RESTORED.get(letter, letter) for letter in word.lower()]
    if prod(map(len, choices)) <= _MOST_RESTORED:
        yield from map("".join, product(*choices))


# What a verb may begin with beside the word that it is made of.
BEFORE_VERBS = ("", "za", "po", "wy", "prze", "przy", "roz", "na", "od", "do", "z", "s", "u", "o")
# Tags of a verb's forms.
VERBS = frozenset({"fin", "praet", "impt", "inf", "pcon", "pant", "ger", "pact", "ppas", "imps", "bedzie"})


def lemmas_and_kinds(word: str) -> frozenset[tuple[str, str]]:
    """Lemmas and parts of speech of all that a word may be, also typed without its diacritics."""
    return frozenset(reading for written in {word.lower(), *_restored(word)} for reading in _readings(written))


@lru_cache(maxsize=10_000)
def nouns_of_verb(word: str) -> frozenset[str]:
    """Nouns, folded, that the verb is made of whose form the word is: "mors" of "morsujących", "czip" of "zaczipuję"."""
    stems = {lemma.removesuffix("ować") for lemma, _kind in lemmas_and_kinds(word) if lemma.endswith("ować")}
    made_of = {stem.removeprefix(before) for stem in stems for before in BEFORE_VERBS if stem.startswith(before)}
    nouns = {stem + ending for stem in made_of if len(stem) > 2 for ending in ("", "a")}
    return frozenset(fold(noun) for noun in nouns if (noun, "subst") in _readings(noun))


@lru_cache(maxsize=10_000)
def of_place(word: str) -> bool:
    """Whether the word may be a place's name in the genitive, as after "koło" and "obok", typed in whatever way."""
    return any(
        start == 0 and "gen" in tag.split(":")[2].split(".") and "nazwa_geograficzna" in names
        for written in _restored(word)
        for start, _end, (_form, _lemma, tag, names, _labels) in _morfeusz().analyse(written.capitalize())
        if tag.startswith("subst:")
    )


@lru_cache(maxsize=50_000)
def places(word: str) -> frozenset[str]:
    """The places, folded, whose name a word in lower case may be a form of: "pucku" is Puck, though the dictionary has other words too."""
    if word != word.lower():
        return frozenset()
    found = _morfeusz().analyse(word.capitalize())
    return frozenset(
        fold(lemma.partition(":")[0])
        for start, _end, (_form, lemma, _tag, names, _labels) in found
        if start == 0 and "nazwa_geograficzna" in names
    )


def forms_with_diacritics(lemma: str) -> frozenset[str]:
    """The folded forms of a lemma that someone may type without their diacritics, when Morfeusz would not know them.

    Forms that have none are left out: Morfeusz knows them as they are.
    """
    if not lemma or not WORD.fullmatch(lemma):
        return frozenset()  # Morfeusz refuses to generate anything but one word
    generated = (form for form, *_rest in _morfeusz().generate(lemma))
    return frozenset(fold(form) for form in generated if WORD.fullmatch(form) and has_polish_letters(form))


def bare_forms(word: str) -> frozenset[str]:
    """Those forms of all lemmas of a word."""
    return frozenset[str]().union(*(forms_with_diacritics(lemma) for lemma in analyse(word).lemmas))
