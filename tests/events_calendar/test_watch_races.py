"""A freed slot that a date of a series waits for: of many who press at once one has it, and killed on the way nothing is half done."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import CopCommune, MailMessage
from core import outbox
from events_calendar.models import EventPage, Occurrence, Reservation, WaitingEntry
from events_calendar.services import booking, calling_off, dates, moderation, offers, requests, waiting
from events_calendar.services.requests import RequestRefused
from tests.accounts.factories import People, make_people
from tests.events_calendar.factories import VenueFactory, at
from tests.events_calendar.slot_requests import ask, asked, decision
from tests.events_calendar.test_races import no_two_overlap
from tests.factories import make_site_tree
from tests.processes import at_once, killed_at

pytestmark = [pytest.mark.django_db(transaction=True)]
SECOND = "2026-12-08 18:00"
MOST = 400


@pytest.fixture
def people(transactional_db: None) -> People:
    tree = make_site_tree()
    made = make_people(tree)
    CopCommune.objects.create(cop=tree.slupsk, territory=tree.slupsk.territory)
    return made


def waits(people: People) -> tuple[EventPage, EventPage]:
    """A series whose second date waits, and the event that has its slot."""
    room = VenueFactory(name="Sala A", slug="sala-a")
    choir = moderation.approve(decision(ask(people, room, SECOND, title="Chór")), people.moderator)
    series = moderation.approve(decision(ask(people, room, rule="FREQ=WEEKLY;COUNT=3")), people.moderator)
    return series, choir


def offered(people: People) -> tuple[EventPage, WaitingEntry]:
    series, choir = waits(people)
    calling_off.cancel(choir, people.ngo_owner, "Nie uda się.")
    outbox.drain()
    entry = WaitingEntry.objects.get(event=series)
    assert entry.status == "offered"
    return series, entry


@pytest.mark.race
def test_of_many_who_press_at_once_one_claims_and_nobody_else_books(people: People) -> None:
    series, entry = offered(people)
    room = entry.venue

    def work(number: int) -> str:
        try:
            if number % 3 == 0:
                requests.submit(people.ngo_owner, people.ngo, asked(room, SECOND, title=f"Prośba {number}"))
                return "booked"
            if number % 3 == 1:
                dates.restore_date(series, at(SECOND), by=people.moderator)
                return "restored"
            offers.claim(entry.pk, people.ngo_owner)
            return "claimed"
        except (RequestRefused, booking.SlotTaken):
            return "refused"

    answers, _took = at_once(9, work)
    assert [answer for how, answer in answers if how == "raised"] == []
    said = [answer for _how, answer in answers]
    assert said.count("booked") == 0
    assert said.count("claimed") <= 1
    assert Reservation.objects.filter(event=series, original=at(SECOND), status="confirmed").count() == 1
    assert not Occurrence.objects.get(event=series, original=at(SECOND)).is_cancelled
    assert WaitingEntry.objects.get(pk=entry.pk).status in ("accepted", "ended")
    no_two_overlap()


@pytest.mark.race
def test_claiming_and_letting_go_at_once_leave_one_or_the_other(people: People) -> None:
    series, entry = offered(people)

    def work(number: int) -> str:
        try:
            (offers.claim if number % 2 else offers.leave)(entry.pk, people.ngo_owner)
            return "claimed" if number % 2 else "left"
        except RequestRefused:
            return "refused"

    answers, _took = at_once(6, work)
    said = [answer for _how, answer in answers]
    assert sorted(set(said)) in (["claimed", "refused"], ["left", "refused"])
    assert said.count("refused") == 5
    has_it = Reservation.objects.blocking().filter(event=series, original=at(SECOND)).exists()
    assert has_it is ("claimed" in said)


def killed_until_done(work: Any, look: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for query in range(1, MOST):
        killed = killed_at(query, work)
        state = look()
        found[state] = found.get(state, 0) + 1
        if not killed:
            return found
        assert state == "old", f"committed before query {query}, which came after it"
    raise AssertionError(f"more than {MOST} queries")


@pytest.mark.slow
def test_an_offer_killed_anywhere_is_made_by_the_next_run(people: People) -> None:
    series, choir = waits(people)
    Reservation.objects.filter(event=choir).update(status="cancelled")
    entry = WaitingEntry.objects.get(event=series)

    def look() -> str:
        now = WaitingEntry.objects.get(pk=entry.pk)
        held = Reservation.objects.filter(event=series, offer=True, status="held").count()
        told = MailMessage.objects.filter(kind="slots.date_offered").count()
        assert (now.status, held, told) in (("waiting", 0, 0), ("offered", 1, 1))
        return "new" if held else "old"

    found = killed_until_done(lambda: waiting.offer_freed(entry.venue_id, entry.start, entry.end), look)
    assert found["new"] == 1
    assert found["old"] > 5


@pytest.mark.slow
def test_a_claim_killed_anywhere_is_not_there_or_whole(people: People) -> None:
    series, entry = offered(people)

    def look() -> str:
        status = WaitingEntry.objects.get(pk=entry.pk).status
        row = Occurrence.objects.get(event=series, original=at(SECOND))
        reservation = Reservation.objects.get(event=series, original=at(SECOND), status__in=["held", "confirmed"])
        found = (status, row.skipped, reservation.status, reservation.offer)
        assert found in (("offered", True, "held", True), ("accepted", False, "confirmed", False)), found
        return "old" if row.skipped else "new"

    found = killed_until_done(lambda: offers.claim(entry.pk, people.ngo_owner), look)
    assert found["new"] == 1
    assert found["old"] > 20
