"""Which places of the portal a request may choose from, and what stands against each at the wanted times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.portal_ui import long_date
from events_calendar import facts, opening
from events_calendar.models import Accessibility, Venue
from events_calendar.services import booking

if TYPE_CHECKING:
    from datetime import datetime

    from events_calendar.models import EventPage
    from events_calendar.recurrence import Date

# Days of a series that a card names; the rest are counted.
MOST_NAMED = 4


@dataclass(frozen=True)
class Offer:
    """One place; `taken` and `problem` are sentences, empty where nothing stands against it.

    Of several dates `free` are neither taken nor shut, and `without` says which are not.
    """

    venue: Venue
    accessibility: Sequence[str]
    taken: str = ""
    problem: str = ""
    count: int = 1
    free: int = 1
    without: Sequence[str] = ()

    @property
    def is_free(self) -> bool:
        return not self.taken and not self.problem and self.free == self.count

    @property
    def is_series(self) -> bool:
        return self.count > 1

    @property
    def verdict(self) -> str:
        """In how many of the wanted dates the place is free."""
        if not self.is_series:
            return _("wolne w tym czasie") if self.is_free else ""
        if self.free == self.count:
            told = ngettext("wolne w %(count)s terminie", "wolne we wszystkich %(count)s terminach", self.count)
        elif not self.free:
            told = ngettext(
                "zajęte albo zamknięte w %(count)s terminie", "zajęte albo zamknięte we wszystkich %(count)s terminach", self.count
            )
        else:
            told = ngettext("wolne w %(free)s z %(count)s terminu", "wolne w %(free)s z %(count)s terminów", self.count)
        return told % {"free": self.free, "count": self.count}

    @property
    def url(self) -> str:
        """The place's own page, with its rules and its week."""
        return facts.page_of(self.venue)

    @property
    def step_free(self) -> bool:
        return Accessibility.STEP_FREE in self.accessibility


def offers(
    dates: Sequence[Date],
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
    """The places that pass the filters and the one chosen already (`keep`), those free most often first.

    Six queries, however many places and dates there are.
    """
    venues = [
        venue
        for venue in Venue.objects.bookable().prefetch_related("hours", "exceptions")
        if venue.slug == keep or _passes(venue, people, commune)
    ]
    taken = _taken(venues, dates, event, setup_minutes, cleanup_minutes)
    found = [_offer(venue, dates, taken.get(venue.pk, {}), headcount) for venue in venues]
    return sorted(
        (offer for offer in found if offer.is_free or not only_free or offer.venue.slug == keep),
        key=lambda offer: (not offer.is_free, offer.count - offer.free),
    )


def communes_of_places() -> list[str]:
    """The codes of the communes in which there are places to choose from."""
    rows = Venue.objects.bookable()
    return sorted({venue.commune.code for venue in rows if venue.commune})


def _passes(venue: Venue, people: int | None, commune: str) -> bool:
    small = bool(people and venue.capacity and venue.capacity < people)
    return not small and (not commune or bool(venue.commune and venue.commune.code == commune))


def _taken(
    venues: Iterable[Venue], dates: Sequence[Date], event: EventPage | None, setup: int, cleanup: int
) -> dict[int, dict[datetime, str]]:
    """What is in the way of each date at each place, in words, by the date's identity."""
    claims = [booking.Claim(date.original, date.start, date.end, venue.pk, date.by_rule) for venue in venues for date in dates]
    found: dict[int, dict[datetime, str]] = {}
    for conflict in booking.conflicts_of(event, claims, setup_minutes=setup, cleanup_minutes=cleanup):
        found.setdefault(conflict.claim.venue_id, {}).setdefault(conflict.claim.original, str(conflict))
    return found


def _offer(venue: Venue, dates: Sequence[Date], taken: dict[datetime, str], headcount: int | None) -> Offer:
    if not dates:
        return Offer(venue, venue.access)
    shut = [date for date in dates if date.original not in taken and opening.closed_problem(venue, date.start, date.end)]
    free = len(dates) - len(taken) - len(shut)
    problem = _problem(venue, dates, headcount)
    if len(dates) == 1:
        return Offer(venue, venue.access, next(iter(taken.values()), ""), problem, free=free)
    without = []
    if taken and free:
        without.append(_("Zajęte: %(days)s") % {"days": _days([date for date in dates if date.original in taken])})
    if shut and free:
        without.append(_("Zamknięte: %(days)s") % {"days": _days(shut)})
    return Offer(venue, venue.access, problem=problem, count=len(dates), free=free, without=without)


def _days(dates: Sequence[Date]) -> str:
    """ "8 grudnia 2026, 15 grudnia 2026 i jeszcze 3 terminy"."""
    named = ", ".join(long_date(date.start) for date in dates[:MOST_NAMED])
    rest = len(dates) - MOST_NAMED
    if rest <= 0:
        return named
    return ngettext("%(days)s i jeszcze %(count)s termin", "%(days)s i jeszcze %(count)s terminów", rest) % {"days": named, "count": rest}


def _problem(venue: Venue, dates: Sequence[Date], headcount: int | None) -> str:
    """The first rule that forbids the request: a series goes without dates on which the place is shut, but for its first one."""
    by_rule = [date for date in dates if date.by_rule]
    for date in [*by_rule[:1], *(date for date in dates if not date.by_rule)]:
        for problem in opening.problems(venue, date.start, date.end, headcount=headcount):
            return problem
    return next((problem for date in by_rule[-1:] for problem in opening.too_far(venue, date.start, timezone.now())), "")
