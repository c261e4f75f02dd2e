"""Large indexes: a question's rarest words choose the documents, its common words are looked up only in the best of these.

Reading every row of a word that every second document has costs more than all the rest, and tells the least. A word is common only
where a document with nothing but common words could never be a strong result. What can be lost are strong results that are not among
the MOST_CUT best by the rarer words alone, so only the best are asked for in this way: not a filter's few, nor the newest.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from search import weights
from search.analysis import Group
from search.scoring import Cut, idf
from search.sql import Statement

# Counting what very many documents have takes longer than the answer itself, and hardly changes: each process does it once in a while.
MANY = 1_000
SECONDS = 600
_Count = tuple[int, float]  # documents, and their mean length where it is all documents that are counted
_many: dict[tuple[str, str], tuple[_Count, float]] = {}


def _counted(groups: Sequence[Group], locale: str, using: str) -> tuple[int, float, dict[str, int]]:
    """How many documents there are, how long they are on average, and in how many each term of the groups stands; of function words the
    terms that are the word itself."""
    now = time.monotonic()
    every = f" {locale}"  # no term begins with a space
    terms = {term for group in groups for term, _weight, core in group.terms() if core or group.weight == 1}
    terms = terms.union(*(group.marked for group in groups), [every])
    counts = {term: kept[0] for term in terms if (kept := _many.get((using, term))) and kept[1] > now}
    if terms := terms - counts.keys():
        parts = []
        if every in terms:
            size = "select %s, count(*), cast(avg(length) as double precision) from search_document where locale = %s"
            parts.append(Statement().add(size, every, locale))
        if asked := sorted(terms - {every}):
            each = Statement().add("select column1, (select count(*) from search_posting p where p.term = column1), 0.0 from (")
            parts.append(each.values([(term,) for term in asked]).add(") asked"))
        statement = parts[0] if len(parts) == 1 else parts[0].add(" union all ").join(parts[1])
        counts |= {term: (count, length or 0.0) for term, count, length in statement.rows(using)}
        _many.update({(using, term): (counts[term], now + SECONDS) for term in terms if counts[term][0] >= MANY})
    documents, length = counts.pop(every)
    return documents, length, {term: count for term, (count, _length) in counts.items()}


@dataclass(frozen=True)
class _Word:
    """What is known of a telling word before it is looked up."""

    number: int
    rows: int  # of the index
    having: int  # documents that have it, reckoned as a common word
    most: float  # what it is worth as a common word, and the least it is worth as a rare one
    least: float

    @classmethod
    def of(cls, number: int, group: Group, counts: Mapping[str, int], documents: int) -> _Word:
        def together(terms: Iterable[str]) -> int:
            return sum(counts.get(term, 0) for term in terms)

        having = max((counts.get(term, 0) for term in group.itself), default=0)
        at_most = together(group.itself) + sum(min(map(together, phrase)) for phrase in group.phrases)
        rows = together(term for term, _weight, _core in group.terms()) + sum(together(part) for phrase in group.phrases for part in phrase)
        if not rows:
            return cls(number, 0, 0, 0.0, 0.0)
        most = idf(having, documents) * (2 if having else 1)
        return cls(number, rows, having, most, idf(min(at_most, documents), documents) * (2 if having else 1))


def rarest_first(groups: Sequence[Group], locale: str, using: str) -> Cut | None:
    """Which of a question's telling words are common enough to be looked up last, with what had to be counted for it; None of one word."""
    telling = [group for group in groups if group.weight == 1]
    if len(telling) < 2:
        return None
    documents, length, counts = _counted(groups, locale, using)
    joining = [max(counts.get(term, 0) for term, _weight, core in group.terms() if core) for group in groups if group.weight != 1]
    words = [_Word.of(number, group, counts, documents) for number, group in enumerate(telling)]
    rows = sum(word.rows for word in words)
    left, best = 0.0, sum(word.least for word in words)
    common = []
    for word in sorted(words, key=lambda word: -word.rows):
        if rows <= weights.MOST_ROWS:
            break
        # What stands for a phrase is not looked up by single terms.
        if not telling[word.number].phrases and left + word.most < weights.STRONG * (best - word.least + word.most):
            left, best, rows = left + word.most, best - word.least + word.most, rows - word.rows
            common.append((word.number, word.having, int(word.having > 0)))
    rare = [word for word in words if word.number not in {number for number, _n, _core in common}]
    # A result has two of the words: those that one rare word found are counted only where the other is looked up in all of them.
    if sum(word.having > 0 for word in rare) < weights.FEWEST_WORDS and sum(word.rows for word in rare) > weights.MOST_CUT:
        common = []
    return Cut(common, documents, length, list(enumerate(joining)))
