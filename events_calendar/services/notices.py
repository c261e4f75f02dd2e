"""Who hears what about dates and requests. Called inside the transaction of what happened; the outbox sends after the commit."""

from __future__ import annotations

from collections.abc import Sequence

from events_calendar.models import EventPage, Occurrence


def dates_skipped(event: EventPage, dates: Sequence[Occurrence]) -> None:
    """Dates of a series that could not have their place."""
