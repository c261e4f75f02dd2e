"""Which places of the portal a request may choose from, and what stands against each at the wanted times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from events_calendar import opening
from events_calendar.models import Accessibility, Venue
from events_calendar.services import booking

if TYPE_CHECKING:
    from events_calendar.models import EventPage

Times = Sequence[tuple[datetime, datetime]]


@dataclass(frozen=True)
class Offer:
    """One place; `taken` and `problem` are sentences, empty where nothing stands against it."""

    venue: Venue
    accessibility: Sequence[str]
    taken: str = ""
    problem: str = ""

    @property
    def is_free(self) -> bool:
        return not self.taken and not self.problem

    @property
    def step_free(self) -> bool:
        return Accessibility.STEP_FREE in self.accessibility


def offers(
    times: Times,
    *,
    people: int | None = None,
    commune: str = "",
    only_free: bool = False,
    keep: str = "",
    headcount: int | None = None,
    setup_minutes: int = 0,
    cleanup_minutes: int = 0,
    event: EventPage | None = None,
) -> list[Offer]:
    """The places that pass the filters and the one chosen already (`keep`), free ones first. Six queries, however many there are."""
    venues = [
        venue
        for venue in Venue.objects.bookable().prefetch_related("hours", "exceptions")
        if venue.slug == keep or _passes(venue, people, commune)
    ]
    taken = _taken(venues, times, event, setup_minutes, cleanup_minutes)
    found = [Offer(venue, venue.access, taken.get(venue.pk, ""), _problem(venue, times, headcount) if times else "") for venue in venues]
    return sorted(
        (offer for offer in found if offer.is_free or not only_free or offer.venue.slug == keep), key=lambda offer: not offer.is_free
    )


def communes_of_places() -> list[str]:
    """The codes of the communes in which there are places to choose from."""
    rows = Venue.objects.bookable()
    return sorted({venue.commune.code for venue in rows if venue.commune})


def _passes(venue: Venue, people: int | None, commune: str) -> bool:
    small = bool(people and venue.capacity and venue.capacity < people)
    return not small and (not commune or bool(venue.commune and venue.commune.code == commune))


def _taken(venues: Iterable[Venue], times: Times, event: EventPage | None, setup: int, cleanup: int) -> dict[int, str]:
    claims = [booking.Claim(start, start, end, venue.pk) for venue in venues for start, end in times]
    found: dict[int, str] = {}
    for conflict in booking.conflicts_of(event, claims, setup_minutes=setup, cleanup_minutes=cleanup):
        found.setdefault(conflict.claim.venue_id, str(conflict))
    return found


def _problem(venue: Venue, times: Times, headcount: int | None) -> str:
    for start, end in times:
        for problem in opening.problems(venue, start, end, headcount=headcount):
            return problem
    return ""
