#!/usr/bin/env python3
"""`make bench PART=ical`: the filtered calendar file of 2,000 events, and 304 for whoever has it.

In this process, through all middleware, on a SQLite file of its own; each reading is of a calendar that nothing remembers.
"""

from __future__ import annotations

import logging
import os
import re
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EVENTS, RUNS = 2_000, 7
MOST_SECONDS, MOST_SECONDS_304 = 1.5, 0.020
FILE = "/pl/kalendarz/kalendarz.ics?bezplatne=1"


def main() -> int:
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(DJANGO_SETTINGS_MODULE="portal.settings.test", PORTAL_VAR=folder)
        import django

        django.setup()
        logging.disable(logging.INFO)
        from django.test.utils import setup_databases, setup_test_environment, teardown_databases

        setup_test_environment()
        old = setup_databases(verbosity=0, interactive=False)
        try:
            return measure()
        finally:
            teardown_databases(old, verbosity=0)


def measure() -> int:
    """Fill a calendar, read it; 1 where a figure is above its limit."""
    from django.core.cache import caches
    from django.db import connection
    from django.test import Client
    from django.utils import timezone

    from core import pagecache
    from events_calendar.models import EventPage
    from tests.events_calendar.factories import EventPageFactory, many_events
    from tests.factories import make_site_tree

    tree = make_site_tree()
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    fields = {"organiser": tree.slupsk, "owner_cop": tree.slupsk, "summary": "Jedno zdanie o tym, co się odbędzie. " * 4}
    many_events(tree.calendar_slupsk, EVENTS - 100, lambda number: now + timedelta(hours=3 * number), **fields)
    for number in range(100):  # of twenty events one is a series
        EventPageFactory(
            parent=tree.calendar_slupsk,
            start=now + timedelta(days=number),
            end=now + timedelta(days=number, hours=2),
            rule="FREQ=WEEKLY;COUNT=30",
            **fields,
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert EventPage.objects.count() == EVENTS

    client = Client()
    fresh, short, stored = [], [], []
    size = 0
    for _run in range(RUNS):
        for cache in caches.all():
            cache.clear()
        client.get("/pl/kalendarz/kalendarz.ics?q=nic")  # the frame's places and the filters' choices
        began = time.perf_counter()
        answer = client.get(FILE)
        fresh.append(time.perf_counter() - began)
        assert answer.status_code == 200
        uids = set(re.findall(rb"^UID:[^\r]+", answer.content, re.MULTILINE))
        assert len(uids) == EVENTS, len(uids)
        size = len(answer.content)
        headers = {"if-none-match": answer["ETag"]}
        began = time.perf_counter()
        assert client.get(FILE, headers=headers).status_code == 304
        stored.append(time.perf_counter() - began)
        # Whoever is logged in passes the page cache by.
        began = time.perf_counter()
        assert client.get(FILE, headers={**headers, "authorization": "x"}).status_code == 304
        short.append(time.perf_counter() - began)
    assert pagecache.version()
    figures = (
        (f"file of {EVENTS} events ({size / 1e6:.1f} MB)", fresh, MOST_SECONDS),
        ("304 from the page cache", stored, MOST_SECONDS_304),
        ("304 beside the page cache", short, MOST_SECONDS_304),
    )
    failed = False
    for name, seconds, most in figures:
        median, worst = statistics.median(seconds), max(seconds)
        failed |= median > most
        print(f"{name:36} median {median * 1000:8.1f} ms, worst {worst * 1000:8.1f} ms, limit {most * 1000:.0f} ms")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
