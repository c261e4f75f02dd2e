#!/usr/bin/env python3
"""A calendar file of 5,000 events: its preview, storing it, the same file once more. On SQLite and on a PostgreSQL of its own.

1,000 of the events are series of 30 dates each. With `--venue` all take one place of the portal, where nothing meets: the series have
four dates each, at night. Exits 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
EVENTS, SERIES = 5_000, 1_000
# Seconds, and megabytes above what the process had before.
PREVIEW, STORE, MEMORY = 20, 60, 300


def timed(name: str, action: Callable[[], Any]) -> tuple[float, Any]:
    """Run it once and say how long it took."""
    started = time.perf_counter()
    result = action()
    took = time.perf_counter() - started
    print(f"{name:<46} {took:7.1f} s", flush=True)
    return took, result


def content(at_one_place: bool = False) -> bytes:
    """A file as people have them: descriptions, places, series."""
    from tests.calendar_imports.files import entry, file_of

    first = date.today() + timedelta(days=10)
    entries = []
    for number in range(EVENTS):
        day = first + timedelta(days=number % 360)
        hour = 8 + number // 360 % 12
        if at_one_place and number < SERIES:
            # A week of evenings and nights for each 84 of them.
            day, hour = first + timedelta(days=number // 84 * 28 + number % 7), (20 + number // 7 % 12) % 24
        rows = [
            "LOCATION:Świetlica wiejska\\, ul. Długa 3",
            f"DESCRIPTION:Spotkanie numer {number}.\\n\\n" + "Zapraszamy wszystkich. " * 20,
        ]
        if number < SERIES:
            rows.append(f"RRULE:FREQ=WEEKLY;COUNT={4 if at_one_place else 30}")
        entries.append(
            entry(f"{number}@bench", f"Spotkanie sąsiedzkie {number}", f"{day:%Y%m%d}T{hour:02}0000", f"{day:%Y%m%d}T{hour:02}4500", *rows)
        )
    return file_of(*entries)


def measure(with_venue: bool) -> bool:
    """Everything on the database that the settings name; whether all targets are met."""
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment(debug=False)
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        from calendar_imports.models import ImportRun
        from calendar_imports.services import runs, storing, undoing
        from events_calendar.models import EventPage, Occurrence
        from tests.calendar_imports.files import look
        from tests.events_calendar.factories import VenueFactory
        from tests.events_calendar.slot_requests import make_deciders
        from tests.factories import make_site_tree

        people = make_deciders(make_site_tree())
        chosen = {"venue": VenueFactory()} if with_venue else {}
        file = content(with_venue)
        where = ", at one place" if with_venue else ""
        print(f"\n{connection.vendor}: {EVENTS} events, {SERIES} of them series, {len(file) / 1e6:.1f} MB{where}", flush=True)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        preview, run = timed("preview", lambda: look(people.cio, file, **chosen))
        runs.store(run.pk, people.cio)

        def drain(portion: Callable[[int], bool]) -> None:
            while portion(run.pk):
                pass

        store, _none = timed("stored", lambda: drain(storing.store_portion))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before
        again, second = timed("preview of the same file again", lambda: look(people.cio, file, **chosen))
        same = second.rows.filter(outcome__in=["same", "clash"]).count()
        live = EventPage.objects.filter(live=True).count()
        print(f"{live} live events, {Occurrence.objects.count()} dates, {same} unchanged the second time")
        print(f"memory: {memory:.0f} MB more than before")
        ImportRun.objects.filter(pk=second.pk).delete()
        runs.undo(run.pk, people.cio)
        timed("taken back", lambda: drain(undoing.undo_portion))
        met = max(preview, again) <= PREVIEW and store <= STORE and memory <= MEMORY and same == EVENTS and not EventPage.objects.exists()
        print(f"targets: preview <= {PREVIEW} s, stored <= {STORE} s, memory <= {MEMORY} MB: {'met' if met else 'MISSED'}")
        return met
    finally:
        connection.creation.destroy_test_db("", verbosity=0)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--venue", action="store_true")
    parser.add_argument("--one", action="store_true", help="on the database that DATABASE_URL names, and no other")
    options = parser.parse_args()
    if options.one:
        sys.path[:0] = [str(ROOT), str(ROOT / "site")]
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
        import logging

        import django

        django.setup()
        logging.disable(logging.INFO)
        return int(not measure(options.venue))
    command = [sys.executable, __file__, "--one", *(["--venue"] if options.venue else [])]
    failed = subprocess.run(command, cwd=ROOT).returncode
    failed |= subprocess.run([sys.executable, str(ROOT / "tests/services/postgres.py"), "run", "--", *command], cwd=ROOT).returncode
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
