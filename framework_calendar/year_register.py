"""A year of the framework calendar as plain values: what each proposal was given, and where its event stands now.

Read in a handful of queries once per public version: every number, filter and list of the year is made of these rows.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from core import pagecache
from core.privacy import private_paths
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
    # Of a call that is published, but nobody has been told yet what it got: another slot is being looked for.
    pending: bool = False

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
    """Each year that some call is for, the newest first, and whether anything of it is published."""
    found: dict[int, bool] = {}
    for year, published, _opens, _closes in _calls():
        found[year] = found.get(year, False) or published is not None
    return list(found.items())


def open_until(today: date) -> dict[int, date]:
    """The years for which somebody takes proposals on this Polish day, with the last day of doing so."""
    found: dict[int, date] = {}
    for year, published, opens, closes in _calls():
        if published is None and opens <= today <= closes:
            found[year] = max(found.get(year, closes), closes)
    return dict(sorted(found.items()))


def _calls() -> list[tuple[int, datetime | None, date, date]]:
    """What the ways to the years need of every call. Kept until something public changes."""
    key = f"framework-calls:{pagecache.version()}"

    def ask() -> list[tuple[int, datetime | None, date, date]]:
        return list(Call.objects.order_by("-year").values_list("year", "published_at", "opens", "closes"))

    return pagecache.once(key, lambda: cache.get_or_set(key, ask, SECONDS))


def entries(year: int) -> list[Entry]:
    """Every proposal of the year's published calls: those with a slot by their dates, then those without, undecided last."""
    key = f"framework-register:{pagecache.version()}:{year}"

    def ask() -> list[Entry]:
        # Not `get_or_set`, which reads what it has just written.
        known: list[Entry] | None = cache.get(key)
        if known is None:
            known = _read(year)
            cache.set(key, known, SECONDS)
        return known

    found: list[Entry] = pagecache.once(key, ask)
    return found


_COLUMNS = (
    *("pk", "state", "call__cop__slug", "organisation_id"),
    *("placed", "same_date", "allocation__rank", "allocation__start", "allocation__commune_id"),
    *("allocation__venue_id", "allocation__place_name", "allocation__published_at"),
    *("allocation__event_id", "allocation__event__live", "allocation__event__path", "allocation__event__place_name"),
)
# What tells how an event that is not as it was published differs.
_PUBLISHED = ("proposal_id", "end", "venue_id")
_PRESENT = ("event_id", "original", "start", "end", "all_day", "venue_id", "status", "reason")


def _read(year: int) -> list[Entry]:
    """Five queries. Most events are as they were published, so that only of the others the dates themselves are read."""
    rows = list(_proposals(year).order_by().values_list(*_COLUMNS, named=True))
    topics = defaultdict(list)
    links = Proposal.topics.through.objects.filter(proposal__call__year=year, proposal__call__published_at__isnull=False)
    for proposal, topic in links.order_by("topic_id").values_list("proposal_id", "topic_id"):
        topics[proposal].append(topic)
    other = [row for row in rows if row.placed and row.allocation__event_id and not _as_published(row)]
    published = {
        one.proposal_id: one
        for one in Allocation.objects.filter(proposal__in=[row.pk for row in other]).values_list(*_PUBLISHED, named=True)
    }
    dates = defaultdict(list)
    occurrences = Occurrence.objects.filter(event__in=[row.allocation__event_id for row in other], skipped=False)
    for one in occurrences.order_by("start").values_list(*_PRESENT, named=True):
        dates[one.event_id].append(one)
    wished = dict(
        Wish.objects.filter(rank=1, proposal__in=[row.pk for row in rows if not row.placed]).values_list("proposal_id", "commune_id")
    )
    private = private_paths()
    found = []
    for row in rows:
        if not row.placed:
            here = (row.pk, row.call__cop__slug, row.organisation_id, wished.get(row.pk), tuple(topics[row.pk]))
            found.append(Entry(*here, None, None, None, None, pending=row.allocation__published_at is None))
            continue
        readable = bool(row.allocation__event__live) and not row.allocation__event__path.startswith(tuple(private))
        changes, now = _since(row, readable, published.get(row.pk), dates.get(row.allocation__event_id, []))
        found.append(_entry(row, year, tuple(topics[row.pk]), changes, now))
    return sorted(found, key=lambda one: (one.start is None, one.pending, one.start.timestamp() if one.start else 0, one.proposal))


# What it got is published; only that may be told.
DECIDED = Q(allocation__published_at__isnull=False)
# It was published with a slot.
SLOT = Q(allocation__outcome=Allocation.Outcome.SLOT, allocation__published_at__isnull=False)


def published() -> Any:
    """Of published calls what was sent, and what was taken back only after it had been given a slot: the record says so."""
    proposals = Proposal.objects.filter(call__published_at__isnull=False)
    return proposals.filter(Q(state=Proposal.State.SUBMITTED) | SLOT & Q(state=Proposal.State.WITHDRAWN))


def _proposals(year: int) -> Any:
    unchanged = Occurrence.objects.alias(at=Coalesce("venue_id", 0)).filter(
        at=Coalesce(OuterRef("allocation__venue_id"), 0),
        event=OuterRef("allocation__event"),
        start=OuterRef("allocation__start"),
        original=OuterRef("allocation__start"),
        end=OuterRef("allocation__end"),
        status=Occurrence.Status.PLANNED,
        skipped=False,
    )
    placed = Case(When(SLOT, then=Value(True)), default=Value(False))
    return published().filter(call__year=year).annotate(placed=placed, same_date=Exists(unchanged))


def _as_published(row: Any) -> bool:
    """The event has the published date at the published place, of the portal or not."""
    return bool(row.same_date and (row.allocation__venue_id or _same_name(row)))


def _same_name(row: Any) -> bool:
    return bool(row.allocation__event__place_name.casefold().strip() == row.allocation__place_name.casefold().strip())


def _entry(row: Any, year: int, topics: tuple[int, ...], changes: tuple[str, ...], now: Now | None) -> Entry:
    if row.state == Proposal.State.WITHDRAWN:
        changes = (*changes, WITHDRAWN)
    start = row.allocation__start
    if now is not None and days.first_day(now.start).year == year:
        start = now.start
    event = None if UNREADABLE.intersection(changes) else row.allocation__event_id
    rank = row.allocation__rank if row.allocation__rank in (1, 2, 3) else OTHER
    here = (row.pk, row.call__cop__slug, row.organisation_id, row.allocation__commune_id, topics)
    return Entry(*here, rank, start, days.first_day(start), event, changes, now)


def _since(row: Any, readable: bool, published: Any, dates: list[Any]) -> tuple[tuple[str, ...], Now | None]:
    """What the event says otherwise than its publication did."""
    if row.allocation__event_id is None:
        return (GONE,), None
    if not readable:
        return (HIDDEN,), None
    if _as_published(row):
        return (), None
    # A date of a series keeps by `original` which one it was; an event of one date has only that one.
    date = next((one for one in dates if one.original == row.allocation__start), dates[0] if dates else None)
    if date is None:
        return (OFF,), None
    changes = []
    if date.status == Occurrence.Status.CANCELLED:
        changes.append(OFF)
    if _moved(row, published, date):
        changes.append(MOVED)
    if _elsewhere(row, published, date):
        changes.append(PLACE)
    if not changes:
        return (), None
    return tuple(changes), Now(date.start, date.end, date.all_day, date.venue_id, row.allocation__event__place_name, date.reason)


def _moved(row: Any, published: Any, date: Any) -> bool:
    if date.all_day:
        return bool(days.first_day(row.allocation__start) != days.first_day(date.start))
    return bool((date.start, date.end) != (row.allocation__start, published.end))


def _elsewhere(row: Any, published: Any, date: Any) -> bool:
    if date.venue_id or published.venue_id:
        return bool(date.venue_id != published.venue_id)
    return not _same_name(row)
