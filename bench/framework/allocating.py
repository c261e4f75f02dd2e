#!/usr/bin/env python3
"""The portal proposes an allocation of 500 proposals with three wishes each at 40 places: read, weighed and stored, on SQLite and on a
PostgreSQL of its own; and on random rounds of the tests the share of first wishes beside a greedy allocation's.

Exits 1 when a target is missed. `--proposals N` changes the size.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENUES, ORGANISATIONS, ROUNDS = 40, 120, 100
MOST_SECONDS = 5.0


def fill(proposals: int) -> object:
    """A call that is closed, its proposals and what is booked already. Half of the first wishes are for a Saturday of May or June."""
    from accounts.models import Organisation
    from core import database
    from events_calendar.models import EventPage, Reservation, VenueHours
    from framework_calendar.models import Call, Proposal, Wish
    from tests.accounts.factories import make_people
    from tests.bulk import bulk_children
    from tests.events_calendar.factories import VenueFactory, at
    from tests.factories import make_site_tree

    tree = make_site_tree()
    people = make_people(tree)
    chance = random.Random(7)
    today = date.today()
    year = today.year + 1
    call = Call.objects.create(
        cop=tree.slupsk,
        year=year,
        title="Kalendarz ramowy",
        opens=today - timedelta(days=60),
        closes=today - timedelta(days=1),
        publication_day=today + timedelta(days=20),
    )
    venues = [VenueFactory(capacity=200, preparation_minutes=30, cleanup_minutes=30) for _number in range(VENUES)]
    for venue in venues[:5]:
        VenueFactory(parent=venue, is_part=True, capacity=100)
    VenueHours.objects.bulk_create(
        VenueHours(venue=venue, weekday=day, opens="08:00", closes="22:00") for venue in venues for day in range(7)
    )
    organisations = Organisation.objects.bulk_create(
        Organisation(kind="ngo", name=f"Stowarzyszenie {number}", slug=f"stowarzyszenie-{number}") for number in range(ORGANISATIONS)
    )
    rows = Proposal.objects.bulk_create(
        Proposal(
            call=call,
            organisation=chance.choice(organisations),
            title=f"Wydarzenie {number}",
            state="submitted",
            audience=chance.choice(["seniorzy", "dzieci i rodzice", "młodzież", "wszyscy"]),
            headcount=50,
            accessibility=["step_free"],
            submitted_at=at(f"{today} 08:00") - timedelta(minutes=proposals - number),
        )
        for number in range(proposals)
    )
    wishes = []
    for proposal in rows:
        for rank in (1, 2, 3):
            month = chance.choice([5, 6]) if chance.random() < 0.5 else chance.randint(1, 12)
            day = date(year, month, chance.randint(1, 28))
            day += timedelta(days=(5 - day.weekday()) % 7)
            begins = chance.choice([9, 11, 13, 15, 17])
            when = (
                {"day": day}
                if chance.random() < 0.7
                else {"first_day": date(year, month, 1), "last_day": date(year, month, 28), "weekday": 5}
            )
            wishes.append(
                Wish(
                    proposal=proposal,
                    rank=rank,
                    begins=f"{begins:02}:00",
                    ends=f"{begins + chance.randint(2, 4):02}:00",
                    venue=chance.choice(venues),
                    commune=tree.slupsk.territory,
                    **when,
                )
            )
    Wish.objects.bulk_create(wishes)
    start = at(f"{year}-05-01 10:00")
    events = bulk_children(
        tree.calendar_slupsk,
        [
            EventPage(title=f"Stoi {number}", slug=f"stoi-{number}", start=start, end=start + timedelta(hours=2), live=True)
            for number in range(50)
        ],
    )
    booked = []
    for number in range(2000):
        since = at(f"{year}-01-01 10:00") + timedelta(days=chance.randrange(360), hours=chance.randrange(3) * 3)
        place = venues[number % VENUES]
        booked.append(
            Reservation(
                event=events[number % 50],
                venue=place,
                asked=place,
                original=since,
                start=since,
                end=since + timedelta(hours=2),
                blocked_start=since,
                blocked_end=since + timedelta(hours=2),
                status="confirmed",
            )
        )
    taken: dict[tuple, Reservation] = {(row.venue_id, row.start.date(), row.start.hour): row for row in booked}
    Reservation.objects.bulk_create(taken.values(), batch_size=1000)
    database.refresh_statistics()
    return call, people.moderator


def measure(proposals: int) -> bool:
    """Everything on the database that the settings name; whether the target is met."""
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment(debug=False)
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        from framework_calendar import gathering
        from framework_calendar.allocation import allocate
        from framework_calendar.models import Allocation
        from framework_calendar.services import allocating

        call, moderator = fill(proposals)
        took, cpu = [], []
        for number in range(3):
            Allocation.objects.all().delete()
            started, worked = time.perf_counter(), time.process_time()
            allocating.propose(call, moderator, number)
            took.append(time.perf_counter() - started)
            cpu.append(time.process_time() - worked)
        got = list(Allocation.objects.values_list("rank", flat=True))
        print(f"\n{connection.vendor}: {proposals} proposals, {VENUES} places; proposed in {', '.join(f'{one:.2f}' for one in took)} s")
        print(f"of that our own processor time: {', '.join(f'{one:.2f}' for one in cpu)} s; the first of a process reads scipy")
        print("honoured: " + ", ".join(f"rank {rank}: {got.count(rank)}" for rank in (1, 2, 3)) + f", nothing: {got.count(None)}")
        found = gathering.round_of(call)
        started = time.perf_counter()
        allocate(found.asked, cells=found.cells, busy=found.busy, standing=found.standing)
        print(f"of that the allocation itself: {time.perf_counter() - started:.2f} s")
        met = max(took) <= MOST_SECONDS
        print(f"target: {MOST_SECONDS:.0f} s: {'met' if met else 'MISSED'}")
        return met
    finally:
        connection.creation.destroy_test_db("", verbosity=0)


def beside_greedy() -> bool:
    """The share of first wishes of both on the rounds of the tests, in rounds crowded in different ways."""
    from framework_calendar.allocation import allocate
    from tests.framework_calendar.rounds import CELLS, greedy, random_round

    met = True
    print(f"\n{'random rounds':<42}{'first wishes':>14}{'greedy':>10}{'fewer in':>10}")
    for shape in ((60, 5, 12), (30, 3, 6), (100, 4, 10), (150, 12, 20)):
        ours = theirs = fewer = asked = 0
        for seed in range(ROUNDS):
            rows, busy = random_round(seed, *shape)
            mine = sum(1 for one in allocate(rows, cells=CELLS, busy=busy).values() if one.slot and one.slot.rank == 1)
            other = sum(1 for slot in greedy(rows, busy).values() if slot.rank == 1)
            ours, theirs, fewer, asked = ours + mine, theirs + other, fewer + (mine < other), asked + len(rows)
        name = "{} proposals, {} places, {} days".format(*shape)
        print(f"{name:<42}{ours / asked:>13.1%}{theirs / asked:>10.1%}{fewer:>10}")
        met = met and fewer == 0
    print(f"target: no fewer first wishes in any round: {'met' if met else 'MISSED'}")
    return met


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--proposals", type=int, default=500)
    parser.add_argument("--one", action="store_true", help="only the database that the settings name (DATABASE_URL)")
    options = parser.parse_args()
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    if options.one:
        import django

        django.setup()
        return 0 if measure(options.proposals) else 1
    codes = [0 if beside_greedy() else 1]
    own = [sys.executable, __file__, "--one", "--proposals", str(options.proposals)]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    codes.append(subprocess.run(own, env=environment, cwd=ROOT).returncode)
    if any(Path("/usr/lib/postgresql").glob("*/bin/postgres")):
        server = [sys.executable, str(ROOT / "tests/services/postgres.py"), "run", "--", *own]
        codes.append(subprocess.run(server, env=environment, cwd=ROOT).returncode)
    else:
        print("\nNo PostgreSQL server here: only SQLite was measured.")
    return 1 if any(codes) else 0


if __name__ == "__main__":
    sys.exit(main())
