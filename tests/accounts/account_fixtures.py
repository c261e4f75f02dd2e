"""People with accounts and kinds of mail, for the tests of logging in and of mails."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission

from accounts.mail import MailKind, kinds
from accounts.models import User

PASSWORD = "wysoka-fala-123"


def make_user(email: str, password: str = PASSWORD, **fields: Any) -> User:
    """Someone with a confirmed address."""
    user = User.objects.create_user(email, password, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


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
