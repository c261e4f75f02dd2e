"""How well an engine finds what it should: documents and judged queries from files, and the usual measures of ranked lists.

A document is found when it is among the first ten. Recall@10: the share of a query's relevant documents that are. MRR@10: one
divided by the place of the first of them. nDCG@10: the sum of 1 / log2(place + 1) over them, as a share of the best possible.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import log2
from pathlib import Path
from statistics import fmean, quantiles
from time import perf_counter
from typing import Any

from core.search_documents import SearchDocument
from search.engine import Engine, Filters

FIRST = 10
KEY = "eval:"
AT_ONCE = 250


class BadFile(ValueError):
    """A line of a file is not what it should be; says which and why."""


@dataclass(frozen=True)
class Query:
    """One judged query: what somebody types, and the ids of the documents that answer it."""

    id: str
    text: str
    relevant: frozenset[str]
    kind: str


@dataclass
class Measures:
    """The means over some queries, and how long they took."""

    recall: list[float] = field(default_factory=list)
    mrr: list[float] = field(default_factory=list)
    ndcg: list[float] = field(default_factory=list)
    ms: list[float] = field(default_factory=list)

    def add(self, ranked: Sequence[str], relevant: frozenset[str], ms: float) -> None:
        places = [place for place, found in enumerate(ranked[:FIRST], start=1) if found in relevant]
        best = sum(1 / log2(place + 1) for place in range(1, min(len(relevant), FIRST) + 1))
        self.recall.append(len(places) / len(relevant))
        self.mrr.append(1 / places[0] if places else 0.0)
        self.ndcg.append(sum(1 / log2(place + 1) for place in places) / best)
        self.ms.append(ms)

    def __str__(self) -> str:
        p50, p95 = (quantiles(self.ms, n=20)[index] for index in (9, 18)) if len(self.ms) > 1 else self.ms * 2
        return (
            f"recall@10 {fmean(self.recall):.3f}   MRR@10 {fmean(self.mrr):.3f}   nDCG@10 {fmean(self.ndcg):.3f}"
            f"   p50 {p50:6.1f} ms   p95 {p95:6.1f} ms   {len(self.ms)} queries"
        )


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise BadFile(f"{path}:{number}: not an object")
                yield number, row
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadFile(f"{path}: not UTF-8") from error
    except json.JSONDecodeError as error:
        raise BadFile(f"{path}:{number}: not JSON ({error.msg})") from error


def _text(row: dict[str, Any], name: str, where: str, *, required: bool = True) -> str:
    value = row.get(name)
    if value is None and not required:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise BadFile(f"{where}: “{name}” is missing or no text")
    # A half of a pair or a NUL would be refused by the database.
    return value.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")


def read_documents(path: Path, locale: str = "pl") -> tuple[list[SearchDocument], list[str]]:
    """Documents `{id, title, body}`, one a line, and their ids in the same order. BadFile says what is wrong with a line."""
    documents, ids, seen = [], [], set()
    for number, row in _rows(path):
        where = f"{path}:{number}"
        name = _text(row, "id", where)
        if name in seen:
            raise BadFile(f"{where}: the id “{name}” stands twice")
        seen.add(name)
        ids.append(name)
        title = _text(row, "title", where, required=False)
        body = _text(row, "body", where, required=False)
        documents.append(SearchDocument(key=f"{KEY}{len(ids) - 1}", locale=locale, kind="page", title=title, body=body))
    if not documents:
        raise BadFile(f"{path}: no documents")
    return documents, ids


def read_queries(path: Path, known: Iterable[str]) -> list[Query]:
    """Queries `{id, text, relevant: [ids], kind}`, one a line; of kind "all" where none is named."""
    ids, queries = set(known), []
    for number, row in _rows(path):
        where = f"{path}:{number}"
        relevant = row.get("relevant")
        if not isinstance(relevant, list) or not relevant:
            raise BadFile(f"{where}: “relevant” is no list of ids")
        wanted = frozenset(str(each) for each in relevant)
        if unknown := sorted(wanted - ids):
            raise BadFile(f"{where}: there is no document “{unknown[0]}”")
        kind = _text(row, "kind", where, required=False) or "all"
        queries.append(Query(_text(row, "id", where), _text(row, "text", where), wanted, kind))
    if not queries:
        raise BadFile(f"{path}: no queries")
    return queries


def fill(engine: Engine, documents: Sequence[SearchDocument]) -> Iterator[int]:
    """Index the documents, a portion at a time; yields each portion's size."""
    for start in range(0, len(documents), AT_ONCE):
        portion = documents[start : start + AT_ONCE]
        engine.index(portion)
        yield len(portion)
    engine.tidy()


def ask(engine: Engine, queries: Iterable[Query], ids: Sequence[str], locale: str = "pl") -> Iterator[tuple[Query, list[str], float]]:
    """Each query with the ids of its first ten, best first, and the engine's time in milliseconds."""
    for query in queries:
        started = perf_counter()
        found = engine.search(query.text, locale, Filters(), limit=FIRST).hits
        ms = (perf_counter() - started) * 1000
        yield query, [ids[int(hit.key.removeprefix(KEY))] for hit in found], ms
