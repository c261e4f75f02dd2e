"""iCalendar files and the RSS channel: read back by the libraries that read such things."""

from __future__ import annotations

from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import feedparser
import pytest
from django.test import Client
from icalendar import Calendar

from accounts.models import Organisation
from core.models import PageTopic, Topic
from events_calendar.models import EventPage
from tests.events_calendar.factories import EventPageFactory, at
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db


def parsed(client: Client, url: str) -> Calendar:
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert not response.cookies
    return Calendar.from_ical(response.content)


def test_an_events_file_holds_what_a_calendar_needs(client: Client, site_tree: SiteTree) -> None:
    event = EventPageFactory(
        parent=site_tree.calendar_slupsk,
        title="Targi; organizacji, „wszystkich”",
        summary="Sześćdziesiąt stoisk.",
        place_name="Hala Gryfia",
        address="ul. Szczecińska 99, Słupsk",
        organiser=site_tree.slupsk,
        contact_email="targi@example.org",
    )
    response = client.get(f"{event.url}wydarzenie.ics")
    assert 'filename="wydarzenie.ics"' in response["Content-Disposition"]
    assert b"\r\n" in response.content
    assert max(len(line) for line in response.content.split(b"\r\n")) <= 75
    made = parsed(client, f"{event.url}wydarzenie.ics")
    assert [zone["TZID"] for zone in made.walk("VTIMEZONE")] == ["Europe/Warsaw"]
    assert not made.get_missing_tzids()
    (entry,) = made.walk("VEVENT")
    assert entry["UID"] == f"{event.translation_key}@testserver"
    assert entry["SUMMARY"] == "Targi; organizacji, „wszystkich”"
    assert entry["LOCATION"] == "Hala Gryfia, ul. Szczecińska 99, Słupsk"
    assert entry["URL"] == f"http://testserver{event.url}"
    assert entry["ORGANIZER"] == "mailto:targi@example.org"
    assert entry["ORGANIZER"].params["CN"] == "COP Słupsk"
    assert entry["DTSTART"].params["TZID"] == "Europe/Warsaw"
    assert entry.start == at("2026-11-26 18:00")
    assert entry.end == at("2026-11-26 20:00")
    assert not entry.errors


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-03-28 18:00", "2026-03-29 18:00", 23),
        ("2026-10-24 18:00", "2026-10-25 18:00", 25),
        ("2026-03-29 18:00", "2026-03-30 18:00", 24),
    ],
)
def test_hours_hold_across_both_changes_of_the_clock(client: Client, site_tree: SiteTree, start: str, end: str, hours: int) -> None:
    event = EventPageFactory(parent=site_tree.calendar_slupsk, start=at(start), end=at(end))
    (entry,) = parsed(client, f"{event.url}wydarzenie.ics").walk("VEVENT")
    utc = ZoneInfo("UTC")
    assert (entry.end.astimezone(utc) - entry.start.astimezone(utc)).total_seconds() == hours * 3600
    assert entry.start.strftime("%H:%M") == entry.end.strftime("%H:%M") == "18:00"


def test_whole_days_are_days_and_end_the_day_after(client: Client, site_tree: SiteTree) -> None:
    event = EventPageFactory(parent=site_tree.calendar_slupsk, start=at("2026-10-24 10:00"), end=at("2026-10-25 10:00"), all_day=True)
    (entry,) = parsed(client, f"{event.url}wydarzenie.ics").walk("VEVENT")
    assert (entry.start, entry.end) == (date(2026, 10, 24), date(2026, 10, 26))
    assert not isinstance(entry.start, datetime)


def test_the_calendars_file_takes_the_same_filters_and_folders(client: Client, site_tree: SiteTree) -> None:
    EventPageFactory(parent=site_tree.calendar_slupsk, title="Szkolenie", kind="training")
    EventPageFactory(parent=site_tree.calendar_tczew, title="Mecz", kind="sport")
    EventPageFactory(parent=site_tree.calendar_tczew, title="Dawno", start=at("2026-09-01 10:00"))
    EventPageFactory(parent=site_tree.calendar_tczew, title="Szkic", live=False)

    def summaries(url: str) -> list[str]:
        return [str(entry["SUMMARY"]) for entry in parsed(client, url).walk("VEVENT")]

    assert summaries("/pl/kalendarz/kalendarz.ics") == ["Szkolenie", "Mecz"]
    assert summaries("/pl/kalendarz/kalendarz.ics?rodzaj=sport&nieznany=1") == ["Mecz"]
    assert summaries("/pl/kalendarz/slupsk/kalendarz.ics") == ["Szkolenie"]


def test_texts_with_line_breaks_that_are_stored_already_fit_in_the_file(client: Client, site_tree: SiteTree) -> None:
    organiser = Organisation.objects.create(kind="ngo", name="Fundacja\r\nFala\x01", slug="fala", email="fala@example.org")
    event = EventPageFactory(parent=site_tree.calendar_slupsk, title="Targi\r\nBEGIN:VEVENT\x0b", place_name="Ha\nla", organiser=organiser)
    (entry,) = parsed(client, f"{event.url}wydarzenie.ics").walk("VEVENT")
    assert entry["SUMMARY"] == "Targi BEGIN:VEVENT"
    assert entry["LOCATION"].startswith("Ha la")
    assert entry["ORGANIZER"].params["CN"] == "Fundacja Fala"
    assert client.get("/pl/kalendarz/kalendarz.ics").status_code == 200


@pytest.mark.parametrize(("name", "value"), [("rodzaj", "abc"), ("data", "2026-02-31"), ("q", "x" * 300), ("online", "x")])
def test_a_wrong_filter_of_a_file_is_refused_in_words(client: Client, site_tree: SiteTree, name: str, value: str) -> None:
    response = client.get(f"/pl/kalendarz/kalendarz.ics?{urlencode({name: value})}")
    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert ": " in response.content.decode()


def test_signs_that_the_formats_cannot_hold_are_left_out(client: Client, site_tree: SiteTree) -> None:
    event = EventPageFactory(parent=site_tree.calendar_slupsk, title="Bez\x0b znaku\u2028", summary="<b>&amp;</b>\x1f")
    EventPage.objects.filter(pk=event.pk).update(title="Bez\x0b znaku\u2028 END:VCALENDAR")
    (entry,) = parsed(client, f"{event.url}wydarzenie.ics").walk("VEVENT")
    assert entry["SUMMARY"] == "Bez znaku END:VCALENDAR"
    feed = feedparser.parse(client.get("/pl/kalendarz/rss/").content)
    assert not feed.bozo
    assert feed.entries[0].title.startswith("Bez znaku")


@pytest.mark.parametrize("path", ["", "slupsk/"])
def test_the_channel_is_valid_absolute_and_in_order(client: Client, site_tree: SiteTree, path: str) -> None:
    late = EventPageFactory(parent=site_tree.calendar_slupsk, title="Później", start=at("2026-12-10 10:00"))
    soon = EventPageFactory(parent=site_tree.calendar_slupsk, title="Wkrótce & <zaraz>")
    EventPageFactory(parent=site_tree.calendar_slupsk, title="Było", start=at("2026-11-20 10:00"))
    PageTopic.objects.create(tag=Topic.objects.create(name="Sport", name_en="Sport", slug="sport"), content_object=soon)
    response = client.get(f"/pl/kalendarz/{path}rss/")
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    feed = feedparser.parse(response.content)
    assert not feed.bozo
    assert feed.version == "rss20"
    assert feed.feed.language == "pl"
    assert feed.feed.link == f"http://testserver/pl/kalendarz/{path}"
    assert [link.href for link in feed.feed.links if link.rel == "self"] == [f"http://testserver/pl/kalendarz/{path}rss/"]
    assert [entry.link for entry in feed.entries] == [f"http://testserver{event.url}" for event in (soon, late)]
    assert "Wkrótce" in feed.entries[0].title
    assert "czwartek, 26 listopada 2026, 18:00–20:00. COP Słupsk, sala A." in feed.entries[0].description.replace("\u00a0", " ")
    assert [tag.term for tag in feed.entries[0].tags] == ["Sport"]
    assert feed.entries[0].id == f"urn:uuid:{soon.translation_key}"
