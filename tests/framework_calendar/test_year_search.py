"""The years of the framework calendar in the portal's search."""

from __future__ import annotations

import pytest
from django.test import Client

from core import outbox
from framework_calendar import year_search
from framework_calendar.models import Call
from search.indexing import rebuild
from tests.factories import SiteTree
from tests.framework_calendar.factories import make_call

pytestmark = pytest.mark.django_db


def found(client: Client, words: str, language: str = "pl") -> str:
    return client.get(f"/{language}/szukaj/", {"q": words}).content.decode()


def test_a_year_is_found_by_its_name_and_what_the_call_says(client: Client, site_tree: SiteTree) -> None:
    make_call(intro="Zapraszamy bibliotekarki i strażaków.")
    list(rebuild())
    for words in ("ramowy kalendarz imprez", "kalendarz ramowy 2027", "strażak", "nabór propozycji"):
        assert "/pl/kalendarz/ramowy/2027/" in found(client, words), words
    assert "/en/kalendarz/ramowy/2027/" in found(client, "2027", "en")


def test_saving_a_call_puts_it_into_the_index_and_deleting_takes_it_out(client: Client, site_tree: SiteTree) -> None:
    call = make_call()
    outbox.drain()
    assert "/kalendarz/ramowy/2027/" in found(client, "ramowy")
    # Before the index knows of it.
    Call.objects.filter(pk=call.pk).update(year=2030)
    assert "/kalendarz/ramowy/2027/" not in found(client, "ramowy")
    Call.objects.filter(pk=call.pk).update(year=2027)
    call.delete()
    outbox.drain()
    assert "/kalendarz/ramowy/2027/" not in found(client, "ramowy")


@pytest.mark.parametrize("key", ["framework-pl:", "framework-pl:x", "framework-pl:1", "framework-pl:2031", "framework-pl:99999999999"])
def test_a_key_that_names_no_year_finds_nothing(site_tree: SiteTree, key: str) -> None:
    make_call()
    assert year_search._document("pl", key) is None
