"""Mails by the clock: each once, on the right day, to the right people."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.core import mail

from accounts.models import MailMessage
from core import outbox, schedule
from events_calendar.models import Occurrence, Venue
from events_calendar.services import calling_off, moderation, reminders
from tests.accounts.factories import People
from tests.events_calendar.factories import EventPageFactory, VenueFactory, at
from tests.events_calendar.slot_requests import ask, began, decision
from tests.factories import SiteTree


def told(kind: str) -> list[str]:
    return sorted(MailMessage.objects.filter(kind=kind).values_list("recipient__email", flat=True))


def test_moderators_hear_once_a_day_of_what_waits_too_long(people: People, room: Venue) -> None:
    late, new = ask(people, room, title="Stara"), ask(people, room, "2026-12-02 18:00", title="Nowa")
    began(late, "2026-11-18 08:00")
    began(new, "2026-11-19 08:00")
    assert reminders.remind_moderators() == 1
    reminders.remind_moderators()
    both = sorted([people.moderator.email, people.second_moderator.email])
    assert told("slots.overdue") == both, "only this COP's, once"
    outbox.drain()
    assert {message.subject for message in mail.outbox if "za długo" in message.subject} == {"Czeka za długo: Stara"}
    with time_machine.travel(datetime(2026, 11, 25, 7, tzinfo=UTC)):
        assert reminders.remind_moderators() == 2
    assert len(told("slots.overdue")) == 2 * 3
    moderation.approve(decision(late), people.moderator)
    with time_machine.travel(datetime(2026, 11, 26, 7, tzinfo=UTC)):
        assert reminders.remind_moderators() == 1


@pytest.mark.parametrize("day", [(2026, 11, 28), (2026, 11, 29), (2026, 12, 25)])
def test_nobody_is_reminded_on_a_free_day(people: People, room: Venue, day: tuple[int, int, int]) -> None:
    began(ask(people, room, "2027-01-10 18:00"), "2026-11-02 08:00")
    with time_machine.travel(datetime(*day, 7, tzinfo=UTC)):
        assert reminders.remind_moderators() == 0
    assert told("slots.overdue") == []


def test_who_asked_hears_the_day_before_once(people: People, room: Venue, site_tree: SiteTree) -> None:
    tomorrow = "2026-11-25 18:00"
    moderation.approve(decision(ask(people, room, tomorrow)), people.moderator)
    ask(people, VenueFactory(), tomorrow, title="Bez decyzji")
    off = moderation.approve(decision(ask(people, VenueFactory(), tomorrow, title="Odwołane")), people.moderator)
    calling_off.cancel(off, people.ngo_owner, "Choroba")
    moderation.approve(decision(ask(people, VenueFactory(), "2026-11-26 18:00", title="Pojutrze")), people.moderator)
    EventPageFactory(parent=site_tree.calendar_slupsk, start=at(tomorrow), owner=people.editor)
    assert reminders.remind_requesters() == 1
    reminders.remind_requesters()
    assert told("slots.reminder") == [people.ngo_owner.email]
    outbox.drain()
    letter = next(message for message in mail.outbox if message.subject.startswith("Jutro:"))
    assert letter.subject == "Jutro: Warsztaty dla seniorów"
    assert "środa, 25 listopada 2026, 18:00–20:00" in letter.body


def test_each_date_of_a_series_but_not_one_that_is_off(people: People, room: Venue) -> None:
    event = moderation.approve(decision(ask(people, room, "2026-11-25 18:00", rule="FREQ=DAILY;COUNT=3")), people.moderator)
    second = Occurrence.objects.filter(event=event).order_by("start")[1]
    Occurrence.objects.filter(pk=second.pk).update(status="cancelled")
    for day in (24, 25, 26):
        with time_machine.travel(datetime(2026, 11, day, 8, tzinfo=UTC)):
            reminders.remind_requesters()
    assert len(told("slots.reminder")) == 2


def test_the_clock_knows_both() -> None:
    for name, hour in (("events_calendar.remind_moderators", 8), ("events_calendar.remind_requesters", 9)):
        assert schedule.jobs[name].slot(at("2026-11-24 12:00")) == at(f"2026-11-24 {hour:02}:00")
