"""Which proposal gets which slot: as many first wishes as there is room for, then second ones, then third ones. No database here.

The arithmetic is scipy's (`linear_sum_assignment`). It gives each slot to one proposal at most, but it knows nothing of slots that overlap:
so a solution is looked through, what collides is taken out of it, what is left stays, and the rest is solved again with what is still free.
The same question has always the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from framework_calendar.allocation_slots import About, Asked, Busy, Candidate, Given, Reason, Result, Span, Standing, Taken

__all__ = ["About", "Asked", "Busy", "Candidate", "Given", "Reason", "Result", "Span", "Standing", "Taken", "allocate"]

RANKS = (1, 2, 3)
NOTHING = 4
# Of the days of one wish that others want too, so many are looked at in one solution; the others come when these are gone.
MOST_DAYS = 12
# How often room is made for more wishes of a rank; each time there is more of them, or it ends.
MOST_ROUNDS = 10
# Beyond these, clashes and honoured wishes make no more difference.
MOST_CLASHES, MOST_HONOURED = 9, 9
# Floats are exact integers below.
_EXACT = 2**52
_NEVER = float(2**53)


def allocate(
    asked: Sequence[Asked],
    *,
    cells: Mapping[int, Sequence[int]] | None = None,
    busy: Iterable[Busy] = (),
    given: Iterable[Given] = (),
    standing: Iterable[Standing] = (),
) -> dict[int, Result]:
    """What each proposal gets, by its key. `cells` says which places are taken with each (a hall and its parts); a place that is not
    named is only itself."""
    return _Allocating(asked, cells or {}, list(busy), list(given), list(standing)).run()


class _Allocating:
    def __init__(
        self,
        asked: Sequence[Asked],
        cells: Mapping[int, Sequence[int]],
        busy: list[Busy],
        given: list[Given],
        standing: list[Standing],
    ) -> None:
        self.asked = list(asked)
        self.by_key = {one.key: one for one in self.asked}
        self.order = {one.key: number for number, one in enumerate(self.asked)}
        self.stands, self.taken = Taken(cells), Taken(cells)
        self.honoured: dict[int, int] = {}
        self.beside: dict[tuple[int | None, date], list[tuple[int | None, About]]] = {}
        for row in busy:
            # Rows are of single places already.
            self.stands.add([row.venue], (row.start, row.end), row)
        for one in standing:
            self.beside.setdefault((one.commune, one.day), []).append((None, one.about))
        for person in given:
            self._take(person.key, person.organisation, person.about, person.slot)
        self.given = {person.key: person for person in given}
        # What no booking is in the way of: a wish may still be somebody else's, which changes on the way.
        self.open = {one.key: [each for each in one.candidates if not self.stands.holders(each)] for one in self.asked}
        self.free = {key: [each for each in here if not self.taken.holders(each)] for key, here in self.open.items()}
        self.contested = self._contested()
        self.slots: dict[int, Candidate] = {}
        self.fairness: dict[int, int] = {}
        self.fair_then: dict[int, dict[int, int]] = {}
        self.lost_to: dict[tuple[int, int], list[Asked]] = {}

    def run(self) -> dict[int, Result]:
        for rank in RANKS:
            self._give_all(rank)
            for _again in range(MOST_ROUNDS):
                had = self._number_of(rank)
                self._make_room(rank)
                self._forget_taken()
                self._give_all(rank)
                if self._number_of(rank) <= had:
                    break
        for _again in range(MOST_ROUNDS):
            # Days of one's own are chosen among what is free, and choosing others frees some.
            self._spread()
            if not self._improve():
                break
        self.lost_to = self._lost_to()
        return {one.key: Result(self.slots.get(one.key), self._explain(one)) for one in self.asked}

    def _give_all(self, rank: int) -> None:
        """Solve, keep what does not collide, and solve the rest, until nobody gets anything of this rank any more."""
        while new := {key: slot for key, slot in self._solve().items() if slot.rank <= rank}:
            for key in self._without_collisions(new):
                self.give(key, new[key])
            self._forget_taken()

    def _number_of(self, rank: int) -> int:
        return sum(1 for slot in self.slots.values() if slot.rank <= rank)

    # --- Giving

    def _take(self, key: int, organisation: int, about: About, slot: Candidate) -> None:
        if slot.venue is not None:
            self.taken.add(self.taken.cells_of(slot.venue), slot.span, key)
        if slot.rank == 1:
            self.honoured[organisation] = self.honoured.get(organisation, 0) + 1
        self.beside.setdefault((slot.commune, slot.day), []).append((key, about))

    def give(self, key: int, slot: Candidate) -> None:
        one = self.by_key[key]
        self._take(key, one.organisation, one.about, slot)
        self.slots[key] = slot
        self.fair_then.setdefault(key, self.fairness)

    def take_away(self, key: int) -> Candidate:
        one, slot = self.by_key[key], self.slots.pop(key)
        if slot.venue is not None:
            self.taken.remove(self.taken.cells_of(slot.venue), slot.span, key)
        if slot.rank == 1:
            self.honoured[one.organisation] -= 1
        self.beside[slot.commune, slot.day].remove((key, one.about))
        return slot

    def _forget_taken(self) -> None:
        for key in self.free:
            if key not in self.slots:
                self.free[key] = [each for each in self.free[key] if not self.taken.holders(each)]

    def _contested(self) -> set[tuple[int, Candidate]]:
        """Which candidates meet one of somebody else."""
        wanted = Taken(self.taken.cells)
        for key, here in self.free.items():
            for each in here:
                if each.venue is not None:
                    wanted.add(wanted.cells_of(each.venue), each.span, key)
        return {(key, each) for key, here in self.free.items() for each in here if any(holder != key for holder in wanted.holders(each))}

    # --- One solution

    def clashes(self, one: Asked, slot: Candidate) -> int:
        """How many others on this day in this commune want the same people."""
        here = self.beside.get((slot.commune, slot.day), ())
        return sum(1 for key, about in here if key != one.key and one.about.shares(about))

    def _solve(self) -> dict[int, Candidate]:
        """The best that there is for all who have nothing yet, as if slots collided only where they are the same."""
        from numpy import full
        from scipy.optimize import linear_sum_assignment

        rows = [one for one in self.asked if one.key not in self.slots and self.free[one.key]]
        self.fairness = self._fairness(rows)
        if not rows:
            return {}
        price = _Price(len(rows))
        columns: dict[object, int] = {}
        entries: list[tuple[int, int, float, Candidate]] = []
        for number, one in enumerate(rows):
            for column, slot in self._columns(one):
                cost = price.of(slot.rank, self.clashes(one, slot), self.fairness[one.key])
                entries.append((number, columns.setdefault(column, len(columns)), cost, slot))
        # Nothing is a column of one's own, behind all others.
        costs = full((len(rows), len(columns) + len(rows)), _NEVER)
        best: dict[tuple[int, int], Candidate] = {}
        for number, place, cost, slot in entries:
            if cost < costs[number, place]:
                costs[number, place], best[number, place] = cost, slot
        for number in range(len(rows)):
            costs[number, len(columns) + number] = price.nothing
        solved = zip(*linear_sum_assignment(costs), strict=True)
        return {rows[int(row)].key: best[int(row), int(column)] for row, column in solved if (int(row), int(column)) in best}

    def _columns(self, one: Asked) -> Iterable[tuple[object, Candidate]]:
        """What the proposal can have, each with the slot that it takes; of what nobody else wants the best of each wish."""
        for rank in RANKS:
            here = [each for each in self.free[one.key] if each.rank == rank]
            alone = [each for each in here if (one.key, each) not in self.contested]
            if alone:
                yield ("alone", one.key, rank), min(alone, key=lambda each: (self.clashes(one, each), each.start))
            wanted = [each for each in here if (one.key, each) in self.contested]
            for number in range(min(len(wanted), MOST_DAYS)):
                each = wanted[number * len(wanted) // min(len(wanted), MOST_DAYS)]
                yield (each.venue, each.span), each

    def _fairness(self, rows: Sequence[Asked]) -> dict[int, int]:
        """How many first wishes the organisation of each has, the ones that stand before it in its own row counted."""
        before: dict[int, int] = {}
        found = {}
        for one in rows:
            number = before.get(one.organisation, 0)
            before[one.organisation] = number + 1
            found[one.key] = min(self.honoured.get(one.organisation, 0) + number, MOST_HONOURED)
        return found

    # --- Slots that overlap

    def _without_collisions(self, new: Mapping[int, Candidate]) -> list[int]:
        """The greatest part of these that can be had together: of three orders in which one keeps what fits, the one that keeps most."""
        meets = self._meeting(new)
        days = {key: sum(1 for each in self.free[key] if each.rank == slot.rank) for key, slot in new.items()}
        fair = self.fairness
        orders = [
            # Who has only this one first, and of these who is done first: the most that fit into one place.
            sorted(new, key=lambda key: (days[key] > 1, new[key].span[1], fair.get(key, 0), self.order[key])),
            sorted(new, key=lambda key: (len(meets[key]), new[key].span[1], fair.get(key, 0), self.order[key])),
            sorted(new, key=lambda key: (fair.get(key, 0), new[key].span[1], self.order[key])),
        ]
        kept = [_fitting(order, meets) for order in orders]
        return max(kept, key=lambda keys: (len(keys), -sum(fair.get(key, 0) for key in keys)))

    def _meeting(self, new: Mapping[int, Candidate]) -> dict[int, set[int]]:
        wanted = Taken(self.taken.cells)
        for key, slot in new.items():
            if slot.venue is not None:
                wanted.add(wanted.cells_of(slot.venue), slot.span, key)
        return {key: {holder for holder in wanted.holders(slot) if holder != key} for key, slot in new.items()}

    def _make_room(self, rank: int) -> None:
        """Two ways in which more wishes of this rank fit: the one in the way has another day of a wish that is as good, or gives its
        slot up for two others."""
        for one in self.asked:
            if one.key not in self.slots:
                any(self._moves_for(one.key, each) for each in self.open[one.key] if each.rank == rank)
        for holder, waiting in self._waiting_for(rank).items():
            if holder in self.slots and self.slots[holder].rank == rank:
                self._two_for_one(holder, waiting)

    def _waiting_for(self, rank: int) -> dict[int, list[tuple[int, Candidate]]]:
        """Who has nothing, and lacks a slot because of one other alone: by the other."""
        found: dict[int, list[tuple[int, Candidate]]] = {}
        for one in self.asked:
            for each in self.open[one.key] if one.key not in self.slots else ():
                if each.rank == rank and len(holders := self.taken.holders(each)) == 1 and holders[0] in self.slots:
                    found.setdefault(holders[0], []).append((one.key, each))
        return found

    def _two_for_one(self, holder: int, waiting: list[tuple[int, Candidate]]) -> None:
        before = self.take_away(holder)
        new: dict[int, Candidate] = {}
        for key, slot in sorted(waiting, key=lambda each: (each[1].span[1], self.order[each[0]])):
            if key not in self.slots and not self.taken.holders(slot):
                new[key] = slot
                self.give(key, slot)
        if len(new) < 2:
            for key in new:
                self.take_away(key)
            self.give(holder, before)
        else:
            self.free[holder] = list(self.open[holder])

    def _moves_for(self, key: int, slot: Candidate) -> bool:
        holders = self.taken.holders(slot)
        if len(holders) != 1 or holders[0] not in self.slots:
            return False
        other = holders[0]
        before = self.take_away(other)
        self.give(key, slot)
        for each in self.open[other]:
            if each.rank == before.rank and each != before and not self.taken.holders(each):
                self.give(other, each)
                return True
        self.take_away(key)
        self.give(other, before)
        return False

    def _improve(self) -> bool:
        """Until nothing more is to be had: a slot goes to who has something worse, where the one in the way then has something better than
        that, which the solution sees only of slots that are the same, not of those that overlap; and what is free to who wishes for it."""
        improved = False
        while self._take_better() or [one for one in self.asked if self._trades(one)]:
            improved = True
        return improved

    def _rank_of(self, key: int) -> int:
        return self.slots[key].rank if key in self.slots else NOTHING

    def _trades(self, one: Asked) -> bool:
        for each in self.open[one.key]:
            if each.rank < self._rank_of(one.key):
                holders = [key for key in self.taken.holders(each) if key != one.key]
                if len(holders) == 1 and holders[0] in self.slots and self._trades_with(one, each, holders[0]):
                    return True
        return False

    def _trades_with(self, one: Asked, slot: Candidate, other: int) -> bool:
        before = {key: self.take_away(key) for key in (one.key, other) if key in self.slots}
        self.give(one.key, slot)
        left = self._best_free(other)
        had = sorted((before[one.key].rank if one.key in before else NOTHING, before[other].rank))
        if sorted((slot.rank, left.rank if left else NOTHING)) < had:
            if left is not None:
                self.give(other, left)
            return True
        self.take_away(one.key)
        for key, mine in before.items():
            self.give(key, mine)
        return False

    def _best_free(self, key: int) -> Candidate | None:
        """The best that it can have without anybody giving way, and that is better than what it has."""
        better = [each for each in self.open[key] if each.rank < self._rank_of(key)]
        free = (each for each in better if all(holder == key for holder in self.taken.holders(each)))
        return min(free, key=lambda each: (each.rank, each.start), default=None)

    def _take_better(self) -> bool:
        moved = False
        for one in self.asked:
            if (slot := self._best_free(one.key)) is not None:
                if one.key in self.slots:
                    self.take_away(one.key)
                self.give(one.key, slot)
                moved = True
        return moved

    def _spread(self) -> None:
        """Of the days of one wish each takes the one on which fewest others want the same people."""
        for _again in range(2):
            for one in self.asked:
                if one.key in self.slots:
                    before = self.take_away(one.key)
                    days = [each for each in self.open[one.key] if each.rank == before.rank and not self.taken.holders(each)]
                    self.give(one.key, min(days, key=lambda each: (self.clashes(one, each), each != before, each.start)))

    # --- Why

    def _explain(self, one: Asked) -> list[Reason]:
        slot = self.slots.get(one.key)
        before = [rank for rank in RANKS if slot is None or rank < slot.rank]
        found = [reason for rank in before for reason in self._why_not(one, rank)]
        if slot is None:
            return [*found, {"code": "nothing_left" if one.candidates or one.unusable else "no_wishes"}]
        found.insert(0, {"code": "wish", "rank": slot.rank})
        days = sum(1 for each in one.candidates if each.rank == slot.rank)
        if days > 1:
            found.append({"code": "one_of_days", "days": days})
        found += self._won(one, slot)
        beside = self.beside.get((slot.commune, slot.day), ())
        clashing = [(about.title, what) for key, about in beside if key != one.key and (what := one.about.shares(about))]
        found += [{"code": "same_day", "what": what, "title": title} for title, what in clashing[:2]]
        if days > 1 and not clashing:
            found.append({"code": "quiet_day"})
        return found

    def _lost_to(self) -> dict[tuple[int, int], list[Asked]]:
        """Who wanted, as a wish of the same rank, what another has now, and has something worse: by the other and the rank."""
        found: dict[tuple[int, int], list[Asked]] = {}
        for one in self.asked:
            got = self.slots.get(one.key)
            better = [each for each in self.open[one.key] if got is None or each.rank < got.rank]
            keys = {(holder, each.rank): None for each in better for holder in self.taken.holders(each) if holder in self.slots}
            for holder, rank in keys:
                if self.slots[holder].rank == rank:
                    found.setdefault((holder, rank), []).append(one)
        return found

    def _why_not(self, one: Asked, rank: int) -> list[Reason]:
        here = [each for each in one.candidates if each.rank == rank]
        ways = [(each, self.stands.holders(each), self.taken.holders(each)) for each in here]
        proposals = [(each, key) for each, _booked, keys in ways for key in keys if key != one.key]
        booked = [(each, rows[0]) for each, rows, _keys in ways if rows]
        reasons = [reason for reason in one.unusable if reason.get("rank") == rank]
        about = {"rank": rank, "days": len(here)}
        if proposals:
            each, key = proposals[0]
            holder = self.by_key.get(key) or self.given.get(key)
            title = holder.about.title if holder is not None else ""
            reasons.append(
                {"code": "taken", **about, "by": key, "title": title, "start": each.start.isoformat(), "end": each.end.isoformat()}
            )
        elif booked:
            each, row = booked[0]
            reasons.append({"code": "booked", **about, "title": row.title, "start": each.start.isoformat(), "end": each.end.isoformat()})
        return reasons

    def _won(self, one: Asked, slot: Candidate) -> list[Reason]:
        """Against whom it has this slot, and what spoke for it."""
        rivals = self.lost_to.get((one.key, slot.rank), [])
        found: list[Reason] = []
        for other in rivals[:2]:
            then = self.fair_then.get(one.key, {})
            mine, theirs = then.get(one.key, 0), then.get(other.key, 0)
            if other.key in self.slots:
                found.append({"code": "rival_has_other", "title": other.about.title, "by": other.key, "rank": self.slots[other.key].rank})
            elif mine < theirs:
                found.append({"code": "fair", "title": other.about.title, "by": other.key, "honoured": mine, "theirs": theirs})
            else:
                found.append({"code": "rival", "title": other.about.title, "by": other.key})
        return found


def _fitting(order: Iterable[int], meets: Mapping[int, set[int]]) -> list[int]:
    kept: set[int] = set()
    for key in order:
        if not kept & meets[key]:
            kept.add(key)
    return [key for key in order if key in kept]


class _Price:
    """What a slot costs: a worse rank more than all better things together can save, then a clash, then an honoured wish."""

    def __init__(self, rows: int) -> None:
        base = rows + 1
        self.clash = rows * MOST_HONOURED + 1
        self.step = rows * (MOST_CLASHES * self.clash + MOST_HONOURED) + 1
        self.is_exact = base * base * self.step * 64 < _EXACT
        if not self.is_exact:
            # About a thousand proposals at once: the ranks stay exact, of the rest only whether there is any.
            self.step = 3 * rows + 1
        # What is lost: a third wish is worth one, a second more than all third ones, a first more than all second ones.
        self.worse = {1: 0.0, 2: float((base * base - base) * self.step), 3: float((base * base - 1) * self.step)}
        self.nothing = float(base * base * self.step)

    def of(self, rank: int, clashes: int, honoured: int) -> float:
        if not self.is_exact:
            return self.worse[rank] + 2 * min(clashes, 1) + min(honoured, 1)
        return self.worse[rank] + min(clashes, MOST_CLASHES) * self.clash + honoured
