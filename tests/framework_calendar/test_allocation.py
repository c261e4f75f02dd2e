"""Which proposal gets which slot: more first wishes than a greedy allocation honours, and never two in one place."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framework_calendar.allocation import About, Asked, Busy, Candidate, Given, Result, Standing, allocate
from tests.framework_calendar.rounds import CELLS, candidate, collide, greedy, is_booked, random_round

SATURDAY = date(2027, 5, 8)
SHAPES = [(60, 5, 12), (30, 3, 6), (100, 4, 10), (150, 12, 20)]


def asked(key: int, *candidates: Candidate, organisation: int | None = None, **about: frozenset) -> Asked:
    return Asked(key, organisation or key, About(f"Propozycja {key}", **about), candidates)


def codes(result: Result) -> list[str]:
    return [reason["code"] for reason in result.reasons]


def ranks(results: dict[int, Result]) -> dict[int, int | None]:
    return {key: result.slot.rank if result.slot else None for key, result in results.items()}


@pytest.mark.parametrize("shape", SHAPES)
def test_no_fewer_first_wishes_than_a_greedy_allocation_on_a_hundred_rounds(shape: tuple[int, int, int]) -> None:
    ours = greedys = 0
    for seed in range(100):
        proposals, busy = random_round(seed, *shape)
        got = [result.slot.rank for result in allocate(proposals, cells=CELLS, busy=busy).values() if result.slot]
        other = [slot.rank for slot in greedy(proposals, busy).values()]
        assert got.count(1) >= other.count(1), f"round {seed}"
        ours, greedys = ours + got.count(1), greedys + other.count(1)
    assert ours > greedys * 1.02


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**9), proposals=st.integers(1, 40), venues=st.integers(1, 6), days=st.integers(1, 9))
def test_nothing_overlaps_and_nothing_lies_on_a_booking(seed: int, proposals: int, venues: int, days: int) -> None:
    rows, busy = random_round(seed, proposals, venues, days)
    results = allocate(rows, cells=CELLS, busy=busy)
    slots = [result.slot for result in results.values() if result.slot]
    assert list(results) == [one.key for one in rows]
    assert not [pair for pair in combinations(slots, 2) if collide(*pair)]
    assert not [slot for slot in slots if is_booked(slot, busy)]
    for one in rows:
        got = results[one.key]
        assert got.reasons
        assert got.slot is None or got.slot in one.candidates
    # Nobody is left with less than what is free.
    for one in rows:
        got = results[one.key].slot
        others = [results[other.key].slot for other in rows if other.key != one.key]
        better = [each for each in one.candidates if (got is None or each.rank < got.rank) and not is_booked(each, busy)]
        assert not [each for each in better if not any(slot is not None and collide(each, slot) for slot in others)]


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_the_same_question_has_the_same_answer(seed: int) -> None:
    rows, busy = random_round(seed, 25, 3, 5)
    assert allocate(rows, cells=CELLS, busy=busy) == allocate(rows, cells=CELLS, busy=busy)


def test_who_has_another_wish_that_is_free_leaves_the_slot_to_who_has_not() -> None:
    first, second = candidate(1, SATURDAY), candidate(2, SATURDAY + timedelta(days=1))
    results = allocate([asked(1, first, second), asked(2, first)])
    assert ranks(results) == {1: 2, 2: 1}
    assert codes(results[1]) == ["wish", "taken"]
    assert results[1].reasons[1] | {"by": 2, "title": "Propozycja 2", "rank": 1} == results[1].reasons[1]
    assert codes(results[2]) == ["wish", "rival_has_other"]


def test_of_slots_that_overlap_too_the_one_with_another_wish_gives_way() -> None:
    """In the order of submission, of the end and of fairness the first has it: of nothing else than the ranks together it has not."""
    mine, later, theirs = candidate(1, SATURDAY), candidate(2, SATURDAY + timedelta(days=1)), candidate(1, SATURDAY, 14, 6)
    results = allocate([asked(1, mine, later), asked(2, theirs)])
    assert ranks(results) == {1: 2, 2: 1}
    assert codes(results[1]) == ["wish", "taken"]
    assert codes(results[2]) == ["wish", "rival_has_other"]


def test_what_a_trade_leaves_free_goes_to_who_wishes_more_for_it() -> None:
    day, evening, sunday = candidate(1, SATURDAY, 10, 6), candidate(1, SATURDAY, 15, 5), candidate(2, SATURDAY + timedelta(days=1))
    morning, elsewhere = candidate(2, SATURDAY, 10, 2), candidate(3, SATURDAY, venue=11)
    assert ranks(allocate([asked(1, day, sunday), asked(2, evening), asked(3, morning, elsewhere)])) == {1: 2, 2: 1, 3: 2}


@pytest.mark.parametrize("shape", SHAPES)
def test_no_trade_of_two_would_make_the_ranks_better(shape: tuple[int, int, int]) -> None:
    """Nobody has nothing while who is in their way, alone, has another wish that is free."""
    for seed in range(20):
        rows, busy = random_round(seed, *shape)
        slots = {key: result.slot for key, result in allocate(rows, cells=CELLS, busy=busy).items()}
        by_key = {one.key: one for one in rows}
        for one in rows:
            had = slots[one.key]
            for each in one.candidates:
                if (had is not None and each.rank >= had.rank) or is_booked(each, busy):
                    continue
                holders = [key for key, slot in slots.items() if key != one.key and slot is not None and collide(each, slot)]
                if len(holders) != 1:
                    continue
                other = holders[0]
                rest = [slot for key, slot in slots.items() if slot is not None and key not in (one.key, other)]
                left = [
                    slot.rank
                    for slot in by_key[other].candidates
                    if not is_booked(slot, busy) and not any(collide(slot, x) for x in [*rest, each])
                ]
                now = sorted((had.rank if had else 4, slots[other].rank))  # type: ignore[union-attr]
                assert sorted((each.rank, min(left, default=4))) >= now, f"round {seed}: {one.key} and {other}"


def test_slots_that_overlap_are_no_two_slots() -> None:
    long, early, late = candidate(1, SATURDAY, 9, 8), candidate(1, SATURDAY, 8, 3), candidate(1, SATURDAY, 13, 3)
    assert ranks(allocate([asked(1, long), asked(2, early), asked(3, late)])) == {1: None, 2: 1, 3: 1}


def test_a_hall_and_its_part_are_in_each_others_way_and_two_parts_are_not() -> None:
    hall, part, other = (candidate(1, SATURDAY, venue=venue) for venue in (1, 2, 3))
    assert ranks(allocate([asked(1, hall), asked(2, part), asked(3, other)], cells=CELLS)) == {1: None, 2: 1, 3: 1}


def test_a_booking_of_a_part_keeps_the_hall_from_everybody() -> None:
    row = Busy(3, *candidate(1, SATURDAY).span, title="Zebranie")
    result = allocate([asked(1, candidate(1, SATURDAY, venue=1))], cells=CELLS, busy=[row])[1]
    assert result.slot is None
    assert codes(result) == ["booked", "nothing_left"]
    assert result.reasons[0]["title"] == "Zebranie"


def test_places_outside_the_portal_never_collide() -> None:
    one = candidate(1, SATURDAY, venue=None)
    assert ranks(allocate([asked(key, one) for key in range(1, 6)])) == dict.fromkeys(range(1, 6), 1)


def test_any_saturday_gives_way_to_who_has_but_one() -> None:
    saturdays = [candidate(1, SATURDAY + timedelta(days=7 * number)) for number in range(4)]
    results = allocate([asked(1, *saturdays), asked(2, saturdays[0]), asked(3, saturdays[1])])
    assert ranks(results) == {1: 1, 2: 1, 3: 1}
    assert results[1].slot in saturdays[2:]
    assert "one_of_days" in codes(results[1])


def test_of_two_that_ask_alike_the_organisation_with_fewer_first_wishes_is_preferred() -> None:
    slot, elsewhere = candidate(1, SATURDAY), candidate(1, SATURDAY, venue=11)
    had = Given(9, 1, About("Jarmark"), elsewhere)
    results = allocate([asked(1, slot, organisation=1), asked(2, slot, organisation=2)], given=[had])
    assert ranks(results) == {1: None, 2: 1}
    assert results[2].reasons[1] == {"code": "fair", "title": "Propozycja 1", "by": 1, "honoured": 0, "theirs": 1}


def test_what_a_person_decided_keeps_its_place() -> None:
    slot = candidate(1, SATURDAY)
    result = allocate([asked(1, slot)], given=[Given(9, 5, About("Jarmark"), slot)])[1]
    assert result.slot is None
    assert result.reasons[0]["title"] == "Jarmark"


def test_of_many_days_the_one_without_a_rival_for_the_same_people_is_taken() -> None:
    days = [candidate(1, SATURDAY + timedelta(days=7 * number)) for number in range(2)]
    seniors = frozenset(["senior"])
    stands = Standing(1, SATURDAY, About("Dzień seniora", seniors))
    result = allocate([asked(1, *days, audience=seniors)], standing=[stands])[1]
    assert result.slot == days[1]
    assert "quiet_day" in codes(result)
    only = allocate([asked(1, days[0], audience=seniors)], standing=[stands])[1]
    assert only.reasons[-1] == {"code": "same_day", "what": "audience", "title": "Dzień seniora"}


def test_no_wish_at_all_and_wishes_that_cannot_be() -> None:
    closed = Asked(2, 2, About("Zamknięte"), (), ({"code": "closed", "rank": 1},))
    results = allocate([asked(1), closed])
    assert codes(results[1]) == ["no_wishes"]
    assert codes(results[2]) == ["closed", "nothing_left"]


def test_a_wish_of_a_year_of_days_is_one_wish() -> None:
    """Not half a million columns."""
    start = datetime.combine(date(2027, 1, 1), time(9), UTC)
    year = tuple(
        Candidate(1, start + timedelta(days=number), start + timedelta(days=number, hours=9), (start + timedelta(days=number)).date(), 10)
        for number in range(365)
    )
    results = allocate([asked(key, *year) for key in range(1, 201)])
    assert set(ranks(results).values()) == {1}
    assert len({result.slot for result in results.values()}) == 200
