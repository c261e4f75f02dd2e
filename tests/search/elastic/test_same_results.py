"""Elasticsearch finds what the embedded engine finds: the same behaviour, and the same first ten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from wagtail.models import Page

from bench.search.haystack import generated_documents
from core.search_documents import SearchDocument
from search.elastic.cluster import Cluster
from search.elastic.engine import ElasticsearchEngine
from search.embedded import EmbeddedEngine
from search.engine import Filters, Order
from tests.factories import SiteTree
from tests.search import corpus
from tests.search.elastic.conftest import AtOnce
from tests.search.test_engine import *  # noqa: F403 - the same tests, with the fixtures of this folder

pytestmark = pytest.mark.elasticsearch
GENERATED = 1_500


@pytest.fixture(autouse=True)
def _nothing_fell_back(request: pytest.FixtureRequest) -> Iterator[None]:
    """The tests mean nothing where the embedded engine answered."""
    engine = request.getfixturevalue("engine")
    yield
    assert engine.breaker.opened == 0
    assert not engine.breaker._failures


@pytest.fixture
def filled(site_tree: SiteTree, cluster: Cluster) -> ElasticsearchEngine:
    documents = [*corpus.demo_documents().values(), *corpus.distractor_documents(), *generated_documents(GENERATED)]
    engine = AtOnce(cluster, at_once=True)
    kept = corpus.make_pages(documents, site_tree.home)
    EmbeddedEngine().index(kept)
    engine.mirror.renew([document.key for document in kept])
    engine.tidy()
    return engine


def everything(engine: EmbeddedEngine, query: str, filters: Filters, order: Order, limit: int) -> list[str]:
    """All results, leafed through to the end."""
    found: list[str] = []
    for offset in range(0, 1_000, limit):
        page = [hit.key for hit in engine.search(query, "pl", filters, offset=offset, limit=limit, order=order).hits]
        if not page:
            break
        found += page
    return found


def test_more_results_than_the_shared_formula_orders(site_tree: SiteTree, engine: ElasticsearchEngine) -> None:
    day = datetime(2026, 5, 10, 10, tzinfo=UTC)
    documents = [
        SearchDocument(
            key="",
            locale="pl",
            kind="news" if number % 2 else "page",
            title=f"Warsztat i spotkanie {number}" if number < 440 else f"Spotkanie {number}",
            body="Rozmowa. " * (number % 50),
            territory_code="2212062" if number % 3 else "2263011",
            topics=["kultura"] if number % 4 else [],
            date=day + timedelta(hours=number) if number % 10 else None,
        )
        for number in range(560)
    ]
    kept = corpus.make_pages(documents, site_tree.home)
    engine.index(kept)
    embedded = EmbeddedEngine()
    dated = {document.key for document in kept if document.date}
    hidden = [int(document.key.removeprefix("page:")) for document in kept[100:440:20]]
    for query, filters, order, limit in (
        ("warsztaty spotkania", Filters(), Order.RELEVANCE, 50),
        ("warsztaty spotkania", Filters(), Order.RELEVANCE, 70),
        ("warsztaty spotkania", Filters(kinds=("news",), communes=("22",)), Order.RELEVANCE, 50),
        ("warsztaty spotkania", Filters(topics=("kultura",), communes=("2263011",), year=2026), Order.RELEVANCE, 50),
        ("warsztaty spotkania", Filters(), Order.DATE, 50),
        ("warsztaty spotkania", Filters(kinds=("news",)), Order.DATE, 70),
    ):
        mine, theirs = everything(engine, query, filters, order, limit), everything(embedded, query, filters, order, limit)
        assert len(mine) == len(set(mine))
        if order == Order.DATE:
            # What has no date stands behind, in an order of each engine's own.
            assert [key for key in mine if key in dated] == [key for key in theirs if key in dated]
        assert set(mine) == set(theirs)
        counted, wanted = engine.search(query, "pl", filters, order=order), embedded.search(query, "pl", filters, order=order)
        assert (counted.total, counted.weak, counted.facets) == (wanted.total, wanted.weak, wanted.facets)
    # What the servers still know and nobody may see any more is not shown, on whichever page it stood.
    Page.objects.filter(pk__in=hidden).update(live=False)
    for order in Order:
        shown = everything(engine, "warsztaty spotkania", Filters(), order, 50)
        assert len(shown) == len(set(shown)) == 560 - len(hidden)


def test_the_first_ten_are_the_embedded_engines(filled: ElasticsearchEngine) -> None:
    embedded = EmbeddedEngine()
    queries = [query["q"] for name in corpus.CLASSES for query in corpus.relevance_set()[name]]
    same, others, totals = 0, [], []
    for query in queries:
        mine, theirs = filled.search(query, "pl", Filters()), embedded.search(query, "pl", Filters())
        if [hit.key for hit in mine.hits] == [hit.key for hit in theirs.hits]:
            same += 1
        else:
            others.append(query)
        totals.append((mine.total, mine.facets) == (theirs.total, theirs.facets))
    print(f"same first ten: {same} of {len(queries)}; same totals and facets: {sum(totals)}; others: {others}")
    assert same / len(queries) >= 0.95, others
    assert sum(totals) / len(queries) >= 0.95
    assert filled.breaker.opened == 0
