"""Dates that are asked for and do not have their place, since somebody else has it then: said to be off, and in no calendar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from events_calendar import recurrence
from events_calendar.models.bookings import Reservation

if TYPE_CHECKING:
    from events_calendar.models import EventPage

# A date with its place: identity, start, place.
Held = Collection[tuple[datetime, datetime, int]]


def held_by(events: Iterable[int]) -> dict[int, set[tuple[datetime, datetime, int]]]:
    """What these events hold or have, by primary key: one query, however many."""
    found: dict[int, set[tuple[datetime, datetime, int]]] = defaultdict(set)
    rows = Reservation.objects.blocking().filter(event__in=list(events)).order_by()
    for event_id, original, start, asked_id in rows.values_list("event_id", "original", "start", "asked_id"):
        found[event_id].add((original, start, asked_id))
    return found


def among(event: EventPage, dates: Iterable[recurrence.Date], held: Held) -> list[recurrence.Date]:
    """Those coming dates of the event's text that need a place of the portal and hold none.

    Of an endless rule only as far as it reached when it was sent: later dates were never asked for.
    """
    now = timezone.now()
    asked_until = recurrence.horizon(event.latest_revision_created_at or now)
    return [
        date
        for date in dates
        if date.venue_id and not date.cancelled and now < date.end and date.start <= asked_until and _slot(date) not in held
    ]


def _slot(date: recurrence.Date) -> tuple[datetime, datetime, int | None]:
    return date.original, date.start, date.venue_id
