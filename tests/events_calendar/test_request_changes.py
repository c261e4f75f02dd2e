"""A change of a confirmed event on its way to a decision, and what stays as it was held whatever else happens."""

from __future__ import annotations

from typing import Any

import pytest

from events_calendar.models import EventPage, Occurrence, Reservation, Venue
from events_calendar.services import booking, dates, moderation, requests
from tests.accounts.factories import People
from tests.events_calendar.factories import EventPageFactory, VenueFactory, at
from tests.events_calendar.slot_requests import ask, asked, decision, make_deciders
from tests.events_calendar.test_requests import slots
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db
WEEKLY = {"rule": "FREQ=WEEKLY;BYDAY=TU;COUNT=3"}


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    return make_deciders(site_tree)


@pytest.fixture
def room(people: People) -> Venue:
    return VenueFactory(name="Sala A")


def confirmed(people: People, room: Venue | None, start: str = "2026-12-01 18:00", **fields: Any) -> EventPage:
    return moderation.approve(decision(ask(people, room, start, **fields)), people.moderator)


def change(people: People, event: EventPage, room: Venue | None, start: str = "2026-12-01 18:00", **fields: Any) -> EventPage:
    return requests.ask_for_change(event, people.ngo_owner, asked(room, start, **fields))


def fresh(event: EventPage) -> EventPage:
    return EventPage.objects.get(pk=event.pk)


# --- Time before and after


def test_more_time_for_cleaning_up_is_taken_too(site_tree: SiteTree, people: People, room: Venue) -> None:
    event = EventPageFactory(parent=site_tree.calendar_slupsk, venue=room, start=at("2026-12-01 18:00"))
    event.cleanup_minutes = 60
    event.save()
    assert Reservation.objects.blocking().get(event=event).blocked_end == at("2026-12-01 21:00")
    with pytest.raises(booking.SlotTaken):
        EventPageFactory(parent=site_tree.calendar_slupsk, venue=room, start=at("2026-12-01 20:30"))


def test_more_time_before_a_neighbour_is_refused(site_tree: SiteTree, people: People, room: Venue) -> None:
    event = EventPageFactory(parent=site_tree.calendar_slupsk, venue=room, start=at("2026-12-01 18:00"))
    EventPageFactory(parent=site_tree.calendar_slupsk, venue=room, start=at("2026-12-01 16:00"))
    event.setup_minutes = 30
    with pytest.raises(booking.SlotTaken):
        event.save()
    assert slots(room)[1] == (event.pk, "confirmed", "01.12 18:00")


def test_a_longer_preparation_that_the_place_asks_for_since_moves_no_booking(site_tree: SiteTree, people: People, room: Venue) -> None:
    event = EventPageFactory(parent=site_tree.calendar_slupsk, venue=room, start=at("2026-12-01 18:00"), setup_minutes=15)
    EventPageFactory(parent=site_tree.calendar_slupsk, venue=room, start=at("2026-12-01 15:30"))
    room.preparation_minutes = 120
    room.save()
    before = list(Reservation.objects.filter(event=event).values_list("pk", "blocked_start"))
    fresh(event).save()
    assert list(Reservation.objects.blocking().filter(event=event).values_list("pk", "blocked_start")) == before


def test_time_added_by_a_change_is_held_beside_and_confirmed_with_it(people: People, room: Venue) -> None:
    event = confirmed(people, room)
    change(people, event, room, cleanup_minutes=60)
    assert slots(room) == [(event.pk, "confirmed", "01.12 18:00"), (event.pk, "held", "01.12 18:00")]
    dates.extend_series()
    moderation.approve(decision(event), people.moderator)
    assert Reservation.objects.blocking().get().blocked_end == at("2026-12-01 21:00")


# --- What is held for a change


def test_the_nightly_roll_out_leaves_what_is_held_for_a_change(people: People, room: Venue) -> None:
    event = confirmed(people, room, **WEEKLY)
    change(people, event, room, "2026-12-02 10:00", rule="FREQ=WEEKLY;BYDAY=WE;COUNT=2")
    held = [row for row in slots(room) if row[1] == "held"]
    assert len(held) == 2
    assert dates.extend_series() == 1
    assert [row for row in slots(room) if row[1] == "held"] == held
    assert len(slots(room)) == 5
    moderation.approve(decision(event), people.moderator)
    assert slots(room) == [(event.pk, "confirmed", "02.12 10:00"), (event.pk, "confirmed", "09.12 10:00")]


def test_a_date_cancelled_while_a_change_waits_frees_nothing_of_it_and_stays_cancelled(people: People, room: Venue) -> None:
    event = confirmed(people, room, **WEEKLY)
    change(people, event, room, title="Nowy tytuł", added=[(at("2026-12-03 10:00"), at("2026-12-03 12:00"))], **WEEKLY)
    dates.cancel_date(fresh(event), at("2026-12-08 18:00"), "Remont", by=people.moderator)
    assert (event.pk, "held", "03.12 10:00") in slots(room)
    approved = moderation.approve(decision(event), people.second_moderator)
    assert approved.title == "Nowy tytuł"
    assert [row[2] for row in slots(room)] == ["01.12 18:00", "03.12 10:00", "15.12 18:00"]
    assert Occurrence.objects.get(event=event, original=at("2026-12-08 18:00")).reason == "Remont"
