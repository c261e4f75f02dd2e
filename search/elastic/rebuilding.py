"""Building the servers' indexes anew beside those that serve, and putting them in their place in one step.

While one is built the outbox goes on writing to the old one; what changed meanwhile is found by comparing with the embedded index,
before and after the swap. Killed in the middle, the old one still serves, and the next run removes what was left.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from elasticsearch import NotFoundError
from elasticsearch_dsl import Index

from search.elastic.cluster import Cluster
from search.elastic.documents import DOCUMENTS, SETTINGS
from search.elastic.mirror import Mirror

# The new index may lack so many of its documents, or have so many too many, that arrive while it is counted.
MOST_DIFFERING = 0.01
_ROUNDS = 5


class RefusedSwap(Exception):
    """The new index does not hold what it should; the old one goes on serving."""


def create(cluster: Cluster, locale: str, name: str) -> None:
    """An empty index of this name with the mapping of the language's documents."""
    index = Index(name, using=cluster.writing)
    index.settings(**SETTINGS)
    index.document(DOCUMENTS[locale])
    index.create()


def create_all(cluster: Cluster) -> None:
    """Empty indexes behind their aliases, for who starts with nothing."""
    for locale in DOCUMENTS:
        name = f"{cluster.alias(locale)}-{_stamp()}"
        create(cluster, locale, name)
        cluster.writing.indices.put_alias(index=name, name=cluster.alias(locale))


def drop_all(cluster: Cluster) -> None:
    """Remove every index of this prefix, whatever serves."""
    if names := [name for locale in DOCUMENTS for name in _existing(cluster, locale)]:
        cluster.writing.indices.delete(index=",".join(names), ignore_unavailable=True)


class Rebuild:
    """One rebuild: `fill` it, then `swap`."""

    def __init__(self, mirror: Mirror) -> None:
        self.mirror = mirror
        self.cluster = mirror.cluster
        stamp = _stamp()
        self.names = {locale: f"{self.cluster.alias(locale)}-{stamp}" for locale in DOCUMENTS}
        # Written to by an alias: what another run removes must not be made up again by the next write.
        self.building = {locale: f"{self.cluster.alias(locale)}.building" for locale in DOCUMENTS}

    def fill(self) -> Iterator[int]:
        """Remove what an earlier run left, and write every document to new indexes; yields how many each time."""
        for locale in DOCUMENTS:
            serving = self._serving(locale)
            for name in _existing(self.cluster, locale):
                if name not in serving:
                    self.cluster.writing.indices.delete(index=name, ignore_unavailable=True)
            create(self.cluster, locale, self.names[locale])
            self.cluster.writing.indices.put_alias(index=self.names[locale], name=self.building[locale])
        yield from self.mirror.write_all(self.building)

    def catch_up(self) -> None:
        """Mend what was published, changed or taken back since its portion was written, until nothing is left."""
        for _ in range(_ROUNDS):
            different = self.mirror.differences(self.building)
            if not different:
                return
            self.mirror.renew(different, self.building)

    def swap(self) -> None:
        """Let the new indexes serve and drop the old ones, in one call; then mend what was written to the old ones until then."""
        self.catch_up()
        for locale in DOCUMENTS:
            self.cluster.writing.indices.refresh(index=self.names[locale])
            there = self.cluster.writing.count(index=self.names[locale])["count"]
            wanted = self.mirror.count(locale)
            if abs(there - wanted) > MOST_DIFFERING * wanted:
                raise RefusedSwap(f"{self.names[locale]} has {there} documents instead of {wanted}; the old index goes on serving")
        actions: list[dict[str, Any]] = []
        for locale in DOCUMENTS:
            actions += [{"remove_index": {"index": name}} for name in self._serving(locale)]
            actions.append({"remove": {"index": self.names[locale], "alias": self.building[locale]}})
            actions.append({"add": {"index": self.names[locale], "alias": self.cluster.alias(locale)}})
        self.cluster.writing.indices.update_aliases(actions=actions)
        self.mirror.renew(self.mirror.differences())

    def _serving(self, locale: str) -> list[str]:
        """What answers to the alias now: an index behind it, or one that a careless server made up under its name."""
        try:
            return sorted(self.cluster.writing.indices.get(index=self.cluster.alias(locale), filter_path="*.aliases").body)
        except NotFoundError:
            return []


def _existing(cluster: Cluster, locale: str) -> list[str]:
    pattern = f"{cluster.alias(locale)}-*"
    return sorted(cluster.writing.indices.get(index=pattern, allow_no_indices=True, filter_path="*.aliases").body)


def _stamp() -> str:
    return f"{timezone.now():%Y%m%d-%H%M%S-%f}"
