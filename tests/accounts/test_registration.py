"""Registering and forgetting a password: the flows, and that they tell nobody who has an account."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account import app_settings
from allauth.account.models import EmailAddress
from allauth.core.internal.ratelimit import parse_rates
from django.test import Client

from accounts.forms import SignupForm
from accounts.models import MailMessage, User
from core import error_views, outbox
from tests.accounts.account_fixtures import LOGIN, PASSWORD, RESET, SIGNUP, hashings, link_in, make_user, text, the_mail

pytestmark = pytest.mark.django_db


# --- Registering


def register(client: Client, email: str = "nowa@example.org", **extra: str) -> Any:
    return client.post(SIGNUP, {"email": email, "password1": PASSWORD, "password2": PASSWORD, **extra})


def test_an_account_works_after_the_address_is_confirmed(client: Client, mailoutbox: list) -> None:
    answer = register(client)
    assert answer["Location"] == "/pl/konto/confirm-email/"
    assert mailoutbox == [], "only the worker sends"
    letter = the_mail(mailoutbox)
    assert letter.to == ["nowa@example.org"]
    assert letter.subject == "Potwierdź adres e-mail"
    # Not confirmed: the right password does not let in.
    client.post(LOGIN, {"login": "nowa@example.org", "password": PASSWORD})
    assert client.get("/pl/moje/").status_code == 302
    path = link_in(letter)
    assert "nowa@example.org" in text(client.get(path))
    assert not EmailAddress.objects.get(email="nowa@example.org").verified, "mail scanners open links"
    client.post(path)
    assert client.post(LOGIN, {"login": "nowa@example.org", "password": PASSWORD})["Location"] == "/pl/moje/"


def test_registering_a_taken_address_takes_the_same_hashing(client: Client, person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = hashings(monkeypatch)
    counts = []
    for email in ("ala@example.org", "nowa@example.org"):
        calls.clear()
        register(client, email)
        counts.append(len(calls))
    assert counts[0] == counts[1] > 0


def test_of_two_at_once_who_register_an_address_both_get_the_same_answer(client: Client, mailoutbox: list) -> None:
    real = SignupForm.try_save

    def meanwhile(form: SignupForm, request: Any) -> Any:
        """The form found the address free, and now somebody else has it."""
        make_user("nowa@example.org")
        return real(form, request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SignupForm, "try_save", meanwhile)
        answer = register(client)
    assert (answer.status_code, answer["Location"]) == (302, "/pl/konto/confirm-email/")
    assert User.objects.filter(email="nowa@example.org").count() == 1
    assert EmailAddress.objects.filter(email="nowa@example.org").count() == 1


def test_registering_a_taken_address_looks_the_same_and_tells_its_owner(client: Client, person: User, mailoutbox: list) -> None:
    taken, free = register(client, "ala@example.org"), register(client, "nowa@example.org")
    assert (taken.status_code, taken["Location"]) == (free.status_code, free["Location"])
    outbox.drain()
    by_address = {letter.to[0]: letter for letter in mailoutbox}
    assert by_address["ala@example.org"].subject == "Masz już konto w portalu"
    assert "http://testserver/pl/konto/password/reset/" in by_address["ala@example.org"].body
    assert User.objects.filter(email__iexact="ala@example.org").count() == 1
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_weak_passwords_are_refused_beside_the_field(client: Client) -> None:
    for weak in ("krotkie", "12345678901", "nowa@example.org"):
        answer = client.post(SIGNUP, {"email": "nowa@example.org", "password1": weak, "password2": weak})
        assert 'id="id_password1_error"' in text(answer)
        assert 'value="nowa@example.org"' in text(answer), "what was typed is still there"
    assert not User.objects.exists()


# --- A forgotten password


def test_a_new_password_by_a_link_that_works_once(client: Client, person: User, mailoutbox: list) -> None:
    assert client.post(RESET, {"email": "ala@example.org"})["Location"] == "/pl/konto/password/reset/done/"
    path = link_in(the_mail(mailoutbox))
    form = client.get(path, follow=True)
    action = form.redirect_chain[-1][0]
    done = client.post(action, {"password1": "nowe-haslo-morze-9", "password2": "nowe-haslo-morze-9"}, follow=True)
    assert "Hasło jest zmienione" in text(done)
    person.refresh_from_db()
    assert person.check_password("nowe-haslo-morze-9")
    assert the_mail(mailoutbox).subject == "Hasło zostało zmienione"
    again = Client().get(path, follow=True)
    assert "Ten link już nie działa" in text(again)


def test_asking_for_an_unknown_address_looks_the_same(client: Client, person: User, mailoutbox: list) -> None:
    known, unknown = (client.post(RESET, {"email": email}) for email in ("ala@example.org", "nikt@example.org"))
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    outbox.drain()
    assert {letter.to[0]: letter.subject for letter in mailoutbox} == {
        "ala@example.org": "Ustaw nowe hasło",
        "nikt@example.org": "Nie ma konta na ten adres",
    }


def test_links_in_mails_are_the_portals_whatever_host_the_request_named(client: Client, person: User, mailoutbox: list) -> None:
    client.post(RESET, {"email": "ala@example.org"}, headers={"host": "zlodziej.example.org"})
    register(client, "nowa@example.org")
    outbox.drain()
    assert len(mailoutbox) == 2
    for letter in mailoutbox:
        assert "zlodziej" not in letter.body
        assert "http://testserver/pl/konto/" in letter.body


def test_many_requests_for_a_link_are_stopped(client: Client, person: User) -> None:
    answers = [client.post(RESET, {"email": "ala@example.org"}) for _attempt in range(25)]
    assert 429 in [answer.status_code for answer in answers]
    limited = next(answer for answer in answers if answer.status_code == 429)
    assert "Za dużo prób" in text(limited)
    assert "Spróbuj ponownie za 3" in text(limited)
    assert re.search(r'od godziny <time datetime="\d{4}-[^"]+">\d{1,2}:\d{2}</time>', text(limited))
    assert int(limited["Retry-After"]) == error_views.PAUSE_SECONDS
    assert limited["Cache-Control"] == "no-store"
    assert MailMessage.objects.count() < 21


def test_after_the_pause_no_limit_is_closed() -> None:
    """The 429 page names one moment for all limits that it may stand for."""
    limits = app_settings.RATE_LIMITS
    # A wrong password is told beside the form, not by this page.
    longest = max(rate.duration for name, rates in limits.items() if not name.startswith("login_failed") for rate in parse_rates(rates))
    assert longest <= error_views.PAUSE_SECONDS
