"""The dates of a request as its people see them: as they are in the calendar, or as the places are held."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from events_calendar.models import EventPage, Venue
from events_calendar.services import calling_off, dates, moderation
from tests.accounts.factories import People
from tests.events_calendar.factories import VenueFactory, at
from tests.events_calendar.test_own_requests import ask, page, url
from tests.events_calendar.test_requests import decision
from tests.measure import queries

pytestmark = pytest.mark.django_db
WEEKLY = {"rule": "FREQ=WEEKLY;BYDAY=TU;COUNT=3"}


def test_a_date_that_was_taken_is_said_to_fall_out_before_and_after_the_decision(ngo: Client, people: People, room: Venue) -> None:
    moderation.approve(decision(ask(people, room, title="Koło")), people.moderator)
    event = ask(people, room, **WEEKLY)
    out = "<s>wtorek, 1 grudnia 2026, 18:00–20:00</s> odpadł, bo miejsce jest wtedy zajęte<br>wtorek, 8 grudnia"
    text = page(ngo, url(event))
    assert out in text
    assert text.count("odpadł") == 1
    assert "18:00–20:00" in row_of(page(ngo, "/pl/moje/"), event)
    assert 'datetime="2026-12-08' in row_of(page(ngo, "/pl/moje/"), event)
    moderation.approve(decision(event), people.moderator)
    text = page(ngo, url(event))
    assert "<s>wtorek, 1 grudnia 2026, 18:00–20:00</s> (nie odbędzie się: Sala A: zajęte" in text
    assert text.count("nie odbędzie się") == 1
    assert 'datetime="2026-12-08' in row_of(page(ngo, "/pl/moje/"), event)


def test_a_date_that_the_cop_moved_stands_with_its_new_hour_and_room(ngo: Client, people: People, room: Venue) -> None:
    event = moderation.approve(decision(ask(people, room, **WEEKLY)), people.moderator)
    other = VenueFactory(name="Sala B", slug="sala-b")
    start = at("2026-12-02 10:00")
    dates.move_date(event, event.start, start=start, end=start + timedelta(hours=2), venue=other, by=people.moderator)
    text = page(ngo, url(event))
    assert "środa, 2 grudnia 2026, 10:00–12:00 (przeniesiony, był: wtorek, 1 grudnia 2026, 18:00; miejsce: Sala B" in text
    row = row_of(page(ngo, "/pl/moje/"), event)
    assert "10:00–12:00" in row
    assert "Sala B" in row
    assert "przeniesiony termin" in row


def test_a_cancelled_event_still_says_when_it_would_have_been(ngo: Client, people: People, room: Venue) -> None:
    event = moderation.approve(decision(ask(people, room)), people.moderator)
    calling_off.cancel(event, people.ngo_owner, "Choroba.")
    assert "<s>wtorek, 1 grudnia 2026, 18:00–20:00</s> (odwołany: Choroba)" in page(ngo, url(event))


def test_moje_asks_as_often_for_many_requests(ngo: Client, people: People, room: Venue) -> None:
    def make(number: int) -> None:
        moderation.approve(decision(ask(people, room, f"2026-12-{number:02} 10:00")), people.moderator)
        ask(people, room, f"2026-12-{number:02} 14:00", rule="FREQ=WEEKLY;COUNT=2")

    make(1)
    page(ngo, "/pl/moje/")
    few = len(queries(ngo, "/pl/moje/"))
    for number in range(2, 5):
        make(number)
    assert len(queries(ngo, "/pl/moje/")) == few


def row_of(text: str, event: EventPage) -> str:
    """The request's line in "Moje"."""
    (row,) = [one for one in text.split("<article")[1:] if url(event) in one]
    return row
