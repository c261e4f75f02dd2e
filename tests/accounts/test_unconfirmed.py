"""An address that is not confirmed: why nobody is let in, another mail with a press, and nobody learns who has an account."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from core import outbox
from tests.accounts.account_fixtures import PASSWORD

pytestmark = pytest.mark.django_db

LOGIN, SIGNUP, SENT = "/pl/konto/login/", "/pl/konto/signup/", "/pl/konto/confirm-email/"


def text(response: Any) -> str:
    return response.content.decode().replace("\u00a0", " ")


def register(client: Client, email: str) -> Any:
    return client.post(SIGNUP, {"email": email, "password1": PASSWORD, "password2": PASSWORD}, follow=True)


def test_the_page_names_the_address_and_takes_another(client: Client) -> None:
    page = text(register(client, "nowa@example.org"))
    assert "Wysłaliśmy list na adres nowa@example.org." in page
    assert 'value="nowa@example.org"' in page
    assert f'<a href="{SIGNUP}">Załóż konto jeszcze raz, z właściwym adresem</a>' in page
    assert "Nie możesz się jeszcze zalogować" not in page


def test_a_log_in_says_why_it_did_not_let_in(client: Client) -> None:
    register(client, "nowa@example.org")
    other = Client()
    page = text(other.post(LOGIN, {"login": "nowa@example.org", "password": PASSWORD}, follow=True))
    assert "Nie możesz się jeszcze zalogować" in page
    assert "adres e-mail nie jest potwierdzony" in page
    wrong = text(Client().post(LOGIN, {"login": "nowa@example.org", "password": "nie-to-haslo"}, follow=True))
    assert "nie jest potwierdzony" not in wrong, "only who knows the password hears of it"


def test_another_mail_comes_with_a_link_that_works(client: Client, mailoutbox: list) -> None:
    register(client, "nowa@example.org")
    outbox.drain()
    assert len(mailoutbox) == 1
    assert client.post(SENT, {"email": "NOWA@example.org"})["Location"] == SENT
    outbox.drain()
    assert len(mailoutbox) == 1, "at most one in three minutes"
    cache.clear()
    assert client.post(SENT, {"email": "NOWA@example.org"})["Location"] == SENT
    outbox.drain()
    assert [letter.to for letter in mailoutbox] == [["nowa@example.org"]] * 2
    (path,) = re.findall(r"http://testserver(/pl/konto/confirm-email/\S+)", mailoutbox[-1].body)
    client.post(path)
    assert client.post(LOGIN, {"login": "nowa@example.org", "password": PASSWORD})["Location"] == "/pl/moje/"


def test_the_answer_is_the_same_for_every_address(client: Client, person: User, mailoutbox: list) -> None:
    register(Client(), "nowa@example.org")
    outbox.drain()
    cache.clear()
    mailoutbox.clear()
    pages = []
    for email in ("nowa@example.org", "ala@example.org", "nikt@example.org"):
        browser = Client()
        page = text(browser.post(SENT, {"email": email}, follow=True))
        assert "Jeśli na ten adres czeka konto do potwierdzenia, list z linkiem jest w drodze." in page
        page = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", page)
        pages.append(page.replace(email, "X"))
    assert pages[0] == pages[1] == pages[2]
    outbox.drain()
    assert [letter.to for letter in mailoutbox] == [["nowa@example.org"]]


@pytest.mark.parametrize(
    ("typed", "told"),
    [("", "Wypełnij to pole."), ("to nie adres", "Wpisz pełny adres e-mail, na przykład anna@example.org."), ("a@b.pl\x00", "znak")],
)
def test_what_is_no_address_is_told_beside_the_field(client: Client, typed: str, told: str) -> None:
    answer = client.post(SENT, {"email": typed})
    assert answer.status_code == 422
    assert told in text(answer)
    assert "<title>Błąd: " in text(answer)


def test_many_presses_are_stopped(client: Client) -> None:
    answers = [client.post(SENT, {"email": f"ktos{number}@example.org"}).status_code for number in range(22)]
    assert answers[0] == 302
    assert answers[-1] == 429
