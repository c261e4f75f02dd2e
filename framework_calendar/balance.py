"""How full the year is, before anybody allocates it: weeks by communes, what clashes, days off. All of it with the same few queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations

from django.db.models import Q

from accounts.models import CopCommune
from core.models import Territory
from events_calendar import days, opening
from events_calendar.models import Occurrence
from framework_calendar import gathering, wish_days, wording
from framework_calendar.allocation import Busy, Candidate, Standing, Taken
from framework_calendar.models import Call, Proposal, Wish

MOST_CLASHES = 200
# Occurrences that last longer than this count in each of their weeks no more: a whole year of one exhibition tells nothing.
MOST_WEEKS = 8


@dataclass
class Cell:
    """A week in a commune: first wishes for a certain day, those that could be then among other days, and events that stand."""

    sure: int = 0
    maybe: int = 0
    events: int = 0

    def __bool__(self) -> bool:
        return bool(self.sure or self.maybe or self.events)


@dataclass
class Week:
    """A row of the table. `off` are its public and school holidays, each once, with its days."""

    monday: date
    cells: list[tuple[Territory, Cell]] = field(default_factory=list)
    off: list[str] = field(default_factory=list)
    school_off: list[str] = field(default_factory=list)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def is_empty(self) -> bool:
        return not any(cell for _commune, cell in self.cells)


@dataclass
class Table:
    communes: list[Territory]
    weeks: list[Week]
    # Communes of the call in which nothing is planned, which have no column.
    empty: list[Territory]


@dataclass(frozen=True)
class Clash:
    """Two that are in each other's way: proposals, or a proposal and what stands. `what` says in what: "venue", "audience", "topic"."""

    what: str
    day: date
    place: str
    first: Proposal
    second: Proposal | None
    event: str = ""


def communes_of(call: Call) -> list[Territory]:
    """The communes that the call is for, by name."""
    chosen = list(call.communes.order_by("name"))
    if chosen:
        return chosen
    served = CopCommune.objects.filter(cop=call.cop_id).values("territory")
    return list(Territory.objects.filter(pk__in=served).order_by("name"))


def mondays_of(year: int) -> list[date]:
    """The Mondays of the weeks that have a day in the year."""
    monday = days.week_bounds(date(year, 1, 1))[0]
    found = []
    while monday.year <= year:
        found.append(monday)
        monday += timedelta(days=7)
    return found


def table_of(call: Call) -> Table:
    """The year in weeks and communes. Seven queries, however many proposals and events."""
    named = communes_of(call)
    first_wishes = Wish.objects.filter(proposal__in=call.proposals.sent(), rank=1).select_related("commune")
    found: dict[tuple[date, int], Cell] = {}
    known = {one.pk: one for one in named}
    for wish in first_wishes:
        if wish.commune is None:
            continue
        known.setdefault(wish.commune.pk, wish.commune)
        on = {days.week_bounds(day)[0] for day in wish_days.days_of(wish)}
        for monday in on:
            cell = found.setdefault((monday, wish.commune.pk), Cell())
            if wish.day is not None:
                cell.sure += 1
            else:
                cell.maybe += 1
    for first, last, commune_id in _events_of(call.year, list(known)):
        for monday in _mondays(first, last):
            found.setdefault((monday, commune_id), Cell()).events += 1
    used = {commune_id for _monday, commune_id in found}
    columns = sorted((one for pk, one in known.items() if pk in used), key=lambda one: (one.name, one.pk))
    mondays = mondays_of(call.year)
    off = opening.days_off(mondays[0], mondays[-1] + timedelta(days=6))
    weeks = []
    for monday in mondays:
        week = Week(monday, [(one, found.get((monday, one.pk), Cell())) for one in columns])
        week.off, week.school_off = _off(monday, off)
        weeks.append(week)
    return Table(columns, weeks, [one for one in named if one.pk not in used])


def _events_of(year: int, communes: Sequence[int]) -> Iterable[tuple[date, date, int]]:
    rows = Occurrence.objects.on_days(date(year, 1, 1), date(year, 12, 31)).planned().filter(event__live=True, event__alias_of=None)
    return rows.filter(event__territory__in=communes).values_list("first_day", "last_day", "event__territory_id")


def _mondays(first: date, last: date) -> Iterator[date]:
    monday = days.week_bounds(first)[0]
    for _number in range(MOST_WEEKS):
        if monday > last:
            return
        yield monday
        monday += timedelta(days=7)


def _off(monday: date, off: dict[date, list[opening.DayOff]]) -> tuple[list[str], list[str]]:
    public: dict[str, None] = {}
    school: dict[str, None] = {}
    for number in range(7):
        for one in off.get(monday + timedelta(days=number), ()):
            (public if one.public else school)[one.name] = None
    return list(public), list(school)


# --- One week in one commune


@dataclass(frozen=True)
class Wanted:
    """A proposal with those of its wishes that could be in this week, best first."""

    proposal: Proposal
    wishes: list[Wish]

    @property
    def said(self) -> list[tuple[int, str, str]]:
        """Of each wish its rank, when and where."""
        return [(wish.rank, wording.when(wish), wording.where(wish)) for wish in self.wishes]


@dataclass
class WeekList:
    monday: date
    wanted: list[Wanted]
    events: list[Occurrence]
    off: dict[date, list[opening.DayOff]]

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)


def week_of(call: Call, monday: date, commune: Territory) -> WeekList:
    """What is wished for and what stands in this week in this commune. Five queries."""
    sunday = monday + timedelta(days=6)
    wishes = (
        Wish.objects.filter(proposal__in=call.proposals.sent(), commune=commune)
        .filter(Q(day__range=(monday, sunday)) | Q(first_day__lte=sunday, last_day__gte=monday))
        .select_related("proposal__organisation", "venue__parent", "commune")
        .order_by("rank", "day", "first_day", "proposal")
    )
    wanted: dict[int, Wanted] = {}
    for wish in wishes:
        if any(monday <= day <= sunday for day in wish_days.days_of(wish)):
            wanted.setdefault(wish.proposal_id, Wanted(wish.proposal, [])).wishes.append(wish)
    events = Occurrence.objects.on_days(monday, sunday).planned().filter(event__live=True, event__alias_of=None, event__territory=commune)
    rows = list(events.select_related("event", "venue__parent").order_by("start", "pk"))
    return WeekList(monday, list(wanted.values()), rows, opening.days_off(monday, sunday))


# --- What clashes


def clashes_of(found: gathering.Round) -> list[Clash]:
    """First wishes for a certain day that are in each other's way, or in the way of what stands, by day. No query: it was all read.

    A wish that may be on several days clashes with nothing: it moves.
    """
    slots = {pk: slot for pk, proposal in found.proposals.items() if (slot := _first_slot(found, proposal)) is not None}
    clashes = [*_at_places(found, slots), *_of_people(found, slots)]
    return sorted(clashes, key=lambda one: (one.day, one.what != "venue", one.first.pk))[:MOST_CLASHES]


def _first_slot(found: gathering.Round, proposal: Proposal) -> Candidate | None:
    wish = next((one for one in proposal.wishes.all() if one.rank == 1 and one.day is not None), None)
    if wish is None or wish.day is None:
        return None
    return gathering.candidate(1, *wish_days.slot_on(wish, wish.day), found.venues.get(wish.venue_id or 0), wish.commune_id)


def _at_places(found: gathering.Round, slots: dict[int, Candidate]) -> Iterator[Clash]:
    taken = Taken(found.cells)
    for row in found.busy:
        taken.add([row.venue], (row.start, row.end), row)
    for pk, slot in slots.items():
        if slot.venue is None:
            continue
        place = found.venues[slot.venue].full_name
        for holder in taken.holders(slot):
            if isinstance(holder, Busy):
                yield Clash("venue", slot.day, place, found.proposals[pk], None, holder.title)
            else:
                yield Clash("venue", slot.day, place, found.proposals[holder], found.proposals[pk])
        taken.add(taken.cells_of(slot.venue), slot.span, pk)


def _of_people(found: gathering.Round, slots: dict[int, Candidate]) -> Iterator[Clash]:
    about = {pk: gathering.about(found.proposals[pk]) for pk in slots}
    names = {wish.commune_id: wish.commune.name for one in found.proposals.values() for wish in one.wishes.all() if wish.commune}
    together: dict[tuple[int | None, date], list[int]] = {}
    for pk, slot in slots.items():
        together.setdefault((slot.commune, slot.day), []).append(pk)
    stands: dict[tuple[int | None, date], list[Standing]] = {}
    for one in found.standing:
        stands.setdefault((one.commune, one.day), []).append(one)
    for key, pks in together.items():
        place = names.get(key[0], "")
        for first, second in combinations(pks, 2):
            if what := about[first].shares(about[second]):
                yield Clash(what, key[1], place, found.proposals[first], found.proposals[second])
        for pk in pks:
            for one in stands.get(key, ()):
                if what := about[pk].shares(one.about):
                    yield Clash(what, key[1], place, found.proposals[pk], None, one.about.title)
