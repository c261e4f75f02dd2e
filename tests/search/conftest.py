from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.search_documents import SearchDocument
from search.embedded import EmbeddedEngine
from tests.factories import SiteTree
from tests.search.corpus import make_pages


@pytest.fixture
def engine(db: None) -> EmbeddedEngine:
    return EmbeddedEngine()


@pytest.fixture
def publish(site_tree: SiteTree, engine: EmbeddedEngine) -> Callable[..., SearchDocument]:
    """Index one document that stands for a live page: `publish("Tytuł", body="...", kind="event")`."""

    def make(title: str, *, locale: str = "pl", kind: str = "news", **fields: Any) -> SearchDocument:
        document = SearchDocument(key="", locale=locale, kind=kind, title=title, **fields)
        (kept,) = make_pages([document], site_tree.home)
        engine.index([kept])
        return kept

    return make
