"""A person changes their own account: password, address, the second step, and what is asked first."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User
from core import outbox
from tests.accounts.account_fixtures import LOGIN, PASSWORD, assert_ours, confirm_password, link_in, make_user, text, the_mail

pytestmark = pytest.mark.django_db


# --- Changing the account


def test_a_changed_password_needs_the_old_one_and_is_told(client: Client, person: User, mailoutbox: list) -> None:
    client.force_login(person)
    path = "/pl/konto/password/change/"
    new = {"password1": "nowe-haslo-morze-9", "password2": "nowe-haslo-morze-9"}
    assert "To nie jest Twoje obecne hasło" in text(client.post(path, {"oldpassword": "nie-to", **new}))
    assert client.post(path, {"oldpassword": PASSWORD, **new}).status_code == 302
    letter = the_mail(mailoutbox)
    assert letter.subject == "Hasło zostało zmienione"
    assert "127.0.0.1" in letter.body
    assert client.get("/pl/moje/").status_code == 200


def test_a_new_address_counts_after_it_is_confirmed(client: Client, person: User, mailoutbox: list) -> None:
    client.force_login(person)
    confirm_password(client)
    assert client.post("/pl/konto/email/", {"email": "ala.nowa@example.org", "action_add": "1"}).status_code == 302
    person.refresh_from_db()
    assert person.email == "ala@example.org"
    assert "czeka na potwierdzenie" in text(client.get("/pl/konto/email/"))
    outbox.drain()
    letter = next(letter for letter in mailoutbox if letter.to == ["ala.nowa@example.org"])
    client.post(link_in(letter))
    person.refresh_from_db()
    assert person.email == "ala.nowa@example.org"
    client.logout()
    assert client.post(LOGIN, {"login": "ala.nowa@example.org", "password": PASSWORD}).status_code == 302


def test_changing_to_a_taken_address_does_not_tell_that_it_is_taken(client: Client, person: User, mailoutbox: list) -> None:
    owner = make_user("ola@example.org")
    client.force_login(person)
    confirm_password(client)
    answers = [client.post("/pl/konto/email/", {"email": email, "action_add": "1"}) for email in (owner.email, "wolna@example.org")]
    assert [answer.status_code for answer in answers] == [302, 302]
    outbox.drain()
    taken = next(letter for letter in mailoutbox if letter.to == [owner.email])
    free = next(letter for letter in mailoutbox if letter.to == ["wolna@example.org"])
    assert "Takie konto już jest" in taken.body
    assert "confirm-email" in free.body
    assert "confirm-email" not in taken.body, "a link that could never work"


def test_two_step_login_asks_for_the_code(client: Client, person: User, mailoutbox: list, django_capture_on_commit_callbacks: Any) -> None:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    def code(secret: str) -> str:
        return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))

    client.post(LOGIN, {"login": "ala@example.org", "password": PASSWORD})
    path = "/pl/konto/2fa/totp/activate/"
    assert client.get(path).status_code == 200, "the log-in is fresh"
    wrong = client.post(path, {"code": "000000"})
    assert 'id="id_code_error"' in text(wrong)
    secret = wrong.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(path, {"code": code(secret)})["Location"] == "/pl/konto/2fa/recovery-codes/"
    assert the_mail(mailoutbox).subject == "Logowanie dwuetapowe jest włączone"
    assert client.get("/pl/konto/2fa/recovery-codes/").status_code == 200
    stranger = Client()
    answer = stranger.post(LOGIN, {"login": "ala@example.org", "password": PASSWORD})
    assert answer["Location"].startswith("/pl/konto/2fa/authenticate/")
    assert stranger.get("/pl/moje/").status_code == 302
    assert_ours(text(stranger.get("/pl/konto/2fa/authenticate/")))
    for step in ("", "recovery-codes/", "recovery-codes/generate/", "reauthenticate/", "totp/deactivate/"):
        page = client.get(f"/pl/konto/2fa/{step}")
        assert page.status_code == 200, step
        assert_ours(text(page))
    assert "Masz 10 niewykorzystanych kodów zapasowych z 10." in text(client.get("/pl/konto/2fa/"))


# --- The door of the address, the names, the passwords


def test_a_new_address_asks_for_the_password_first(client: Client, person: User) -> None:
    client.force_login(person)
    asked = client.post("/pl/konto/email/", {"email": "obca@example.org", "action_add": "1"})
    assert asked["Location"].startswith("/pl/konto/reauthenticate/")
    assert "pytamy o hasło jeszcze raz" in text(client.get(asked["Location"])).replace("\xa0", " ")
    assert not EmailAddress.objects.filter(email="obca@example.org").exists()
    next_page = unquote(asked["Location"].partition("next=")[2])
    wrong = client.post(asked["Location"], {"password": "nie-to-haslo", "next": next_page})
    assert "To nie jest Twoje hasło." in text(wrong)
    assert not EmailAddress.objects.filter(email="obca@example.org").exists()
    client.post(asked["Location"], {"password": PASSWORD, "next": next_page})
    assert EmailAddress.objects.filter(email="obca@example.org", verified=False).exists(), "what was asked for is done"


@pytest.mark.parametrize("similar", ["lucyna.portowa", "LucynaPortowa1", "portowa_lucyna", "l.portowa-ngo7"])
def test_a_password_is_nothing_like_the_persons_own_data(client: Client, similar: str) -> None:
    lucyna = make_user("l.portowa-ngo@dobra-fundacja.example.org", first_name="Lucyna", last_name="Portowa")
    client.force_login(lucyna)
    data = {"oldpassword": PASSWORD, "password1": similar, "password2": similar}
    answer = client.post("/pl/konto/password/change/", data)
    assert answer.status_code == 200
    assert 'id="id_password1_error"' in text(answer)
    assert "podobne do Twojego imienia, nazwiska albo adresu" in text(answer)
    lucyna.refresh_from_db()
    assert lucyna.check_password(PASSWORD)


def test_a_password_of_other_words_is_taken_whatever_the_name(client: Client) -> None:
    al = make_user("al@example.org", first_name="Al", last_name="")
    client.force_login(al)
    data = {"oldpassword": PASSWORD, "password1": "zielona-latarnia-7", "password2": "zielona-latarnia-7"}
    assert client.post("/pl/konto/password/change/", data).status_code == 302


def test_a_wrong_code_is_told_in_words_for_both_kinds_of_code(client: Client, person: User) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    client.post(LOGIN, {"login": "ala@example.org", "password": PASSWORD})
    answer = client.post("/pl/konto/2fa/authenticate/", {"code": "deadbeef"})
    assert "Kod z aplikacji zmienia się co pół minuty, a kod zapasowy działa tylko raz" in text(answer).replace("\xa0", " ")
