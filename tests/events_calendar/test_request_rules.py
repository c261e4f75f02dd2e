"""Rules of a place, and parts of it, that came after a request: what is held already stays, what is new has to fit."""

from __future__ import annotations

import pytest

from events_calendar.models import Reservation, Venue
from events_calendar.services import booking, hall_parts, moderation, requests, waiting
from events_calendar.services.request_data import RulesBroken
from events_calendar.services.request_state import State
from tests.accounts.factories import People
from tests.events_calendar.conftest import later
from tests.events_calendar.factories import VenueFactory
from tests.events_calendar.slot_requests import ask, asked, decision
from tests.events_calendar.test_request_changes import change, confirmed
from tests.events_calendar.test_requests import state

pytestmark = pytest.mark.django_db
WEEKLY = {"rule": "FREQ=WEEKLY;BYDAY=TU;COUNT=3"}


# --- Rules that came, or come into force, later


def test_the_notice_of_a_place_does_not_stand_in_the_way_of_what_is_held(people: People) -> None:
    room = VenueFactory(name="Sala A", min_notice_hours=48)
    asking, event = ask(people, room), confirmed(people, room, "2026-12-02 18:00")
    later("2026-11-30 12:00")
    moderation.ask_for_changes(decision(asking), people.moderator, "Ile osób?")
    requests.resubmit(asking, people.ngo_owner, asked(room, headcount=15), "Piętnaście.")
    later("2026-12-01 12:00")
    change(people, event, room, "2026-12-02 18:00", title="Nowy tytuł")
    with pytest.raises(RulesBroken):
        requests.resubmit(asking, people.ngo_owner, asked(room, "2026-12-02 10:00"))


def test_a_slot_that_is_offered_is_taken_up_to_its_start(people: People) -> None:
    room = VenueFactory(name="Sala A", min_notice_hours=24)
    first = ask(people, room)
    waits = requests.wait(people.ngo_owner, people.ngo, asked(room, title="Czeka"))
    later("2026-12-01 12:00")
    requests.withdraw(first, people.ngo_owner)
    assert waiting.offer_freed(room.pk, first.start, first.end) == [waits]
    requests.accept_offer(waits, people.ngo_owner)
    assert state(waits) == State.SUBMITTED


def test_new_hours_of_a_place_let_a_confirmed_event_change_its_words_but_not_its_people(people: People, room: Venue) -> None:
    event = confirmed(people, room)
    room.hours.create(weekday=0, opens="08:00", closes="10:00")
    room.capacity = 10
    room.save()
    with pytest.raises(RulesBroken, match="najwyżej 10 osób"):
        change(people, event, room, headcount=30)
    with pytest.raises(RulesBroken, match="zamknięte"):
        change(people, event, room, "2026-12-01 19:00")
    change(people, event, room, title="Nowy tytuł")
    assert state(event) == State.CHANGE_PENDING


def test_a_running_series_outside_the_portal_can_change_its_words(people: People) -> None:
    event = confirmed(people, None, place_name="Park", **WEEKLY)
    later("2026-12-02 12:00")
    change(people, event, None, place_name="Park", title="Nowy tytuł", **WEEKLY)
    with pytest.raises(RulesBroken, match="już minął"):
        ask(people, None, "2026-12-01 18:00", place_name="Park")


# --- A place that became a part of another


def test_a_hold_of_a_room_that_got_a_taken_part_since_is_not_approved(people: People, room: Venue) -> None:
    part = VenueFactory(name="Sala na parterze")
    there = confirmed(people, part)
    here = ask(people, room)
    part.parent, part.is_part = room, True
    part.save()
    hall_parts.share_with_part(room.pk, part)
    with pytest.raises(booking.SlotTaken, match="Sala na parterze"):
        moderation.approve(decision(here), people.moderator)
    assert (state(here), state(there)) == (State.SUBMITTED, State.CONFIRMED)


def test_a_hold_of_a_room_that_got_a_free_part_since_has_it_too(people: People, room: Venue) -> None:
    here = ask(people, room)
    part = VenueFactory(name="Sala na parterze", parent=room, is_part=True)
    moderation.approve(decision(here), people.moderator)
    held = Reservation.objects.blocking().filter(event=here).values_list("venue", "status")
    assert set(held) == {(room.pk, "confirmed"), (part.pk, "confirmed")}
