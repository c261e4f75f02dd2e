"""Every file says the portal's dates and no others: read by two parsers that know nothing of each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from events_calendar.models import EventPage, Occurrence
from events_calendar.models.events import EventDate
from events_calendar.services import dates
from tests.events_calendar.factories import EventPageFactory, VenueFactory, at
from tests.events_calendar.ical_readers import by_ical_js, by_icalendar, by_rows
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db
FIRST, LAST = at("2026-01-01 00:00"), at("2028-10-01 00:00")
Make = Callable[[SiteTree, Any], EventPage]


def event(tree: SiteTree, start: str = "2026-12-01 18:00", **fields: Any) -> EventPage:
    if "end" in fields:
        fields["end"] = at(fields["end"])
    return EventPageFactory(parent=tree.calendar_slupsk, start=at(start), **fields)


def with_dates(made: EventPage, *changes: EventDate) -> EventPage:
    for change in changes:
        made.dates.add(change)
    made.save()
    return made


def moved(original: str, start: str, end: str, **fields: Any) -> EventDate:
    return EventDate(change="moved", original=at(original), start=at(start), end=at(end), **fields)


def many_changes(tree: SiteTree, by: Any) -> EventPage:
    """One date of each sort: left out, moved to another place, moved in time, cancelled, and one more."""
    room, other = VenueFactory(name="Sala A", latitude="54.464148", longitude="17.028482"), VenueFactory(name="Sala B")
    made = event(tree, venue=room, rule="FREQ=WEEKLY;COUNT=8")
    return with_dates(
        made,
        EventDate(change="excluded", original=at("2026-12-08 18:00")),
        moved("2026-12-15 18:00", "2026-12-15 18:00", "2026-12-15 20:00", venue=other),
        moved("2026-12-22 18:00", "2026-12-23 17:00", "2026-12-23 21:00"),
        EventDate(change="cancelled", original=at("2026-12-29 18:00"), reason="Święta"),
        EventDate(change="added", start=at("2026-12-31 10:00"), end=at("2026-12-31 12:00")),
        EventDate(change="added", start=at("2027-01-02 10:00"), end=at("2027-01-02 11:00"), venue=other),
    )


def a_skipped_date(tree: SiteTree, by: Any) -> EventPage:
    room = VenueFactory(name="Sala A")
    event(tree, "2026-12-08 18:00", venue=room, title="Inne")
    made = event(tree, venue=room, rule="FREQ=WEEKLY;COUNT=4")
    assert made.occurrences.filter(skipped=True).count() == 1
    return made


def the_last_date_skipped(tree: SiteTree, by: Any) -> EventPage:
    room = VenueFactory(name="Sala A")
    event(tree, "2026-12-22 18:00", venue=room, title="Inne")
    return event(tree, venue=room, rule="FREQ=WEEKLY;COUNT=4")


def a_changed_rule(tree: SiteTree, by: Any) -> EventPage:
    """Tuesdays until now, from now on Thursdays at another hour; the past has its rows."""
    with time_machine.travel(at("2026-10-01 12:00")):
        made = event(tree, "2026-10-06 18:00", rule="FREQ=WEEKLY;BYDAY=TU")
    made.rule, made.start, made.end = "FREQ=WEEKLY;BYDAY=TH;UNTIL=20270331", at("2026-11-05 17:00"), at("2026-11-05 18:30")
    made.save()
    past = Occurrence.objects.filter(event=made, start__lt=at("2026-11-24 12:00"))
    assert {row.start.astimezone(FIRST.tzinfo).weekday() for row in past} == {1}, "the past is untouched"
    return made


def a_whole_series_cancelled_half_way(tree: SiteTree, by: Any) -> EventPage:
    with time_machine.travel(at("2026-10-01 12:00")):
        made = event(tree, "2026-10-06 18:00", rule="FREQ=WEEKLY;COUNT=12")
    made.cancelled, made.cancel_reason = True, "Brak chętnych"
    made.save()
    assert set(made.occurrences.values_list("status", flat=True)) == {"planned", "cancelled"}
    return made


def a_list_of_dates(tree: SiteTree, by: Any) -> EventPage:
    other = VenueFactory(name="Sala B")
    return with_dates(
        event(tree),
        EventDate(change="added", start=at("2026-12-03 18:00"), end=at("2026-12-03 20:00")),
        EventDate(change="added", start=at("2026-11-28 09:00"), end=at("2026-11-28 12:00"), venue=other),
        EventDate(change="cancelled", original=at("2026-12-01 18:00"), reason="Mróz"),
    )


def one_date_moved(tree: SiteTree, by: Any) -> EventPage:
    made = event(tree)
    return dates.move_date(made, at("2026-12-01 18:00"), start=at("2026-12-02 10:00"), end=at("2026-12-02 12:00"), by=by)


SIMPLE: dict[str, dict[str, Any]] = {
    "one date": {},
    "no length": {"end": "2026-12-01 18:00"},
    "whole days": {"all_day": True, "end": "2026-12-03 18:00"},
    "many days": {"end": "2026-12-04 12:00"},
    "past midnight": {"start": "2026-12-01 22:00", "end": "2026-12-02 03:00"},
    "cancelled": {"cancelled": True, "cancel_reason": "Choroba"},
    "the hour that comes twice": {"start": "2026-10-25 01:30", "end": "2026-10-25 03:30"},
    "weekly over both changes of the clock": {"rule": "FREQ=WEEKLY;UNTIL=20271130"},
    "endless": {"rule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH"},
    "every second Tuesday of the month": {"start": "2026-12-08 18:00", "end": "2026-12-08 20:00", "rule": "FREQ=MONTHLY;BYDAY=2TU;COUNT=9"},
    "last working day": {
        "start": "2026-12-31 18:00",
        "end": "2026-12-31 20:00",
        "rule": "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=9",
    },
    "until an hour in UTC": {"rule": "FREQ=DAILY;UNTIL=20261205T170000Z"},
    "until an hour before": {"rule": "FREQ=DAILY;UNTIL=20261205T165959Z"},
    "on the 31st": {"start": "2026-12-31 18:00", "end": "2026-12-31 20:00", "rule": "FREQ=MONTHLY;COUNT=6"},
    "yearly": {"start": "2026-12-06 18:00", "end": "2026-12-06 20:00", "rule": "FREQ=YEARLY;BYMONTH=12;BYDAY=1SU;COUNT=3"},
    "whole days each month": {"all_day": True, "end": "2026-12-02 18:00", "rule": "FREQ=MONTHLY;UNTIL=20270601"},
    "nights over the change of the clock": {"start": "2027-03-20 22:00", "end": "2027-03-21 05:00", "rule": "FREQ=WEEKLY;COUNT=4"},
    "nights that begin with the change": {"start": "2027-10-30 22:00", "end": "2027-10-31 05:00", "rule": "FREQ=DAILY;COUNT=3"},
    "a time that does not exist": {"start": "2027-03-27 02:30", "end": "2027-03-27 04:30", "rule": "FREQ=DAILY;COUNT=3"},
}
MADE: list[Make] = [
    many_changes,
    a_skipped_date,
    the_last_date_skipped,
    a_changed_rule,
    a_whole_series_cancelled_half_way,
    a_list_of_dates,
    one_date_moved,
]


def check(content: bytes, folder: Path, **only: Any) -> None:
    rows = by_rows(FIRST, LAST, **only)
    assert rows
    assert by_icalendar(content, FIRST, LAST) == rows
    assert by_ical_js(content, FIRST, LAST, folder) == rows
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line


@pytest.mark.parametrize("name", SIMPLE)
def test_the_file_of_one_event(client: Client, site_tree: SiteTree, tmp_path: Path, name: str) -> None:
    made = event(site_tree, **SIMPLE[name])
    check(client.get(f"{made.url}wydarzenie.ics").content, tmp_path, event=made)


@pytest.mark.parametrize("make", MADE)
def test_the_file_of_an_event_with_changes(client: Client, site_tree: SiteTree, tmp_path: Path, admin_user: Any, make: Make) -> None:
    made = make(site_tree, admin_user)
    check(client.get(f"{made.url}wydarzenie.ics").content, tmp_path, event=made)


def test_the_files_of_many_events(client: Client, site_tree: SiteTree, tmp_path: Path, admin_user: Any) -> None:
    for fields in SIMPLE.values():
        event(site_tree, **fields)
    for make in MADE[:1] + MADE[3:]:
        make(site_tree, admin_user)
    venue = Occurrence.objects.filter(venue__name="Sala A")[0].venue
    assert venue is not None
    listed = Occurrence.objects.filter(start__gte=at("2026-10-24 00:00"), skipped=False)
    check(client.get("/pl/kalendarz/kalendarz.ics").content, tmp_path, event__in=listed.values("event"))
    check(client.get("/pl/kalendarz/slupsk/kalendarz.ics").content, tmp_path, event__in=listed.values("event"))
    check(
        client.get(f"/pl/kalendarz/miejsca/{venue.slug}/kalendarz.ics").content,
        tmp_path,
        event__in=listed.filter(venue=venue).values("event"),
    )


def test_an_endless_series_goes_on_in_the_telephone(client: Client, site_tree: SiteTree) -> None:
    made = event(site_tree, rule="FREQ=WEEKLY")
    content = client.get(f"{made.url}wydarzenie.ics").content
    assert b"RRULE:FREQ=WEEKLY\r\n" in content
    assert b"EXDATE" not in content
    later = by_icalendar(content, at("2029-01-01 00:00"), at("2029-01-01 00:00") + timedelta(days=14))
    assert len(later) == 2
