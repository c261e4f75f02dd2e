"""What a search engine of the portal does. Views and indexing know only this; settings choose who does it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Protocol

from core.search_documents import SearchDocument

RESULTS_PER_PAGE = 10
# Raise it when the analysis changes, so that `search_index --check` calls what was stored before stale.
ANALYSIS_VERSION = 1
# Nobody leafs further, and an offset costs as much as the pages before it.
DEEPEST_RESULT = 1_000


def fingerprint(document: SearchDocument) -> str:
    """Changes with anything the index keeps of a document."""
    content = json.dumps([ANALYSIS_VERSION, asdict(document)], sort_keys=True, default=lambda moment: moment.astimezone(UTC).isoformat())
    return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True)
class Filters:
    """What a person narrowed the results to; empty means everything. `commune` is a TERYT code or the beginning of one."""

    kind: str = ""
    topic: str = ""
    commune: str = ""
    date_from: date | None = None
    date_to: date | None = None

    def __bool__(self) -> bool:
        return bool(self.kind or self.topic or self.commune or self.date_from or self.date_to)


@dataclass(frozen=True)
class Hit:
    """One result, with the texts that its excerpt is cut from. `strong` results have at least half of what was asked."""

    key: str
    kind: str
    title: str
    summary: str
    body: str
    url_path: str
    place: str
    date: datetime | None
    end: datetime | None
    territory_code: str
    cop: str
    score: float
    strong: bool


@dataclass(frozen=True)
class Facets:
    """How many results each choice of a filter would leave, the other filters kept."""

    kinds: dict[str, int] = field(default_factory=dict)
    topics: dict[str, int] = field(default_factory=dict)
    communes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Results:
    """`total` counts the strong results; `weak`, those that match only less telling words, is not counted to its end."""

    hits: list[Hit]
    total: int
    weak: int
    facets: Facets
    matched_terms: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Suggestion:
    title: str
    kind: str
    url_path: str


class Engine(Protocol):
    """One interface for the embedded engine and for Elasticsearch."""

    def index(self, documents: Iterable[SearchDocument]) -> None:
        """Store the documents, in place of what stood under their keys, in one transaction."""

    def remove(self, keys: Iterable[str]) -> None:
        """Forget the documents under these keys; unknown keys are no error."""

    def search(self, query: str, locale: str, filters: Filters, *, offset: int = 0, limit: int = RESULTS_PER_PAGE) -> Results:
        """The best public documents. Without words to look for: all that the filters leave, newest first."""

    def suggest(self, query: str, locale: str, *, limit: int = 8) -> list[Suggestion]:
        """Public documents whose titles go on from what was typed so far."""

    def facets(self, query: str, locale: str, filters: Filters) -> Facets:
        """The facets alone."""

    def tidy(self) -> None:
        """After much was written: whatever makes the next searches quick."""

    def fingerprints(self) -> dict[str, str]:
        """The key and content hash of everything stored, for checking."""


@lru_cache(maxsize=1)
def get_engine() -> Engine:
    """The engine of this installation."""
    from search.embedded import EmbeddedEngine

    return EmbeddedEngine()
