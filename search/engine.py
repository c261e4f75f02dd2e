"""What a search engine of the portal does. Views and indexing know only this; settings choose who does it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from django.conf import settings

from core.search_documents import SearchDocument

RESULTS_PER_PAGE = 10
# Raise it when the analysis changes, so that `search_index --check` calls what was stored before stale.
ANALYSIS_VERSION = 4
# Of organisations so many stand before what has a date, which would leave them no room.
ORGANISATIONS_FIRST = 2
# The outbox's work of writing to Elasticsearch what was written to the embedded index.
ELASTICSEARCH = "search.elasticsearch"
# Nobody leafs further, and an offset costs as much as the pages before it.
DEEPEST_RESULT = 1_000


def fingerprint(document: SearchDocument) -> str:
    """Changes with anything the index keeps of a document."""
    content = json.dumps([ANALYSIS_VERSION, asdict(document)], sort_keys=True, default=lambda moment: moment.astimezone(UTC).isoformat())
    return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()


class Order(StrEnum):
    """How results follow one another; the values are the address's."""

    RELEVANCE = "trafnosc"
    DATE = "data"


@dataclass(frozen=True)
class Filters:
    """What a person narrowed the results to; empty means everything.

    Of several values of one filter any will do; different filters all hold. `communes` are TERYT codes or beginnings of them,
    `organisers` slugs of organisations, `year` is that of a document's date in Poland. `coming` leaves only events that are not
    over yet.
    """

    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()
    organisers: tuple[str, ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    year: int | None = None
    coming: bool = False

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))


@dataclass(frozen=True)
class Hit:
    """One result, with the texts that its excerpt is cut from. `strong` results have at least half of what was asked,
    and two of its words."""

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
    organiser: str
    image: int | None
    score: float
    strong: bool


@dataclass(frozen=True)
class Facets:
    """How many strong results each choice of a filter has, the other filters kept and its own left out."""

    kinds: dict[str, int] = field(default_factory=dict)
    topics: dict[str, int] = field(default_factory=dict)
    communes: dict[str, int] = field(default_factory=dict)
    organisers: dict[str, int] = field(default_factory=dict)
    years: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Results:
    """`total` counts the strong results; `weak`, those that have less, is not counted to its end.

    `corrected` is the query with the spelling of words that nothing holds mended; what is shown was found by it too.
    """

    hits: list[Hit]
    total: int
    weak: int
    facets: Facets
    matched_terms: frozenset[str] = frozenset()
    corrected: str = ""


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

    def search(
        self,
        query: str,
        locale: str,
        filters: Filters,
        *,
        offset: int = 0,
        limit: int = RESULTS_PER_PAGE,
        order: Order = Order.RELEVANCE,
        own: str = "",
    ) -> Results:
        """The best public documents. Without words to look for: all that the filters leave, newest first.

        Of the best those of the commune `own`, a TERYT code, gain a little.

        By date: the newest first, and of coming events the nearest; strong results stand before weak ones all the same.
        """

    def suggest(self, query: str, locale: str, *, limit: int = 8) -> list[Suggestion]:
        """Public documents whose titles go on from what was typed so far: a few organisations first, then the newest."""

    def meant(self, query: str, locale: str) -> str:
        """What somebody who found next to nothing may have wanted to ask; empty where nothing is likelier."""

    def facets(self, query: str, locale: str, filters: Filters) -> Facets:
        """The facets alone."""

    def tidy(self) -> None:
        """After much was written: whatever makes the next searches quick."""

    def fingerprints(self) -> dict[str, str]:
        """The key and content hash of everything stored, for checking."""


@lru_cache(maxsize=1)
def get_engine() -> Engine:
    """The engine of this installation: with Elasticsearch where its addresses are given."""
    if settings.ELASTICSEARCH_URL:
        from search.elastic.cluster import Cluster
        from search.elastic.engine import ElasticsearchEngine

        return ElasticsearchEngine(Cluster(settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_PREFIX))
    from search.embedded import EmbeddedEngine

    return EmbeddedEngine()
