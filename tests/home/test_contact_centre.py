"""Writing to the nearest centre through the contact form."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import MailMessage
from home.models import ContactPage, ContactSubmission, CopPage
from tests.factories import SiteTree
from tests.home.factories import CopPageFactory, make_contact_page
from tests.home.test_contact import URL, open_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(site_tree: SiteTree) -> ContactPage:
    CopPageFactory(parent=site_tree.cops, organisation=site_tree.slupsk, slug="slupsk")
    CopPageFactory(parent=site_tree.cops, organisation=site_tree.tczew, slug="tczew", email="biuro.tczew@cop.example.org")
    return make_contact_page(site_tree.home)


def choices(client: Client, query: str = "") -> tuple[list[tuple[str, str]], Any]:
    form = client.get(URL + query).context["form"]
    field = form["cop"]
    return [(value, str(label)) for value, label in field.field.choices], field.value()


def test_one_may_choose_whom_to_write_to(client: Client, page: ContactPage) -> None:
    offered, chosen = choices(client)
    assert offered == [("", "Centrum Inicjatyw Obywatelskich w Słupsku"), ("slupsk", "COP Słupsk"), ("tczew", "COP Tczew")]
    assert not chosen
    assert next(iter(client.get(URL).context["form"].fields)) == "cop"


def test_a_centres_page_leads_to_the_form_with_the_centre_chosen(client: Client, page: ContactPage) -> None:
    html = client.get("/pl/cop/tczew/").content.decode()
    assert 'href="/pl/kontakt/?cop=tczew"' in html
    assert choices(client, "?cop=tczew")[1] == "tczew"
    assert "Nie znamy centrum" not in client.get(f"{URL}?cop=tczew").content.decode()


@pytest.mark.parametrize("asked", ["krakow", "<script>", "9" * 40, "slupsk "])
def test_a_centre_that_is_none_is_told(client: Client, page: ContactPage, asked: str) -> None:
    answer = client.get(URL, {"cop": asked})
    assert answer.status_code == 200
    assert "Nie znamy centrum z tego adresu" in answer.content.decode().replace("\u00a0", " ")
    assert not answer.context["form"]["cop"].value()


@pytest.mark.parametrize(
    ("chosen", "address"),
    [("", "kontakt@example.org"), ("slupsk", "slupsk@cop.example.org"), ("tczew", "biuro.tczew@cop.example.org")],
)
def test_the_mail_goes_to_whom_was_chosen(client: Client, page: ContactPage, chosen: str, address: str) -> None:
    action, data = open_form(client)
    assert client.post(action, {**data, "cop": chosen}).status_code == 302
    written = MailMessage.objects.get()
    assert written.address == address
    assert ("Do kogo piszesz:\nCOP" in written.text) == bool(chosen)
    assert ContactSubmission.objects.get().form_data["cop"] == chosen


def test_a_posted_centre_that_is_none_is_refused_beside_its_field(client: Client, page: ContactPage) -> None:
    action, data = open_form(client)
    answer = client.post(action, {**data, "cop": "krakow"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["cop"] == ["Wybierz jedną z odpowiedzi."]
    assert data["wiadomosc"].splitlines()[0] in answer.content.decode()
    assert not MailMessage.objects.exists()


def test_without_centres_there_is_nothing_to_choose(client: Client, page: ContactPage) -> None:
    CopPage.objects.all().delete()
    assert "cop" not in client.get(URL).context["form"].fields
