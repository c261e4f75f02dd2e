"""A redirect leads from an address that a browser can ask for to exactly one place."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

from tests.accounts.factories import make_people
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db

ADD = "/admin/redirects/add/"
TARGET = "https://example.org/nowa/"
NOT_AN_ADDRESS = "Wpisz adres w portalu: zaczyna się od / i nie ma odstępów, na przykład /pl/stara-strona/."
ONE_OF_TWO = "Wybierz stronę albo wpisz adres: jedno z dwojga."


@pytest.fixture
def cio(client: Client, site_tree: SiteTree) -> Client:
    client.force_login(make_people(site_tree).cio)
    return client


def errors(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 200
    assert not Redirect.objects.exists()
    return dict(answer.context["form"].errors)


@pytest.mark.parametrize("old", ["stary adres", "stary", "/stary adres/", "/", "//zly.example.org/a", "http://[x", "/a\x00b", "/a\\b"])
def test_the_old_address_is_one(cio: Client, old: str) -> None:
    said = errors(cio.post(ADD, {"old_path": old, "redirect_link": TARGET, "is_permanent": "on"}))["old_path"]
    assert said == [NOT_AN_ADDRESS] or "\x00" in old


def test_the_target_is_one(cio: Client, site_tree: SiteTree) -> None:
    form = {"old_path": "/pl/stara/", "is_permanent": "on"}
    assert errors(cio.post(ADD, form)) == {"redirect_page": [ONE_OF_TWO]}
    assert errors(cio.post(ADD, {**form, "redirect_link": TARGET, "redirect_page": site_tree.news.pk})) == {"redirect_page": [ONE_OF_TWO]}
    assert "redirect_link" in errors(cio.post(ADD, {**form, "redirect_link": "to nie adres"}))


@pytest.mark.parametrize(
    ("old", "stored"), [("/pl/stara/", "/pl/stara"), ("/szukaj/?q=ż", "/szukaj?q=ż"), ("https://testserver/pl/stara/", "/pl/stara")]
)
def test_a_good_one_is_stored_and_changed(cio: Client, site_tree: SiteTree, old: str, stored: str) -> None:
    assert cio.post(ADD, {"old_path": old, "redirect_page": site_tree.news.pk, "is_permanent": "on"}).status_code == 302
    made = Redirect.objects.get()
    assert made.old_path == stored
    edit = f"/admin/redirects/{made.pk}/"
    refused = cio.post(edit, {"old_path": old, "is_permanent": "on"})
    assert refused.context["form"].errors["redirect_page"] == [ONE_OF_TWO]
    assert cio.post(edit, {"old_path": old, "redirect_link": TARGET, "is_permanent": "on"}).status_code == 302
    made.refresh_from_db()
    assert (made.redirect_page, made.redirect_link) == (None, TARGET)
