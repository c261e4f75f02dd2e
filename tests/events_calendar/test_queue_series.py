"""A series before the moderator, date by date: what speaks against each, and which fall out."""

from __future__ import annotations

from datetime import date

import pytest
from django.core import mail
from django.test import Client

from core import outbox
from events_calendar.models import EventPage, Reservation, Venue
from events_calendar.services import moderation, request_state, requests
from tests.accounts.factories import People
from tests.events_calendar.factories import VenueFactory, at
from tests.events_calendar.slot_requests import ask, decide, decision, read
from tests.factories import SiteTree


@pytest.fixture
def room(site_tree: SiteTree) -> Venue:
    return VenueFactory(name="Sala A", slug="sala-a", equipment=["projector"])


def _series(people: People, room: Venue) -> EventPage:
    """Five Tuesdays: on the second the room is shut, the third was another's when it was asked for, and still is."""
    ask(people, room, "2026-12-15 18:00", title="Inne")
    event = ask(people, room, rule="FREQ=WEEKLY;COUNT=5")
    room.exceptions.create(first_day=date(2026, 12, 8), last_day=date(2026, 12, 8), reason="malowanie")
    room.save()
    return event


def test_every_date_that_something_speaks_against_is_to_be_read_before_approving(client: Client, people: People, room: Venue) -> None:
    event = _series(people, room)
    html = read(client, people.moderator, event)
    remarks = html.partition("Na co zwrócić uwagę")[2].partition("</section>")[0]
    card = client.get("/admin/terminy/").content.decode()
    for words in ("8 grudnia 2026 zamknięte (malowanie)", "15 grudnia 2026, 18:00–20:00 o ten termin prosi już ktoś inny"):
        assert words in remarks, words
        assert words in card, words
    tick = html.partition("Zatwierdzam mimo uwag")[2].partition("</form>")[0]
    assert "Odpadnie, bo miejsce jest zajęte: wtorek, 15 grudnia 2026, 18:00–20:00." in tick
    assert "Odbędzie się, choć według zasad miejsce jest wtedy zamknięte: wtorek, 8 grudnia 2026, 18:00–20:00." in tick
    assert "3 terminy odbędą się tak, jak w prośbie." in tick
    decide(client, people.moderator, event, "zatwierdz", mimo="on")
    rows = event.occurrences.order_by("start")
    assert [row.skipped for row in rows] == [False, False, True, False, False], "as it was said"


def test_mail_page_queue_and_history_tell_the_same_of_a_date_that_fell_out(client: Client, people: People, room: Venue) -> None:
    event = _series(people, room)
    decide(client, people.moderator, event, "zatwierdz", mimo="on")
    html = read(client, people.moderator, event)
    assert "odbędzie się 4 z 5 terminów" in html
    assert "odbędzie się 4 z 5 terminów" in client.get("/admin/terminy/?stan=rozstrzygniete").content.decode()
    named = "wtorek, 15 grudnia 2026, 18:00–20:00. Sala A: wtorek, 15 grudnia 2026, 18:00–20:00 o ten termin prosi już ktoś inny."
    told = [line.what for line in request_state.history(event)]
    assert told[-2:] == ["Prośba zatwierdzona", f"Terminy odpadły: miejsce jest wtedy zajęte albo zamknięte. {named}"]
    outbox.drain()
    mine = [message for message in mail.outbox if message.to == [people.ngo_owner.email]]
    assert [message.subject.partition(":")[0] for message in mine] == ["Mamy Twoją prośbę"] * 2 + ["Termin potwierdzony"], "and no other"
    assert "odbędzie się 4 z 5 terminów" in mine[-1].body
    assert f"Te terminy odpadły, bo miejsce jest wtedy zajęte albo zamknięte:\n- {named}" in mine[-1].body
    for message in mail.outbox:
        assert "Nie ma ich w kalendarzu" not in message.body


def test_a_mail_names_the_first_date_that_takes_place(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room, rule="FREQ=WEEKLY;COUNT=3")
    Reservation.objects.update(expires_at=at("2026-11-24 11:00"))
    moderation.approve(decision(ask(people, room, title="Szybsza")), people.second_moderator)
    moderation.approve(decision(event), people.moderator)
    outbox.drain()
    (confirmed,) = [one.body for one in mail.outbox if one.subject.endswith("Termin potwierdzony: Warsztaty dla seniorów")]
    assert "wtorek, 8 grudnia 2026, 18:00–20:00; co wtorek, 3 razy; odbędzie się 2 z 3 terminów" in confirmed


def test_a_date_that_is_neither_held_nor_open_falls_out(client: Client, people: People, room: Venue) -> None:
    event = _series(people, room)
    requests.withdraw(EventPage.objects.get(title="Inne"), people.ngo_owner)
    room.exceptions.create(first_day=date(2026, 12, 15), last_day=date(2026, 12, 15), reason="remont")
    room.save()
    html = read(client, people.moderator, event)
    assert "Odpadnie, bo miejsce jest zamknięte: wtorek, 15 grudnia 2026, 18:00–20:00." in html
    moderation.approve(decision(event), people.moderator)
    assert [row.skipped for row in event.occurrences.order_by("start")] == [False, False, True, False, False]


def test_a_card_has_room_for_few_remarks_and_says_how_many_more_there_are(client: Client, people: People, room: Venue) -> None:
    ask(people, room, rule="FREQ=DAILY;COUNT=30")
    room.exceptions.create(first_day=date(2026, 12, 5), last_day=date(2026, 12, 24), reason="malowanie")
    room.save()
    client.force_login(people.moderator)
    card = client.get("/admin/terminy/").content.decode()
    assert card.count("zamknięte (malowanie)") < 10
    assert "I jeszcze 13 uwag: otwórz prośbę" in card


def test_a_chosen_date_that_is_taken_cannot_be_approved_away(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    Reservation.objects.update(expires_at=at("2026-11-24 11:00"))
    moderation.approve(decision(ask(people, room, title="Szybsza")), people.second_moderator)
    assert "Zatwierdzić się nie da, dopóki zajęte jest: wtorek, 1 grudnia 2026, 18:00–20:00." in read(client, people.moderator, event)
