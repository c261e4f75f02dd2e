"""Whatever is typed into a form of accounts: an answer in Polish beside the field or a 4xx, never a 500, nothing stored."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from accounts.models import User
from core.models import OutboxEntry
from tests.accounts.account_fixtures import PASSWORD

pytestmark = pytest.mark.django_db

WRONG = {
    "missing": None,
    "empty": "",
    "too long": "x" * 10_000,
    "too long address": "x" * 9_990 + "@x.example.org",
    "address of 300 characters": "x" * 60 + "@" + ".".join(["y" * 60] * 4) + ".pl",
    "NUL": "a\x00b@example.org",
    "surrogate": "\ufffda@example.org",
    "control characters": "a\x1b\x08@example.org",
    "HTML": "<script>alert(1)</script>",
    "SQL": "' OR 1=1; DROP TABLE accounts_user; --",
}
# Each form of accounts for people without a log-in, with the names of its text fields.
PUBLIC = {
    "account_login": ("/pl/konto/login/", ["login", "password"]),
    "account_signup": ("/pl/konto/signup/", ["email", "password1", "password2"]),
    "account_reset_password": ("/pl/konto/password/reset/", ["email"]),
}
PRIVATE = {
    "account_email": ("/pl/konto/email/", ["email"]),
    "account_change_password": ("/pl/konto/password/change/", ["oldpassword", "password1", "password2"]),
    "account_reauthenticate": ("/pl/konto/reauthenticate/", ["password"]),
    "account_close": ("/pl/moje/dane/usun/", ["password"]),
    "profile": ("/pl/moje/dane/", ["first_name", "last_name"]),
}
GOOD = {"login": "ala@example.org", "email": "nowa@example.org", "password": "nie-to-haslo", "oldpassword": PASSWORD}
NEW = {"password1": "nowe-haslo-morze-9", "password2": "nowe-haslo-morze-9", "first_name": "Ala", "last_name": "Nowak"}
# A name may be any text, and so may a password; so these are stored or compared, and shown escaped.
ORDINARY = {"HTML", "SQL", "empty", "missing", "surrogate", "control characters"}


def send(client: Client, path: str, fields: list[str], name: str, value: str | None) -> Any:
    data: dict[str, str] = {field: {**GOOD, **NEW}[field] for field in fields}
    if value is None:
        del data[name]
    else:
        data[name] = value
    return client.post(path, {**data, "action_add": "1", "nieznany": "1"})


def check(answer: Any, value: str | None) -> None:
    assert answer.status_code < 500
    body = answer.content.decode()
    assert "<script>alert(1)" not in body
    if answer.status_code == 200:
        assert "errors" in body or "error" in body


@pytest.mark.parametrize(("path", "fields", "name"), [(path, fields, name) for path, fields in PUBLIC.values() for name in fields])
@pytest.mark.parametrize("case", WRONG)
def test_public_forms(client: Client, person: User, case: str, path: str, fields: list[str], name: str) -> None:
    answer = send(client, path, fields, name, WRONG[case])
    check(answer, WRONG[case])
    if name in ("login", "email"):
        assert answer.status_code == 200
        assert f'id="id_{name}_error"' in answer.content.decode(), "the message stands beside the field"
    assert User.objects.count() == 1
    assert not OutboxEntry.objects.filter(kind="mail.send").exists()


@pytest.mark.parametrize(("path", "fields", "name"), [(path, fields, name) for path, fields in PRIVATE.values() for name in fields])
@pytest.mark.parametrize("case", WRONG)
def test_private_forms(client: Client, person: User, case: str, path: str, fields: list[str], name: str) -> None:
    client.force_login(person)
    answer = send(client, path, fields, name, WRONG[case])
    body = answer.content.decode()
    assert answer.status_code < 500
    assert "<script>alert(1)" not in body
    person.refresh_from_db()
    if case not in ORDINARY or name == "email":
        assert answer.status_code in (200, 422)
        assert f'id="id_{name}_error"' in body
        assert person.email == "ala@example.org"
        assert person.first_name == "Ala"
        assert person.check_password(PASSWORD)


def test_html_in_a_name_is_ordinary_text(client: Client, person: User) -> None:
    client.force_login(person)
    client.post("/pl/moje/dane/", {"first_name": "<script>alert(1)</script>", "last_name": "'; DROP TABLE x; --"})
    person.refresh_from_db()
    assert person.first_name == "<script>alert(1)</script>"
    assert person.last_name == "'; DROP TABLE x; --"
    page = client.get("/pl/moje/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_what_was_typed_is_still_there(client: Client) -> None:
    answer = client.post("/pl/konto/signup/", {"email": "nie adres <b>", "password1": "x", "password2": "y"})
    assert 'value="nie adres &lt;b&gt;"' in answer.content.decode()


@pytest.mark.parametrize("charset", ["raw_unicode_escape", "utf-7", "utf-16", "UTF-8"])
@pytest.mark.parametrize(
    ("path", "name"), [("/pl/konto/login/", "login"), ("/pl/konto/login/", "password"), ("/pl/konto/signup/", "email")]
)
def test_a_strange_encoding_brings_no_surrogates_in(client: Client, person: User, charset: str, path: str, name: str) -> None:
    body = (
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\na\\ud800@example.org\r\n'
        f'--b\r\nContent-Disposition: form-data; name="password"\r\n\r\n\\ud800\r\n'
        f'--b\r\nContent-Disposition: form-data; name="login"\r\n\r\nala@example.org\r\n--b--\r\n'
    )
    answer = client.generic("POST", path, body.encode(), content_type=f"multipart/form-data; boundary=b; charset={charset}")
    assert answer.status_code == (200 if charset == "UTF-8" else 400)


def test_every_form_of_the_account_pages_is_covered() -> None:
    """An address of allauth that is not listed here fails: it needs a row above, or a reason below."""
    covered = {*PUBLIC, *PRIVATE}
    no_text_of_their_own = {
        "account_logout",
        "account_closed",  # words only
        "account_inactive",
        "account_email_verification_sent",
        "account_confirm_email",  # a key and a button; keys are tested in test_registration
        "account_set_password",  # accounts without a password: the fields of account_change_password
        "account_confirm_login_code",  # not in use: sends to the log-in
        "account_reset_password_done",
        "account_reset_password_from_key",  # the fields of account_change_password
        "account_reset_password_from_key_done",
        "mfa_index",
        "mfa_authenticate",  # a code, tested in test_own_account
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
    }
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str) and name.startswith(("account_", "mfa_"))}
    assert names - covered - no_text_of_their_own == set()
