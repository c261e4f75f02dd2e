"""What every page of an account shares: the way back, the title after a mistake, the words, the demo's post office."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from accounts import expired
from accounts.models import User
from core import outbox
from tests.accounts.account_fixtures import PASSWORD

pytestmark = pytest.mark.django_db

LOGIN, PROFILE = "/pl/konto/login/", "/pl/moje/dane/"


def text(response: Any) -> str:
    return response.content.decode().replace("\u00a0", " ")


def crumbs(page: str) -> list[tuple[str, str]]:
    (found,) = re.findall(r'<nav class="crumbs".*?</nav>', page, re.DOTALL)
    return re.findall(r'<a href="([^"]+)">([^<]+)</a>', found)


@pytest.fixture
def logged_in(client: Client, person: User) -> Client:
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    return client


@pytest.mark.parametrize("path", ["konto/email/", "konto/password/change/", "konto/2fa/", "moje/dane/", "moje/e-maile/"])
def test_each_page_leads_back_to_moje(logged_in: Client, path: str) -> None:
    assert crumbs(text(logged_in.get(f"/pl/{path}"))) == [("/pl/", "Strona główna"), ("/pl/moje/", "Moje")]


def test_the_steps_of_the_two_step_log_in_stand_below_it(logged_in: Client) -> None:
    page = text(logged_in.get("/pl/konto/2fa/totp/activate/"))
    assert crumbs(page)[-1] == ("/pl/konto/2fa/", "Logowanie dwuetapowe")


def test_who_has_just_logged_in_is_not_asked_for_the_password_again(logged_in: Client, settings: Any) -> None:
    for path in ("email/", "2fa/totp/activate/"):
        assert logged_in.get("/pl/konto/" + path).status_code == 200
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    assert "/reauthenticate/" in logged_in.get("/pl/konto/2fa/totp/activate/")["Location"], "later they are"


@pytest.mark.parametrize(
    ("path", "data", "told"),
    [
        ("konto/login/", {"login": "", "password": ""}, "Wypełnij to pole."),
        ("konto/signup/", {"email": "zle", "password1": "x"}, "Wpisz pełny adres e-mail"),
        ("konto/password/reset/", {"email": "zle"}, "Wpisz pełny adres e-mail"),
    ],
)
def test_a_mistake_stands_in_the_title_and_in_our_words(client: Client, path: str, data: dict[str, str], told: str) -> None:
    assert "<title>Błąd:" not in text(client.get(f"/pl/{path}"))
    page = text(client.post(f"/pl/{path}", data))
    assert "<title>Błąd: " in page
    assert told in page
    assert "To pole jest wymagane" not in page
    assert "poprawny adres" not in page


def test_filters_that_are_wrong_stand_in_the_title_too(client: Client, site_tree: Any) -> None:
    assert "<title>Błąd: " in text(client.get("/pl/kalendarz/?gmina=999"))
    assert "<title>Błąd: " in text(client.get("/pl/szukaj/?od=wczoraj"))
    assert "<title>Błąd:" not in text(client.get("/pl/kalendarz/"))


def test_logged_out_in_another_tab_the_log_in_says_that_nothing_is_saved_yet(person: User) -> None:
    browser = Client(enforce_csrf_checks=True)

    def token(page: Any) -> str:
        return re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[0]

    def log_in(target: str) -> Any:
        data = {"login": person.email, "password": PASSWORD, "next": target, "csrfmiddlewaretoken": token(browser.get(LOGIN))}
        return browser.post(LOGIN, data, follow=True)

    log_in("")
    second_tab = token(browser.get(PROFILE))
    browser.post("/pl/konto/logout/", {"csrfmiddlewaretoken": second_tab})
    assert "nie są jeszcze zapisane" not in text(browser.get(f"{LOGIN}?next={PROFILE}"))
    page = browser.post(
        PROFILE,
        {"first_name": "Żaneta", "last_name": "Łęcka", "csrfmiddlewaretoken": second_tab},
        headers={"origin": "http://testserver"},
        follow=True,
    )
    assert page.request["PATH_INFO"] == LOGIN
    assert "Twoje zmiany nie są jeszcze zapisane" in text(page)
    wrong = {"login": person.email, "password": "nie-to", "next": PROFILE, "csrfmiddlewaretoken": token(page)}
    assert "Twoje zmiany nie są jeszcze zapisane" in text(browser.post(LOGIN, wrong)), "also after a wrong password"
    form = text(log_in(PROFILE))
    assert 'value="Żaneta"' in form
    assert "Twój tekst czekał" in form


def test_what_is_too_long_to_keep_is_not_promised(client: Client, person: User) -> None:
    page = client.post(PROFILE, {"first_name": "x" * (expired.LARGEST + 1)}, follow=True)
    assert "nie są jeszcze zapisane" not in text(page)


@pytest.mark.parametrize("path", ["login/", "confirm-email/", "password/reset/done/"])
def test_the_demo_shows_the_way_to_its_mails(client: Client, settings: Any, path: str) -> None:
    link = '<a href="/pl/demo/poczta/">'
    assert link in text(client.get(f"/pl/konto/{path}"))
    settings.DEMO = False
    assert link not in text(client.get(f"/pl/konto/{path}"))


@pytest.mark.parametrize(("guess", "real"), [("zaloguj", "login"), ("rejestracja", "signup"), ("wyloguj", "logout")])
def test_polish_guesses_lead_to_the_real_addresses(client: Client, guess: str, real: str) -> None:
    answer = client.get(f"/pl/konto/{guess}/?next=/pl/moje/")
    assert (answer.status_code, answer["Location"]) == (302, f"/pl/konto/{real}/?next=/pl/moje/")
    assert client.get(f"/en/konto/{guess}/")["Location"] == f"/en/konto/{real}/"


def test_a_guessed_address_leads_nowhere_else(client: Client, person: User) -> None:
    answer = client.get("/pl/konto/zaloguj/?next=https://zly.example.org/")
    assert answer["Location"].startswith("/pl/konto/login/?")
    page = client.post(answer["Location"], {"login": person.email, "password": PASSWORD})
    assert page["Location"] == "/pl/moje/"


def test_the_mail_about_a_new_password_says_whom_to_ask(logged_in: Client, mailoutbox: list) -> None:
    new = {"password1": "nowe-haslo-morze-9", "password2": "nowe-haslo-morze-9"}
    logged_in.post("/pl/konto/password/change/", {"oldpassword": PASSWORD, **new}, headers={"user-agent": "Mozilla/5.0 (X11)"})
    outbox.drain()
    body = mailoutbox[-1].body
    assert "Mozilla" not in body
    assert "http://testserver/pl/konto/password/reset/" in body
    assert "http://testserver/pl/kontakt/" in body
