"""Indexes find what lies below them by its address, in one query each; what does not exist stays a 404."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from core.routing import FlatIndex, FolderIndex
from tests.events_calendar.factories import EventPageFactory
from tests.factories import SiteTree
from tests.home.factories import CopPageFactory
from tests.news.factories import NewsPageFactory
from tests.ngo_pages.factories import InitiativePageFactory, NgoPageFactory
from tests.problem_groups.factories import GroupPageFactory

pytestmark = pytest.mark.django_db


def test_every_index_finds_its_pages_in_one_query(site_tree: SiteTree, rf: RequestFactory) -> None:
    below = {
        site_tree.ngos: NgoPageFactory(parent=site_tree.ngos),
        site_tree.initiatives: InitiativePageFactory(parent=site_tree.initiatives),
        site_tree.groups: GroupPageFactory(parent=site_tree.groups),
        site_tree.cops: CopPageFactory(parent=site_tree.cops, organisation=site_tree.tczew),
        site_tree.news: NewsPageFactory(parent=site_tree.news_slupsk),
        site_tree.calendar: EventPageFactory(parent=site_tree.calendar_slupsk),
    }
    for index, page in below.items():
        assert isinstance(index, FlatIndex | FolderIndex)
        steps = page.url_path.removeprefix(index.url_path).strip("/").split("/")
        with CaptureQueriesContext(connection) as captured:
            result = index.route(rf.get("/"), steps)
        assert result.page == page
        # Pictures and rows that the page itself shows may follow; the way to it is one.
        assert len([query for query in captured if "url_path" in query["sql"].split("WHERE")[-1]]) == 1, index


@pytest.mark.parametrize("index", ["aktualnosci", "kalendarz"])
def test_folders_answer_their_own_routes(client: Client, site_tree: SiteTree, index: str) -> None:
    for address, status in (("slupsk/", 200), ("slupsk/rss/", 200), ("rss/", 200), ("slupsk/nie-ma/", 404), ("nie-ma/", 404)):
        assert client.get(f"/pl/{index}/{address}").status_code == status, address
    assert client.get("/pl/kalendarz/slupsk/kalendarz.ics").status_code == 200


def test_nothing_lies_below_an_item(client: Client, site_tree: SiteTree) -> None:
    item = NewsPageFactory(parent=site_tree.news_slupsk)
    event = EventPageFactory(parent=site_tree.calendar_slupsk)
    profile = NgoPageFactory(parent=site_tree.ngos)
    for page in (item, event, profile):
        assert client.get(page.url).status_code == 200
        assert client.get(f"{page.url}dalej/").status_code == 404
