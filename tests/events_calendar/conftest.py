from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from core.models import PortalImage
from events_calendar.models import Venue
from tests.accounts.factories import People
from tests.events_calendar.factories import VenueFactory
from tests.events_calendar.slot_requests import make_deciders
from tests.factories import SiteTree

TODAY = date(2026, 11, 24)
_clocks: list[time_machine.Traveller] = []


@pytest.fixture(autouse=True)
def today() -> Iterator[date]:
    """It is noon in Poland on Tuesday, 24 November 2026, and the clock goes on from there."""
    with time_machine.travel(datetime(2026, 11, 24, 11, tzinfo=UTC), tick=True) as clock:
        _clocks.append(clock)
        yield TODAY
        _clocks.pop()


def later(text: str) -> None:
    """It is so late now, on a Polish clock: later("2026-11-24 13:00")."""
    _clocks[-1].move_to(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Warsaw")))


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    """People of each role, where COP Słupsk decides on the places of its commune."""
    return make_deciders(site_tree)


@pytest.fixture
def room(site_tree: SiteTree) -> Venue:
    """A place that is open at any hour and that anybody may ask for."""
    return VenueFactory(name="Sala A", slug="sala-a")


@pytest.fixture
def ngo(client: Client, people: People) -> Client:
    """Who acts for an organisation, logged in."""
    client.force_login(people.ngo_owner)
    return client


@pytest.fixture
def picture(db: None) -> PortalImage:
    """A small picture with words for those who cannot see it."""
    from wagtail.images.tests.utils import get_test_image_file

    return PortalImage.objects.create(title="Stół", description="Ludzie przy okrągłym stole", file=get_test_image_file(size=(1600, 1000)))
