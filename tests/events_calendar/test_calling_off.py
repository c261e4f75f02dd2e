"""Calling a confirmed event off by its organisation: of a series one date or all, and never more than was chosen."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from core import outbox
from events_calendar.begin_form import ALL_DATES, stamp_of
from events_calendar.ical.entries import uid
from events_calendar.models import EventPage, Occurrence, Reservation, Venue
from events_calendar.services import calling_off, moderation, request_state, requests
from events_calendar.services.request_state import State
from tests.accounts.factories import People
from tests.events_calendar.factories import VenueFactory, at
from tests.events_calendar.slot_requests import ask, asked, decision
from tests.events_calendar.test_own_requests import page, press, url
from tests.events_calendar.test_requests import slots, state
from tests.events_calendar.test_telling import attached, got

pytestmark = pytest.mark.django_db
WEEKLY = {"rule": "FREQ=WEEKLY;BYDAY=TU;COUNT=3"}
SECOND = at("2026-12-08 18:00")
REASON = "Prowadząca jest chora."


def confirmed(people: People, room: Venue | None, **fields: Any) -> EventPage:
    """A request that somebody confirmed, its mails read."""
    event = moderation.approve(decision(ask(people, room, **fields)), people.moderator)
    got(people.ngo_owner)
    mail.outbox.clear()
    return event


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def cancelled(event: EventPage) -> list[str]:
    """The days that are called off, with the reason."""
    rows = Occurrence.objects.filter(event=event, status="cancelled").order_by("start")
    return [f"{row.start:%d.%m} {row.reason}" for row in rows]


def test_of_a_series_all_dates_are_named_and_none_is_chosen_beforehand(ngo: Client, people: People, room: Venue) -> None:
    event = confirmed(people, room, **WEEKLY)
    text = page(ngo, url(event, "odwolaj/"))
    for day in ("wtorek, 1 grudnia 2026, 18:00–20:00", "wtorek, 8 grudnia 2026", "wtorek, 15 grudnia 2026"):
        assert day in text
    assert "Odwołujesz 3 terminy" in text
    assert " checked" not in text
    answer = ngo.post(url(event, "odwolaj/"), {"reason": REASON})
    assert answer.status_code == 422
    assert "Zaznacz, co odwołujesz" in plain(answer.content.decode())
    assert ngo.post(url(event, "odwolaj/"), {"reason": REASON, "termin": "jutro"}).status_code == 422
    assert cancelled(event) == []
    assert state(event) == State.CONFIRMED


def test_one_date_is_called_off_alone_and_its_people_and_phone_hear(ngo: Client, people: People, room: Venue) -> None:
    event = confirmed(people, room, **WEEKLY)
    text = press(ngo, event, "odwolaj", termin=stamp_of(SECOND), reason=REASON)
    assert "Termin jest odwołany. Pozostałe są bez zmian." in text
    assert "<s>wtorek, 8 grudnia 2026, 18:00–20:00</s> (odwołany: Prowadząca jest chora)" in text
    assert "Jeden termin odwołany" in text
    assert cancelled(event) == [f"08.12 {REASON}"]
    assert state(event) == State.CONFIRMED
    assert [row[2] for row in slots(room)] == ["01.12 18:00", "15.12 18:00"]
    outbox.drain()
    (to_cop,) = [message for message in mail.outbox if people.moderator.email in message.to]
    assert to_cop.subject == "Odwołany jeden termin: Warsztaty dla seniorów"
    assert "wtorek, 8 grudnia 2026, 18:00–20:00" in to_cop.body
    assert REASON in to_cop.body
    (mine,) = [message for message in mail.outbox if people.ngo_owner.email in message.to]
    assert "COP zmienia" not in mine.body
    method, (entry,) = attached(mine)
    assert (method, entry["STATUS"], entry["UID"], entry["RECURRENCE-ID"].dt) == ("CANCEL", "CANCELLED", uid(event), SECOND)
    file = plain(ngo.get(f"{event.url}wydarzenie.ics").content.decode())
    assert "RECURRENCE-ID;TZID=Europe/Warsaw:20261208T180000" in file
    assert "STATUS:CANCELLED" in file


def test_pressed_twice_it_calls_off_no_more_even_where_one_date_is_left(ngo: Client, people: People, room: Venue) -> None:
    event = confirmed(people, room, rule="FREQ=WEEKLY;BYDAY=TU;COUNT=2")
    press(ngo, event, "odwolaj", termin=stamp_of(SECOND), reason=REASON)
    text = press(ngo, event, "odwolaj", termin=stamp_of(SECOND), reason=REASON)
    assert "Ten termin jest już odwołany" in text
    assert cancelled(event) == [f"08.12 {REASON}"]
    assert [line.what for line in request_state.history(event)].count("Jeden termin odwołany") == 1
    outbox.drain()
    assert len([message for message in mail.outbox if people.moderator.email in message.to]) == 1


def test_all_dates_are_called_off_where_all_were_chosen(ngo: Client, people: People, room: Venue) -> None:
    event = confirmed(people, room, **WEEKLY)
    press(ngo, event, "odwolaj", termin=ALL_DATES, reason=REASON)
    assert state(event) == State.CANCELLED
    assert len(cancelled(event)) == 3
    assert slots(room) == []


def test_nobody_else_calls_a_date_off(people: People, room: Venue) -> None:
    event = confirmed(people, room, **WEEKLY)
    with pytest.raises(requests.RequestRefused):
        calling_off.cancel_date(event, people.resident, SECOND, REASON)
    assert cancelled(event) == []


def test_a_change_that_waits_stays_with_one_date_and_goes_with_all(ngo: Client, people: People, room: Venue) -> None:
    event = confirmed(people, room, **WEEKLY)
    other = VenueFactory(name="Sala B", slug="sala-b")
    requests.ask_for_change(event, people.ngo_owner, asked(other, **WEEKLY))
    assert "Na decyzję czeka prośba o zmianę" in page(ngo, url(event, "odwolaj/"))
    press(ngo, event, "odwolaj", termin=stamp_of(SECOND), reason=REASON)
    assert state(event) == State.CHANGE_PENDING
    assert cancelled(event) == [f"08.12 {REASON}"]
    assert [row[2] for row in slots(other)] == ["01.12 18:00", "15.12 18:00"], "nor is the other room held for a date that is off"
    mail.outbox.clear()
    press(ngo, event, "odwolaj", termin=ALL_DATES, reason=REASON)
    assert state(event) == State.CANCELLED
    assert not Reservation.objects.blocking().filter(event=event).exists()
    outbox.drain()
    (to_cop,) = [message for message in mail.outbox if people.moderator.email in message.to and "Wydarzenie odwołane" in message.subject]
    assert "czekała prośba o jego zmianę" in to_cop.body
    (mine,) = [message for message in mail.outbox if "nie odbędzie się" in message.subject]
    assert "przepadła razem z nim" in mine.body


def test_an_event_of_one_date_is_asked_about_as_before(ngo: Client, people: People, room: Venue) -> None:
    event = confirmed(people, room)
    text = page(ngo, url(event, "odwolaj/"))
    assert 'name="termin"' not in text
    assert "wtorek, 1 grudnia 2026, 18:00–20:00" in text
    assert "Na decyzję czeka" not in text
    press(ngo, event, "odwolaj", reason=REASON)
    assert state(event) == State.CANCELLED


def test_a_series_that_is_withdrawn_is_named_with_all_its_dates(ngo: Client, people: People, room: Venue) -> None:
    text = page(ngo, url(ask(people, room, **WEEKLY), "wycofaj/"))
    assert "3 terminy:" in text
    assert "Wycofujesz wszystkie te terminy" in text
    for day in ("wtorek, 1 grudnia 2026, 18:00–20:00", "wtorek, 8 grudnia 2026", "wtorek, 15 grudnia 2026"):
        assert day in text
    alone = ask(people, room, "2026-12-02 10:00")
    assert "Termin od razu się zwolni" in page(ngo, url(alone, "wycofaj/"))


def test_without_a_place_nothing_is_said_to_become_free(ngo: Client, people: People) -> None:
    event = ask(people, None, place_name="Park Kultury", territory=people.ngo.territory)
    assert "zwolni" not in page(ngo, url(event, "wycofaj/"))
