"""When a place is free in a week, and what is there in the rest of it."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from events_calendar import availability, week_grid
from events_calendar.models import EventPage, Reservation, SchoolHolidays, Venue, VenueException, VenueHours
from events_calendar.services import booking
from tests.events_calendar.factories import EventPageFactory, VenueFactory, at
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 30)


def day_of(venue: Venue, day: str) -> availability.Day:
    wanted = date.fromisoformat(day)
    return next(one for one in availability.week(Venue.objects.get(pk=venue.pk), wanted).days if one.day == wanted)


def event_at(tree: SiteTree, venue: Venue, start: str, end: str, **fields: object) -> EventPage:
    return EventPageFactory(parent=tree.calendar_slupsk, venue=venue, start=at(start), end=at(end), **fields)


def hold(tree: SiteTree, venue: Venue, start: str, end: str) -> EventPage:
    """A request that waits for a decision."""
    event = event_at(tree, venue, start, end, live=False, title="Tajna prośba")
    booking.take(event, [booking.Claim(event.start, event.start, event.end, venue.pk)], status=Reservation.Status.HELD)
    return event


def test_free_times_are_the_hours_without_what_is_taken(site_tree: SiteTree) -> None:
    venue = VenueFactory(hours=[VenueHours(weekday=1, opens=time(8), closes=time(22))])
    event_at(site_tree, venue, "2026-12-01 18:00", "2026-12-01 20:00", title="Spotkanie Rady")
    hold(site_tree, venue, "2026-12-01 10:00", "2026-12-01 11:00")
    week = availability.week(venue, MONDAY)
    assert [day.day.day for day in week.days] == [30, 1, 2, 3, 4, 5, 6]
    tuesday = week.days[1]
    assert tuesday.free_hours == ["8:00–10:00", "11:00–18:00", "20:00–22:00"]
    assert [str(one) for one in tuesday.taken] == ["wstępnie zajęte 10:00–11:00", "zajęte 18:00–20:00: Spotkanie Rady"]
    assert [one.url for one in tuesday.taken] == ["", "/pl/kalendarz/slupsk/" + EventPage.objects.get(title="Spotkanie Rady").slug + "/"]
    assert (week.days[0].free, week.days[0].closed) == ((), "zamknięte")


def test_time_before_and_after_is_not_free_and_neither_is_what_is_too_short(site_tree: SiteTree) -> None:
    venue = VenueFactory(
        hours=[VenueHours(weekday=1, opens=time(8), closes=time(12))], preparation_minutes=30, cleanup_minutes=15, shortest_minutes=60
    )
    event_at(site_tree, venue, "2026-12-01 10:00", "2026-12-01 10:30")
    # Theirs is 9:30–10:45; ours needs a quarter behind itself and half an hour before.
    assert day_of(venue, "2026-12-01").free_hours == ["8:00–9:15"]


def test_too_near_and_too_far_is_not_free(site_tree: SiteTree) -> None:
    venue = VenueFactory(min_notice_hours=24, furthest_days=7)
    # It is noon on the 24th, or a moment later; what is free begins at a quarter.
    assert day_of(venue, "2026-11-24").closed == "za późno na prośbę"
    assert day_of(venue, "2026-11-25").free_hours == ["12:15–24:00"]
    assert day_of(venue, "2026-12-01").free_hours == ["0:00–24:00"]
    assert day_of(venue, "2026-12-02").closed == "za wcześnie na prośbę"
    assert day_of(venue, "2026-11-23").past


def test_a_day_that_is_over_is_not_a_place_that_has_shut(site_tree: SiteTree) -> None:
    venue = VenueFactory(hours=[VenueHours(weekday=day, opens=time(8), closes=time(11)) for day in range(7)])
    assert day_of(venue, "2026-11-23").closed == "minęło"
    assert day_of(venue, "2026-11-24").closed == "już po godzinach", "it is noon"


@pytest.mark.parametrize(("hours", "said"), [(28 * 24, "28 dni"), (24, "1 dzień"), (36, "36 godzin")])
def test_a_week_with_refused_days_says_how_early_one_has_to_ask(site_tree: SiteTree, hours: int, said: str) -> None:
    venue = VenueFactory(min_notice_hours=hours)
    assert availability.week(venue, date(2026, 11, 23)).notice == f"O termin prosi się tu najpóźniej {said} wcześniej."
    assert availability.week(venue, date(2027, 1, 4)).notice == ""
    week = availability.week(VenueFactory(min_notice_hours=0), date(2026, 11, 23))
    assert week.notice == "", "what is over was not refused"


def test_a_hall_is_free_only_with_its_parts(site_tree: SiteTree) -> None:
    hall = VenueFactory(name="Hala")
    part, other = (VenueFactory(name=name, parent=hall, is_part=True) for name in ("Część A", "Część B"))
    event_at(site_tree, part, "2026-12-01 10:00", "2026-12-01 12:00", title="Joga")
    event_at(site_tree, hall, "2026-12-01 18:00", "2026-12-01 20:00", title="Targi")
    day = day_of(hall, "2026-12-01")
    assert day.free_hours == ["0:00–10:00", "12:00–18:00", "20:00–24:00"]
    assert [one.what for one in day.taken] == ["Joga (Część A)", "Targi"]
    assert [one.what for one in day_of(part, "2026-12-01").taken] == ["Joga", "Targi (Hala)"]
    assert day_of(other, "2026-12-01").free_hours == ["0:00–18:00", "20:00–24:00"]


def test_a_hold_that_ran_out_and_a_cancelled_event_leave_the_place_free(site_tree: SiteTree) -> None:
    venue = VenueFactory()
    event = hold(site_tree, venue, "2026-12-01 10:00", "2026-12-01 11:00")
    Reservation.objects.update(expires_at=at("2026-11-24 11:59"))
    assert day_of(venue, "2026-12-01").taken == ()
    Reservation.objects.update(expires_at=None)
    assert len(day_of(venue, "2026-12-01").taken) == 1
    booking.free(event)
    assert day_of(venue, "2026-12-01").free_hours == ["0:00–24:00"]


def test_a_private_event_is_not_named(site_tree: SiteTree) -> None:
    from wagtail.models import PageViewRestriction

    venue = VenueFactory()
    event = event_at(site_tree, venue, "2026-12-01 10:00", "2026-12-01 11:00", title="Zamknięta narada")
    PageViewRestriction.objects.create(page=event, restriction_type="login")
    (taken,) = day_of(venue, "2026-12-01").taken
    assert (str(taken), taken.url) == ("zajęte 10:00–11:00", "")


def test_past_midnight_is_taken_on_both_days(site_tree: SiteTree) -> None:
    venue = VenueFactory()
    event_at(site_tree, venue, "2026-12-01 22:00", "2026-12-02 02:00", title="Noc")
    assert day_of(venue, "2026-12-01").free_hours == ["0:00–22:00"]
    assert [one.hours for one in day_of(venue, "2026-12-01").taken] == ["22:00–24:00"]
    assert day_of(venue, "2026-12-02").free_hours == ["2:00–24:00"]
    assert [one.hours for one in day_of(venue, "2026-12-02").taken] == ["0:00–2:00"]


def test_an_all_day_event_takes_the_whole_day(site_tree: SiteTree) -> None:
    venue = VenueFactory()
    event_at(site_tree, venue, "2026-12-01 10:00", "2026-12-01 11:00", all_day=True)
    day = day_of(venue, "2026-12-01")
    assert (day.free, day.closed, day.taken[0].hours) == ((), "nie ma wolnego czasu", "0:00–24:00")


@pytest.mark.parametrize("day", ["2027-03-28", "2027-10-31"])
def test_hours_hold_across_the_change_of_clock(site_tree: SiteTree, day: str) -> None:
    venue = VenueFactory(hours=[VenueHours(weekday=6, opens=time(1), closes=time(20))])
    event_at(site_tree, venue, f"{day} 18:00", f"{day} 19:00")
    assert day_of(venue, day).free_hours == ["1:00–18:00", "19:00–20:00"]


def test_holidays_and_exceptions_say_why(site_tree: SiteTree) -> None:
    SchoolHolidays.objects.create(name="Zimowa przerwa", first_day="2026-12-23", last_day="2026-12-31", is_example=True)
    venue = VenueFactory(
        closed_on_holidays=True, exceptions=[VenueException(first_day="2026-12-22", last_day="2026-12-22", reason="malowanie")]
    )
    days = {day.day.day: day for day in availability.week(venue, date(2026, 12, 21)).days}
    assert (days[22].closed, days[22].days_off) == ("zamknięte (malowanie)", ())
    assert days[23].free_hours == ["0:00–24:00"]
    assert [(off.name, off.public, off.is_example) for off in days[23].days_off] == [("Zimowa przerwa", False, True)]
    assert days[25].closed == "zamknięte, święto"
    assert [off.public for off in days[25].days_off] == [True, False]


def test_a_reader_of_english_gets_the_translated_title(site_tree: SiteTree) -> None:
    from wagtail.models import Locale

    venue = VenueFactory()
    event = event_at(site_tree, venue, "2026-12-01 10:00", "2026-12-01 11:00", title="Narada")
    with override("en"):
        assert [(one.title, one.lang) for one in day_of(venue, "2026-12-01").taken] == [("Narada", "pl")]
    english = event.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    english.title = "Council"
    english.save_revision().publish()
    with override("en"):
        assert [(one.title, one.lang) for one in day_of(venue, "2026-12-01").taken] == [("Council", "")]
    assert [one.title for one in day_of(venue, "2026-12-01").taken] == ["Narada"]


def test_a_week_costs_the_same_however_full(site_tree: SiteTree) -> None:
    hall = VenueFactory(hours=[VenueHours(weekday=number, opens=time(6), closes=time(23)) for number in range(7)])

    def cost() -> int:
        venue = Venue.objects.get(pk=hall.pk)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert week_grid.rows_of(availability.week(venue, MONDAY))
        return len(queries)

    event_at(site_tree, hall, "2026-12-01 06:00", "2026-12-01 06:30")
    cost()  # what is asked once: private places, the site
    few = cost()
    for number in range(7, 17):
        part = VenueFactory(parent=hall, is_part=True)
        event_at(site_tree, part, f"2026-12-0{number % 6 + 1} {number:02}:00", f"2026-12-0{number % 6 + 1} {number:02}:40")
    assert cost() == few <= 6


def test_the_grid_fills_every_half_hour_of_every_day(site_tree: SiteTree) -> None:
    venue = VenueFactory(hours=[VenueHours(weekday=number, opens=time(8), closes=time(20)) for number in range(5)])
    event_at(site_tree, venue, "2026-12-01 10:10", "2026-12-01 11:40", title="Warsztaty")
    event_at(site_tree, venue, "2026-12-01 11:40", "2026-12-01 14:00", title="Debata")
    rows = week_grid.rows_of(availability.week(venue, MONDAY))
    assert [(row.hour, row.whole) for row in rows][:3] == [("8:00", True), ("8:30", False), ("9:00", True)]
    assert len(rows) == 24
    assert sum(cell.rows for row in rows for cell in row.cells) == 7 * 24
    tuesday = [
        (cell.taken.title if cell.taken else cell.state, cell.rows)
        for row in rows
        for cell in row.cells
        if cell.hours[:2] != "8:" or cell.rows < 24
    ]
    assert ("Warsztaty", 4) in tuesday
    assert ("Debata", 4) in tuesday
