"""The tree of pages: what may stand below what, the addresses, and what renaming, moving and deleting leave behind."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from accounts.models import User
from home.models import ContentPage
from tests.factories import SiteTree
from tests.home.factories import ContentPageFactory, SectionPageFactory

pytestmark = pytest.mark.django_db


ALLOWED = {
    "HomePage": {"SectionPage", "ContentPage", "ContactPage", "CopIndexPage", "NewsIndexPage", "CalendarPage", "NgoIndexPage"}
    | {"InitiativeIndexPage", "GroupIndexPage"},
    "SectionPage": {"SectionPage", "ContentPage", "ContactPage"},
    "CopIndexPage": {"CopPage"},
    "NgoIndexPage": {"NgoPage"},
    "InitiativeIndexPage": {"InitiativePage"},
    "GroupIndexPage": {"GroupPage"},
    "ContentPage": set(),
    "ContactPage": set(),
    "CopPage": set(),
    "NgoPage": set(),
    "InitiativePage": set(),
    "GroupPage": set(),
}


@pytest.mark.parametrize("parent", sorted(ALLOWED))
def test_only_these_pages_may_stand_below(parent: str) -> None:
    from wagtail.models import get_page_models

    models = {model.__name__: model for model in get_page_models()}
    assert {model.__name__ for model in models[parent].allowed_subpage_models() if model.is_creatable} == ALLOWED[parent]


def admin() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("admin@example.org", "tajne-haslo-1"))
    return client


def test_renaming_a_page_leaves_a_redirect(client: Client, site_tree: SiteTree, django_capture_on_commit_callbacks: Any) -> None:
    page = ContentPageFactory(parent=site_tree.home, slug="stary")
    page.slug = "nowy"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    answer = client.get("/pl/stary/")
    assert answer.status_code == 301
    assert answer.url == "/pl/nowy/"


def test_moving_a_section_redirects_all_that_lies_in_it(client: Client, site_tree: SiteTree) -> None:
    section = SectionPageFactory(parent=site_tree.home, slug="dzial")
    target = SectionPageFactory(parent=site_tree.home, slug="archiwum")
    ContentPageFactory(parent=section, slug="strona")
    Page.objects.get(pk=section.pk).move(Page.objects.get(pk=target.pk), pos="last-child")
    answer = client.get("/pl/dzial/strona/")
    assert answer.status_code == 301
    assert answer.url == "/pl/archiwum/dzial/strona/"
    assert Redirect.objects.filter(automatically_created=True).count() == 2


def test_deleting_lists_the_places_that_link_to_the_page_first(site_tree: SiteTree) -> None:
    target = ContentPageFactory(parent=site_tree.home, slug="cel", title="Cel linku")
    source = ContentPageFactory(parent=site_tree.home, slug="zrodlo", title="Strona z linkiem")
    source.body = [("text", f'<p><a linktype="page" id="{target.pk}">cel</a></p>')]
    source.save_revision().publish()
    editor = admin()
    asked = editor.get(f"/admin/pages/{target.pk}/delete/")
    assert f"/admin/pages/usage/{target.pk}/" in asked.content.decode() or f"/admin/pages/{target.pk}/usage/" in asked.content.decode()
    places = editor.get(f"/admin/pages/{target.pk}/usage/?describe_on_delete=1")
    assert "Strona z linkiem" in places.content.decode()
    assert Page.objects.filter(pk=target.pk).exists()


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("<b>Ważne</b> spotkanie", "wazne-spotkanie"),
        ("Łąka &amp; las", "laka-las"),
        ("Gdy a < b", "gdy-a-b"),
        ("<script>alert(1)</script>", "alert1"),
    ],
)
def test_what_looks_like_html_is_no_part_of_an_address(site_tree: SiteTree, title: str, slug: str) -> None:
    page = ContentPage(title=title, summary="Po co ta strona.")
    site_tree.home.add_child(instance=page)
    assert page.slug == slug
