"""The relevance set over the demo's content, near misses and some generated pages. The full size is in bench/search/speed.py."""

from __future__ import annotations

import pytest

from bench.search.haystack import generated_documents
from search.embedded import EmbeddedEngine
from tests.factories import SiteTree
from tests.search import corpus

GENERATED = 400


def test_the_set_is_what_it_promises() -> None:
    queries = corpus.relevance_set()
    demo = corpus.demo_documents()
    assert set(queries) == {*corpus.CLASSES, "distractors"}
    assert all(len(queries[name]) >= 15 for name in corpus.CLASSES)
    asked = [query for name in corpus.CLASSES for query in queries[name]]
    assert len(asked) >= 150
    assert len({query["q"] for query in asked}) == len(asked)
    unknown = {wanted for query in asked for wanted in query["find"] if wanted not in demo}
    assert unknown == set()
    strangers = [query for query in asked if not corpus.shares_a_word(query["q"], (demo[wanted].title for wanted in query["find"]))]
    assert len(strangers) * 2 >= len(asked)
    assert len(queries["distractors"]) >= 40


def test_recall_of_the_first_ten(site_tree: SiteTree, engine: EmbeddedEngine) -> None:
    demo = corpus.demo_documents()
    documents = corpus.make_pages([*demo.values(), *corpus.distractor_documents(), *generated_documents(GENERATED)], site_tree.home)
    engine.index(documents)
    engine.tidy()
    recalls, misses = corpus.evaluate(engine, {name: document.key for name, document in zip(demo, documents, strict=False)})
    assert recalls["all"] >= 0.95, misses
    assert min(recalls.values()) >= 0.9, misses
    # Near misses are told apart: none of them comes first.
    near = {document.key for document in documents[len(demo) : len(demo) + len(corpus.distractor_documents())]}
    first = [hit.key for name in corpus.CLASSES for query in corpus.relevance_set()[name] for hit in _first(engine, query["q"])]
    assert len(near & set(first)) / len(first) < 0.02


def _first(engine: EmbeddedEngine, query: str) -> list:
    from search.engine import Filters

    return engine.search(query, "pl", Filters(), limit=1).hits


@pytest.mark.parametrize("count", [0, 50])
def test_the_haystack_is_always_the_same(count: int) -> None:
    assert list(generated_documents(count)) == list(generated_documents(count))
    assert len(list(generated_documents(count))) == count
