"""Writing to Elasticsearch: it mirrors the embedded index, document by document.

Nothing is locked while the servers are written to. Whoever wrote looks again whether the rows are still what was written, and writes
again if not; so of two that write at once the last one to look leaves what is right.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from elasticsearch.helpers import BulkIndexError, scan, streaming_bulk

from search.elastic.cluster import Cluster
from search.elastic.documents import DOCUMENTS, made_from_rows
from search.models import Document as Row

AT_ONCE = 200
_TRIES = 3
_MOST_BYTES = 8 * 1024 * 1024


class Mirror:
    """The index in the database `using`, kept on a cluster."""

    def __init__(self, cluster: Cluster, using: str) -> None:
        self.cluster = cluster
        self.using = using

    def renew(self, keys: Collection[str], names: dict[str, str] | None = None) -> None:
        """Make the servers say what the embedded index says of these keys; raises when they do not take it.

        `names` are the aliases to write to, by language, where they are others than those that are searched.
        """
        names = names or {locale: self.cluster.alias(locale) for locale in DOCUMENTS}
        for portion in portions(sorted(set(keys)), AT_ONCE):
            rows = self._rows(portion)
            for _ in range(_TRIES):
                self._write([*self._writes(rows, names), *self._deletions(portion, rows, names)])
                now = self._rows(portion)
                if now.keys() == rows.keys() and all(now[key].pk == rows[key].pk for key in now):
                    break
                rows = now
            else:
                raise RuntimeError(f"{', '.join(portion[:3])}: changed again and again while it was written to Elasticsearch")

    def write_all(self, names: dict[str, str]) -> Iterator[int]:
        """Write every document to these aliases, by language; yields how many were written each time."""
        last = 0
        while rows := list(self._known().filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
            last = rows[-1].pk
            self._write(self._writes({row.key: row for row in rows}, names))
            yield len(rows)

    def differences(self, names: dict[str, str] | None = None) -> list[str]:
        """Keys of which the servers do not say what the embedded index says. They are refreshed first."""
        found: list[str] = []
        for locale in DOCUMENTS:
            name = (names or {}).get(locale) or self.cluster.alias(locale)
            self.cluster.writing.indices.refresh(index=name)
            stored = self.fingerprints(name)
            for key, content_hash in self._known().filter(locale=locale).values_list("key", "content_hash").iterator():
                if stored.pop(key, None) != content_hash:
                    found.append(key)
            found += stored
        return sorted(set(found))

    def fingerprints(self, name: str) -> dict[str, str]:
        """The key and content hash of everything that stands under this name."""
        query = {"query": {"match_all": {}}, "_source": ["content_hash"], "sort": ["_doc"]}
        hits = scan(self.cluster.writing, index=name, query=query, size=2_000, preserve_order=True)
        return {hit["_id"]: hit["_source"]["content_hash"] for hit in hits}

    def count(self, locale: str) -> int:
        """How many documents of the language there should be."""
        return self._known().filter(locale=locale).count()

    def _known(self) -> Any:
        return Row.objects.using(self.using).filter(locale__in=list(DOCUMENTS))

    def _rows(self, keys: Sequence[str]) -> dict[str, Row]:
        return {row.key: row for row in self._known().filter(key__in=keys)}

    def _writes(self, rows: dict[str, Row], names: dict[str, str]) -> Iterator[dict[str, Any]]:
        for document in made_from_rows(list(rows.values()), self.using):
            yield {**document.to_dict(include_meta=True), "_op_type": "index", "_index": names[str(document.locale)]}

    def _deletions(self, keys: Sequence[str], rows: dict[str, Row], names: dict[str, str]) -> Iterator[dict[str, Any]]:
        """Of what is gone, and of a document that changed its language what its old one has."""
        for key in keys:
            for locale, name in names.items():
                if key not in rows or rows[key].locale != locale:
                    yield {"_op_type": "delete", "_index": name, "_id": key}

    def _write(self, actions: Iterable[dict[str, Any]]) -> None:
        """In bulk. What a busy server refuses is sent again, each time after a longer wait."""
        results = streaming_bulk(
            self.cluster.writing,
            actions,
            chunk_size=AT_ONCE,
            max_chunk_bytes=_MOST_BYTES,
            max_retries=3,
            initial_backoff=0.5,
            max_backoff=4,
            raise_on_error=False,
            # Without it a server makes up an index, and a mapping, for an alias that somebody deleted.
            require_alias=True,
        )
        # A document that is not there is as good as deleted; an index that is not there says so under "error".
        errors = [item for done, item in results if not done and "error" in next(iter(item.values()))]
        if errors:
            first = next(iter(errors[0].values()))["error"]
            raise BulkIndexError(f"{len(errors)} documents were not written: {first}", errors)


def portions(items: Sequence[str], size: int) -> Iterator[list[str]]:
    """The items, so many at a time."""
    rest = iter(items)
    while portion := list(islice(rest, size)):
        yield portion
