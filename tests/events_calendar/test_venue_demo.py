"""The demo's places: whole, and never double-booked on whatever day it is loaded."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Organisation
from core.demo.loading import DemoRun
from core.demo.reading import fixture, moment, span
from core.models import OutboxEntry
from events_calendar import opening
from events_calendar.demo import VENUE_FIELDS, load_venues
from events_calendar.models import SchoolHolidays, Venue, VenueException, VenueHours
from events_calendar.services import booking
from tests.factories import SiteTree

PLACES = fixture("venues")["venues"]


def in_memory(row: dict[str, Any], today: date) -> Venue:
    hours = [
        VenueHours(
            weekday=day,
            opens=VenueHours._meta.get_field("opens").to_python(one["from"]),
            closes=VenueHours._meta.get_field("closes").to_python(one["to"]),
        )
        for one in row.get("hours", ())
        for day in one["days"]
    ]
    closed = [
        VenueException(first_day=moment(one["from"], today).date(), last_day=moment(one["to"], today).date(), reason=one["reason"])
        for one in row.get("closed", ())
    ]
    given = {name: row[name] for name in VENUE_FIELDS if name in row}
    return Venue(**given, hours=hours, exceptions=closed)


def test_twelve_places_and_their_rooms() -> None:
    slugs = [row["slug"] for row in PLACES]
    assert len(set(slugs)) == len(slugs)
    assert sum("parent" not in row for row in PLACES) == 12
    assert sum(bool(row.get("is_part")) for row in PLACES) == 2
    for number, row in enumerate(PLACES):
        assert row.get("parent") is None or row["parent"] in slugs[:number], row["slug"]
    organisations = fixture("organisations")
    kinds = {row["slug"]: kind for kind in ("cops", "jst", "ngos") for row in organisations[kind]}
    assert {kinds[row["owner"]] for row in PLACES} == {"cops", "jst", "ngos"}


def test_no_event_claims_an_interpreter_whom_its_place_only_offers_on_request() -> None:
    rows = {row["slug"]: row for row in PLACES}
    claim = {row["key"]: row for row in fixture("events") if "pjm" in row["accessibility"] and row.get("venue")}
    offered = {key: row for key, row in claim.items() if "pjm" in rows[row["venue"]].get("accessibility", ())}
    assert [key for key, row in offered.items() if "migowy" not in row["accessibility_note"]] == []


def test_events_have_known_places_open_then_and_nobody_elses() -> None:
    rows = {row["slug"]: row for row in PLACES}
    events = [row for row in fixture("events") if row.get("venue")]
    assert len(events) >= 12
    cells = {slug: {slug, *(one["slug"] for one in PLACES if one.get("parent") == slug and one.get("is_part"))} for slug in rows}
    for number in range(0, 366, 3):
        today = date(2026, 1, 1) + timedelta(days=number)
        venues = {slug: in_memory(row, today) for slug, row in rows.items()}
        taken = []
        for row in events:
            venue = venues[row["venue"]]
            start, end = span(row["start"], row["end"], today)
            assert not opening.closed_problem(venue, start, min(end, start + timedelta(days=1)) if row.get("all_day") else end), (
                row["key"],
                today,
            )
            taken.append((row["key"], cells[row["venue"]], *booking.blocked(venue, start, end)))
        for one, other in combinations(taken, 2):
            if one[1] & other[1]:
                assert one[3] <= other[2] or other[3] <= one[2], (one[0], other[0], today)


@pytest.mark.django_db
def test_loading_twice_makes_them_once(site_tree: SiteTree) -> None:
    run = DemoRun(today=timezone.localdate(), say=lambda _text: None)
    run.resolve = lambda kind, what: None  # type: ignore[method-assign]
    owners = {row["owner"] for row in PLACES}
    run.organisations = {slug: Organisation.objects.get_or_create(slug=slug, defaults={"name": slug, "kind": "jst"})[0] for slug in owners}
    run.territories = dict.fromkeys((row["territory"] for row in PLACES if row.get("territory")), site_tree.slupsk.territory)
    rows = [{**row, "pictures": []} for row in PLACES]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("events_calendar.demo.fixture", lambda name: {**fixture("venues"), "venues": rows})
        load_venues(run)
        hall = Venue.objects.get(slug="hala-sportowa-slupsk")
        assert hall.children.filter(is_part=True).count() == 2
        assert hall.exceptions.get().reason == "przegląd instalacji"
        assert OutboxEntry.objects.filter(payload__key=f"venue-pl:{hall.pk}").exists()
        # What a visitor deleted stays so.
        Venue.objects.get(slug="swietlica-kwidzyn").delete()
        again = DemoRun(today=timezone.localdate(), say=lambda _text: None)
        again.organisations, again.territories = run.organisations, run.territories
        load_venues(again)
    assert Venue.objects.count() == len(PLACES) - 1
    assert again.venues["hala-sportowa-slupsk"] == hall
    assert SchoolHolidays.objects.filter(is_example=True).count() == 4
