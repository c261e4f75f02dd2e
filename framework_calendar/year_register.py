"""A year of the framework calendar as plain values: what each proposal was given, and where its event stands now.

Read in a handful of queries once per public version: every number, filter and list of the year is made of these rows.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.cache import cache

from core import pagecache
from core.privacy import is_public
from events_calendar import days
from events_calendar.models import Occurrence
from framework_calendar.models import Allocation, Call, Proposal, Wish

SECONDS = pagecache.LONGEST_SECONDS
# What became of an event since its slot was published.
MOVED, PLACE, OFF, HIDDEN, GONE, WITHDRAWN = "moved", "place", "off", "hidden", "gone", "withdrawn"
# Whatever the event's page says now is nobody's business then, or nobody knows it.
UNREADABLE = {HIDDEN, GONE}
# Of a wish: no slot that the proposal had wished for, but another.
OTHER = 0


class Now(NamedTuple):
    """The date that the event has at present, where it is not the published one."""

    start: datetime
    end: datetime
    all_day: bool
    venue: int | None
    place_name: str
    reason: str


class Entry(NamedTuple):
    """One proposal of a published call."""

    proposal: int
    cop: str
    organisation: int
    commune: int | None
    topics: tuple[int, ...]
    # Which wish it got (1-3), OTHER, or None without a slot.
    rank: int | None
    # When it is: its present date if that is in this year, else the published one.
    start: datetime | None
    day: date | None
    # The event that anybody may read.
    event: int | None
    changes: tuple[str, ...] = ()
    now: Now | None = None

    @property
    def placed(self) -> bool:
        return self.day is not None

    @property
    def first(self) -> bool:
        """It got what it had wished for most."""
        return self.rank == 1

    @property
    def quarter(self) -> int:
        return (self.day.month - 1) // 3 + 1 if self.day else 0


def years() -> list[int]:
    """The years that some call is for, the newest first."""
    return [year for year, _published in known_years()]


def known_years() -> list[tuple[int, bool]]:
    """Each year that some call is for, the newest first, and whether anything of it is published. Kept until something public changes."""
    key = f"framework-years:{pagecache.version()}"
    return pagecache.once(key, lambda: cache.get_or_set(key, _years, SECONDS))


def _years() -> list[tuple[int, bool]]:
    found: dict[int, bool] = {}
    for year, published in Call.objects.order_by("-year").values_list("year", "published_at"):
        found[year] = found.get(year, False) or published is not None
    return list(found.items())


def entries(year: int) -> list[Entry]:
    """Every proposal of the year's published calls: those with a slot by their dates, then those without."""
    key = f"framework-register:{pagecache.version()}:{year}"
    return pagecache.once(key, lambda: cache.get_or_set(key, lambda: _read(year), SECONDS))


_COLUMNS = (
    *("pk", "state", "call__cop__slug", "organisation_id"),
    *("allocation__outcome", "allocation__published_at", "allocation__rank", "allocation__start", "allocation__end"),
    *("allocation__venue_id", "allocation__place_name", "allocation__commune_id"),
    *("allocation__event_id", "allocation__event__live", "allocation__event__path", "allocation__event__place_name"),
)


def _read(year: int) -> list[Entry]:
    rows = list(_published(year).order_by().values_list(*_COLUMNS, named=True))
    topics = defaultdict(list)
    links = Proposal.topics.through.objects.filter(proposal__call__year=year, proposal__call__published_at__isnull=False)
    for proposal, topic in links.order_by("topic_id").values_list("proposal_id", "topic_id"):
        topics[proposal].append(topic)
    dates = _dates(year)
    wished = dict(
        Wish.objects.filter(rank=1, proposal__call__year=year, proposal__call__published_at__isnull=False)
        .exclude(proposal__allocation__outcome=Allocation.Outcome.SLOT, proposal__allocation__published_at__isnull=False)
        .values_list("proposal_id", "commune_id")
    )
    found = [_entry(row, year, tuple(topics[row.pk]), dates, wished) for row in rows]
    return sorted(found, key=lambda one: (one.start is None, one.start.timestamp() if one.start else 0, one.proposal))


def _published(year: int) -> Any:
    """What was sent, and what was taken back only after it had been given a slot: the record says so."""
    proposals = Proposal.objects.filter(call__year=year, call__published_at__isnull=False)
    taken_back = proposals.filter(state=Proposal.State.WITHDRAWN, allocation__published_at__isnull=False)
    return proposals.filter(state=Proposal.State.SUBMITTED) | taken_back


def _dates(year: int) -> dict[int, list[Any]]:
    columns = ("event_id", "original", "start", "end", "all_day", "venue_id", "status", "reason")
    found = defaultdict(list)
    occurrences = Occurrence.objects.filter(
        event__framework_allocations__proposal__call__year=year,
        event__framework_allocations__proposal__call__published_at__isnull=False,
        skipped=False,
    )
    for row in occurrences.order_by("start").values_list(*columns, named=True):
        found[row.event_id].append(row)
    return found


def _entry(row: Any, year: int, topics: tuple[int, ...], dates: dict[int, list[Any]], wished: dict[int, int | None]) -> Entry:
    base = (row.pk, row.call__cop__slug, row.organisation_id)
    if row.allocation__outcome != Allocation.Outcome.SLOT or row.allocation__published_at is None:
        return Entry(*base, wished.get(row.pk), topics, None, None, None, None)
    changes, now = _since(row, dates.get(row.allocation__event_id, []))
    if row.state == Proposal.State.WITHDRAWN:
        changes = (*changes, WITHDRAWN)
    start = row.allocation__start
    if now is not None and days.first_day(now.start).year == year:
        start = now.start
    event = None if UNREADABLE.intersection(changes) else row.allocation__event_id
    rank = row.allocation__rank if row.allocation__rank in (1, 2, 3) else OTHER
    return Entry(*base, row.allocation__commune_id, topics, rank, start, days.first_day(start), event, changes, now)


def _since(row: Any, dates: list[Any]) -> tuple[tuple[str, ...], Now | None]:
    """What the event says otherwise than its publication did."""
    if row.allocation__event_id is None:
        return (GONE,), None
    if not row.allocation__event__live or not is_public(row.allocation__event__path):
        return (HIDDEN,), None
    # A date of a series keeps by `original` which one it was; an event of one date has only that one.
    date = next((one for one in dates if one.original == row.allocation__start), dates[0] if dates else None)
    if date is None:
        return (OFF,), None
    changes = []
    if date.status == Occurrence.Status.CANCELLED:
        changes.append(OFF)
    if _moved(row, date):
        changes.append(MOVED)
    if _elsewhere(row, date):
        changes.append(PLACE)
    if not changes:
        return (), None
    return tuple(changes), Now(date.start, date.end, date.all_day, date.venue_id, row.allocation__event__place_name, date.reason)


def _moved(row: Any, date: Any) -> bool:
    if date.all_day:
        return bool(days.first_day(row.allocation__start) != days.first_day(date.start))
    return bool((date.start, date.end) != (row.allocation__start, row.allocation__end))


def _elsewhere(row: Any, date: Any) -> bool:
    if date.venue_id or row.allocation__venue_id:
        return bool(date.venue_id != row.allocation__venue_id)
    return bool(row.allocation__event__place_name.casefold().strip() != row.allocation__place_name.casefold().strip())
