"""Problem groups: members, what belongs to a group, the list, cost."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client

from core.models import PortalDocument
from problem_groups.models import GroupDocument, GroupMember, GroupPage, GroupRelatedPage
from tests.events_calendar.factories import EventPageFactory
from tests.factories import SiteTree
from tests.home.factories import make_contact_page
from tests.measure import queries, weight
from tests.news.factories import NewsPageFactory
from tests.ngo_pages.factories import NgoPageFactory, OrganisationFactory
from tests.problem_groups.factories import GroupPageFactory, many_groups

pytestmark = pytest.mark.django_db
URL = "/pl/grupy/konsultacje/"


def html(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode().replace("\u00a0", " ")


def document(title: str, **fields: object) -> PortalDocument:
    return PortalDocument.objects.create(title=title, file=ContentFile(b"tekst", name="plik.txt"), **fields)


@pytest.fixture
def group(site_tree: SiteTree) -> GroupPage:
    page = GroupPageFactory(parent=site_tree.groups, slug="konsultacje", title="Konsultacje", owner_cop=site_tree.tczew)
    profile = NgoPageFactory(parent=site_tree.ngos, organisation=OrganisationFactory(name="Tczewska Szkoła", slug="szkola"))
    office = OrganisationFactory(kind="jst", name="Urząd Gminy", slug="urzad")
    page.members = [GroupMember(organisation=profile.organisation, sort_order=1), GroupMember(organisation=office, sort_order=2)]
    news = NewsPageFactory(parent=site_tree.news_slupsk, title="Nowy regulamin")
    event = EventPageFactory(parent=site_tree.calendar_slupsk, title="Spotkanie grupy")
    draft = NewsPageFactory(parent=site_tree.news_slupsk, title="Jeszcze szkic", live=False)
    page.related = [GroupRelatedPage(target=target, sort_order=number) for number, target in enumerate((news, event, draft))]
    page.documents = [
        GroupDocument(document=document("Wzór regulaminu"), sort_order=1),
        GroupDocument(document=document("Tylko dla członków", private=True), sort_order=2),
    ]
    page.save()
    return page


def test_group_shows_members_events_news_and_files(client: Client, group: GroupPage) -> None:
    page = html(client, URL)
    for words in ("2 organizacj", "Tczewska Szkoła", 'href="/pl/organizacje/szkola/"', "Urząd Gminy", "Spotkanie grupy", "Nowy regulamin"):
        assert words in page, words
    assert "Wzór regulaminu" in page
    assert "TXT" in page
    assert "tczew@cop.example.org" in page


def test_group_hides_drafts_and_private_files(client: Client, group: GroupPage) -> None:
    page = html(client, URL)
    assert "Jeszcze szkic" not in page
    assert "Tylko dla członków" not in page


def test_list_of_groups_counts_members(client: Client, group: GroupPage) -> None:
    page = html(client, "/pl/grupy/")
    assert "1 grupa" in page
    assert "2 organizacj" in page


@pytest.mark.parametrize("number", ["0", "-1", "999999", "abc"])
def test_a_page_that_does_not_exist(client: Client, group: GroupPage, number: str) -> None:
    assert "Konsultacje" in html(client, f"/pl/grupy/?strona={number}", status=404)


def test_an_empty_list_says_so(client: Client, site_tree: SiteTree) -> None:
    assert "Nie ma tu jeszcze grup" in html(client, "/pl/grupy/")


def test_cost(client: Client, group: GroupPage, site_tree: SiteTree) -> None:
    many_groups(site_tree.groups, 10)
    few = len(queries(client, "/pl/grupy/"))
    item = len(queries(client, URL))
    many_groups(site_tree.groups, 990)
    for number in range(20):
        GroupMember.objects.create(page=group, organisation=OrganisationFactory(), sort_order=number)
    assert len(queries(client, "/pl/grupy/")) == few <= 18
    assert len(queries(client, URL)) == item <= 14, queries(client, URL)
    assert weight(client.get(URL).content) <= 100_000


def test_a_group_says_how_to_join_and_whom_to_write_to(client: Client, group: GroupPage, site_tree: SiteTree) -> None:
    page = html(client, URL)
    assert "Jak dołączyć" in page
    assert "Napisz, jaka organizacja chce dołączyć do grupy" in page
    assert "Grupę prowadzi COP Tczew." in page
    assert 'href="mailto:tczew@cop.example.org">' in page
    make_contact_page(site_tree.home)
    cache.clear()
    GroupPage.objects.filter(pk=group.pk).update(how_to_join="Przyjdź na spotkanie.")
    page = html(client, URL)
    assert "Przyjdź na spotkanie." in page
    assert 'href="/pl/kontakt/?cop=tczew"' in page
