"""Finding rows by a code in a list that is stored as JSON."""

from __future__ import annotations

import pytest

from core.querysets import holds_code
from ngo_pages.models import NgoPage
from tests.factories import SiteTree
from tests.ngo_pages.factories import NgoPageFactory

pytestmark = pytest.mark.django_db


def test_a_code_is_found_whole_and_as_it_is(site_tree: SiteTree) -> None:
    page = NgoPageFactory(parent=site_tree.ngos, activities=["culture", "sport"])
    NgoPageFactory(parent=site_tree.ngos, activities=["sport"])
    NgoPageFactory(parent=site_tree.ngos, activities=[])
    assert list(NgoPage.objects.filter(holds_code("activities", "culture"))) == [page]
    for not_a_code in ("cultur", "%", "c_lture", '"', 'culture", "sport'):
        assert not NgoPage.objects.filter(holds_code("activities", not_a_code)).exists(), not_a_code
    assert NgoPage.objects.filter(holds_code("activities", "culture") | holds_code("activities", "sport")).count() == 2
