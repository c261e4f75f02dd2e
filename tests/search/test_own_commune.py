"""Who names their commune sees its results higher; nothing is hidden, and nothing is stored of the choice but its address."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import CopCommune
from core.search_documents import SearchDocument
from search.embedded import EmbeddedEngine
from search.engine import Filters, Order
from tests.factories import SiteTree
from tests.search.test_facets import page, remove_links, titles

Publish = Callable[..., SearchDocument]
KOBYLNICA, SLUPSK = "2212062", "2263011"


@pytest.fixture
def waste(publish: Publish, site_tree: SiteTree) -> None:
    CopCommune.objects.create(cop=site_tree.slupsk, territory=site_tree.slupsk.territory)
    for place, code in (("Słupsk", SLUPSK), ("Tczew", "2214011"), ("Kobylnica", KOBYLNICA), ("powiat słupski", "2212"), ("portal", "")):
        publish("Odbiór odpadów", body=f"Tak robi {place}.", territory_code=code)


def order(engine: EmbeddedEngine, own: str, by: Order = Order.RELEVANCE) -> list[str]:
    return [hit.territory_code for hit in engine.search("odbiór odpadów", "pl", Filters(), own=own, order=by).hits]


def test_the_own_commune_is_first_and_its_county_next(engine: EmbeddedEngine, waste: None) -> None:
    assert order(engine, KOBYLNICA)[:2] == [KOBYLNICA, "2212"]
    assert order(engine, SLUPSK)[0] == SLUPSK
    assert sorted(order(engine, KOBYLNICA)) == sorted(order(engine, "")), "nothing is hidden"
    assert order(engine, KOBYLNICA, Order.DATE) == order(engine, "", Order.DATE)


def test_it_is_no_more_than_a_little(engine: EmbeddedEngine, publish: Publish, waste: None) -> None:
    publish("Zebranie", body="Będzie też o odpadach.", territory_code=KOBYLNICA)
    publish("Odbiór odpadów wielkogabarytowych", territory_code=SLUPSK)
    hits = engine.search("odbiór odpadów wielkogabarytowych", "pl", Filters(), own=KOBYLNICA).hits
    assert hits[0].title == "Odbiór odpadów wielkogabarytowych"


def test_a_person_chooses_among_the_communes_that_a_cop_serves(waste: None) -> None:
    text = page("q=odpady")
    assert f'<option value="{SLUPSK}">Słupsk' in text
    assert f'<option value="{KOBYLNICA}">' not in text, "served by nobody"
    assert 'name="moja" form="szukanie"' in text
    text = page(f"q=odpady&moja={SLUPSK}")
    assert f'<option value="{SLUPSK}" selected>' in text
    assert len(titles(text)) == 5


def test_the_choice_goes_on_with_the_address_and_is_taken_back_as_a_chip(waste: None) -> None:
    text = page(f"q=odpady&moja={KOBYLNICA}")
    assert f'<option value="{KOBYLNICA}" selected>' in text, "what an address names is offered too"
    (label,) = (label for label in remove_links(text) if label.startswith("wyżej: Kobylnica"))
    assert remove_links(text)[label] == "?q=odpady"
    assert f'href="?q=odpady&moja={KOBYLNICA}&kolejnosc=data"' in text
    assert 'href="/pl/szukaj/rss/?q=odpady"' in text, "a channel is by date"


@pytest.mark.parametrize("code", ["9999999", "2212", "gmina", "0", "<b>"])
def test_an_unknown_commune_is_told_beside_the_field_and_the_rest_works(waste: None, code: str) -> None:
    text = page(f"q=odpady&moja={code}")
    assert "Nie znamy gminy „" in text
    assert 'aria-describedby="szukaj-moja_helptext szukaj-moja_error"' in text
    assert len(titles(text)) == 5


def test_the_api_does_the_same(waste: None) -> None:
    client = Client()
    found = client.get("/api/dane/v1/szukaj/", {"q": "odbiór odpadów", "moja": KOBYLNICA}).json()
    assert found["wyniki"][0]["gmina"] == KOBYLNICA
    refused = client.get("/api/dane/v1/szukaj/", {"q": "odbiór odpadów", "moja": "9999999"})
    assert (refused.status_code, "nie znamy gminy" in refused.content.decode()) == (422, True)
    assert client.get("/api/dane/v1/szukaj/", {"q": "odbiór odpadów", "moja": "x"}).status_code == 422
