"""The dates of an iCalendar file as two parsers that know nothing of each other read them, and as the portal's rows have them."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import recurring_ical_events
from icalendar import Calendar

from events_calendar import days
from events_calendar.models import Occurrence
from tests.services.install import node_tools

# Start, end, state, place, title; moments in UTC, whole days as days.
Read = tuple[str, str, str, str, str]


def _said(moment: date) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z") if isinstance(moment, datetime) else moment.isoformat()


def by_icalendar(content: bytes, first: datetime, last: datetime) -> list[Read]:
    """What icalendar and recurring-ical-events make of the file; only dates that begin in this time."""
    calendar = Calendar.from_ical(content)
    found = []
    for entry in recurring_ical_events.of(calendar).between(first - timedelta(days=1), last + timedelta(days=1)):
        assert not entry.errors
        begin = entry.start if isinstance(entry.start, datetime) else datetime.combine(entry.start, datetime.min.time(), days.WARSAW)
        if first <= begin < last:
            end = entry.end if "DTEND" in entry or not isinstance(entry.start, datetime) else entry.start
            found.append((_said(entry.start), _said(end), str(entry["STATUS"]), str(entry.get("LOCATION", "")), str(entry["SUMMARY"])))
    return sorted(found)


def by_ical_js(content: bytes, first: datetime, last: datetime, folder: Path) -> list[Read]:
    """The same by ical.js under Node."""
    file = folder / "kalendarz.ics"
    file.write_bytes(content)
    tools = node_tools()
    times = [moment.astimezone(UTC).isoformat() for moment in (first, last)]
    command = ["node", str(tools / "read_ical.mjs"), str(file), *times]
    environment = {**os.environ, "TZ": "Europe/Warsaw"}
    # A browser's clock would be Polish; whole days are days there.
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert run.returncode == 0, run.stderr
    return sorted(tuple(row) for row in json.loads(run.stdout))


def by_rows(first: datetime, last: datetime, **only: object) -> list[Read]:
    """What the portal itself says. Of the place only where it differs does a row know it, so it is asked of the event."""
    found = []
    for row in Occurrence.objects.filter(start__gte=first, start__lt=last, skipped=False, **only).select_related("event", "venue"):
        event = row.event
        name, address = (event.place_name, event.address) if row.venue_id == event.venue_id else (row.venue.full_name, row.venue.where)
        start, end = row.start.astimezone(UTC), row.end.astimezone(UTC)
        state = "CANCELLED" if row.is_cancelled else "CONFIRMED"
        if row.all_day:
            times = (days.first_day(row.start).isoformat(), (days.first_day(row.end) + timedelta(days=1)).isoformat())
        else:
            times = (_said(start), _said(end))
        found.append((*times, state, ", ".join(part for part in (name, address) if part), event.title))
    return sorted(found)
