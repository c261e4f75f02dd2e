"""The last word about the order of the best results, the same for all engines: what the score of single words does not see.

Documents with all words of the question gain, and so do those where its neighbouring words stand close together, best of all as they
were asked; coming events the nearer they are; a title with all words; topics that the question names; what is in the visitor's own
commune. News lose slowly by age. weights.py has the numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from django.utils import timezone

from search import polish, weights
from search.analysis import BETWEEN_TEXTS, Group, core_terms, only_joins, placed_terms, query_words
from search.models import Document, DocumentTopic
from search.question import Question
from search.sql import Statement
from search.storage import unpacked

Places = Mapping[str, bytes]


@dataclass(frozen=True)
class Standing:
    """Where a document stands: its score, and what it is made of. `strong` ones stand before all others."""

    number: int
    score: float
    strong: bool
    parts: dict[str, float] = field(default_factory=dict)


def reordered(
    question: Question,
    ranked: Sequence[tuple[int, float, bool]],
    idfs: Mapping[int, float],
    using: str,
    topics: Mapping[str, str],
    own: str = "",
) -> list[Standing]:
    """The documents (number, score, strong) in their final order. `idfs` are those of the telling words, `topics` labels by slug,
    `own` the TERYT code of the visitor's commune.

    At most three queries, whatever the number of documents.
    """
    numbers = [number for number, _score, _strong in ranked]
    rows = Document.objects.using(using).filter(pk__in=numbers).values_list("pk", "territory_code", "kind", "date", "end")
    facts = {number: (code, kind, date, end) for number, code, kind, date, end in rows}
    telling = question.telling
    words = [_Word.of(group) for group in telling]
    found = _places(words, numbers, using)
    gaps = _gaps(question)
    named = _named_topics(telling, topics, question.locale)
    about = _about(named, numbers, using)
    now = timezone.now()
    standings = []
    for number, score, strong in ranked:
        places = found.get(number, {})
        code, kind, date, end = facts.get(number, ("", "", None, None))
        parts = {
            "words": score,
            "near": _nearness(words, gaps, places, idfs) if places else 0.0,
            "all": weights.ALL_WORDS if len(telling) > 1 and all(word.stands_in(places) for word in words) else 0.0,
            "title": weights.IN_TITLE if words and all(word.stands_in_title(places) for word in words) else 0.0,
            "topic": weights.TAG if number in about else 0.0,
            "own": _own(code, own),
            **_circumstances(kind, date, end, now),
        }
        factor = 1.0 + sum(value for name, value in parts.items() if name not in ("words", "near"))
        standings.append(Standing(number, (parts["words"] + parts["near"]) * factor, strong, parts))
    return sorted(standings, key=lambda standing: (not standing.strong, -standing.score))


def _own(code: str, own: str) -> float:
    """What a document of this unit gains for who lives in the commune `own`: a unit's code begins with those of the units around it."""
    if not code or not own.startswith(code):
        return 0.0
    return weights.OWN_COMMUNE if code == own else weights.OWN_COMMUNE / 2


def _circumstances(kind: str, date: datetime | None, end: datetime | None, now: datetime) -> dict[str, float]:
    found = {}
    if kind == "event" and date and (end or date) >= now:
        days = max(0.0, (date - now).total_seconds() / 86_400)
        found["time"] = weights.NEAR_EVENT * 0.5 ** (days / weights.NEAR_EVENT_DAYS)
    elif kind == "news" and date:
        days = max(0.0, (now - date).total_seconds() / 86_400)
        found["time"] = weights.OLD_NEWS * (0.5 ** (days / weights.OLD_NEWS_DAYS) - 1)
    return found


@dataclass(frozen=True)
class _Word:
    """A telling word's terms as the postings are asked for them: any of `terms`, or one of each part of a phrase."""

    terms: tuple[str, ...]
    phrases: tuple[tuple[tuple[str, ...], ...], ...]

    @classmethod
    def of(cls, group: Group) -> _Word:
        terms = group.core if group.compound else placed_terms(group.itself)
        return cls(tuple(terms), tuple(tuple(tuple(placed_terms(part)) for part in phrase) for phrase in group.phrases))

    @property
    def all_terms(self) -> set[str]:
        return {*self.terms, *(term for phrase in self.phrases for part in phrase for term in part)}

    def stands_in(self, places: Places) -> bool:
        return any(term in places for term in self.terms) or any(
            all(any(term in places for term in part) for part in phrase) for phrase in self.phrases
        )

    def stands_in_title(self, places: Places) -> bool:
        """The title comes first, and the next text stands far behind it."""
        found = [min(unpacked(places[term]), default=BETWEEN_TEXTS) for term in self.terms if term in places]
        return min(found, default=BETWEEN_TEXTS) < BETWEEN_TEXTS

    def places_in(self, places: Places) -> list[int]:
        found = [unpacked(places[term]) for term in self.terms if places.get(term)]
        return list(found[0]) if len(found) == 1 else sorted({place for each in found for place in each})


def _places(words: Sequence[_Word], numbers: Collection[int], using: str) -> Mapping[int, Places]:
    """For each document its terms of the question, with the places where they stand."""
    terms = sorted({term for word in words for term in word.all_terms})
    if not terms or not numbers:
        return {}
    found: dict[int, dict[str, bytes]] = {}
    statement = Statement().add("with asked(term) as (").values([(term,) for term in terms]).add("), doc(id) as (")
    statement.values([(number,) for number in numbers])
    # Row by row: PostgreSQL would rather read whole words of the index than look up a few hundred of their documents.
    statement.add(
        ") select doc.id, asked.term, (select p.places from search_posting p where p.term = asked.term and p.document_id = doc.id)"
        " from doc cross join asked"
    )
    for number, term, places in statement.rows(using):
        if places is not None:
            found.setdefault(number, {})[term] = places
    return found


def _gaps(question: Question) -> list[tuple[int, int, int]]:
    """Numbers of telling words that follow one another, and how many words on the second stands."""
    order = {polish.fold(word): position for position, word in enumerate(query_words(question.text))}
    words = [(number, order[group.form]) for number, group in enumerate(question.telling) if not group.compound and group.form in order]
    return [(first, second, behind - before) for (first, before), (second, behind) in pairwise(words)]


def _nearness(words: Sequence[_Word], gaps: Sequence[tuple[int, int, int]], places: Places, idfs: Mapping[int, float]) -> float:
    """What the question's neighbours add by standing close together in the text."""
    at: dict[int, list[int]] = {}
    total = 0.0
    for first, second, gap in gaps:
        for number in (first, second):
            if number not in at:
                at[number] = words[number].places_in(places)
        if not at[first] or not at[second]:
            continue
        distances = {behind - before for before in at[first] for behind in at[second]} - {0}
        if not distances:
            continue
        nearest = min(map(abs, distances))
        worth = min(idfs.get(first, 0.0), idfs.get(second, 0.0))
        if nearest <= weights.WINDOW:
            total += worth * weights.NEIGHBOURS / nearest
        if gap in distances:
            total += worth * weights.PHRASE
    return total


def _named_topics(groups: Sequence[Group], topics: Mapping[str, str], locale: str) -> list[str]:
    """Topics whose whole label the question names."""
    asked = frozenset().union(*(group.itself for group in groups)) if groups else frozenset()
    named = []
    for slug, label in topics.items():
        words = [word for word in polish.words(label) if not only_joins(word, locale)]
        if words and all(not asked.isdisjoint(core_terms(word, locale)) for word in words):
            named.append(slug)
    return named


def _about(topics: Sequence[str], numbers: Collection[int], using: str) -> set[int]:
    if not topics:
        return set()
    rows = DocumentTopic.objects.using(using).filter(topic__in=topics, document_id__in=numbers)
    return set(rows.values_list("document_id", flat=True))
