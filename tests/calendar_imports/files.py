"""Calendar files and imports of them, for tests. It is 24 November 2026."""

from __future__ import annotations

from typing import Any

from accounts.models import Organisation, User
from calendar_imports.models import ImportRow, ImportRun
from calendar_imports.services import runs, storing, undoing
from calendar_imports.services.runs import Choices
from core.models import Territory
from events_calendar.models import EventPage, Occurrence

COMMUNE = "2263011"


def entry(uid: str = "1", title: str = "Zebranie", start: str = "20261201T180000", end: str = "20261201T200000", *rows: str) -> str:
    """A VEVENT in Polish time; whole days where `start` is one."""
    kind = ";VALUE=DATE" if "T" not in start else ";TZID=Europe/Warsaw"
    head = [f"UID:{uid}"] if uid else []
    lines = ["BEGIN:VEVENT", *head, f"SUMMARY:{title}", f"DTSTART{kind}:{start}", f"DTEND{kind}:{end}", *rows, "END:VEVENT"]
    return "\n".join(lines)


def file_of(*entries: str) -> bytes:
    return "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Testy//PL", *entries, "END:VCALENDAR", ""]).encode()


def choices(**fields: Any) -> Choices:
    given = {"commune": Territory.objects.get(code=COMMUNE), "accessibility": ["step_free"]}
    return Choices(**{**given, **fields})


def look(user: User, content: bytes, organiser: Organisation | None = None, **fields: Any) -> ImportRun:
    """A preview for COP Słupsk."""
    cop = Organisation.objects.get(slug="slupsk")
    return runs.preview(user, cop, organiser or cop, "plik.ics", content, choices(**fields))


def finish(run: ImportRun) -> ImportRun:
    """What the worker does until the run is stored, or taken back."""
    while storing.store_portion(run.pk) or undoing.undo_portion(run.pk):
        pass
    return ImportRun.objects.get(pk=run.pk)


def stored(user: User, content: bytes, organiser: Organisation | None = None, **fields: Any) -> ImportRun:
    """The file's events in the calendar, as CIO would store them at once."""
    return finish(runs.store(look(user, content, organiser, **fields).pk, user))


def outcomes(run: ImportRun) -> list[tuple[str, str]]:
    """What becomes of each event, in the order of the file."""
    return list(run.rows.order_by("pk").values_list("title", "outcome"))


def row(run: ImportRun, title: str = "Zebranie") -> ImportRow:
    return run.rows.get(title=title)


def event(title: str = "Zebranie") -> EventPage:
    return EventPage.objects.get(title=title)


def dates_of(page: EventPage) -> list[str]:
    """The planned dates, in Polish time."""
    from events_calendar.days import WARSAW

    planned = Occurrence.objects.filter(event=page, status="planned").order_by("start")
    return [f"{each.start.astimezone(WARSAW):%Y-%m-%d %H:%M}" for each in planned]
