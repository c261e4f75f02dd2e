"""Logging in: the flows, and that they tell nobody who has an account."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client

from accounts.models import User
from tests.accounts.account_fixtures import LOGIN, PASSWORD, assert_ours, hashings, text
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db


# --- Logging in


def test_the_address_in_any_case_and_the_password(client: Client, person: User) -> None:
    answer = client.post(LOGIN, {"login": "ALA@Example.org", "password": PASSWORD})
    assert answer.status_code == 302
    assert answer["Location"] == "/pl/moje/"
    assert "Dzień dobry, Ala" in text(client.get("/pl/moje/"))


def test_wrong_password_and_unknown_address_look_the_same(client: Client, person: User) -> None:
    answers = [text(client.post(LOGIN, {"login": login, "password": "nie-to-haslo"})) for login in ("ala@example.org", "nikt@example.org")]
    assert "Adres e-mail albo hasło się nie zgadza" in answers[0]
    token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
    first, second = (token.sub("", answer).replace("ala@example.org", "X").replace("nikt@example.org", "X") for answer in answers)
    assert first == second


def test_wrong_password_and_unknown_address_take_the_same_hashing(client: Client, person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = hashings(monkeypatch)
    counts = []
    for login in ("ala@example.org", "nikt@example.org"):
        calls.clear()
        client.post(LOGIN, {"login": login, "password": "nie-to-haslo"})
        counts.append(len(calls))
    assert counts[0] == counts[1] > 0


def test_many_wrong_passwords_are_stopped(client: Client, person: User) -> None:
    for _attempt in range(6):
        client.post(LOGIN, {"login": "ala@example.org", "password": "nie-to-haslo"})
    answer = client.post(LOGIN, {"login": "ala@example.org", "password": PASSWORD})
    assert "Za dużo nieudanych prób" in text(answer)
    assert client.get("/pl/moje/").status_code == 302


def test_nobody_locks_somebody_else_out(client: Client, person: User) -> None:
    for _attempt in range(8):
        client.post(LOGIN, {"login": "ala@example.org", "password": "nie-to-haslo"}, REMOTE_ADDR="203.0.113.9")
    right = {"login": "ala@example.org", "password": PASSWORD}
    assert "Za dużo nieudanych prób" in text(client.post(LOGIN, right, REMOTE_ADDR="203.0.113.9"))
    assert client.post(LOGIN, right, REMOTE_ADDR="198.51.100.7").status_code == 302


def test_many_computers_together_are_stopped(client: Client, person: User, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed_everywhere": "6/10m/key"}
    right = {"login": "ala@example.org", "password": PASSWORD}
    for number in range(6):
        client.post(LOGIN, {"login": "ala@example.org", "password": "nie-to-haslo"}, REMOTE_ADDR=f"203.0.113.{number}")
        if number == 4:
            # A right password is no attempt.
            for _time in range(3):
                assert client.post(LOGIN, right, REMOTE_ADDR="198.51.100.7").status_code == 302
                client.logout()
    assert "Za dużo nieudanych prób" in text(client.post(LOGIN, right, REMOTE_ADDR="198.51.100.7"))


def test_an_inactive_account_is_not_let_in(client: Client, person: User) -> None:
    person.is_active = False
    person.save()
    answer = client.post(LOGIN, {"login": "ala@example.org", "password": PASSWORD}, follow=True)
    assert "To konto jest wyłączone" in text(answer)
    assert client.get("/pl/moje/").status_code == 302


def test_next_is_followed_inside_the_portal_only(client: Client, person: User) -> None:
    data = {"login": "ala@example.org", "password": PASSWORD}
    assert client.post(LOGIN, {**data, "next": "/pl/moje/e-maile/"})["Location"] == "/pl/moje/e-maile/"
    client.logout()
    assert client.post(LOGIN, {**data, "next": "https://zlodziej.example.org/"})["Location"] == "/pl/moje/"


def test_the_admin_has_the_same_door(client: Client, editor: User) -> None:
    door = client.get("/admin/pages/?q=s%C5%82owo")
    assert door["Location"].startswith("/pl/konto/login/?next=/admin/pages/")
    page = client.get(door["Location"])
    (target,) = re.findall(r'name="next" value="([^"]+)"', text(page))
    answer = client.post(LOGIN, {"login": "redakcja@example.org", "password": PASSWORD, "next": target.replace("&amp;", "&")})
    assert unquote(answer["Location"]) == "/admin/pages/?q=słowo"
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("path", ["/admin/login/", "/pl/_util/login/", "/en/_util/login/"])
@pytest.mark.parametrize("names", [("username", "password"), ("email", "password"), ("login", "password")])
def test_there_is_no_second_door(client: Client, editor: User, path: str, names: tuple[str, str]) -> None:
    """It would have neither limits nor the second factor."""
    answer = client.post(f"{path}?next=/admin/", dict(zip(names, (editor.email, PASSWORD), strict=True)))
    assert answer.status_code == 302
    assert "/konto/login/?next=" in answer["Location"]
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/").status_code == 302


def test_wagtail_sends_no_link_for_a_new_password(client: Client) -> None:
    assert client.get("/admin/password_reset/").status_code == 404


def test_somebody_without_access_to_the_admin_gets_403_not_a_circle(client: Client, person: User) -> None:
    client.force_login(person)
    answer = client.get("/admin/")
    assert answer.status_code == 403
    page = text(answer)
    assert "<title>To konto nie ma dostępu do panelu redakcji</title>" in page
    assert "ala@example.org" in page
    assert "Zaloguj się" not in page
    for address in ("/pl/moje/", "/pl/konto/logout/", "/pl/cop/", "/pl/kontakt/"):
        assert f'"{address}"' in page


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_chosen_language_stays_where_the_address_has_none(client: Client, person: User, language: str) -> None:
    other = {"accept-language": "en" if language == "pl" else "pl"}
    client.force_login(person)
    client.get(f"/{language}/moje/", headers=other)
    refused = client.get("/admin/", headers=other)
    assert f'<html lang="{language}">' in text(refused)
    assert f'"/{language}/moje/"' in text(refused)
    assert client.post(f"/{language}/konto/logout/", headers=other)["Location"] == f"/{language}/"


def test_the_admin_speaks_the_chosen_language_and_logs_out_in_it(client: Client, editor: User) -> None:
    client.force_login(editor)
    client.get("/en/moje/", headers={"accept-language": "pl"})
    assert '<html lang="en"' in text(client.get("/admin/", headers={"accept-language": "pl"}))
    assert client.post("/admin/logout/", headers={"accept-language": "pl"})["Location"] == "/en/konto/login/"


def test_readers_get_no_cookie_for_their_language(client: Client, site_tree: SiteTree) -> None:
    answer = client.get("/pl/mapa-strony/")
    assert not answer.cookies


def test_logging_out_needs_a_press(client: Client, person: User) -> None:
    client.force_login(person)
    assert_ours(text(client.get("/pl/konto/logout/")))
    assert client.get("/pl/moje/").status_code == 200
    client.post("/pl/konto/logout/")
    assert client.get("/pl/moje/").status_code == 302


# --- The demo's people


@pytest.mark.parametrize("next_page", ["", "/pl/moje/e-maile/"])
def test_the_demo_fills_the_form_without_a_script(client: Client, next_page: str) -> None:
    page = client.get(LOGIN, {"next": next_page} if next_page else {})
    assert "Konta w wersji demo" in text(page)
    (link,) = re.findall(r'href="(\?demo=redakcja\.slupsk[^"]+)"', text(page))
    filled = text(client.get(LOGIN + link.replace("&amp;", "&")))
    assert 'value="redakcja.slupsk@example.org"' in filled
    assert 'value="Portal-demo-2026"' in filled
    assert (f'name="next" value="{next_page}"' in filled) == bool(next_page)


def test_outside_of_the_demo_there_are_no_such_people(client: Client, settings: Any) -> None:
    settings.DEMO = False
    page = text(client.get(LOGIN, {"demo": "redakcja.slupsk@example.org"}))
    assert "Konta w wersji demo" not in page
    assert "Portal-demo-2026" not in page


def test_the_demo_never_fills_in_a_stranger(client: Client, person: User) -> None:
    assert "ala@example.org" not in text(client.get(LOGIN, {"demo": "ala@example.org"}))
