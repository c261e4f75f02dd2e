"""What stands in the way of dates that nobody has asked for yet, in words: taken places, and rules of the place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from events_calendar import opening, recurrence
from events_calendar.models import Venue
from events_calendar.services import booking

if TYPE_CHECKING:
    from events_calendar.models import EventPage


@dataclass
class Checked:
    """Warnings by the date they are about (`original`), and those about all of them."""

    by_date: dict[datetime, list[str]] = field(default_factory=dict)
    general: list[str] = field(default_factory=list)


def warnings(event: EventPage | None, dates: Sequence[recurrence.Date], *, setup_minutes: int = 0, cleanup_minutes: int = 0) -> Checked:
    """What to say of coming dates at their places. The same number of queries for one date and for a thousand.

    Only an answer to a question, as `booking.conflicts_of`: nothing is taken by it.
    """
    now = timezone.now()
    claims = [claim for date in dates if date.end >= now and (claim := booking.Claim.of(date)) is not None]
    checked = Checked()
    if not claims:
        return checked
    found = checked.by_date
    for conflict in booking.conflicts_of(event, claims, setup_minutes=setup_minutes, cleanup_minutes=cleanup_minutes):
        found.setdefault(conflict.claim.original, []).append(str(conflict))
    venues = Venue.objects.prefetch_related("hours", "exceptions").in_bulk({claim.venue_id for claim in claims})
    for claim, problem in booking.closed_dates(venues, claims).items():
        found.setdefault(claim.original, []).append(problem)
    # How early, how long, how many people: the same for all of a series, so said once.
    first = claims[0]
    shut = opening.closed_problem(venues[first.venue_id], first.start, first.end) if first.end > first.start else ""
    headcount = event.headcount if event is not None else None
    checked.general = [
        problem for problem in opening.problems(venues[first.venue_id], first.start, first.end, headcount=headcount) if problem != shut
    ]
    return checked
