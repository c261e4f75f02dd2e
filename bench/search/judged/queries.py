"""The judged queries: which documents answer each, which only look like it, and which part they belong to."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from bench.search.judged.documents import data, documents

CLASSES = (
    "plain",
    "inflected",
    "no_diacritics",
    "inflected_no_diacritics",
    "derived",
    "proper_name",
    "question",
    "typo",
    "abbreviation",
    "act_number",
    "date",
)
DEV, TEST, ALL = "dev", "test", "all"
PARTS = (DEV, TEST, ALL)
_SALT = 1351


@dataclass(frozen=True)
class Query:
    """`near` are the near misses: looked at and found not to answer the query."""

    id: str
    text: str
    kind: str
    relevant: frozenset[str]
    near: frozenset[str]


def _subject(id_: str) -> str:
    return id_.partition("/")[0]


def _expanded(names: Iterable[str], known: Iterable[str]) -> frozenset[str]:
    """`subject/*` stands for the subject's pages in all its places."""
    found: set[str] = set()
    for name in names:
        if name.endswith("/*"):
            found |= {id_ for id_ in known if id_.startswith(name[:-1]) and not id_.startswith(f"{name[:-1]}near-")}
        else:
            found.add(name)
    return frozenset(found)


@cache
def queries() -> tuple[Query, ...]:
    """All queries, class by class. Needs Django's settings."""
    known = [document.id for document in documents()]
    by_subject = defaultdict(set)
    for id_ in known:
        by_subject[_subject(id_)].add(id_)
    found = []
    for kind, rows in data("queries").items():
        for row in rows:
            relevant = _expanded(row["find"], known)
            family = set().union(*(by_subject[_subject(id_)] for id_ in relevant if ":" not in id_))
            near = (family | _expanded(row.get("near", ()), known)) - relevant
            found.append(Query(row["id"], row["text"], kind, relevant, frozenset(near)))
    return tuple(found)


def is_test(id_: str) -> bool:
    """The id alone decides, so that nobody changes sides when queries come or go. The salt makes about a third of each class."""
    return int.from_bytes(hashlib.sha256(f"{_SALT}:{id_}".encode()).digest()[:8], "big") % 3 == 0


def part(name: str) -> list[Query]:
    """The queries of a part. Never tune on the test part, nor look at what it misses."""
    return [query for query in queries() if name == ALL or is_test(query.id) == (name == TEST)]
