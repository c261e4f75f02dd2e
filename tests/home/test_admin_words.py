"""The admin's composed texts read as Polish, and nothing is called "Root"."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, Page

from accounts.models import Organisation
from home.models import ContactPage
from tests.accounts.factories import People, make_news, make_people, news_form
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    return make_people(site_tree)


def test_the_roots_have_polish_names(client: Client, site_tree: SiteTree, people: People) -> None:
    client.force_login(people.cio)
    html = client.get(reverse("wagtailadmin_explore", args=[site_tree.news.pk])).content.decode()
    assert "Wszystkie strony" in html
    assert "Root" not in html
    assert not Page.objects.filter(depth=1, title="Root").exists()
    assert not Collection.objects.filter(depth=1, name="Root").exists()


def test_an_organisation_is_added_changed_and_deleted_in_polish(client: Client, site_tree: SiteTree, people: People) -> None:
    client.force_login(people.cio)
    listing = client.get(reverse("organisations:index")).content.decode()
    assert "Dodaj organizację" in listing
    assert "Dodaj organizacja" not in listing
    form = client.get(reverse("organisations:add")).content.decode()
    assert "<title>" in form
    assert "Dodawanie: organizacja" in form
    edit = client.get(reverse("organisations:edit", args=[people.ngo.pk])).content.decode()
    assert "Edycja organizacji" in edit
    delete = reverse("organisations:delete", args=[Organisation.objects.create(kind="ngo", name="Zbędna", slug="zbedna").pk])
    assert "Na pewno usunąć tę organizację?" in client.get(delete).content.decode()
    assert "Organizacja „Zbędna” jest usunięta." in client.post(delete, follow=True).content.decode()


def test_the_buttons_of_the_workflow(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.editor)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.force_login(people.editor)
    html = client.get(url).content.decode()
    assert "Wyślij do sprawdzenia" in html
    assert "(Redakcja COP Słupsk)" not in html
    sent = client.post(url, {**news_form(page.title, slug=page.slug), "action-submit": "1"}, follow=True).content.decode()
    assert "Tekst „Zebranie” czeka na sprawdzenie." in sent.replace("&#x27;", "'")
    client.force_login(people.moderator)
    html = client.get(url).content.decode()
    assert "Zatwierdź i opublikuj" in html
    assert "Zatwierdź z komentarzem i opublikuj" in html
    assert "i Opublikuj" not in html
    add = client.get(reverse("wagtailadmin_pages:add", args=["news", "newspage", site_tree.news_slupsk.pk])).content.decode()
    assert "<title>" in add
    assert "Nowy: " not in add
    assert "Dodawanie: Aktualność" in " ".join(add.split())


def test_a_day_that_does_not_exist_is_refused_and_stays_in_the_field(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.editor)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.force_login(people.editor)
    assert "js/admin.js" in client.get(url).content.decode()  # the date picker would make another day of it
    response = client.post(url, news_form(page.title, slug=page.slug, date="2026-02-31 10:00"))
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["date"]
    assert 'value="2026-02-31 10:00"' in response.content.decode()


@pytest.mark.parametrize("name", ["external", "anchor", "email", "phone"])
def test_the_dialogs_of_links_ask_for_their_text_in_polish(client: Client, people: People, name: str) -> None:
    client.force_login(people.editor)
    html = client.get(reverse(f"wagtailadmin_choose_page_{name}_link")).json()["html"]
    assert "Tekst linku" in html
    assert not [english for english in ("Link text", "Email address", "Subject", "Body", "Phone number") if english in html]


def test_the_kinds_of_pages_keep_their_small_letters(client: Client, site_tree: SiteTree, people: People) -> None:
    client.force_login(people.cio)
    html = client.get(reverse("wagtailadmin_reports:page_types_usage")).content.decode()
    assert "Aktualności jednego COP" in html
    assert "Aktualności Jednego Cop" not in html


def test_the_list_of_sites_and_the_frame_of_a_page_have_polish_names(client: Client, site_tree: SiteTree, people: People) -> None:
    client.force_login(people.cio)
    html = client.get(reverse("wagtailsites:index")).content.decode()
    assert "Nazwa serwisu" in html
    assert not [english for english in ("Site name", "Root page", 'aria-label="Actions"') if english in html]


def test_the_preview_of_a_form_is_named_in_polish() -> None:
    assert [str(name) for _mode, name in ContactPage().preview_modes] == ["Formularz", "Podziękowanie"]
