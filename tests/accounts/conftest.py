from __future__ import annotations

import pytest

from tests.accounts.account_fixtures import editor, kind, letters, person  # noqa: F401
from tests.accounts.factories import People, make_people
from tests.factories import SiteTree


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    """One person of each role, after `setup_roles`."""
    return make_people(site_tree)
