#!/usr/bin/env python3
"""Among 50 places with 100,000 reservations: is a slot free, and which others are. On SQLite and on a PostgreSQL of its own.

Exits 1 when a target is missed. `--reservations N` changes the size.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLACES = 50
# 95th percentiles in milliseconds.
CONFLICT_P95 = {"sqlite": 20, "postgresql": 10}
ALTERNATIVES_P95 = 300
MOST_ALTERNATIVES = 5


def percentile(name: str, action: Callable[[int], object], times: int) -> float:
    """Run the action so many times, say how long it took, and return the 95th percentile in milliseconds."""
    for number in range(10):
        action(number)
    took = []
    for number in range(times):
        started = time.perf_counter()
        action(number)
        took.append((time.perf_counter() - started) * 1000)
    p95 = statistics.quantiles(took, n=20)[-1]
    print(f"{name:<42} p50 {statistics.median(took):6.1f} ms   p95 {p95:6.1f} ms   longest {max(took):6.1f} ms")
    return p95


def fill(reservations: int) -> list[int]:
    """Places that are open from eight to ten on all days, and bookings on two of three of their hours; returns the places."""
    from django.utils import timezone

    from core import database
    from events_calendar.models import EventPage, Reservation, Venue, VenueHours
    from tests.bulk import bulk_children
    from tests.events_calendar.factories import VenueFactory
    from tests.factories import make_site_tree

    tree = make_site_tree()
    chance = random.Random(7)
    venues = []
    for number in range(PLACES):
        accessibility = ["step_free"] if number % 2 else []
        venues.append(VenueFactory(capacity=20 + number, accessibility=accessibility, cleanup_minutes=15))
    VenueHours.objects.bulk_create(
        VenueHours(venue=venue, weekday=day, opens="08:00", closes="22:00") for venue in venues for day in range(7)
    )
    first = timezone.now().replace(hour=7, minute=0, second=0, microsecond=0)
    pages = [
        EventPage(title=f"Wydarzenie {number}", slug=f"wydarzenie-{number}", start=first, end=first + timedelta(hours=1), live=True)
        for number in range(1000)
    ]
    events = bulk_children(tree.calendar_slupsk, pages)
    rows = []
    # As many days as it takes, around today: six slots of two hours a day.
    days = reservations // (PLACES * 4)
    for venue in venues:
        for day in range(-days // 3, days - days // 3):
            for slot in chance.sample(range(6), 4):
                start = first + timedelta(days=day, hours=2 * slot)
                end = start + timedelta(hours=2)
                rows.append(
                    Reservation(
                        event=events[len(rows) % len(events)],
                        venue=venue,
                        asked=venue,
                        original=start,
                        start=start,
                        end=end - timedelta(minutes=15),
                        blocked_start=start,
                        blocked_end=end,
                        status="confirmed" if chance.random() < 0.9 else "held",
                    )
                )
    Reservation.objects.bulk_create(rows, batch_size=2000)
    assert Venue.objects.count() == PLACES
    print(f"\n{len(rows)} reservations at {PLACES} places over {days} days")
    database.refresh_statistics()
    return [venue.pk for venue in venues]


def measure(reservations: int) -> bool:
    """Everything on the database that the settings name; whether all targets are met."""
    from django.db import connection
    from django.test.utils import setup_test_environment
    from django.utils import timezone

    setup_test_environment(debug=False)
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        from events_calendar import alternatives
        from events_calendar.models import EventPage, Venue
        from events_calendar.services import booking

        places = fill(reservations)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        chance = random.Random(11)
        venues = Venue.objects.in_bulk(places)
        event = EventPage.objects.defer("body").first()
        first = timezone.now().replace(hour=7, minute=0, second=0, microsecond=0)

        def slot() -> tuple[Venue, object, object]:
            start = first + timedelta(days=chance.randrange(3, 200), hours=2 * chance.randrange(6))
            return venues[chance.choice(places)], start, start + timedelta(minutes=105)

        def ask(_number: int) -> object:
            venue, start, end = slot()
            return booking.conflicts_of(event, [booking.Claim(start, start, end, venue.pk)])

        fewest = [100]

        def others(_number: int) -> object:
            venue, start, end = slot()
            found = alternatives.find(venue, start, end, headcount=20, accessibility=["step_free"])
            fewest[0] = min(fewest[0], len(found))
            return found

        print(connection.vendor)
        conflict = percentile("is this slot free", ask, 300)
        other = percentile("other slots for a taken one", others, 60)
        target = CONFLICT_P95[connection.vendor]
        met = conflict <= target and other <= ALTERNATIVES_P95 and fewest[0] >= MOST_ALTERNATIVES
        print(
            f"targets: free or not p95 <= {target} ms, others p95 <= {ALTERNATIVES_P95} ms, at least {MOST_ALTERNATIVES} of them "
            f"(fewest {fewest[0]}): {'met' if met else 'MISSED'}"
        )
        return met
    finally:
        connection.creation.destroy_test_db("", verbosity=0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reservations", type=int, default=100_000)
    parser.add_argument("--one", action="store_true", help="only the database that the settings name (DATABASE_URL)")
    options = parser.parse_args()
    if options.one:
        sys.path[:0] = [str(ROOT), str(ROOT / "site")]
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
        import django

        django.setup()
        return 0 if measure(options.reservations) else 1
    own = [sys.executable, __file__, "--one", "--reservations", str(options.reservations)]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    codes = [subprocess.run(own, env=environment, cwd=ROOT).returncode]
    if any(Path("/usr/lib/postgresql").glob("*/bin/postgres")):
        server = [sys.executable, str(ROOT / "tests/services/postgres.py"), "run", "--", *own]
        codes.append(subprocess.run(server, env=environment, cwd=ROOT).returncode)
    else:
        print("\nNo PostgreSQL server here: only SQLite was measured.")
    return 1 if any(codes) else 0


if __name__ == "__main__":
    sys.exit(main())
