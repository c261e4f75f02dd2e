from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils.translation import trans_real

from core.catalogues import compile_catalogues
from tests.factories import SiteTree, make_site_tree


def pytest_configure() -> None:
    """A fresh clone has no compiled catalogues, and Django may have read the languages before they were there."""
    if compile_catalogues(Path(__file__).parents[1] / "locale"):
        trans_real._translations.clear()
        trans_real._default = None


@pytest.fixture(autouse=True)
def _clean_state(settings: object, tmp_path: Path) -> Iterator[None]:
    """Each test has folders of its own for files and an empty cache: page versions and rate limits live there."""
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    settings.DOCUMENT_ROOT = tmp_path / "documents"  # type: ignore[attr-defined]
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def site_tree(db: None) -> SiteTree:
    """The minimal Polish tree with folders of two COPs (see tests/factories.py)."""
    return make_site_tree()
