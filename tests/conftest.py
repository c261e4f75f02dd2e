from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections
from django.utils.translation import trans_real

from core.catalogues import compile_catalogues
from tests import empty_database
from tests.factories import SiteTree, make_site_tree


def pytest_configure() -> None:
    """A fresh clone has no compiled catalogues, and Django may have read the languages before they were there."""
    if compile_catalogues(Path(__file__).parents[1] / "locale"):
        trans_real._translations.clear()
        trans_real._default = None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of each grid every fifth cell, the first among them, is a unit test; the others are left to `make test-slow`."""
    cells: Counter[str] = Counter()
    for item in items:
        if item.get_closest_marker("grid"):
            test = item.nodeid.partition("[")[0]
            if cells[test] % 5:
                item.add_marker(pytest.mark.slow)
            cells[test] += 1


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None, django_db_keepdb: bool) -> Iterator[bool]:
    """Whether there is a database that Django need not make: an empty one, kept from an earlier run."""
    laid_out = not django_db_keepdb and empty_database.lay_out()
    yield django_db_keepdb or laid_out
    if laid_out:
        connections.close_all()
        empty_database.remove()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        empty_database.keep()


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
