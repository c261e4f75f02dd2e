"""What takes places of the portal is stored in few statements where the places are free, and as carefully as ever where not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from calendar_imports.services import runs, storing
from events_calendar.models import EventPage, Occurrence, Reservation, Venue
from events_calendar.models.bookings import WaitingEntry
from events_calendar.services import booking, in_bulk
from tests.accounts.factories import People
from tests.calendar_imports.files import entry, event, file_of, finish, look, outcomes, stored
from tests.events_calendar.factories import at
from tests.events_calendar.slot_requests import ask


def meetings(number: int, prefix: str = "", *rows: str) -> list[str]:
    days = [date(2026, 12, 1) + timedelta(days=7 * week) for week in range(number)]
    return [entry(f"{prefix}{day}", f"Spotkanie {day}", f"{day:%Y%m%d}T100000", f"{day:%Y%m%d}T110000", *rows) for day in days]


def test_taking_places_costs_the_same_few_statements_however_many_events(people: People, room: Venue) -> None:
    def statements(number: int, prefix: str, venue: Venue | None) -> int:
        run = look(people.cio, file_of(*meetings(number, prefix)), venue=venue)
        runs.store(run.pk, people.cio)
        with CaptureQueriesContext(connection) as asked:
            storing.store_portion(run.pk)
        assert EventPage.objects.filter(live=True).count() == number
        finish(runs.undo(run.pk, people.cio))
        return len(asked)

    few = statements(3, "a", room) - statements(3, "b", None)
    many = statements(12, "c", room) - statements(12, "d", None)
    # Each page has one thing more in the index of references: its place.
    assert many - few <= 9


def test_each_has_its_dates_its_place_and_a_day_of_publication(people: People, room: Venue) -> None:
    run = stored(people.cio, file_of(*meetings(3)), venue=room)
    assert {outcome for _title, outcome in outcomes(run)} == {"new"}
    pages = list(EventPage.objects.filter(live=True).order_by("start"))
    assert [page.first_published_at is not None and not page.has_unpublished_changes for page in pages] == [True] * 3
    rows = Reservation.objects.order_by("start")
    assert [(row.event_id, row.status, row.start, row.original) for row in rows] == [
        (page.pk, "confirmed", page.start, page.start) for page in pages
    ]
    assert [(row.event_id, row.start, row.venue_id, row.skipped) for row in Occurrence.objects.order_by("start")] == [
        (page.pk, page.start, room.pk, False) for page in pages
    ]


def test_a_series_takes_all_its_dates(people: People, room: Venue) -> None:
    stored(people.cio, file_of(entry("1", "Zebranie", "20261201T180000", "20261201T200000", "RRULE:FREQ=WEEKLY;COUNT=3")), venue=room)
    assert event().rule
    assert list(Reservation.objects.order_by("start").values_list("start", flat=True)) == [
        at("2026-12-01 18:00"),
        at("2026-12-08 18:00"),
        at("2026-12-15 18:00"),
    ]
    assert Occurrence.objects.filter(event=event(), skipped=False).count() == 3


def test_of_one_portion_only_what_meets_something_stays_a_draft(people: People, room: Venue) -> None:
    ask(people, room, "2026-12-08 10:30")
    twice = entry("twice", "Drugi raz", "20261215T103000", "20261215T113000")
    run = stored(people.cio, file_of(*meetings(4), twice), venue=room)
    assert [outcome for _title, outcome in outcomes(run)] == ["new", "clash", "new", "new", "clash"]
    assert not event("Drugi raz").live
    mine = Reservation.objects.filter(venue=room, status="confirmed")
    assert mine.count() == EventPage.objects.filter(live=True, venue=room).count() == 3


def test_a_hall_is_taken_with_its_parts(people: People, room: Venue) -> None:
    part = Venue.objects.create(name="Mała", slug="mala", parent=room, is_part=True, owner=room.owner, address=room.address)
    stored(people.cio, file_of(*meetings(2)), venue=room)
    assert Reservation.objects.filter(venue=part, asked=room).count() == 2


def test_who_waits_for_a_slot_hears_that_it_went(people: People, room: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    monkeypatch.setattr(in_bulk.slots, "tell_taken", lambda slots, by: told.extend([by] * len(slots)))
    waiting = ask(people, room, "2027-03-02 10:00")
    WaitingEntry.objects.create(event=waiting, venue=room, start=at("2026-12-08 10:30"), end=at("2026-12-08 12:00"))
    stored(people.cio, file_of(*meetings(3)), venue=room)
    assert told == [EventPage.objects.get(start=at("2026-12-08 10:00")).pk]


def test_where_somebody_wrote_without_the_lock_each_is_looked_at_alone(
    people: People, room: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_args: object) -> set[int]:
        raise booking.SlotTaken([])

    monkeypatch.setattr(in_bulk, "_take", refused)
    run = stored(people.cio, file_of(*meetings(2)), venue=room)
    assert [outcome for _title, outcome in outcomes(run)] == ["new", "new"]
    assert Reservation.objects.filter(venue=room, status="confirmed").count() == 2
