"""A portal with one of everything, for the tests that ask every address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.factories import make_site_tree
from tests.house import addresses
from tests.house.addresses import World


@pytest.fixture(scope="module")
def _world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once: each test works inside and is rolled back to it, as Django's TestCase does with its class."""
    with django_db_blocker.unblock():
        made = transaction.atomic()
        made._from_testcase = True
        made.__enter__()
        try:
            yield addresses.make_world(make_site_tree())
        finally:
            transaction.set_rollback(True)
            made.__exit__(None, None, None)


@pytest.fixture
def world(_world: World, db: None) -> World:
    addresses.put_files()
    return _world
