"""The engine for many machines: Elasticsearch finds the candidates and counts, the shared formula orders them (decision 0009).

The embedded index is kept as well. It has the texts, the shared formula reads it, it says what is public now, and it answers alone
whenever the servers cannot.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils import timezone
from elasticsearch import ConnectionTimeout, NotFoundError

from core import metrics, outbox
from core.models import OutboxEntry
from core.search_documents import SearchDocument
from search import health
from search.elastic.breaker import Breaker
from search.elastic.candidates import BEST, Found
from search.elastic.candidates import Candidates as Asked
from search.elastic.cluster import AWAY, Cluster, State, Unusable
from search.elastic.mirror import AT_ONCE, Mirror, portions
from search.embedded import Candidates, EmbeddedEngine
from search.engine import ELASTICSEARCH, Facets, Filters, Order
from search.models import Document
from search.question import Question
from search.statement import Reach, public, search_statement

# What the servers' index is, and whether they take what is written, is looked at so often at most.
SECONDS_BETWEEN_CHECKS = 30.0
SECONDS_BETWEEN_LOOKS = 2.0
# Work that waits longer than this says that the servers no longer take what is written.
BEHIND = timedelta(seconds=60)
BEHIND_TEXT = "does not take what is written"


class Behind(Exception):
    """The servers answer from an index that nothing has been written to for too long."""


class ElasticsearchEngine(EmbeddedEngine):
    """`at_once`: written to the servers immediately instead of by the outbox; for an index that lives no longer than a command."""

    def __init__(
        self,
        cluster: Cluster,
        using: str = DEFAULT_DB_ALIAS,
        reach: Callable[[str], Reach] = public,
        *,
        at_once: bool = False,
    ) -> None:
        super().__init__(using, reach)
        self.cluster = cluster
        self.mirror = Mirror(cluster, using)
        self.at_once = at_once
        self.breaker = Breaker()
        self.asked = Asked(cluster)
        self._checked = self._looked = float("-inf")
        self._behind = False

    def index(self, documents: Iterable[SearchDocument]) -> None:
        documents = list(documents)
        with transaction.atomic(using=self.using):
            super().index(documents)
            self._mirror([document.key for document in documents])

    def remove(self, keys: Iterable[str]) -> None:
        keys = list(keys)
        with transaction.atomic(using=self.using):
            super().remove(keys)
            self._mirror(keys)

    def _mirror(self, keys: list[str]) -> None:
        if self.at_once:
            self.mirror.renew(keys)
        else:
            outbox.enqueue_many(ELASTICSEARCH, [{"keys": portion} for portion in portions(keys, AT_ONCE)])

    def tidy(self) -> None:
        super().tidy()
        if self.at_once:
            self.cluster.writing.indices.refresh(index=",".join(self.cluster.aliases))

    def candidates(self, question: Question, filters: Filters, first: int, many: int, order: Order) -> Candidates:
        # Without words there is nothing that the servers would find sooner than the database.
        if not question.groups:
            return super().candidates(question, filters, first, many, order)
        found = self._found(question, filters, first, many, order)
        if found is None:
            metrics.count(health.FALLBACKS)
            return super().candidates(question, filters, first, many, order)
        metrics.count(health.REQUESTS, engine="elasticsearch")
        if not found.telling:
            return Candidates([], 0, 0, Facets(), {})
        if found.total <= BEST:
            ranked = self._ranked(question, filters, found, [*found.strong, *found.weak], first, many, order)
            return ranked if found.whole else Candidates(ranked.ranked, ranked.total, ranked.weak, found.facets, ranked.idfs)
        ranked = Candidates([], 0, 0, Facets(), {})
        if order == Order.RELEVANCE and first < BEST:
            ranked = self._ranked(question, filters, found, found.strong, first, min(many, BEST - first), order)
        rows = [*ranked.ranked, *self._behind_the_best(question, filters, found, first, many, order)]
        return Candidates(rows, found.total, len(found.weak), found.facets, ranked.idfs)

    def _found(self, question: Question, filters: Filters, first: int, many: int, order: Order) -> Found | None:
        """What the servers say, or None where they cannot."""
        if not self.breaker.lets_through():
            return None
        try:
            self._look()
            found = self.asked.find(question, filters, first, many, order)
        except (*AWAY, Unusable, Behind) as error:
            if isinstance(error, NotFoundError):
                # The next question says in plain words what is missing.
                self._checked = float("-inf")
            opened = self.breaker.opened
            self.breaker.failed(error, at_once=isinstance(error, (ConnectionTimeout, Unusable, Behind)))
            if self.breaker.opened > opened:
                metrics.count(health.OPENED)
                metrics.set_gauge(health.OPEN, 1)
            return None
        if self.breaker.is_open:
            metrics.set_gauge(health.OPEN, 0)
        self.breaker.succeeded()
        return found

    def state(self) -> str:
        """In a few words: "ok", or why the embedded engine answers."""
        state = self.cluster.state()
        return BEHIND_TEXT if state == State.OK and self._waits_too_long() else str(state)

    def _waits_too_long(self) -> bool:
        return OutboxEntry.objects.filter(kind=ELASTICSEARCH, done_at=None, created__lt=timezone.now() - BEHIND).exists()

    def _look(self) -> None:
        """Raises where the servers' index is not the one to ask."""
        now = time.monotonic()
        if now - self._checked > SECONDS_BETWEEN_CHECKS:
            self.cluster.check()
            self._checked = now
        if not self.at_once and now - self._looked > SECONDS_BETWEEN_LOOKS:
            self._behind = self._waits_too_long()
            self._looked = now
        if self._behind:
            raise Behind(BEHIND_TEXT)

    def _ranked(
        self, question: Question, filters: Filters, found: Found, keys: list[str], first: int, many: int, order: Order
    ) -> Candidates:
        if not keys:
            return Candidates([], 0, 0, Facets(), {})
        reach = self.reach(question.locale)
        statement = search_statement(question.groups, question.locale, filters, first, many, reach, order, found.chosen(keys))
        return self._read(statement)

    def _behind_the_best(
        self, question: Question, filters: Filters, found: Found, first: int, many: int, order: Order
    ) -> list[tuple[int, float, bool]]:
        """Places in the servers' order; the database only says which of them are public."""
        rows: list[tuple[int, float, bool]] = []
        if found.behind:
            public = {number for number, _score, _strong in self._ranked(question, filters, found, found.behind, 0, many, order).ranked}
            numbers = dict(Document.objects.using(self.using).filter(key__in=found.behind).values_list("key", "pk"))
            ordered = [numbers[key] for key in found.behind if numbers.get(key) in public]
            rows += [(number, -float(place), True) for place, number in enumerate(ordered, start=1)]
        if found.weak and first + many > found.total:
            start = max(0, first - found.total)
            weak = self._ranked(question, filters, found, found.weak, start, first + many - found.total - start, order)
            rows += [(number, score, False) for number, score, _strong in weak.ranked]
        return rows
