"""What the index knows of words: which it holds, what a form without diacritics means, what a misspelt word may have been."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from functools import reduce
from math import inf
from operator import or_
from string import ascii_lowercase

from django.db.models import Q
from rapidfuzz.distance import OSA

from search import families, polish
from search.analysis import core_terms
from search.models import FormMap, Word
from search.sql import Statement
from search.statement import Reach
from search.storage import LONGEST_WORD, batches

# One slip for words of so many letters, two for longer ones; a short word's first letter is taken as it is.
SHORTEST = 4
SHORTEST_FOR_TWO = 8
MOST_CORRECTIONS = 3
MOST_LOOKED_AT = 12
# Costs so near one another say nothing about which word was meant.
ALIKE_COST = 0.25
# So much less likely than a word of the index is another form of it, which stands in no document: of 2,500 human questions with two slips
# each .922 are answered in the first ten, .920 when both are alike.
OTHER_FORM = 0.5
# Words of one family share so many letters at their beginning.
SHORTEST_RELATED = 6
SHORT_STEM = 4
LONG_STEM = 5
MOST_RELATED = 40
MOST_OF_FAMILY = 400
# An ending of up to so many letters that a misspelt word may lack.
ENDING = 2
# What sounds alike in Polish, folded: such a slip costs less than any other.
_ALIKE = (("rz", "z"), ("ch", "h"), ("u", "o"), ("om", "a"), ("on", "a"), ("en", "e"), ("em", "e"), ("sz", "rz"), ("w", "f"), ("i", "j"))
# Folded: "slupski", "kepicki", "kwidzynski", "nowodworski".
_OF_PLACE = re.compile(r"(\w{4,})(?:sk|ck|dzk)i")


@dataclass(frozen=True)
class Correction:
    """A word of the index, as it is written there, with its terms and how far it is from what was typed."""

    spelling: str
    terms: frozenset[str]
    cost: float
    documents: int = 0  # about how many have it


def slips(form: str) -> set[str]:
    """All words one slip away: a letter too many, too few, another one, or two neighbours that changed places."""
    first = 0 if len(form) >= SHORTEST_FOR_TWO else 1
    splits = [(form[:at], form[at:]) for at in range(first, len(form) + 1)]
    found = {left + right[1:] for left, right in splits if right}
    found |= {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    found |= {left + letter + right[1:] for left, right in splits if right for letter in ascii_lowercase}
    found |= {left + letter + right for left, right in splits for letter in ascii_lowercase}
    return found - {form}


def cost(typed: str, meant: str) -> float:
    """How unlike two words are: slips, those that sound alike or repeat a letter costing less."""
    distance = OSA.distance(typed, meant)
    if distance == 1 and any(typed.replace(one, other) == meant or typed.replace(other, one) == meant for one, other in _ALIKE):
        return 0.6
    if distance == 1 and (sorted(typed) == sorted(meant) or (abs(len(typed) - len(meant)) == 1 and set(typed) == set(meant))):
        return 0.8
    return float(distance)


def _asked(terms: Collection[str]) -> Statement:
    return Statement().add("with asked(term) as (").values([(term,) for term in terms])


class Vocabulary:
    """Reads the words of the index in the database `using`."""

    def __init__(self, using: str, reach: Callable[[str], Reach]) -> None:
        self.using = using
        self.reach = reach

    def lemmas_of_folded(self, forms: Collection[str]) -> dict[str, set[str]]:
        """The folded lemmas of forms that were typed without their diacritics."""
        mapped: dict[str, set[str]] = {}
        if forms:
            for form, lemma in FormMap.objects.using(self.using).filter(form__in=forms).values_list("form", "lemma"):
                mapped.setdefault(form, set()).add(lemma)
        return mapped

    def few(self, terms: Collection[str], most: int) -> dict[str, int]:
        """In how many documents each term stands, counted no further than to `most`; terms that stand in none are left out."""
        if not terms:
            return {}
        counted = _asked(sorted(terms)).add(
            ") select term, (select count(*) from (select 1 from search_posting p where p.term = asked.term limit %s) few) from asked", most
        )
        return {term: count for term, count in counted.rows(self.using) if count}

    def counts(self, terms: Collection[str]) -> dict[str, int]:
        """In how many documents each of the terms stands; terms that stand in none are left out."""
        if not terms:
            return {}
        counts = _asked(terms).add(
            ") select asked.term, count(*) from asked join search_posting p on p.term = asked.term group by asked.term"
        )
        return dict(counts.rows(self.using))

    def near(self, word: str, locale: str) -> list[Correction]:
        """Words of the index that this one, which is in no document, may be a misspelling of; the likeliest first."""
        form = polish.fold(word)
        if not SHORTEST <= len(form) <= LONGEST_WORD or not form.isalpha():
            return []
        found = self._one_slip(form, locale)
        if not found and len(form) >= SHORTEST_FOR_TWO:
            found = self._two_slips(form, locale)
        return self._likeliest(found, locale)

    def _one_slip(self, form: str, locale: str) -> list[Correction]:
        variants = sorted(slips(form))
        found = []
        for batch in batches(variants):
            rows = Word.objects.using(self.using).filter(locale=locale, form__in=batch).values_list("form", "spelling")
            found += [Correction(spelling, frozenset(core_terms(spelling, locale)), cost(form, other)) for other, spelling in rows]
        if locale == "pl":
            met = {polish.fold(each.spelling) for each in found}
            # What costs too much to be chosen beside the words that were found is not looked up.
            most = min((each.cost for each in found), default=inf) + ALIKE_COST - OTHER_FORM
            found += self._other_forms(form, [each for each in variants if each not in met and cost(form, each) <= most])
        return found

    def _other_forms(self, form: str, variants: list[str]) -> Iterable[Correction]:
        """Forms of the index's lemmas that stand in no document themselves: those with diacritics from the map, the rest from Morfeusz."""
        lemmas: dict[str, set[str]] = {}
        for batch in batches(variants):
            for variant, of_variant in self.lemmas_of_folded(batch).items():
                lemmas.setdefault(variant, set()).update(of_variant)
        for variant in variants:
            if analysis := polish.dictionary_lemmas(variant):
                lemmas.setdefault(variant, set()).update(map(polish.fold, analysis))
        terms = {variant: frozenset(f"l{lemma}" for lemma in of_variant) for variant, of_variant in lemmas.items()}
        return [Correction(variant, found, cost(form, variant) + OTHER_FORM) for variant, found in terms.items()]

    def _two_slips(self, form: str, locale: str) -> list[Correction]:
        """Words two slips away, or as near to an inflected one without its ending."""
        words = Word.objects.using(self.using).filter(locale=locale)
        rows = {
            *words.filter(beginning=form[:3]).values_list("form", "spelling"),
            *words.filter(ending=form[-3:]).values_list("form", "spelling"),
        }
        found = []
        for other, spelling in rows:
            for ending in range(ENDING + 1):
                inflected = other[: len(other) - ending]
                if abs(len(inflected) - len(form)) <= 2 and OSA.distance(form, inflected, score_cutoff=2) <= 2:
                    found.append(Correction(spelling, frozenset(core_terms(spelling, locale)), cost(form, inflected) + ending / 2))
                    break
        return found

    def related(self, word: str, locale: str) -> list[str]:
        """Terms of words that begin as this one does, which is in no document."""
        form = polish.fold(word)
        if len(form) < SHORTEST_RELATED or not form.isalpha():
            return []
        return self._beginning_with(form[: LONG_STEM if len(form) >= SHORTEST_FOR_TWO else SHORT_STEM], locale)

    def family(self, word: str) -> list[str]:
        """Terms of the lemmas in the index that are made of the same word as this one: "szachowy", "szachy" of "szachista", "mors" of
        "morsować"."""
        roots = families.roots(word)
        found = set(polish.nouns_of_verb(word))
        # The last consonant of a root may be another one in its words.
        stems = {each[:-1] if len(each) > families.SHORTEST else each for each in roots}
        if stems:
            asked = reduce(or_, (Q(beginning=stem[:3], form__startswith=stem) for stem in sorted(stems)))
            words = Word.objects.using(self.using).filter(asked, locale="pl").order_by("form").values_list("spelling", flat=True)
            lemmas = {lemma for spelling in words[:MOST_OF_FAMILY] for lemma in polish.analyse(spelling).folded_lemmas}
            found |= {lemma for lemma in lemmas if families.root(lemma) in roots}
        return [f"l{lemma}" for lemma in sorted(found)]

    def of_place(self, lemmas: Collection[str]) -> list[str]:
        """Terms of the names that an adjective may be made of: "Tczew", "Tczewie" for "tczewski"."""
        found = []
        for stem in sorted({match[1] for lemma in lemmas if (match := _OF_PLACE.fullmatch(lemma))}):
            found += self._beginning_with(stem, "pl")
        return found

    def _beginning_with(self, stem: str, locale: str) -> list[str]:
        words = Word.objects.using(self.using).filter(locale=locale, beginning=stem[:3], form__startswith=stem)
        forms = words.order_by("form").values_list("form", flat=True)[:MOST_RELATED]
        return [f"{'w' if locale == 'pl' else 'W'}{found}" for found in forms]

    def _likeliest(self, found: list[Correction], locale: str) -> list[Correction]:
        """The nearest that documents have which anybody may find, the more frequent first."""
        if not found:
            return []
        counts: dict[str, int] = {}
        terms = sorted(set().union(*(each.terms for each in found)))
        for batch in batches(terms):
            counts |= self.counts(batch)
        counted = [replace(each, documents=max((counts.get(term, 0) for term in each.terms), default=0)) for each in found]
        ordered = sorted((each for each in counted if each.documents), key=lambda each: (each.cost, -each.documents, each.spelling))
        if not ordered:
            return []
        # A draft's word, or one of a file that no page offers, is offered to nobody.
        ordered = ordered[:MOST_LOOKED_AT]
        shown = self._shown(set().union(*(each.terms for each in ordered)), locale)
        ordered = [each for each in ordered if not shown.isdisjoint(each.terms)]
        return [each for each in ordered if each.cost <= ordered[0].cost + ALIKE_COST][:MOST_CORRECTIONS]

    def _shown(self, terms: Collection[str], locale: str) -> frozenset[str]:
        """Of the terms those that stand in a document which may be shown."""
        reach = self.reach(locale)
        statement = Statement().add(f"with {reach.ctes}asked(term) as (").values([(term,) for term in sorted(terms)])
        statement.add(") select asked.term from asked where exists (select 1 from search_posting p join search_document doc on")
        statement.add(f" doc.id = p.document_id{reach.join} where p.term = asked.term and ").join(reach.condition).add(")")
        return frozenset(term for (term,) in statement.rows(self.using))
