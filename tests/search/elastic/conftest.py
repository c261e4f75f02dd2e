"""One real node for the tests of this folder: that of ELASTICSEARCH_URL, or one of their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from elasticsearch.helpers import bulk, scan

from core.search_documents import SearchDocument
from search.elastic.cluster import Cluster
from search.elastic.engine import ElasticsearchEngine
from search.elastic.rebuilding import create_all, drop_all
from search.engine import get_engine
from tests.factories import SiteTree
from tests.search.corpus import make_pages
from tests.services.elasticsearch import Elasticsearch


@pytest.fixture(scope="session")
def node() -> Iterator[list[str]]:
    """The addresses of a cluster."""
    if given := os.environ.get("ELASTICSEARCH_URL"):
        yield given.split(",")
        return
    with Elasticsearch(1) as started:
        yield started.urls


@pytest.fixture(scope="session")
def _indexes(node: list[str]) -> Iterator[Cluster]:
    """Indexes with names of their own, made once: making them takes longer than most tests."""
    cluster = Cluster(node, f"test-{uuid4().hex[:8]}")
    # A busy machine is slower than any that the portal would run on; what is slow is tested with a clock.
    cluster.asking = cluster.asking.options(request_timeout=20)
    create_all(cluster)
    yield cluster
    drop_all(cluster)


@pytest.fixture
def cluster(_indexes: Cluster) -> Iterator[Cluster]:
    """The same, emptied after each test."""
    yield _indexes
    for alias in _indexes.aliases:
        _indexes.writing.indices.refresh(index=alias)
        keys = [hit["_id"] for hit in scan(_indexes.writing, index=alias)]
        bulk(_indexes.writing, ({"_op_type": "delete", "_index": alias, "_id": key} for key in keys), refresh=True)


class AtOnce(ElasticsearchEngine):
    """What is written can be found by the next question."""

    def _mirror(self, keys: list[str]) -> None:
        super()._mirror(keys)
        self.cluster.writing.indices.refresh(index=",".join(self.cluster.aliases))


@pytest.fixture
def engine(db: None, cluster: Cluster) -> ElasticsearchEngine:
    return AtOnce(cluster, at_once=True)


@pytest.fixture
def publish(site_tree: SiteTree, engine: ElasticsearchEngine) -> Callable[..., SearchDocument]:
    """Index one document that stands for a live page, as tests/search/conftest.py does."""

    def make(title: str, *, locale: str = "pl", kind: str = "news", **fields: object) -> SearchDocument:
        document = SearchDocument(key="", locale=locale, kind=kind, title=title, **fields)  # type: ignore[arg-type]
        (kept,) = make_pages([document], site_tree.home)
        engine.index([kept])
        return kept

    return make


@pytest.fixture
def portal(db: None, node: list[str], settings: object) -> Iterator[ElasticsearchEngine]:
    """The portal's own engine, configured for the node, with no index there yet."""
    settings.ELASTICSEARCH_URL = node  # type: ignore[attr-defined]
    settings.ELASTICSEARCH_PREFIX = f"test-{uuid4().hex[:8]}"  # type: ignore[attr-defined]
    get_engine.cache_clear()
    engine = get_engine()
    assert isinstance(engine, ElasticsearchEngine)
    engine.cluster.asking = engine.cluster.asking.options(request_timeout=20)
    yield engine
    get_engine.cache_clear()
    drop_all(engine.cluster)
