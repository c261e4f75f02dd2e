"""The anonymous page cache: quick for readers, never stale after a change, never another person's page."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Any
from unittest.mock import patch

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from core import pagecache
from events_calendar.forms import CalendarForm
from home.models import ContentPage
from news.forms import ArchiveForm
from ngo_pages.forms import InitiativeFilterForm, NgoFilterForm
from tests.factories import SiteTree

User = get_user_model()


@pytest.fixture
def page(site_tree: SiteTree) -> ContentPage:
    return site_tree.home.add_child(instance=ContentPage(title="Stary tytuł", slug="strona"))


def cache_state(client: Client, path: str, **headers: str) -> str:
    response = client.get(path, **headers)
    assert response.status_code == 200
    return response.get("X-Portal-Cache", "none")


@pytest.mark.django_db(transaction=True)
def test_second_reader_gets_the_stored_page(page: ContentPage) -> None:
    assert cache_state(Client(), "/pl/strona/") == "miss"
    assert cache_state(Client(), "/pl/strona/") == "hit"


@pytest.mark.django_db(transaction=True)
def test_a_hit_needs_no_database(page: ContentPage, django_assert_num_queries) -> None:
    Client().get("/pl/strona/")
    with django_assert_num_queries(0):
        assert cache_state(Client(), "/pl/strona/") == "hit"


@pytest.mark.django_db(transaction=True)
def test_next_reader_sees_a_published_change(page: ContentPage) -> None:
    Client().get("/pl/strona/")
    page.title = "Nowy tytuł"
    page.save_revision().publish()
    assert "Nowy tytuł" in Client().get("/pl/strona/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_unpublished_page_is_gone_for_the_next_reader(page: ContentPage) -> None:
    Client().get("/pl/strona/")
    page.unpublish()
    assert Client().get("/pl/strona/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_keeps_the_cache(page: ContentPage) -> None:
    Client().get("/pl/strona/")
    with transaction.atomic():
        pagecache.bump()
        transaction.set_rollback(True)
    assert cache_state(Client(), "/pl/strona/") == "hit"


@pytest.mark.django_db(transaction=True)
def test_a_page_rendered_before_a_change_is_not_stored_as_new(page: ContentPage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow request that began before the change must not be what the reader after the change gets."""
    original = ContentPage.get_context

    def slow(self: ContentPage, request: object, *args: object, **kwargs: object) -> dict:
        context = original(self, request, *args, **kwargs)
        monkeypatch.setattr(ContentPage, "get_context", original)
        other = ContentPage.objects.get(pk=self.pk)
        other.title = "Nowy tytuł"
        other.save_revision().publish()
        return context

    monkeypatch.setattr(ContentPage, "get_context", slow)
    assert "Stary tytuł" in Client().get("/pl/strona/").content.decode()
    assert "Nowy tytuł" in Client().get("/pl/strona/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_signed_in_page_is_neither_stored_nor_served_to_others(page: ContentPage) -> None:
    member = Client()
    member.force_login(User.objects.create_user("ktos@example.org", "haslo"))
    assert cache_state(member, "/pl/strona/") == "none"
    assert cache_state(member, "/pl/strona/") == "none"
    assert cache_state(Client(), "/pl/strona/") == "miss"
    assert cache_state(member, "/pl/strona/") == "none"
    assert "Zaloguj się" in Client().get("/pl/strona/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_reader_gets_no_cookie(page: ContentPage) -> None:
    for path in ("/pl/", "/pl/strona/", "/pl/aktualnosci/", "/pl/kalendarz/", "/pl/organizacje/"):
        response = Client().get(path)
        assert response.status_code == 200
        assert not response.cookies, path


@pytest.mark.django_db(transaction=True)
def test_unknown_parameters_share_one_entry_and_known_ones_do_not(page: ContentPage) -> None:
    assert cache_state(Client(), "/pl/strona/?fbclid=1") == "miss"
    assert cache_state(Client(), "/pl/strona/?fbclid=2") == "hit"
    assert cache_state(Client(), "/pl/strona/?strona=2") == "miss"


@pytest.mark.django_db(transaction=True)
def test_a_crafted_address_never_answers_for_an_honest_one(page: ContentPage) -> None:
    """Of a repeated parameter the last counts, in the page and so in the key."""
    assert cache_state(Client(), "/pl/strona/?q=Alfa&q=") == "miss"
    assert cache_state(Client(), "/pl/strona/?q=Alfa") == "miss"
    assert cache_state(Client(), "/pl/strona/?temat=a&temat=b") == "miss"
    assert cache_state(Client(), "/pl/strona/?temat=b&temat=a") == "miss"
    assert cache_state(Client(), "/pl/strona/?temat=c&temat=b") == "hit"


@pytest.mark.parametrize("form", [ArchiveForm, CalendarForm, NgoFilterForm, InitiativeFilterForm])
def test_every_filter_of_a_list_makes_a_page_of_its_own(form: type[forms.Form]) -> None:
    assert set(form.base_fields) <= pagecache.PARAMETERS


@pytest.mark.django_db(transaction=True)
def test_missing_pages_are_not_stored(site_tree: SiteTree) -> None:
    response = Client().get("/pl/nie-ma/")
    assert response.status_code == 404
    assert "X-Portal-Cache" not in response
    site_tree.home.add_child(instance=ContentPage(title="Jest", slug="nie-ma"))
    assert Client().get("/pl/nie-ma/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_page_in_the_own_memory_of_a_process_ends_with_the_shared_one(page: ContentPage, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    assert [cache_state(Client(), "/pl/strona/") for _ in range(2)] == ["miss", "hit"]
    version = pagecache.version()
    cache.clear()
    cache.set(pagecache.VERSION_KEY, version, None)
    assert cache_state(Client(), "/pl/strona/") == "hit", "read once, it is near"
    monkeypatch.setattr("time.time", lambda: now + pagecache.LONGEST_SECONDS + 1)
    assert cache_state(Client(), "/pl/strona/") == "miss"
    cache.set(pagecache.VERSION_KEY, "another process has changed something", None)
    assert cache_state(Client(), "/pl/strona/") == "miss"


@pytest.mark.django_db(transaction=True)
def test_without_a_version_nothing_is_kept(page: ContentPage) -> None:
    # A Redis that is gone tells none: nobody would learn of a change.
    with patch("core.pagecache.current_version", return_value=""):
        assert [cache_state(Client(), "/pl/strona/") for _ in range(3)] == ["none"] * 3


def test_entries_end_at_midnight(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    warsaw = ZoneInfo("Europe/Warsaw")
    monkeypatch.setattr("core.pagecache.timezone.localtime", lambda: datetime(2026, 11, 24, 23, 58, 30, tzinfo=warsaw))
    assert pagecache._lifetime() == 90
    monkeypatch.setattr("core.pagecache.timezone.localtime", lambda: datetime(2026, 11, 24, 12, 0, tzinfo=warsaw))
    assert pagecache._lifetime() == pagecache.LONGEST_SECONDS


@pytest.mark.parametrize(
    "header", [{}, {"Cache-Control": "private"}, {"Cache-Control": "no-store"}], ids=["with a cookie", "private", "no-store"]
)
def test_an_answer_for_one_person_is_not_stored(rf: RequestFactory, header: dict[str, str]) -> None:
    answers = []

    def answer(_request: HttpRequest) -> HttpResponse:
        response = HttpResponse(f"token {len(answers)}", headers=header)
        if not header:
            response.set_cookie("csrftoken", "secret")
        answers.append(response)
        return response

    middleware = pagecache.AnonymousPageCacheMiddleware(answer)
    for number in range(2):
        response = middleware(rf.get("/pl/kontakt/"))
        assert response.content.decode() == f"token {number}"
        assert "X-Portal-Cache" not in response


@pytest.mark.django_db(transaction=True)
def test_no_reader_moves_the_addresses_of_the_next(page: ContentPage, settings: Any) -> None:
    """A header of that name comes to Django as SCRIPT_NAME where the server believes it."""
    first = Client().get("/pl/strona/", SCRIPT_NAME="/zly")
    assert first.status_code == 200
    assert b"/zly" not in first.content
    assert b"/zly" not in Client().get("/pl/strona/").content
    # A portal that does stand below another path keeps such pages apart.
    settings.FORCE_SCRIPT_NAME = None
    assert cache_state(Client(), "/pl/strona/", SCRIPT_NAME="/nizej") == "miss"


def test_gunicorn_believes_no_header_that_moves_addresses() -> None:
    """Both our commands start it in the project's folder, where it reads its settings."""
    command = [sys.executable, "-m", "gunicorn", "--print-config", "wsgiref.simple_server:demo_app"]
    shown = subprocess.run(command, cwd=settings.ROOT, capture_output=True, text=True, check=True).stdout
    (line,) = [line for line in shown.splitlines() if line.startswith("forwarder_headers")]
    assert line.split("=")[1].strip() == "[]"
