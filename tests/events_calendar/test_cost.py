"""A view of the calendar costs the same with ten events and with a thousand, and a full month still loads fast."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils.translation import override

from core.models import PortalImage
from events_calendar.models import EventPage, Occurrence
from events_calendar.rows import Programme
from tests.events_calendar.factories import EventPageFactory, VenueFactory, at, many_events
from tests.factories import SiteTree
from tests.measure import queries, weight

pytestmark = pytest.mark.django_db
MONTH = at("2026-11-01 08:00")
VIEWS = [
    "/pl/kalendarz/",
    "/pl/kalendarz/?widok=tydzien&data=2026-11-26",
    "/pl/kalendarz/?widok=lista&data=2026-11-01",
    "/pl/kalendarz/?widok=dzien&data=2026-11-27",
    "/pl/kalendarz/?widok=weekend&data=2026-11-21",
    "/pl/kalendarz/?widok=rok&data=2026-11-26",
    "/pl/kalendarz/slupsk/",
    "/pl/kalendarz/?q=warsztaty&bezplatne=1&cop=slupsk",
    "/pl/kalendarz/?q=nic&cop=slupsk",
    "/pl/kalendarz/rss/",
    "/pl/kalendarz/kalendarz.ics",
]


def test_queries_are_the_same_with_10_and_1000_events(client: Client, site_tree: SiteTree) -> None:
    folder = site_tree.calendar_slupsk
    fields = {"organiser": site_tree.slupsk, "owner_cop": site_tree.slupsk}
    many_events(folder, 10, lambda number: MONTH + timedelta(hours=70 * number), **fields)
    few = {url: queries(client, url) for url in VIEWS}
    many_events(folder, 990, lambda number: MONTH + timedelta(minutes=43 * number), **fields)
    for url in VIEWS:
        many = queries(client, url)
        assert len(many) == len(few[url]), url
        assert len(many) <= 18, (url, len(many))


def test_a_month_of_1000_events_stays_light(client: Client, site_tree: SiteTree) -> None:
    # Some of them long, so that every day is crowded twice.
    many_events(site_tree.calendar_slupsk, 800, lambda number: MONTH + timedelta(minutes=53 * number))
    spans = many_events(site_tree.calendar_tczew, 200, lambda number: MONTH + timedelta(hours=3 * number))
    Occurrence.objects.filter(event__in=spans).update(last_day="2026-11-30")
    for url in ("/pl/kalendarz/", "/pl/kalendarz/?widok=tydzien&data=2026-11-26", *VIEWS[2:7]):
        cache.clear()
        response = client.get(url)
        assert response.status_code == 200
        assert weight(response.content) <= 100_000, (url, weight(response.content))
        for week in response.context.get("weeks") or []:
            for day in week:
                lines = len(day.get("events", [])) + bool(day.get("more"))
                assert lines <= (4 if "tydzien" not in url else 8)


def test_an_events_page_takes_14_queries_at_most(client: Client, site_tree: SiteTree, picture: PortalImage) -> None:
    from core.models import PageTopic, Topic

    event = EventPageFactory(
        parent=site_tree.calendar_slupsk, organiser=site_tree.slupsk, listing_image=picture, accessibility=["step_free"]
    )
    PageTopic.objects.create(tag=Topic.objects.create(name="Morze", name_en="Sea", slug="morze"), content_object=event)
    for number in range(6):
        EventPageFactory(parent=site_tree.calendar_slupsk, start=at(f"2026-12-0{number + 1} 10:00"))
    few = queries(client, event.url)
    assert len(few) <= 14, few
    many_events(site_tree.calendar_slupsk, 300, lambda number: MONTH + timedelta(hours=number))
    assert len(queries(client, event.url)) == len(few)


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_month_and_what_is_ahead_are_each_one_range_of_an_index(site_tree: SiteTree, language: str) -> None:
    many_events(site_tree.calendar_slupsk, 1000, lambda number: MONTH + timedelta(days=3 * number))
    if connection.vendor == "postgresql":
        # SQLite must manage without statistics: a new portal has none.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    with override(language):
        dates = Programme.of(EventPage.objects.readable(site_tree.calendar.locale_id)).dates
        month = dates.on_days(date(2026, 11, 1), date(2026, 11, 30)).explain()
        ahead = dates.from_day(date(2026, 11, 24)).for_rows()[:5].explain()
    assert "events_occurrence_days" in month or "events_occurrence_coming" in month, month
    assert "events_occurrence_coming" in ahead, ahead


def test_a_series_costs_the_same_with_20_and_200_dates(client: Client, site_tree: SiteTree) -> None:
    event = EventPageFactory(parent=site_tree.calendar_slupsk, start=at("2026-11-24 18:00"), rule="FREQ=DAILY;COUNT=20")
    urls = [*VIEWS[:9], event.url]
    few = {url: len(queries(client, url)) for url in urls}
    event.rule = "FREQ=DAILY;COUNT=200"
    event.save()
    assert event.occurrences.count() == 200
    for url in urls:
        assert len(queries(client, url)) == few[url], url


def test_the_page_of_a_daily_series_stays_light(client: Client, site_tree: SiteTree) -> None:
    event = EventPageFactory(parent=site_tree.calendar_slupsk, start=at("2026-11-02 18:00"), rule="FREQ=DAILY")
    assert event.occurrences.count() > 700
    html = client.get(event.url).content
    assert weight(html) <= 100_000, weight(html)
    assert "Później jest jeszcze" in html.decode()


def test_a_year_of_3000_events_at_40_places_stays_light(client: Client, site_tree: SiteTree) -> None:
    rooms = VenueFactory.create_batch(40)
    for number, room in enumerate(rooms):
        many_events(
            site_tree.calendar_slupsk,
            75,
            lambda index, number=number: at("2026-01-02 08:00") + timedelta(hours=110 * index + number),
            venue=room,
        )
    assert Occurrence.objects.filter(first_day__year=2026).count() == 3000
    url = "/pl/kalendarz/?widok=rok&data=2026-11-26"
    assert len(queries(client, url)) <= 15
    html = client.get(url).content
    assert weight(html) <= 100_000, weight(html)
    assert "pozostałe miejsca" in html.decode()
