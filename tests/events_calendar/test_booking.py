"""A place is taken once: by whatever way an event becomes public, with the time before and after, hall and parts alike."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from wagtail.models import PageViewRestriction

from events_calendar.models import EventPage, Occurrence, Reservation, Venue
from events_calendar.models.events import EventDate
from events_calendar.services import booking, dates
from tests.events_calendar.factories import EventPageFactory, VenueFactory, at
from tests.factories import SiteTree


def taken(venue: Venue) -> list[tuple[str, str]]:
    """The blocking reservations of a place: from and until, on a Polish clock."""
    rows = Reservation.objects.blocking().filter(venue=venue).order_by("start")
    return [(f"{timezone.localtime(row.start):%d.%m %H:%M}", f"{timezone.localtime(row.end):%H:%M}") for row in rows]


def event(tree: SiteTree, venue: Venue, start: str = "2026-12-01 18:00", **fields: Any) -> EventPage:
    return EventPageFactory(parent=tree.calendar_slupsk, venue=venue, start=at(start), **fields)


def test_an_event_made_public_has_its_place_and_nobody_else_gets_it(site_tree: SiteTree) -> None:
    room = VenueFactory(name="Sala A")
    event(site_tree, room, title="Spotkanie Rady")
    assert taken(room) == [("01.12 18:00", "20:00")]
    with pytest.raises(booking.SlotTaken) as refused:
        event(site_tree, room, "2026-12-01 19:30")
    assert refused.value.messages == ["Sala A: zajęte (wtorek, 1 grudnia 2026, 18:00–20:00, Spotkanie Rady)."]
    assert EventPage.objects.count() == 1, "nothing of the refused one is written"
    event(site_tree, room, "2026-12-01 20:00")
    assert taken(room) == [("01.12 18:00", "20:00"), ("01.12 20:00", "22:00")], "back to back is free"


def test_a_conflict_names_no_event_that_not_everybody_may_read(site_tree: SiteTree) -> None:
    room = VenueFactory(name="Sala A")
    hidden = event(site_tree, room, title="Narada zarządu")
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    with pytest.raises(booking.SlotTaken) as refused:
        event(site_tree, room, "2026-12-01 19:30")
    assert refused.value.messages == ["Sala A: zajęte (wtorek, 1 grudnia 2026, 18:00–20:00)."]


def test_the_place_gives_the_event_its_words(site_tree: SiteTree) -> None:
    made = event(site_tree, VenueFactory(name="Sala A", address="ul. Jasna 1, Słupsk"))
    assert (made.place_name, made.address) == ("Sala A", "ul. Jasna 1, Słupsk")
    assert made.territory is not None
    assert made.territory.code == "2263011"


def test_preparation_and_cleaning_up_belong_to_the_booking(site_tree: SiteTree) -> None:
    room = VenueFactory(preparation_minutes=30, cleanup_minutes=30)
    event(site_tree, room)
    for start in ("2026-12-01 20:15", "2026-12-01 15:45"):
        with pytest.raises(booking.SlotTaken):
            event(site_tree, room, start)
    event(site_tree, room, "2026-12-01 21:00")  # each half an hour
    with pytest.raises(booking.SlotTaken):
        event(site_tree, room, "2026-12-02 00:00", setup_minutes=45)


@pytest.mark.parametrize(("first", "second"), [("hall", "left"), ("left", "hall")])
def test_a_hall_and_its_parts_exclude_each_other(site_tree: SiteTree, first: str, second: str) -> None:
    hall = VenueFactory(name="Hala")
    places = {"hall": hall, "left": VenueFactory(name="Lewa", parent=hall, is_part=True)}
    places["right"] = VenueFactory(name="Prawa", parent=hall, is_part=True)
    event(site_tree, places[first])
    with pytest.raises(booking.SlotTaken):
        event(site_tree, places[second])


def test_two_parts_of_a_hall_can_be_booked_at_once_and_then_the_hall_cannot(site_tree: SiteTree) -> None:
    hall = VenueFactory(name="Hala")
    left, right = (VenueFactory(name=name, parent=hall, is_part=True) for name in ("Lewa", "Prawa"))
    event(site_tree, left)
    event(site_tree, right)
    with pytest.raises(booking.SlotTaken):
        event(site_tree, hall)
    room = VenueFactory(name="Sala obok", parent=hall)
    event(site_tree, room)
    assert taken(room), "a room of the same building is no part"


def test_a_moved_event_frees_its_old_slot_and_a_refused_move_changes_nothing(site_tree: SiteTree) -> None:
    room, other = VenueFactory(), VenueFactory()
    first = event(site_tree, room)
    event(site_tree, room, "2026-12-02 18:00")
    first.start, first.end = at("2026-12-02 19:00"), at("2026-12-02 21:00")
    with pytest.raises(booking.SlotTaken):
        first.save()
    assert taken(room) == [("01.12 18:00", "20:00"), ("02.12 18:00", "20:00")]
    first.venue = other
    first.save()
    assert (taken(room), taken(other)) == ([("02.12 18:00", "20:00")], [("02.12 19:00", "21:00")])
    assert Occurrence.objects.get(event=first).venue == other


def test_an_event_no_longer_public_gives_its_place_back(site_tree: SiteTree) -> None:
    room = VenueFactory()
    first = event(site_tree, room)
    first.unpublish()
    assert taken(room) == []
    event(site_tree, room)
    with pytest.raises(booking.SlotTaken):
        first.save_revision().publish()
    first.refresh_from_db()
    assert not first.live


def test_a_cancelled_event_stays_in_the_calendar_and_frees_its_place(site_tree: SiteTree) -> None:
    room = VenueFactory()
    first = event(site_tree, room)
    first.cancelled, first.cancel_reason = True, "Choroba prowadzącej"
    first.save()
    assert taken(room) == []
    row = Occurrence.objects.get(event=first)
    assert (row.status, row.reason) == ("cancelled", "Choroba prowadzącej")


def test_a_series_takes_each_of_its_dates_and_stores_a_taken_one_as_cancelled(site_tree: SiteTree) -> None:
    room = VenueFactory(name="Sala A")
    event(site_tree, room, "2026-12-08 18:00", title="Spotkanie Rady")
    series = event(site_tree, room, "2026-12-01 18:00", rule="FREQ=WEEKLY;COUNT=4")
    rows = list(series.occurrences.order_by("start"))
    assert [(row.start.day, row.status, row.skipped) for row in rows] == [
        (1, "planned", False),
        (8, "cancelled", True),
        (15, "planned", False),
        (22, "planned", False),
    ]
    assert "Spotkanie Rady" in rows[1].reason
    series.save()
    assert series.occurrences.filter(skipped=True).count() == 1, "a later save neither fails nor changes that"
    with pytest.raises(booking.SlotTaken):  # not one date of it is free
        event(site_tree, room, "2026-12-01 18:30", rule="FREQ=WEEKLY;COUNT=2;INTERVAL=2")


def test_a_chosen_date_that_is_taken_refuses_the_whole_event(site_tree: SiteTree) -> None:
    room = VenueFactory()
    event(site_tree, room, "2026-12-08 18:00")
    made = event(site_tree, room, "2026-12-01 18:00")
    made.dates.add(EventDate(change="added", start=at("2026-12-08 19:00"), end=at("2026-12-08 20:00")))
    with pytest.raises(booking.SlotTaken):
        made.save()
    assert Occurrence.objects.filter(event=made).count() == 1


def test_a_date_on_a_day_when_the_place_is_shut_is_stored_as_cancelled(site_tree: SiteTree) -> None:
    room = VenueFactory(name="Sala A", closed_on_holidays=True)
    series = event(site_tree, room, "2026-12-18 18:00", rule="FREQ=WEEKLY;COUNT=2")
    skipped = series.occurrences.get(skipped=True)
    assert skipped.reason == "Sala A: 25 grudnia 2026 zamknięte, to święto (Boże Narodzenie (pierwszy dzień))."


def test_one_date_is_cancelled_and_restored_alone(site_tree: SiteTree) -> None:
    room = VenueFactory()
    series = event(site_tree, room, "2026-12-01 18:00", rule="FREQ=WEEKLY;COUNT=3")
    series.save_revision().publish()
    second = at("2026-12-08 18:00")
    series = dates.cancel_date(series, second, "Remont", by=None)
    assert [row.status for row in series.occurrences.order_by("start")] == ["planned", "cancelled", "planned"]
    assert taken(room) == [("01.12 18:00", "20:00"), ("15.12 18:00", "20:00")]
    series = dates.restore_date(series, second, by=None)
    assert [row.status for row in series.occurrences.order_by("start")] == ["planned"] * 3
    assert len(taken(room)) == 3
    series = dates.cancel_date(series, second, "Remont", by=None)
    event(site_tree, room, "2026-12-08 18:00")
    with pytest.raises(booking.SlotTaken):
        dates.restore_date(series, second, by=None)


def test_one_date_moved_to_another_room_leaves_the_others(site_tree: SiteTree) -> None:
    room, other = VenueFactory(), VenueFactory()
    series = event(site_tree, room, "2026-12-01 18:00", rule="FREQ=WEEKLY;COUNT=3")
    series.save_revision().publish()
    dates.move_date(series, at("2026-12-08 18:00"), start=at("2026-12-09 10:00"), end=at("2026-12-09 11:00"), venue=other, by=None)
    assert taken(room) == [("01.12 18:00", "20:00"), ("15.12 18:00", "20:00")]
    assert taken(other) == [("09.12 10:00", "11:00")]
    row = series.occurrences.get(venue=other)
    assert row.original == at("2026-12-08 18:00"), "it keeps its identity"


def test_the_past_of_a_series_is_untouched_by_a_new_rule(site_tree: SiteTree) -> None:
    series = EventPageFactory(parent=site_tree.calendar_slupsk, start=at("2026-11-03 18:00"), rule="FREQ=WEEKLY;COUNT=8")
    before = list(series.occurrences.filter(end__lt=timezone.now()).values_list("original", flat=True))
    assert len(before) == 3
    series.rule, series.start, series.end = "FREQ=WEEKLY;COUNT=2", at("2026-12-02 10:00"), at("2026-12-02 12:00")
    series.save()
    assert list(series.occurrences.order_by("start").values_list("original", flat=True)) == [
        *before,
        at("2026-12-02 10:00"),
        at("2026-12-09 10:00"),
    ]


def test_an_event_at_six_stays_at_six_when_the_clocks_change(site_tree: SiteTree) -> None:
    series = EventPageFactory(parent=site_tree.calendar_slupsk, start=at("2027-03-21 18:00"), rule="FREQ=WEEKLY;COUNT=3")
    assert [f"{timezone.localtime(row.start):%d.%m %H:%M}" for row in series.occurrences.order_by("start")] == [
        "21.03 18:00",
        "28.03 18:00",
        "04.04 18:00",
    ]


def test_a_held_slot_keeps_others_out_until_it_runs_out(site_tree: SiteTree) -> None:
    room = VenueFactory()
    asking = event(site_tree, room, live=False)
    claim = booking.Claim(asking.start, asking.start, asking.end, room.pk)
    booking.take(asking, [claim], status="held", expires_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(booking.SlotTaken) as refused:
        event(site_tree, room)
    assert "prosi już ktoś inny" in refused.value.messages[0], "what is not public is not named"
    Reservation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    event(site_tree, room)
    assert Reservation.objects.get(event=asking).status == "expired"


def test_postgresql_refuses_what_forgot_the_lock(site_tree: SiteTree) -> None:
    if connection.vendor != "postgresql":
        assert connection.vendor == "sqlite", "SQLite has no such constraint; its writers queue"
        return
    room = VenueFactory()
    first, second = event(site_tree, room), event(site_tree, room, "2026-12-03 18:00")
    row = Reservation.objects.get(event=second)
    row.blocked_start, row.blocked_end = (getattr(Reservation.objects.get(event=first), name) for name in ("blocked_start", "blocked_end"))
    with pytest.raises(IntegrityError, match="events_reservation_no_overlap"), transaction.atomic():
        row.save()


def test_a_venue_with_bookings_cannot_be_deleted(site_tree: SiteTree) -> None:
    from django.db.models import ProtectedError

    room = VenueFactory()
    event(site_tree, room)
    with pytest.raises(ProtectedError):
        room.delete()


def test_a_booking_of_more_than_a_month_is_refused_in_words(site_tree: SiteTree) -> None:
    made = event(site_tree, VenueFactory(), live=False)
    made.end = made.start + timedelta(days=32)
    with pytest.raises(ValidationError, match="najwyżej na 31 dni"):
        made.clean()


def test_a_date_that_a_change_only_asks_for_names_no_event(site_tree: SiteTree) -> None:
    room = VenueFactory(name="Sala A")
    live = event(site_tree, room, title="Spotkanie Rady")
    Reservation.objects.create(
        **{
            field.attname: getattr(live.reservations.get(), field.attname)
            for field in Reservation._meta.concrete_fields
            if field.attname not in ("id", "original", "start", "end", "blocked_start", "blocked_end", "status")
        },
        **dict.fromkeys(("original", "start", "blocked_start"), at("2026-12-08 18:00")),
        **dict.fromkeys(("end", "blocked_end"), at("2026-12-08 20:00")),
        status=Reservation.Status.HELD,
    )
    with pytest.raises(booking.SlotTaken) as refused:
        event(site_tree, room, "2026-12-08 19:00")
    assert refused.value.messages == ["Sala A: wtorek, 8 grudnia 2026, 18:00–20:00 o ten termin prosi już ktoś inny."]
