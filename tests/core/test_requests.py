"""Languages, health addresses and requests that no view should see."""

from __future__ import annotations

import pytest
from django.db import DatabaseError
from django.test import Client

from tests.factories import SiteTree


@pytest.mark.parametrize(("accept", "target"), [("pl", "/pl/"), ("en-GB,en;q=0.9", "/en/"), ("de", "/pl/"), ("", "/pl/")])
def test_root_leads_to_the_visitors_language(site_tree: SiteTree, accept: str, target: str) -> None:
    response = Client().get("/", headers={"accept-language": accept} if accept else {})
    assert response.status_code == 302
    assert response["Location"] == target


def test_an_address_without_a_language_stays_missing(site_tree: SiteTree) -> None:
    assert Client().get("/stary-adres/").status_code == 404


def test_not_found_page_is_polish_and_offers_the_search(site_tree: SiteTree) -> None:
    response = Client().get("/pl/nie-ma-takiej/")
    assert response.status_code == 404
    text = response.content.decode()
    assert 'lang="pl"' in text
    assert 'action="/pl/szukaj/"' in text


@pytest.mark.parametrize("path", ["/pl/?q=%00", "/pl/%00/", "/pl/aktualnosci/?strona=%00"])
def test_nul_byte_is_a_bad_request(site_tree: SiteTree, path: str) -> None:
    assert Client().get(path).status_code == 400


def test_an_address_of_two_megabytes_is_refused(site_tree: SiteTree) -> None:
    assert Client().get("/pl/" + "a" * 2_000_000 + "/").status_code == 414
    assert Client().get("/pl/?q=" + "a" * 2_000_000).status_code == 414


def test_health_says_the_process_answers(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_ready_names_the_part_that_does_not_answer(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/readyz").json() == {"status": "ok", "database": "ok", "cache": "ok"}

    def broken() -> None:
        raise DatabaseError

    monkeypatch.setattr("core.health.connection.cursor", broken)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "database": "unavailable", "cache": "ok"}
