"""One date of a series at a time, and from one date on: what was before stays, and nobody gets in between."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import PageLogEntry

from accounts.models import MailMessage
from core import outbox
from events_calendar.models import EventPage, Occurrence, Reservation, Venue
from events_calendar.models.events import EventDate
from events_calendar.services import booking, dates, series
from tests.accounts.factories import make_people
from tests.events_calendar.factories import EventPageFactory, VenueFactory, at
from tests.events_calendar.test_booking import taken
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db


def live(tree: SiteTree, venue: Venue | None = None, start: str = "2026-12-01 18:00", **fields: Any) -> EventPage:
    """A live event with a revision, as the admin makes it."""
    page = EventPageFactory(parent=tree.calendar_slupsk, venue=venue, start=at(start), **fields)
    page.save_revision().publish()
    return EventPage.objects.get(pk=page.pk)


def days_of(event: EventPage) -> list[str]:
    """The planned dates of an event on a Polish clock."""
    rows = event.occurrences.filter(status="planned").order_by("start")
    return [f"{timezone.localtime(row.start):%d.%m %H:%M}" for row in rows]


# --- One date


def test_a_moved_date_that_is_cancelled_comes_back_to_where_it_was_moved(site_tree: SiteTree) -> None:
    room = VenueFactory()
    event = live(site_tree, room, rule="FREQ=WEEKLY;COUNT=3")
    second = at("2026-12-08 18:00")
    event = dates.move_date(event, second, start=at("2026-12-09 10:00"), end=at("2026-12-09 11:00"), by=None)
    event = dates.cancel_date(event, second, "Remont", by=None)
    row = event.occurrences.get(original=second)
    assert (row.start, row.status, row.reason) == (at("2026-12-09 10:00"), "cancelled", "Remont")
    assert taken(room) == [("01.12 18:00", "20:00"), ("15.12 18:00", "20:00")]
    event = dates.restore_date(event, second, by=None)
    assert days_of(event) == ["01.12 18:00", "09.12 10:00", "15.12 18:00"]
    assert ("09.12 10:00", "11:00") in taken(room)


def test_what_is_done_to_a_date_stands_in_the_history(site_tree: SiteTree) -> None:
    people = make_people(site_tree)
    event = live(site_tree, rule="FREQ=WEEKLY;COUNT=3")
    event = dates.cancel_date(event, at("2026-12-08 18:00"), "Remont", by=people.editor)
    dates.restore_date(event, at("2026-12-08 18:00"), by=people.editor)
    entries = PageLogEntry.objects.filter(page=event.pk, action__startswith="portal.date_")
    assert {(entry.action, entry.user) for entry in entries} == {(dates.CANCELLED, people.editor), (dates.RESTORED, people.editor)}


def test_a_room_given_back_during_the_meeting_is_free_at_once(site_tree: SiteTree) -> None:
    """indico#6133."""
    room = VenueFactory(cleanup_minutes=15)
    event = live(site_tree, room, "2026-11-24 11:00", end=at("2026-11-24 17:00"))  # it is noon
    with pytest.raises(booking.SlotTaken):
        live(site_tree, room, "2026-11-24 13:00")
    event = dates.end_now(event, event.start, by=None)
    row = Occurrence.objects.get(event=event)
    assert row.start == at("2026-11-24 11:00"), "it took place"
    assert at("2026-11-24 12:00") < row.end <= at("2026-11-24 12:05")
    with pytest.raises(booking.SlotTaken):
        live(site_tree, room, "2026-11-24 12:05")  # somebody still cleans up
    live(site_tree, room, "2026-11-24 13:00")
    with time_machine.travel(datetime(2026, 11, 24, 15, tzinfo=UTC)):
        EventPage.objects.get(pk=event.pk).save()
        assert Occurrence.objects.filter(event=event, status="planned").count() == 1, "nor does a later save forget it"
        with pytest.raises(ValidationError, match="już minął"):
            dates.end_now(event, event.start, by=None)


def test_a_date_cancelled_while_it_is_on_frees_the_rest_of_its_slot(site_tree: SiteTree) -> None:
    room = VenueFactory()
    event = live(site_tree, room, "2026-11-24 11:00", end=at("2026-11-24 17:00"), rule="FREQ=WEEKLY;COUNT=2")
    dates.cancel_date(event, event.start, "Awaria prądu", by=None)
    assert taken(room) == [("01.12 11:00", "17:00")]
    live(site_tree, room, "2026-11-24 12:30")


def test_a_past_date_and_an_unknown_one_cannot_be_changed(site_tree: SiteTree) -> None:
    event = live(site_tree, start="2026-11-03 18:00", rule="FREQ=WEEKLY;COUNT=8")
    for original, told in ((event.start, "już minął"), (at("2026-12-02 18:00"), "nie ma w tym wydarzeniu")):
        with pytest.raises(ValidationError, match=told):
            dates.cancel_date(event, original, "Remont", by=None)


def test_a_skipped_date_is_restored_once_its_slot_is_free(site_tree: SiteTree) -> None:
    room = VenueFactory(name="Sala A")
    other = live(site_tree, room, "2026-12-08 18:00", title="Spotkanie Rady")
    event = live(site_tree, room, rule="FREQ=WEEKLY;COUNT=3")
    with pytest.raises(booking.SlotTaken, match="Spotkanie Rady"):
        dates.restore_date(event, at("2026-12-08 18:00"), by=None)
    assert event.occurrences.get(original=at("2026-12-08 18:00")).skipped, "refused, nothing is half done"
    dates.cancel_date(other, other.start, "Brak kworum", by=None)
    assert days_of(dates.restore_date(event, at("2026-12-08 18:00"), by=None)) == ["01.12 18:00", "08.12 18:00", "15.12 18:00"]


def test_a_series_moved_to_another_room_asks_for_its_skipped_dates_again(site_tree: SiteTree) -> None:
    room, other = VenueFactory(), VenueFactory()
    live(site_tree, room, "2026-12-08 18:00")
    event = live(site_tree, room, rule="FREQ=WEEKLY;COUNT=3")
    assert len(days_of(event)) == 2
    event.venue = other
    event.save()
    assert len(days_of(event)) == 3
    assert len(taken(other)) == 3


# --- This and all following


def test_this_and_all_following_go_on_at_another_hour_on_a_page_of_their_own(site_tree: SiteTree) -> None:
    room = VenueFactory()
    event = live(site_tree, room, "2026-11-03 18:00", rule="FREQ=WEEKLY;COUNT=10", title="Klub")
    event.dates.set(
        [
            EventDate(change="cancelled", original=at("2026-12-01 18:00"), reason="remont"),
            EventDate(change="cancelled", original=at("2026-12-22 18:00"), reason="święta"),
            EventDate(change="added", start=at("2026-12-30 10:00"), end=at("2026-12-30 11:00")),
        ]
    )
    event.save_revision().publish()
    past = list(event.occurrences.filter(end__lt=timezone.now()).values_list("pk", "original", "start"))
    made = series.split(event, at("2026-12-08 18:00"), start=at("2026-12-08 17:00"), end=at("2026-12-08 19:30"), by=None)
    event = EventPage.objects.get(pk=event.pk)
    assert made.pk != event.pk
    assert (made.title, made.live, made.slug) == ("Klub", True, f"{event.slug}-1")
    assert made.translation_key != event.translation_key
    assert list(event.occurrences.filter(end__lt=timezone.now()).values_list("pk", "original", "start")) == past
    assert days_of(event) == ["03.11 18:00", "10.11 18:00", "17.11 18:00", "24.11 18:00"]
    assert event.occurrences.get(status="cancelled").reason == "remont"
    assert days_of(made) == ["08.12 17:00", "15.12 17:00", "29.12 17:00", "30.12 10:00", "05.01 17:00"]
    cancelled = made.occurrences.get(status="cancelled")
    assert (cancelled.original, cancelled.reason) == (at("2026-12-22 17:00"), "święta"), "what was said of later dates goes with them"
    assert taken(room)[:3] == [("24.11 18:00", "20:00"), ("08.12 17:00", "19:30"), ("15.12 17:00", "19:30")]
    assert not event.has_unpublished_changes
    assert not made.has_unpublished_changes
    assert PageLogEntry.objects.filter(action=series.SPLIT).count() == 2
    event.save()
    made.save()
    assert len(days_of(event)) == 4
    assert len(days_of(made)) == 5


def test_from_the_first_date_on_the_page_itself_changes(site_tree: SiteTree) -> None:
    event = live(site_tree, rule="FREQ=MONTHLY;BYDAY=1TU;COUNT=3")
    made = series.split(event, event.start, start=at("2026-12-09 10:00"), end=at("2026-12-09 12:00"), by=None)
    assert made.pk == event.pk
    assert days_of(made) == ["09.12 10:00", "13.01 10:00", "10.02 10:00"], "the second Wednesday, since the first date is one"
    assert EventPage.objects.count() == 1


def test_the_later_dates_belong_to_whose_the_series_was(site_tree: SiteTree) -> None:
    people = make_people(site_tree)
    event = live(site_tree, rule="FREQ=WEEKLY;COUNT=4", owner=people.ngo_owner)
    made = series.split(event, at("2026-12-08 18:00"), start=at("2026-12-08 17:00"), end=at("2026-12-08 19:00"), by=people.editor)
    assert made.pk != event.pk
    assert made.owner == people.ngo_owner, "reminders and decisions go to who asked, not to who pressed the button"
    assert made.get_latest_revision().user == people.editor


def test_the_rest_goes_to_another_room_and_frees_the_old_one(site_tree: SiteTree) -> None:
    room, other = VenueFactory(), VenueFactory()
    event = live(site_tree, room, rule="FREQ=WEEKLY;INTERVAL=2;UNTIL=20270131T225959Z")
    made = series.split(event, at("2026-12-29 18:00"), start=at("2026-12-30 18:00"), end=at("2026-12-30 20:00"), venue=other, by=None)
    assert taken(room) == [("01.12 18:00", "20:00"), ("15.12 18:00", "20:00")]
    assert taken(other) == [("30.12 18:00", "20:00"), ("13.01 18:00", "20:00"), ("27.01 18:00", "20:00")]
    assert made.place_name == other.name


def test_a_split_that_meets_a_taken_place_changes_nothing(site_tree: SiteTree) -> None:
    room, other = VenueFactory(), VenueFactory()
    live(site_tree, other, "2026-12-15 19:00", title="Spotkanie Rady")
    event = live(site_tree, room, rule="FREQ=WEEKLY;COUNT=4")
    before = taken(room)
    with pytest.raises(booking.SlotTaken, match="Spotkanie Rady"):
        series.split(event, at("2026-12-15 18:00"), start=at("2026-12-15 18:00"), end=at("2026-12-15 20:00"), venue=other, by=None)
    event.refresh_from_db()
    assert (event.rule, taken(room), EventPage.objects.count()) == ("FREQ=WEEKLY;COUNT=4", before, 2)


@pytest.mark.parametrize(
    ("rule", "original", "start", "told"),
    [
        ("", "2026-12-01 18:00", "2026-12-01 17:00", "się nie powtarza"),
        ("FREQ=WEEKLY;BYDAY=TU,TH", "2026-12-03 18:00", "2026-12-04 18:00", "w kilka dni"),
        ("FREQ=WEEKLY;COUNT=4", "2026-12-09 10:00", "2026-12-09 11:00", "dodany osobno"),
        ("FREQ=WEEKLY;COUNT=4", "2026-12-08 18:00", "2126-12-08 18:00", "2099"),
    ],
)
def test_what_cannot_be_split_is_told(site_tree: SiteTree, rule: str, original: str, start: str, told: str) -> None:
    event = live(site_tree, rule=rule)
    event.dates.set([EventDate(change="added", start=at("2026-12-09 10:00"), end=at("2026-12-09 11:00"))])
    event.save_revision().publish()
    with pytest.raises(ValidationError, match=told):
        series.split(event, at(original), start=at(start), end=at(start).replace(hour=20), by=None)
    assert EventPage.objects.count() == 1


def test_a_draft_with_changes_is_published_or_dropped_first(site_tree: SiteTree) -> None:
    event = live(site_tree, rule="FREQ=WEEKLY;COUNT=4")
    event.title = "Inny tytuł"
    event.save_revision()
    with pytest.raises(ValidationError, match="nikt jeszcze nie opublikował"):
        series.split(event, at("2026-12-08 18:00"), start=at("2026-12-08 17:00"), end=at("2026-12-08 19:00"), by=None)


# --- By the clock


def test_the_daily_run_rolls_out_tells_of_taken_dates_once_and_changes_nothing_twice(site_tree: SiteTree) -> None:
    people = make_people(site_tree)
    room = VenueFactory(name="Sala A")
    event = live(site_tree, room, rule="FREQ=MONTHLY;BYDAY=1TU", title="Klub", owner=people.editor, owner_cop=site_tree.slupsk)
    other = live(site_tree, start="2026-12-02 10:00", rule="FREQ=YEARLY")
    far = at("2028-12-05 18:00")
    assert not event.occurrences.filter(original=far).exists()
    # Somebody else has the slot that the horizon has not reached yet.
    live(site_tree, room, "2028-12-05 17:00", title="Spotkanie Rady")
    with time_machine.travel(datetime(2026, 12, 24, 2, tzinfo=UTC)):
        assert dates.extend_series() == 2
        row = event.occurrences.get(original=far)
        assert (row.status, row.skipped) == ("cancelled", True)
        assert "Spotkanie Rady" in row.reason
        assert other.occurrences.filter(original=at("2028-12-02 10:00")).exists()
        told = MailMessage.objects.filter(kind="slots.dates_skipped")
        assert {message.recipient for message in told} == {people.editor, people.moderator, people.second_moderator}
        before = (list(Occurrence.objects.order_by("pk").values()), list(Reservation.objects.order_by("pk").values("pk", "status")))
        assert dates.extend_series() == 2
        after = (list(Occurrence.objects.order_by("pk").values()), list(Reservation.objects.order_by("pk").values("pk", "status")))
        assert after == before
        assert told.count() == 3


def test_each_is_sent_to_where_they_can_see_to_the_dates(site_tree: SiteTree) -> None:
    people = make_people(site_tree)
    room = VenueFactory()
    asked = {"is_request": True, "owner": people.ngo_owner, "organiser": people.ngo, "owner_cop": site_tree.slupsk}
    live(site_tree, room, "2026-12-08 18:00")
    event = live(site_tree, room, rule="FREQ=WEEKLY;COUNT=3", **asked)
    outbox.drain()
    told = {message.to[0]: message.body for message in mail.outbox if "Terminy bez miejsca" in message.subject}
    assert f"/pl/moje/terminy/{event.pk}/" in told[people.ngo_owner.email]
    assert "/admin/" not in told[people.ngo_owner.email].split("Dostajesz")[0], "no way in for members of an organisation"
    assert f"/admin/kalendarz/terminy/{event.pk}/" in told[people.moderator.email]


def test_a_series_of_which_no_date_is_free_any_more_stops_no_other(site_tree: SiteTree) -> None:
    room = VenueFactory()
    event = live(site_tree, room, "2026-11-24 18:00", rule="FREQ=YEARLY")
    last = live(site_tree, start="2026-11-25 10:00", rule="FREQ=YEARLY")
    live(site_tree, room, "2029-11-24 18:00")
    with time_machine.travel(datetime(2028, 11, 25, 2, tzinfo=UTC)):
        assert dates.extend_series() == 2
        assert event.occurrences.get(original=at("2029-11-24 18:00")).skipped
        assert last.occurrences.filter(original=at("2029-11-25 10:00")).exists()


def test_a_run_that_is_killed_leaves_each_series_whole(site_tree: SiteTree, monkeypatch: pytest.MonkeyPatch) -> None:
    room = VenueFactory()
    events = [live(site_tree, room, f"2026-12-01 {hour}:00", rule="FREQ=WEEKLY") for hour in (10, 14)]
    store = dates._store
    calls = []

    def killed(*args: Any) -> None:
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        store(*args)

    monkeypatch.setattr(dates, "_store", killed)
    with time_machine.travel(datetime(2027, 1, 10, 2, tzinfo=UTC)):
        with pytest.raises(KeyboardInterrupt):
            dates.extend_series()
        rows, places = (
            [model.objects.filter(event=event, start__gte=timezone.now()).count() for event in events]
            for model in (Occurrence, Reservation)
        )
        assert rows == places, "no date without its place, no place without its date"
        assert rows[0] > rows[1]
        monkeypatch.undo()
        dates.extend_series()
        assert len({event.occurrences.filter(start__gte=timezone.now()).count() for event in events}) == 1
