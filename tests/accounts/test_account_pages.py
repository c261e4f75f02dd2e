"""The pages of the account stand in the portal's frame, in Polish, and are kept nowhere."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from tests.accounts.account_fixtures import LOGIN, PASSWORD, assert_ours, text
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db


# --- In our clothes, in Polish


@pytest.mark.parametrize(
    "path",
    [
        "login/",
        "signup/",
        "password/reset/",
        "password/reset/done/",
        "password/reset/key/done/",
        "password/reset/key/1-abc-def/",
        "confirm-email/",
        "confirm-email/nie-ma/",
        "inactive/",
    ],
)
def test_public_account_pages_stand_in_the_portals_frame(client: Client, path: str) -> None:
    page = client.get("/pl/konto/" + path, follow=True)
    assert page.status_code == 200
    assert_ours(text(page))


@pytest.mark.parametrize(
    "path", ["email/", "password/change/", "reauthenticate/", "2fa/", "2fa/totp/activate/", "2fa/recovery-codes/generate/"]
)
def test_private_account_pages_stand_in_the_portals_frame(client: Client, person: User, path: str) -> None:
    assert client.get("/pl/konto/" + path)["Location"].startswith(LOGIN)
    client.post(LOGIN, {"login": "ala@example.org", "password": PASSWORD})
    page = client.get("/pl/konto/" + path, follow=True)
    if page.redirect_chain and "reauthenticate" in page.redirect_chain[-1][0]:
        assert_ours(text(page))
        page = client.post("/pl/konto/reauthenticate/", {"password": PASSWORD, "next": "/pl/konto/" + path}, follow=True)
    assert page.request["PATH_INFO"] == "/pl/konto/" + path
    assert page.status_code == 200
    assert_ours(text(page))


# --- Caches on the way


@pytest.mark.parametrize("path", ["/pl/konto/email/", "/pl/konto/2fa/", "/pl/konto/password/change/"])
def test_pages_of_the_account_are_kept_nowhere(client: Client, person: User, path: str) -> None:
    client.force_login(person)
    control = client.get(path)["Cache-Control"]
    assert "private" in control
    assert "no-store" in control


def test_what_a_signed_in_person_gets_is_private(client: Client, person: User, site_tree: SiteTree) -> None:
    assert "private" not in client.get("/pl/").get("Cache-Control", "")
    client.force_login(person)
    for path in ("/pl/", "/pl/aktualnosci/", "/pl/moje/", "/pl/szukaj/", "/pl/nie-ma/"):
        assert "private" in client.get(path)["Cache-Control"], path
