"""The waiting list and requests whose hold has run out: who is offered what, in which order, and who is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import outbox
from core.outbox.models import OutboxEntry
from events_calendar.models import EventPage, Reservation, Venue, WaitingEntry
from events_calendar.services import booking, moderation, request_state, requests, waiting
from events_calendar.services.request_state import State
from tests.accounts.factories import People
from tests.events_calendar.conftest import later
from tests.events_calendar.factories import VenueFactory, at
from tests.events_calendar.slot_requests import ask, asked, decision
from tests.events_calendar.test_requests import mails, slots, state

STILL_WAITS = "Termin dostał ktoś inny: Czeka"


def wait(people: People, room: Venue, start: str = "2026-12-01 18:00", **fields: Any) -> EventPage:
    return requests.wait(people.ngo_owner, people.ngo, asked(room, start, **{"title": "Czeka", **fields}))


def letter(subject: str) -> str:
    """The text of the mail with this subject."""
    outbox.drain()
    return str(next(message.body for message in mail.outbox if message.subject == subject))


# --- Holds that have run out


def run_out() -> None:
    Reservation.objects.filter(status="held").update(expires_at=timezone.now() - timedelta(minutes=1))


def test_an_expired_request_sent_again_without_a_place_of_the_portal_waits_for_its_decision(people: People, room: Venue) -> None:
    event = ask(people, room)
    run_out()
    assert waiting.expire_requests() == 1
    requests.resubmit(event, people.ngo_owner, asked(None, place_name="Plaża", address="Ustka"))
    assert waiting.expire_requests() == 0
    assert state(event) == State.SUBMITTED


def test_a_hold_that_somebody_took_over_still_ends_the_request(people: People, room: Venue) -> None:
    event = ask(people, room)
    run_out()
    rival = ask(people, room, title="Inne")
    assert Reservation.objects.get(event=event).status == "expired"
    assert waiting.expire_requests() == 1
    assert (state(event), state(rival)) == (State.EXPIRED, State.SUBMITTED)


def test_the_job_finds_what_was_lost_by_an_index(people: People) -> None:
    lost = Reservation.objects.order_by().filter(status="expired", changed__gte=timezone.now() - waiting.LOST_WITHIN)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # it reads so small a table whole
    assert "events_reservation_lost" in lost.explain()


# --- What is offered


def test_all_who_can_have_a_part_of_the_freed_time_are_asked_in_order(people: People, room: Venue) -> None:
    event = ask(people, room, "2026-12-01 10:00", end=at("2026-12-01 18:00"))
    first = wait(people, room, "2026-12-01 10:00")
    in_its_way = wait(people, room, "2026-12-01 11:00")
    apart = wait(people, room, "2026-12-01 14:00")
    requests.withdraw(event, people.ngo_owner)
    outbox.drain()
    assert [state(one) for one in (first, in_its_way, apart)] == [State.OFFERED, State.WAITING, State.OFFERED]
    assert slots(room) == [(first.pk, "held", "01.12 10:00"), (apart.pk, "held", "01.12 14:00")]


def test_who_waits_for_the_time_before_their_own_is_asked_too(people: People) -> None:
    room = VenueFactory(preparation_minutes=30)
    event = ask(people, room, "2026-12-01 16:00")
    waits = wait(people, room, "2026-12-01 18:00")
    assert state(waits) == State.WAITING, "half an hour is missing"
    requests.withdraw(event, people.ngo_owner)
    outbox.drain()
    assert state(waits) == State.OFFERED


def test_a_slot_that_is_free_by_now_is_not_waited_for(people: People, room: Venue) -> None:
    event = wait(people, room)
    assert state(event) == State.SUBMITTED
    assert slots(room) == [(event.pk, "held", "01.12 18:00")]
    assert not WaitingEntry.objects.exists()


@pytest.mark.parametrize("how", ["alone", "bulk"])
def test_the_places_of_a_deleted_page_are_offered(client: Client, people: People, room: Venue, how: str) -> None:
    events = [
        moderation.approve(decision(ask(people, room, start)), people.moderator) for start in ("2026-12-01 18:00", "2026-12-02 18:00")
    ]
    waits = [wait(people, room, start) for start in ("2026-12-01 18:00", "2026-12-02 18:00")]
    if how == "alone":
        for event in events:
            event.delete()
    else:
        client.force_login(people.cio)
        ids = "&".join(f"id={event.pk}" for event in events)
        assert client.post(f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'delete'])}?{ids}").status_code == 302
    assert not EventPage.objects.filter(pk__in=[event.pk for event in events]).exists()
    outbox.drain()
    assert [state(event) for event in waits] == [State.OFFERED, State.OFFERED]


def test_freeing_a_long_series_costs_as_much_as_a_short_one(people: People) -> None:
    def cost(count: int) -> int:
        hall = VenueFactory()
        VenueFactory(parent=hall, is_part=True)
        event = ask(people, hall, "2026-12-01 18:00", rule=f"FREQ=DAILY;COUNT={count}")
        for day in range(1, count + 1):
            wait(people, hall, f"2026-12-{day:02} 18:00")
        with CaptureQueriesContext(connection) as queries:
            assert booking.free(event) == 2 * count
        payloads = [entry.payload for entry in OutboxEntry.objects.filter(kind="slots.freed", done_at=None)]
        assert len([one for one in payloads if one["venue"] == hall.pk]) == count
        return len(queries)

    assert cost(3) == cost(12) <= 12


# --- Who is told


def test_who_waits_is_told_once_that_another_has_the_slot_for_certain(people: People, room: Venue) -> None:
    event = ask(people, room)
    waits = wait(people, room)
    outbox.drain()
    assert STILL_WAITS not in mails(people.ngo_owner), "a held slot may still be refused"
    approved = moderation.approve(decision(event), people.moderator)
    text = letter(STILL_WAITS)
    assert "Prośba zostaje na liście oczekujących" in text
    assert text.count("\n- ") == 3, "three free alternatives"
    assert f"/moje/terminy/{waits.pk}/" in text, "where one leaves the list"
    assert state(waits) == State.WAITING
    mails(people.ngo_owner)
    late = wait(people, room, title="Późniejsza")
    approved.save_revision().publish()
    approved.end += timedelta(minutes=30)
    approved.save_revision().publish()
    told = [subject for subject in mails(people.ngo_owner) if subject.startswith("Termin dostał ktoś inny")]
    assert told == ["Termin dostał ktoś inny: Późniejsza"], "once for each event that has it"
    assert state(late) == State.WAITING


def test_an_offer_nobody_answered_names_three_others(people: People, room: Venue) -> None:
    event = ask(people, room)
    wait(people, room)
    requests.withdraw(event, people.ngo_owner)
    outbox.drain()
    WaitingEntry.objects.update(offered_until=timezone.now() - timedelta(minutes=1))
    assert waiting.pass_unanswered() == 1
    assert letter("Minął czas na odpowiedź: Czeka").count("\n- ") == 3


def test_who_waited_until_the_time_had_come_is_told_and_waits_no_more(people: People, room: Venue) -> None:
    ask(people, room)
    event = wait(people, room)
    assert waiting.end_past() == 0
    later("2026-12-01 18:01")
    assert waiting.end_past() == 1
    assert waiting.end_past() == 0
    assert state(event) == State.EXPIRED
    assert request_state.history(event)[-1].what == "Termin minął, zanim się zwolnił"
    assert "nie zwolnił się do końca" in letter("Prośba wygasła: Czeka")
