"""Other slots for who cannot have the one they wanted: the same place at a near time, a like place at the same time, another week.

Six queries however many places and reservations there are; the rest is arithmetic on what they bring.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.templatetags.portal_ui import event_when
from events_calendar import days, opening
from events_calendar.models import Reservation, Venue, WaitingEntry
from events_calendar.models.choices import Accessibility
from events_calendar.services import booking, slots

if TYPE_CHECKING:
    from events_calendar.models import EventPage

ENOUGH = 6
# How far to look: days before and after, in which all reservations are read at once.
BEFORE, AFTER = timedelta(days=8), timedelta(days=36)
STEP = timedelta(minutes=30)


class Why(models.TextChoices):
    NEARBY = "nearby", _("to samo miejsce, inna godzina albo dzień")
    SIMILAR = "similar", _("podobne miejsce, ten sam czas")
    LATER = "later", _("to samo miejsce i godzina, inny tydzień")


@dataclass(frozen=True)
class Alternative:
    """A slot that was free and allowed a moment ago."""

    venue: Venue
    start: datetime
    end: datetime
    why: Why

    def __str__(self) -> str:
        return f"{event_when(self.start, self.end)}, {self.venue.full_name}"


class _Search:
    """The places and what is taken in them, read once."""

    def __init__(self, venue: Venue, start: datetime, end: datetime, setup: int, cleanup: int, headcount: int | None, event_id: int | None):
        self.start, self.end, self.setup, self.cleanup, self.headcount = start, end, setup, cleanup, headcount
        self.now = timezone.now()
        venues = Venue.objects.bookable().prefetch_related("hours", "exceptions")
        self.venues = {one.pk: one for one in venues}
        self.venue = self.venues.get(venue.pk, venue)
        self.cells = slots.cells(self.venues)
        # Of the place itself some weeks, of the others only the time that was asked for.
        own = set(self.cells.get(venue.pk, [venue.pk]))
        others = {cell for here in self.cells.values() for cell in here} - own
        self.taken: dict[int, list[tuple[datetime, datetime]]] = {}
        blocking = Reservation.objects.blocking(self.now).exclude(event_id=event_id)
        longest = timedelta(minutes=days.LONGEST_SETUP)
        for places, since, until in ((own, start - BEFORE, end + AFTER), (others, start - longest, end + longest)):
            rows = blocking.overlapping(places, since, until).values_list("venue_id", "blocked_start", "blocked_end")
            for place, begins, ends in rows:
                self.taken.setdefault(place, []).append((begins, ends))
        # What somebody waits for is theirs as soon as it is free.
        waiting = WaitingEntry.objects.filter(
            venue__in=own | others, status=WaitingEntry.Status.WAITING, start__lt=end + AFTER, end__gt=start - BEFORE
        )
        for place, begins, ends in waiting.exclude(event_id=event_id).values_list("venue_id", "start", "end"):
            self.taken.setdefault(place, []).append((begins, ends))

    def is_free(self, venue: Venue, start: datetime, end: datetime) -> bool:
        since, until = booking.blocked(venue, start, end, self.setup, self.cleanup)
        for cell in self.cells.get(venue.pk, [venue.pk]):
            if any(a < until and b > since for a, b in self.taken.get(cell, ())):
                return False
        return not opening.problems(venue, start, end, now=self.now, headcount=self.headcount)

    def shifted(self, by: timedelta) -> tuple[datetime, datetime]:
        """The slot so much later on the Polish clock: six o'clock stays six o'clock over a change of the clocks."""
        return tuple((one.astimezone(days.WARSAW) + by) for one in (self.start, self.end))  # type: ignore[return-value]

    def at_same_place(self, shifts: Iterable[timedelta], why: Why) -> Iterator[Alternative]:
        for shift in shifts:
            start, end = self.shifted(shift)
            if self.is_free(self.venue, start, end):
                yield Alternative(self.venue, start, end, why)

    def at_like_places(self, accessibility: Sequence[str]) -> Iterator[Alternative]:
        needed = self.headcount or 0
        # Only what a place can have: what an event offers through the internet, it offers anywhere.
        wanted = set(accessibility) & {code for code, _label in Accessibility.of_places()}
        own = self.venue.commune.code if self.venue.commune else ""
        like = [
            one
            for one in self.venues.values()
            if one.pk != self.venue.pk and (not needed or not one.capacity or one.capacity >= needed) and wanted <= set(one.access)
        ]

        def distance(one: Venue) -> tuple[bool, bool, bool, int, int]:
            code = one.commune.code if one.commune else ""
            building = self.venue.parent_id is not None and one.parent_id == self.venue.parent_id
            size = abs((one.capacity or 0) - (needed or self.venue.capacity or 0))
            return (not building, code != own, code[:4] != own[:4], size, one.pk)

        for one in sorted(like, key=distance):
            if self.is_free(one, self.start, self.end):
                yield Alternative(one, self.start, self.end, Why.SIMILAR)


def find(
    venue: Venue,
    start: datetime,
    end: datetime,
    *,
    headcount: int | None = None,
    accessibility: Sequence[str] = (),
    setup_minutes: int = 0,
    cleanup_minutes: int = 0,
    event_id: int | None = None,
    most: int = ENOUGH,
) -> list[Alternative]:
    """Free slots instead of this one, best first, by turns of each sort; the event's own reservations do not count as taken."""
    search = _Search(venue, start, end, setup_minutes, cleanup_minutes, headcount, event_id)
    hours = (STEP * sign * number for number in range(1, 9) for sign in (1, -1))
    near = (timedelta(days=sign * number) for number in (1, 2, 3) for sign in (1, -1))
    weeks = (timedelta(days=7 * number) for number in range(1, 6))
    far = (timedelta(days=number) for number in range(4, 29) if number % 7)
    same_day = search.at_same_place(hours, Why.NEARBY)
    sources = [
        same_day,
        search.at_like_places(accessibility),
        search.at_same_place(near, Why.NEARBY),
        search.at_same_place(weeks, Why.LATER),
    ]
    found: dict[tuple[int, datetime], Alternative] = {}
    for alternative in chain(_by_turns(sources), search.at_same_place(far, Why.NEARBY)):
        found.setdefault((alternative.venue.pk, alternative.start), alternative)
        if len(found) >= most:
            break
    return list(found.values())


def of(event: EventPage, most: int = ENOUGH) -> list[Alternative]:
    """What is free instead of the place of the portal and the first date that the event asks for."""
    assert event.venue is not None
    return find(
        event.venue,
        event.start,
        event.end,
        headcount=event.headcount,
        accessibility=event.accessibility,
        setup_minutes=event.setup_minutes,
        cleanup_minutes=event.cleanup_minutes,
        event_id=event.pk,
        most=most,
    )


def _by_turns(sources: Sequence[Iterator[Alternative]]) -> Iterator[Alternative]:
    """One of each in turn, until all are at their end."""
    left = list(sources)
    while left:
        for source in list(left):
            one = next(source, None)
            if one is None:
                left.remove(source)
            else:
                yield one
