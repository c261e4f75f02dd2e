"""Random rounds for the allocation, and the honest greedy allocation that it is compared with. No database."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

from framework_calendar.allocation import About, Asked, Busy, Candidate

# A hall (1) and its two parts (2, 3) among places of one room.
CELLS = {1: [1, 2, 3]}


def candidate(rank: int, day: date, hour: int = 15, hours: int = 3, venue: int | None = 10, commune: int = 1) -> Candidate:
    """A slot of the place, an hour of tidying up included."""
    start = datetime.combine(day, time(hour), UTC)
    end = start + timedelta(hours=hours)
    return Candidate(rank, start, end, day, venue, commune, (start, end + timedelta(hours=1)) if venue is not None else None)


def random_round(seed: int, proposals: int = 60, venues: int = 5, days: int = 12) -> tuple[list[Asked], list[Busy]]:
    """So many proposals of a few organisations that want a few places in a few days, some of them any of three days."""
    chance = random.Random(seed)
    first = date(2027, 5, 3)
    asked = []
    for key in range(1, proposals + 1):
        slots: list[Candidate] = []
        for rank in range(1, chance.randint(1, 3) + 1):
            venue = None if chance.random() < 0.05 else chance.randint(1, venues)
            hour, hours, day = chance.choice([8, 10, 12, 14, 16]), chance.randint(2, 6), chance.randrange(days)
            any_of = [day, (day + 3) % days, (day + 6) % days] if chance.random() < 0.25 else [day]
            slots += [candidate(rank, first + timedelta(days=one), hour, hours, venue, chance.randint(1, 3)) for one in any_of]
        about = About(f"Propozycja {key}", frozenset(chance.sample(["senior", "dzieci", "mlodzi"], 1)), frozenset([chance.randint(1, 4)]))
        asked.append(Asked(key, chance.randint(1, max(proposals // 4, 1)), about, tuple(slots)))
    busy = []
    for _number in range(proposals // 6):
        one = candidate(1, first + timedelta(days=chance.randrange(days)), chance.choice([9, 13]), 3, chance.randint(1, venues))
        assert one.venue is not None
        busy.append(Busy(one.venue, *one.span, title="Wydarzenie"))
    return asked, busy


def cells_of(venue: int) -> list[int]:
    return CELLS.get(venue, [venue])


def collide(one: Candidate, other: Candidate) -> bool:
    if one.venue is None or other.venue is None or not set(cells_of(one.venue)) & set(cells_of(other.venue)):
        return False
    return one.span[0] < other.span[1] and other.span[0] < one.span[1]


def is_booked(one: Candidate, busy: list[Busy]) -> bool:
    return one.venue is not None and any(
        row.venue in cells_of(one.venue) and row.start < one.span[1] and row.end > one.span[0] for row in busy
    )


def greedy(asked: list[Asked], busy: list[Busy]) -> dict[int, Candidate]:
    """In the order of submission everybody gets the best of their wishes that is free."""
    found: dict[int, Candidate] = {}
    for one in asked:
        for slot in sorted(one.candidates, key=lambda each: (each.rank, each.start)):
            if not is_booked(slot, busy) and not any(collide(slot, taken) for taken in found.values()):
                found[one.key] = slot
                break
    return found
