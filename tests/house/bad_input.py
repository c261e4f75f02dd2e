"""What nobody should send, who sends it, and what would be wrong with the answer."""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.test import Client
from wagtail.models import Page

from accounts.models import Membership, Organisation, User
from core.models import OutboxEntry
from home.models import ContactSubmission
from tests.house.addresses import World

SCRIPT = "<script>alert(7)</script>"
SQL = "' OR 1=1; DROP TABLE wagtailcore_page; --"
# As they stand in an address, because some cannot be written in another way.
IN_ADDRESS = {
    "empty": "",
    "7,000 characters": "x" * 7_000,
    "10,000 characters": "x" * 10_000,
    "NUL": "a%00b",
    "lone surrogate": "%ED%A0%80",
    "broken bytes": "%FF%C3%28",
    "control characters": "a%01%1B%5B0m%7F%0D%0Ab",
    "script": quote(SCRIPT),
    "attribute": quote('"><img src=x onerror=alert(7)>'),
    "SQL": quote(SQL),
    "word": "abc",
    "zero": "0",
    "negative": "-1",
    "page 999999": "999999",
    "too big for the database": "9" * 40,
    "fraction": "1.5",
    "other digits": quote("١٢"),
    "31 February": "2026-02-31",
    "missing hour": "2026-03-29T02:30",
    "path": quote("../../etc/passwd"),
    "other site": quote("https://zly.example.org/"),
    "pattern": quote("%_*{}[]()\\"),
}
# What each parameter gets by itself too, since one that is refused may hide the others.
ALSO_ALONE = {"lone surrogate", "control characters", "script", "negative", "too big for the database", "31 February", "path"}
# The same as text, for forms.
IN_FORM = {
    "empty": "",
    "10,000 characters": "x" * 10_000,
    "NUL": "a\x00b",
    # What Django makes of half a surrogate pair and of other broken bytes; as bytes they are in IN_ADDRESS.
    "lone surrogate": "a\ufffd\ufffd\ufffdb",
    "control characters": "a\x01\x1b[0m\x7fb",
    "script": SCRIPT,
    "SQL": SQL,
    "word": "abc",
    "negative": "-1",
    "too big for the database": "9" * 40,
    "31 February": "2026-02-31",
    "missing hour": "2026-03-29 02:30",
    "other digits": "١٢",
}
UNWRITABLE = {"NUL", "lone surrogate", "control characters"}
ENGLISH = re.compile(
    r"This (field|value)|Enter a |Select a |Ensure |Null characters|already exists|must be|required|invalid|incorrect|too (short|long)",
    re.IGNORECASE,
)
LEAKS = ("Traceback (most recent call last)", "exception_value", "DoesNotExist", "OperationalError", "DataError")


def client_of(world: World, role: str, **options: Any) -> Client:
    client = Client(raise_request_exception=False, **options)
    person = world.person(role)
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        # As after typing the password: without it allauth asks for it first.
        session = client.session
        session["account_authentication_methods_user"] = str(person.pk)
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        session.save()
    return client


def text_of(answer: Any) -> str:
    return b"".join(answer).decode(errors="replace") if answer.streaming else answer.content.decode(errors="replace")


def faults(answer: Any) -> list[str]:
    """What is wrong with an answer to bad input."""
    found = []
    if answer.status_code >= 500:
        found.append(f"{answer.status_code} {getattr(answer, 'exc_info', None) and answer.exc_info[1]!r}")
    body = text_of(answer)
    found += [f"shows {leak!r}" for leak in LEAKS if leak in body]
    if "html" in answer.get("Content-Type", "") or "xml" in answer.get("Content-Type", ""):
        found += [f"{mark!r} is not escaped" for mark in (SCRIPT, "<img src=x onerror") if mark in body]
    if answer.get("Location", "").startswith(("https://zly", "//")):
        found.append("leads to another site")
    return found


def stored() -> dict[str, int]:
    """How many rows there are of what people can make."""
    counted = [User, Organisation, Membership, Page, ContactSubmission, OutboxEntry, *apps.get_app_config("account").get_models()]
    return {model.__name__: model._default_manager.count() for model in counted}
