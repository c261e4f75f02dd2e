from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache

from tests.factories import SiteTree, make_site_tree


@pytest.fixture(autouse=True)
def _clean_state(settings: object, tmp_path: Path) -> Iterator[None]:
    """Each test has its own media folder and an empty cache: page versions and rate limits live there."""
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def site_tree(db: None) -> SiteTree:
    """The minimal Polish tree with folders of two COPs (see tests/factories.py)."""
    return make_site_tree()
