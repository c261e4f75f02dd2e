"""`manage.py import_calendar FILE --dry-run --json`: what the portal reads in somebody else's calendar, and what is wrong in it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from calendar_imports.reading import files, occurring
from calendar_imports.reading.entries import Entry, FileRefused, Moment, Problem, Reading
from calendar_imports.reading.lines import MOST_BYTES
from events_calendar.days import WARSAW


def _day(text: str) -> datetime:
    return datetime.combine(date.fromisoformat(text), time(), WARSAW)


class Command(BaseCommand):
    help = "Read an .ics or CSV file: its events, their dates between two days, its time zones, and what is wrong with line numbers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only read; nothing is stored")
        parser.add_argument("--json", action="store_true", help="as JSON, for programs")
        parser.add_argument("--from", dest="first", type=_day, help="first day of the dates (YYYY-MM-DD); today unless given")
        parser.add_argument("--to", dest="last", type=_day, help="the day after the last; a year later unless given")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["dry_run"]:
            raise CommandError('Files are stored in the admin, under "Import kalendarzy", where two people look at them: add --dry-run.')
        first = options["first"] or datetime.combine(timezone.localdate(), time(), WARSAW)
        last = options["last"] or first + timedelta(days=366)
        if last <= first:
            raise CommandError("--to must be after --from.")
        path: Path = options["file"]
        try:
            # One byte more than is allowed says that there are too many.
            with path.open("rb") as file:
                reading = files.read(file.read(MOST_BYTES + 1))
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except FileRefused as refused:
            if options["json"]:
                self.stdout.write(json.dumps({"refused": str(refused)}, ensure_ascii=False))
            raise CommandError(str(refused)) from refused
        dates, problems = occurring.between(reading, first.astimezone(UTC), last.astimezone(UTC))
        problems = sorted([*reading.problems, *problems], key=lambda problem: problem.line)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(reading, dates, problems), ensure_ascii=False, indent=1))
            return
        for problem in problems:
            self.stdout.write(f"{path.name}:{problem.line}: {'error' if problem.lost else 'note'}: {problem.message}")
        self.stdout.write(f"{len(reading.of_series())} events, {len(dates)} dates, {sum(problem.lost for problem in problems)} errors")


def _written(moment: Moment) -> str:
    return moment.astimezone(UTC).isoformat() if isinstance(moment, datetime) else moment.isoformat()


def _of(entry: Entry) -> dict[str, Any]:
    return {
        "line": entry.line,
        "uid": entry.uid,
        "title": entry.title,
        "start": _written(entry.start),
        "end": _written(entry.end),
        "all_day": entry.all_day,
        "time_zone": entry.zone,
        "floating": entry.floating,
        "rule": entry.rule,
        "replaces": _written(entry.replaces) if entry.replaces is not None else None,
        "place": entry.place,
        "status": entry.status,
    }


def _as_json(reading: Reading, dates: list[occurring.Occurring], problems: list[Problem]) -> dict[str, Any]:
    return {
        "name": reading.name,
        "events": [_of(entry) for entry in reading.entries],
        "occurrences": [
            {"uid": each.uid, "title": each.title, "start": _written(each.start), "end": _written(each.end), "all_day": each.all_day}
            for each in dates
        ],
        "time_zones": reading.zones,
        "passed_over": reading.passed_over,
        "errors": [{"line": problem.line, "message": problem.message} for problem in problems if problem.lost],
        "notes": [{"line": problem.line, "message": problem.message} for problem in problems if not problem.lost],
    }
