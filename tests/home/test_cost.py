"""The home page's lists read a few rows of an index, not every page of the language."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from wagtail.models import Site

from core import navigation
from events_calendar.models import EventPage
from events_calendar.rows import Programme
from news.models import NewsPage
from tests.events_calendar.factories import at, many_events
from tests.factories import SiteTree
from tests.news.factories import many_news

pytestmark = pytest.mark.django_db


def test_newest_and_next_start_from_the_index_of_their_order(site_tree: SiteTree) -> None:
    many_news(site_tree.news_slupsk, 800)
    many_events(site_tree.calendar_slupsk, 800, lambda number: at("2026-06-01 08:00") + timedelta(hours=11 * number))
    if connection.vendor == "postgresql":
        # SQLite must manage without statistics: a new portal has none.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    locale = site_tree.home.locale_id
    newest = NewsPage.objects.readable(locale).for_cards()[:4].explain()
    assert "news_newest_first" in newest, newest
    coming = Programme.of(EventPage.objects.readable(locale)).dates.from_day(date(2026, 11, 24)).for_rows()[:5].explain()
    assert "events_occurrence_coming" in coming, coming


def test_the_one_site_comes_from_the_cache_and_follows_changes(
    client: Client, site_tree: SiteTree, django_capture_on_commit_callbacks: Any
) -> None:
    client.get("/pl/")
    with django_capture_on_commit_callbacks(execute=True):
        site_tree.site.site_name = "Nowa nazwa"
        site_tree.site.save()
    known = navigation.only_site()
    assert known is not None
    assert known.site_name == "Nowa nazwa"
    with django_capture_on_commit_callbacks(execute=True):
        Site.objects.create(hostname="drugi.example", root_page=site_tree.home)
    assert navigation.only_site() is None
    assert client.get("/pl/").status_code == 200
