"""People with accounts and kinds of mail, for the tests of logging in and of mails."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import Group, Permission
from django.test import Client

from accounts.mail import MailKind, kinds
from accounts.models import User
from core import outbox

PASSWORD = "wysoka-fala-123"
LOGIN, SIGNUP, RESET = "/pl/konto/login/", "/pl/konto/signup/", "/pl/konto/password/reset/"


def text(response: Any) -> str:
    return response.content.decode()


def the_mail(mailoutbox: list) -> Any:
    """What the outbox sends now: exactly one mail."""
    before = len(mailoutbox)
    outbox.drain()
    assert len(mailoutbox) == before + 1
    return mailoutbox[-1]


def link_in(letter: Any) -> str:
    (found,) = re.findall(r"http://testserver(/pl/konto/(?:confirm-email|password/reset/key)/\S+)", letter.body)
    return found


def confirm_password(client: Client) -> None:
    """What the pages that change the way in ask for first."""
    assert client.post("/pl/konto/reauthenticate/", {"password": PASSWORD}).status_code == 302


def make_user(email: str, password: str = PASSWORD, **fields: Any) -> User:
    """Someone with a confirmed address."""
    user = User.objects.create_user(email, password, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def assert_ours(page: str) -> None:
    assert page.count("<h1") == 1
    assert '<main id="tresc"' in page
    assert '<meta name="robots" content="noindex">' in page
    assert "placeholder=" not in page.replace('placeholder="Szukaj w portalu"', "")
    words = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
    assert not re.search(r"\b(password|sign|your|the|please|email)\b", words, re.IGNORECASE), words
    # allauth's own Polish for the two-step log-in is another language than ours.
    assert not re.search(r"uwierzyteln|autoryzac|dezaktyw|aktywuj|odzyskiwania|zgenerowa", words, re.IGNORECASE), words
    # Every field has a label, and what describes it exists.
    for field in re.findall(r"<(?:input|textarea|select)\b[^>]*>", page):
        if 'type="hidden"' in field or 'type="submit"' in field:
            continue
        (name,) = re.findall(r'\bid="([^"]+)"', field)
        assert f'for="{name}"' in page, field
        for described in " ".join(re.findall(r'aria-describedby="([^"]+)"', field)).split():
            assert f'id="{described}"' in page, described


@pytest.fixture
def person(db: None) -> User:
    """Ala, who has an account and no more."""
    return make_user("ala@example.org", first_name="Ala")


@pytest.fixture
def editor(db: None) -> User:
    """Someone who may enter the admin."""
    user = make_user("redakcja@example.org")
    group = Group.objects.create(name="do panelu")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)
    return user


@pytest.fixture
def letters(tmp_path: Path, settings: Any) -> Callable[[str, str], None]:
    """Writes mail templates of a test: `letters("test/news", "Subject\\n\\nText")`."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [tmp_path, *templates[0]["DIRS"]]
    settings.TEMPLATES = templates

    def write(name: str, text: str) -> None:
        path = tmp_path / "emails" / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    return write


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch, letters: Callable[[str, str], None]) -> MailKind:
    """A kind of mail with a template."""
    made = MailKind("test.news", "Nowiny próbne", "testujesz portal")
    monkeypatch.setitem(kinds.kinds, made.code, made)
    letters("test/news", "Nowina: {{ title }}\n\nDzień dobry, {{ recipient.first_name }}.\n\n{{ title }}\n\nZobacz: {{ url }}\n")
    return made


def hashings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A list that grows by one whenever a password is hashed from now on: what takes the time of an answer."""
    calls: list[int] = []
    real = MD5PasswordHasher.encode

    def encode(self: MD5PasswordHasher, password: str, salt: str) -> str:
        calls.append(1)
        return real(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", encode)
    return calls
