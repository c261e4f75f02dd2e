"""Dates of a series that fell away because the place is taken: told as such, counted nowhere, and in no calendar."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from icalendar import Calendar

from core import outbox
from events_calendar import own_dates
from events_calendar.models import EventPage, Venue
from events_calendar.services import moderation, own_calendar
from events_calendar.services.request_state import State
from tests.accounts.factories import People
from tests.events_calendar.conftest import later
from tests.events_calendar.factories import at
from tests.events_calendar.slot_requests import ask, decision
from tests.events_calendar.test_telling import attached

pytestmark = pytest.mark.django_db
GONE = [at("2026-12-08 18:00"), at("2026-12-22 18:00")]
TOLD = "Te terminy odpadły, bo miejsce jest wtedy zajęte albo zamknięte:\n- wtorek, 8 grudnia 2026, 18:00–20:00\n- wtorek, 22 grudnia 2026"


@pytest.fixture
def series(people: People, room: Venue) -> EventPage:
    """A request for four Tuesdays of which two are somebody else's."""
    for start in GONE:
        moderation.approve(decision(ask(people, room, f"{start:%Y-%m-%d %H:%M}", title="Koło")), people.moderator)
    outbox.drain()
    mail.outbox.clear()
    return ask(people, room, rule="FREQ=WEEKLY;BYDAY=TU;COUNT=4")


def left_out(entry: Any) -> list[Any]:
    return [date.dt for date in entry["EXDATE"].dts]


def bodies(*, subject: str) -> list[str]:
    outbox.drain()
    return [message.body.replace("\u00a0", " ") for message in mail.outbox if message.subject.startswith(subject)]


def test_ones_own_calendar_leaves_out_what_fell_away(client: Client, people: People, series: EventPage) -> None:
    secret = own_calendar.make_address(people.ngo_owner).secret
    file = Calendar.from_ical(client.get(f"/pl/kalendarz/moj/{secret}.ics").content)
    (entry,) = [entry for entry in file.walk("VEVENT") if entry["SUMMARY"] == series.title]
    assert entry["STATUS"] == "TENTATIVE"
    assert left_out(entry) == GONE


def test_mails_count_what_is_held_and_list_what_fell_away(people: People, series: EventPage) -> None:
    to_cop, to_us = bodies(subject="Prośba o termin: Warsztaty"), bodies(subject="Mamy Twoją prośbę: Warsztaty")
    assert to_cop
    assert to_us
    for body in (*to_cop, *to_us):
        assert "4 razy; razem 2 terminy" in body
        assert TOLD in body


def test_the_mail_about_the_yes_and_its_entry_leave_them_out_too(people: People, series: EventPage) -> None:
    moderation.approve(decision(series), people.moderator)
    (body,) = bodies(subject="Termin potwierdzony")
    assert "odbędzie się 2 z 4 terminów" in body
    for day in ("8", "22"):
        assert f"- wtorek, {day} grudnia 2026, 18:00–20:00. Sala A: zajęte" in body
    (message,) = [message for message in mail.outbox if message.subject.startswith("Termin potwierdzony")]
    method, entries = attached(message)
    assert method == "REQUEST"
    assert left_out(entries[0]) == GONE


def test_what_holds_nothing_any_more_is_told_whole(people: People, series: EventPage) -> None:
    moderation.refuse(decision(series), people.moderator, "Remont.")
    (body,) = bodies(subject="Prośba odrzucona")
    assert "razem 4 terminy" in body
    assert "odpadły" not in body


def test_dates_beyond_what_was_asked_for_did_not_fall_away(people: People, room: Venue) -> None:
    """A series without an end reaches further each day; its new dates are somebody's only after the yes."""
    room.furthest_days = 3000
    room.save()
    event = ask(people, room, rule="FREQ=WEEKLY;BYDAY=TU")
    later("2026-11-30 13:00")
    told = own_dates.of(event, event.get_latest_revision_as_object(), State.SUBMITTED)
    assert told[-1].start == at("2028-11-28 18:00")
    assert not any(date.off for date in told)
