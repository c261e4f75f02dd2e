"""The demo's import: a file that is stored as an editor's would be, and an address that waits for its COP's yes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from icalendar import Calendar, Event, vRecur

from calendar_imports.models import CalendarSource, ImportRun
from calendar_imports.services import runs, sources, storing
from core.demo.loading import DemoRun
from core.demo.reading import fixture, moment
from core.registry import DemoLoader, demo_loaders

FILE, SOURCE = "calendar-import", "calendar-source"


def load_imports(run: DemoRun) -> None:
    """Once: what came of it is the visitors' to change."""
    row = fixture("calendar_imports")["file"]
    key = f"{FILE}:{row['name']}"
    if not run.is_loaded(key):
        run.remember(key, _store(row, run).pk)
    row = fixture("calendar_imports")["source"]
    key = f"{SOURCE}:{row['url']}"
    if not run.is_loaded(key):
        organisation = run.organisations[row["organisation"]]
        known = CalendarSource.objects.filter(organisation=organisation, url=row["url"]).first()
        # Not tried out: there is no such server.
        run.remember(key, (known or sources.ask(run.users[row["user"]], organisation, row["url"])).pk)


def _store(row: dict[str, Any], run: DemoRun) -> ImportRun:
    choices = runs.Choices(commune=run.territories[row["territory"]], accessibility=["step_free"])
    user, cop, organiser = run.users[row["user"]], run.organisations[row["cop"]], run.organisations[row["organiser"]]
    stored = runs.preview(user, cop, organiser, row["name"], _file(row["events"], run), choices)
    runs.store(stored.pk, user)
    while storing.store_portion(stored.pk):
        pass
    return stored


def _file(rows: list[dict[str, Any]], run: DemoRun) -> bytes:
    calendar = Calendar()
    for row in rows:
        start = moment(row["start"], run.today)
        event = Event()
        event.add("uid", row["uid"])
        event.add("summary", row["title"])
        event.add("dtstart", start)
        event.add("dtend", start + timedelta(hours=row["hours"]))
        event.add("location", row["place"])
        event.add("description", row["description"])
        if row.get("rule"):
            event.add("rrule", vRecur.from_ical(row["rule"]))
        calendar.add_component(event)
    return calendar.to_ical()


demo_loaders.append(DemoLoader("calendar imports", load_imports, 91))
