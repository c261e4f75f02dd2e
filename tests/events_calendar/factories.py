"""Events for tests, with the least that a page needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import factory
import wagtail_factories
from wagtail.models import Page

from accounts.models import Organisation
from core.models import Territory
from events_calendar.models import EventPage, Venue
from events_calendar.services import in_bulk

WARSAW = ZoneInfo("Europe/Warsaw")


def at(text: str) -> datetime:
    """A moment on a Polish clock: at("2026-03-29 18:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


class EventPageFactory(wagtail_factories.PageFactory):
    title = factory.Sequence(lambda number: f"Wydarzenie {number}")
    slug = factory.Sequence(lambda number: f"wydarzenie-{number}")
    summary = "Jedno zdanie o tym, co się odbędzie."
    start = at("2026-11-26 18:00")
    end = factory.LazyAttribute(lambda event: event.start + timedelta(hours=2))
    place_name = "COP Słupsk, sala A"

    class Meta:
        model = EventPage


def many_events(folder: Page, count: int, start: Callable[[int], datetime], **fields: Any) -> list[EventPage]:
    """So many events in a folder, written in bulk; `start` says when each begins."""
    from tests.bulk import bulk_children

    before = EventPage.objects.count()
    made = bulk_children(
        folder,
        [
            EventPage(
                **{
                    "title": f"Warsztaty dla organizacji i mieszkańców numer {before + number}",
                    "slug": f"warsztaty-dla-organizacji-i-mieszkancow-numer-{before + number}",
                    "summary": "Jedno zdanie.",
                    "start": start(number),
                    "end": start(number) + timedelta(hours=2),
                    "place_name": "COP Słupsk, sala A",
                    **fields,
                }
            )
            for number in range(count)
        ],
    )
    in_bulk.roll_out(made)
    return made


class VenueFactory(factory.django.DjangoModelFactory):
    """A room that one may book at any hour, from tomorrow for a year."""

    name = factory.Sequence(lambda number: f"Sala {number}")
    slug = factory.Sequence(lambda number: f"sala-{number}")
    owner = factory.LazyFunction(lambda: Organisation.objects.get(slug="slupsk"))
    territory = factory.LazyFunction(lambda: Territory.objects.get(code="2263011"))
    address = "ul. Wspólna 4, Słupsk"
    capacity = 40
    min_notice_hours = 0
    closed_on_holidays = False

    class Meta:
        model = Venue
