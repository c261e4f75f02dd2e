"""The demo's full addresses name the port it was started with."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from core import pagecache
from home.management.commands.demo import open_at
from tests.events_calendar.factories import EventPageFactory
from tests.factories import SiteTree


@pytest.mark.django_db
def test_links_in_files_and_pages_follow_the_port(client: Client, site_tree: SiteTree, django_capture_on_commit_callbacks: Any) -> None:
    event = EventPageFactory(parent=site_tree.calendar_slupsk, slug="bal")
    for port in (8132, 8000):
        with django_capture_on_commit_callbacks(execute=True):
            open_at(port)
        address = f":{port}/pl/kalendarz/slupsk/bal/"
        assert address in client.get(f"{event.url}wydarzenie.ics").content.decode().replace("\r\n ", "")
        assert address.replace(":", "%3A") in client.get(event.url).content.decode()


@pytest.mark.django_db
def test_pages_of_an_earlier_start_are_not_shown_again(
    client: Client, site_tree: SiteTree, django_capture_on_commit_callbacks: Any
) -> None:
    before = pagecache.version()
    for _start in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            open_at(site_tree.site.port)
        assert pagecache.version() != before
        before = pagecache.version()
