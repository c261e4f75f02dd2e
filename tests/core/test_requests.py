"""Languages, health addresses and requests that no view should see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from core import registry
from search import indexing
from tests.factories import SiteTree
from tests.news.factories import NewsPageFactory


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


def test_not_found_page_names_public_pages_that_the_address_may_have_meant(site_tree: SiteTree) -> None:
    pages = [NewsPageFactory(parent=site_tree.news_slupsk, title=f"Targi organizacji w Słupsku {year}") for year in range(2019, 2026)]
    secret = NewsPageFactory(parent=site_tree.news_slupsk, title="Targi organizacji: tajne")
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    other = NewsPageFactory(parent=site_tree.news_slupsk, title="Zupełnie inna sprawa")
    for page in (*pages, secret, other):
        indexing.refresh(f"page:{page.pk}")
    client = Client()
    client.get("/pl/targi/")  # the menu is in its cache, and what the search looks up once and keeps
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/pl/stare/targi-organizacji-slupsk_2023/")
    assert response.status_code == 404
    text = response.content.decode().replace("\u00a0", " ")
    assert "Może chodzi o jedną z tych stron" in text
    assert sum(page.url in text for page in pages) == 5
    assert secret.url not in text
    assert other.url not in text
    assert len(queries) <= 12  # eight of them the search: what words mean, which are known and how common, the best, their order


def test_not_found_page_without_likely_pages_offers_the_main_sections(site_tree: SiteTree) -> None:
    text = Client().get("/pl/nie-ma-takiej/").content.decode().replace("\u00a0", " ")
    assert "Główne działy portalu" in text
    assert "Może chodzi" not in text
    assert site_tree.calendar.url in text


def test_nothing_is_looked_up_for_a_robots_wish_and_a_broken_search_breaks_no_page(
    site_tree: SiteTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def broken(words: str, language: str) -> list[dict[str, str]]:
        asked.append(f"{language}: {words}")
        raise RuntimeError("the search is away")

    monkeypatch.setattr(registry, "likely_pages", broken)
    for path in ("/pl/wp-login.php", "/pl/2024/", "/pl/x/"):
        assert Client().get(path).status_code == 404
    assert Client().post("/pl/nie-ma-takiej/").status_code in (403, 404)
    assert asked == []
    assert Client().get("/en/a_b-fair%20of-NGOs-9/").status_code == 404
    assert asked == ["en: fair NGOs"]


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


# --- A database that is locked or away


def _sqlite_error(code: str) -> OperationalError:
    error = OperationalError("no such table: x" if code == "SQLITE_ERROR" else "database is locked")
    error.__cause__ = type("Cause", (Exception,), {"sqlite_errorname": code})()
    return error


@pytest.mark.parametrize(
    "error", [OperationalError("database is locked"), InterfaceError("connection already closed"), _sqlite_error("SQLITE_BUSY")]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_database_that_is_away_is_answered_with_503(site_tree: SiteTree, error: Exception, method: str) -> None:
    client = Client(raise_request_exception=False)
    with patch("wagtail.models.Page.route", side_effect=error):
        response = getattr(client, method)("/pl/aktualnosci/")
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert response["Cache-Control"] == "no-store"
    text = response.content.decode()
    assert "Zaraz wracamy" in text
    assert "nie został zapisany. Wróć przyciskiem Wstecz" in text
    assert client.get("/pl/aktualnosci/").status_code == 200, "nothing of it is kept"


def test_the_503_page_asks_the_database_nothing(site_tree: SiteTree, django_assert_num_queries: Callable[..., Any]) -> None:
    client = Client(raise_request_exception=False)
    with patch("core.pagecache.version", side_effect=OperationalError("database is locked")), django_assert_num_queries(0):
        assert client.get("/pl/aktualnosci/").status_code == 503


@pytest.mark.parametrize("error", [_sqlite_error("SQLITE_ERROR"), IntegrityError("UNIQUE"), RuntimeError("x")])
def test_an_error_of_ours_stays_500(site_tree: SiteTree, error: Exception) -> None:
    with patch("wagtail.models.Page.route", side_effect=error):
        response = Client(raise_request_exception=False).get("/pl/aktualnosci/")
    assert response.status_code == 500
    assert "Retry-After" not in response
