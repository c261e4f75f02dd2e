"""What is offered instead of a slot that one cannot have."""

from __future__ import annotations

import pytest

from events_calendar import alternatives
from events_calendar.models import Venue
from tests.events_calendar.factories import VenueFactory, at
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db


def like(venue: Venue, accessibility: list[str]) -> set[str]:
    """The other places that are offered."""
    found = alternatives.find(venue, at("2026-12-01 18:00"), at("2026-12-01 20:00"), accessibility=accessibility, most=20)
    return {one.venue.name for one in found if one.why == alternatives.Why.SIMILAR}


def test_a_like_place_has_the_access_asked_for_be_it_its_buildings(site_tree: SiteTree) -> None:
    wanted = VenueFactory(name="Sala A", accessibility=["step_free"])
    building = VenueFactory(name="Dom", bookable=False, accessibility=["step_free", "lift"])
    VenueFactory(name="Sala w domu", parent=building, accessibility=[])
    VenueFactory(name="Sala bez windy", accessibility=["step_free"])
    assert like(wanted, ["step_free", "lift"]) == {"Sala w domu"}


def test_an_event_one_can_join_online_has_like_places_too(site_tree: SiteTree) -> None:
    wanted = VenueFactory(name="Sala A", accessibility=["step_free"])
    VenueFactory(name="Sala B", accessibility=["step_free"])
    VenueFactory(name="Sala ze schodami")
    assert like(wanted, ["step_free", "online"]) == {"Sala B"}
