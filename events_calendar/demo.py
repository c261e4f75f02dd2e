"""Demo events, over the year round the day of loading."""

from __future__ import annotations

from typing import Any

from core.demo.loading import DemoRun
from core.demo.reading import fixture, span
from core.registry import DemoLoader, demo_loaders
from events_calendar.models import EventPage
from events_calendar.services.dates import reschedule

PLAIN_FIELDS = ("kind", "place_name", "address", "audience", "price", "accessibility_note", "online_url", "contact_email", "contact_phone")


def _times(row: dict[str, Any], run: DemoRun) -> dict[str, Any]:
    start, end = span(row["start"], row["end"], run.today)
    return {"start": start, "end": end}


def load_events(run: DemoRun) -> None:
    for row in fixture("events"):
        plain: dict[str, Any] = {name: row.get(name) or "" for name in PLAIN_FIELDS}
        run.page(
            f"event:{row['key']}",
            run.pages[f"calendar-folder:{row['cop']}"],
            EventPage,
            row,
            **_times(row, run),
            **plain,
            all_day=bool(row.get("all_day")),
            free=bool(row.get("free", True)),
            accessibility=row.get("accessibility") or [],
            organiser=run.organisations.get(row.get("organiser") or ""),
        )


def move_dates(run: DemoRun) -> None:
    """Events that nobody touched move with the date, so that the calendar is never empty."""
    for item, row, page in run.untouched("event", fixture("events"), EventPage):
        reschedule(page, **_times(row, run))
        run.moved(item, page)


# Before the news, whose texts lead to events.
demo_loaders.append(DemoLoader("events", load_events, 58))
demo_loaders.append(DemoLoader("events: dates", move_dates, 86))
