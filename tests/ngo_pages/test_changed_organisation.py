"""A renamed or moved organisation: the directory, the search and the stored pages say so at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation
from core import outbox, pagecache
from core.models import OutboxEntry, Territory
from core.search_documents import INDEX
from home.models import CopPage
from news.models import NewsPage
from ngo_pages.models import NgoPage
from search.engine import Filters, get_engine
from search.models import Document
from tests.events_calendar.factories import EventPageFactory
from tests.factories import SiteTree
from tests.ngo_pages.factories import InitiativePageFactory, NgoPageFactory, OrganisationFactory, many_ngos

pytestmark = pytest.mark.django_db
URL = "/pl/organizacje/"


def asked_to_index() -> set[int]:
    return {int(entry.payload["key"].removeprefix("page:")) for entry in OutboxEntry.objects.filter(kind=INDEX, done_at=None)}


@pytest.fixture
def club(site_tree: SiteTree) -> Organisation:
    return OrganisationFactory(name="Klub Latawiec", slug="latawiec", town="Słupsk", territory=Territory.objects.get(code="2263011"))


def test_the_directory_and_the_search_find_it_by_its_new_name_and_place(
    client: Client, site_tree: SiteTree, club: Organisation, django_capture_on_commit_callbacks: Any
) -> None:
    page = NgoPageFactory(parent=site_tree.ngos, organisation=club, title="Latający ludzie")
    assert "Latający ludzie" in client.get(f"{URL}?q=latawiec").content.decode()
    while outbox.drain():
        pass
    version = pagecache.version()
    club.name, club.town, club.krs = "Klub Szybowiec", "Tczew", "0000123456"
    club.territory = Territory.objects.get(code="2214011")
    with django_capture_on_commit_callbacks(execute=True):
        club.save()
    assert pagecache.version() != version
    assert "Latający ludzie" in client.get(f"{URL}?q=szybowiec+tczew").content.decode()
    assert "Latający ludzie" not in client.get(f"{URL}?q=latawiec").content.decode()
    while outbox.drain():
        pass
    document = Document.objects.get(key=f"page:{page.pk}")
    assert document.place == "Tczew"
    for words in ("Klub Szybowiec", "0000123456"):
        assert [hit.title for hit in get_engine().search(words, "pl", Filters()).hits] == ["Latający ludzie"]
    call_command("search_index", "--check")


def test_every_page_that_shows_it_is_indexed_again(site_tree: SiteTree, club: Organisation) -> None:
    shown = {
        NgoPageFactory(parent=site_tree.ngos, organisation=club).pk,
        InitiativePageFactory(parent=site_tree.initiatives, organisation=club).pk,
        EventPageFactory(parent=site_tree.calendar_slupsk, organiser=club).pk,
    }
    EventPageFactory(parent=site_tree.calendar_slupsk, organiser=site_tree.tczew)
    NgoPageFactory(parent=site_tree.ngos)
    OutboxEntry.objects.all().delete()
    club.save()
    assert asked_to_index() == shown


def test_a_centres_pages_are_indexed_again_for_the_search_keeps_its_short_name(site_tree: SiteTree) -> None:
    cop = site_tree.slupsk
    shown = {
        site_tree.cops.add_child(instance=CopPage(title="COP Słupsk", slug="slupsk", organisation=cop)).pk,
        site_tree.news_slupsk.add_child(instance=NewsPage(title="Nowina", slug="nowina")).pk,
    }
    OutboxEntry.objects.all().delete()
    cop.slug = "slupsk-i-okolice"
    cop.save()
    assert shown <= asked_to_index()


def test_saving_an_organisation_costs_as_much_with_many_pages(site_tree: SiteTree, club: Organisation) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            club.save()
        return len(captured)

    NgoPageFactory(parent=site_tree.ngos, organisation=club)
    few = cost()
    pages = many_ngos(site_tree.ngos, 40)
    NgoPage.objects.filter(pk__in=[page.pk for page in pages]).update(organisation=club)
    assert cost() == few
    assert few <= 14


def test_a_deleted_organisation_leaves_the_stored_pages(club: Organisation, django_capture_on_commit_callbacks: Any) -> None:
    version = pagecache.version()
    with django_capture_on_commit_callbacks(execute=True):
        club.delete()
    assert pagecache.version() != version
