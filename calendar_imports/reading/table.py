"""A CSV file as entries: a row an event, under headings that people and calendars use."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO

from anyascii import anyascii
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from calendar_imports.reading.entries import Entry, FileRefused, Lost, Moment, Problem, Reading, check_order, check_year
from calendar_imports.reading.lines import MOST_EVENTS, decoded
from core.plain_text import without_invisible
from core.typed_dates import DAY, read_day, read_hour
from events_calendar.days import WARSAW

LONGEST_CELL = 20_000
# Headings without diacritics, as people write them and as Google and Outlook do.
HEADINGS = {
    "title": ("tytul", "nazwa", "wydarzenie", "nazwa wydarzenia", "title", "subject", "summary"),
    "start": ("poczatek", "start", "data", "dzien", "data rozpoczecia", "data poczatku", "start date", "date"),
    "start_time": ("godzina", "godzina rozpoczecia", "godzina poczatku", "od", "start time", "time"),
    "end": ("koniec", "end", "data zakonczenia", "data konca", "end date"),
    "end_time": ("godzina zakonczenia", "godzina konca", "do", "end time"),
    "place": ("miejsce", "lokalizacja", "place", "location"),
    "description": ("opis", "description"),
    "url": ("strona", "adres www", "www", "link", "url"),
    "uid": ("uid", "id"),
}
_KNOWN = {heading: name for name, headings in HEADINGS.items() for heading in headings}
_MOMENT = re.compile(rf"({DAY})(?:(?:[T,]|\s)+(?:godz\.?\s*)?(\d{{1,2}}[:.]\d{{2}}(?::\d{{2}})?))?", re.IGNORECASE)


@dataclass(frozen=True)
class _Row:
    line: int
    cells: dict[str, str]


def read(content: bytes) -> Reading:
    """Everything that the file says. Raises FileRefused where it has no headings that say what and when, or too many rows."""
    text, problems = decoded(content)
    reading = Reading(problems=problems)
    for row in _rows(text):
        if len(reading.entries) + len(reading.problems) >= MOST_EVENTS:
            raise FileRefused(_("W pliku jest za dużo wydarzeń: najwyżej %(count)s.") % {"count": MOST_EVENTS})
        try:
            reading.entries.append(_entry(row))
        except Lost as problem:
            reading.problems.append(Problem(row.line, str(problem), title=row.cells.get("title", "")[:100]))
    return reading


def _rows(text: str) -> Iterator[_Row]:
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    names: list[str] | None = None
    line = 1
    try:
        for cells in reader:
            begins, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if names is None:
                names = [_KNOWN.get(" ".join(anyascii(cell).lower().replace("_", " ").split()), "") for cell in cells]
                if not {"title", "start"} <= set(names):
                    raise FileRefused(
                        _("W pierwszym wierszu tabeli muszą być nagłówki, a wśród nich „tytuł” i „początek” (albo „data” i „godzina”).")
                    )
                continue
            yield _Row(begins, {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name})
    except csv.Error as error:
        raise FileRefused(_("Tabeli nie da się odczytać w wierszu %(line)s.") % {"line": line}) from error
    if names is None:
        raise FileRefused(_("Ten plik jest pusty."))


def _entry(row: _Row) -> Entry:
    cells = {name: without_invisible(cell)[:LONGEST_CELL] for name, cell in row.cells.items()}
    title = cells.get("title", "")
    if not title:
        raise Lost(_("Wydarzenie nie ma tytułu."))
    start = _moment(cells.get("start", ""), cells.get("start_time", ""), _("Brakuje początku."))
    assert start is not None
    end = _moment(cells.get("end", ""), cells.get("end_time", ""), "", of=start)
    if end is None:
        end = start if isinstance(start, datetime) else start + timedelta(days=1)
    elif not isinstance(end, datetime):
        # People write the last day, an entry holds the one after it.
        end += timedelta(days=1)
    check_order(start, end)
    return Entry(
        line=row.line,
        uid=cells.get("uid", "")[:500],
        title=title[:500],
        start=start,
        end=end,
        floating=isinstance(start, datetime),
        description=cells.get("description", ""),
        place=cells.get("place", "")[:1_000],
        url=cells.get("url", "")[:1_000],
    )


def _moment(day: str, hour: str, missing: str, *, of: Moment | None = None) -> Moment | None:
    """A day, or a moment on the Polish clock. An hour alone is on the day `of` the start; None where neither is said and none is missed."""
    if not day and not (hour and of is not None):
        if missing:
            raise Lost(missing)
        return None
    if day:
        found = _MOMENT.fullmatch(day)
        if found is None:
            raise Lost(_("Nie rozumiemy daty „%(text)s”. Wpisz ją tak: 8.12.2026 18:00") % {"text": day[:40]})
        try:
            on = read_day(found[1])
        except ValidationError as error:
            raise Lost(" ".join(error.messages)) from error
        hour = found[2] or hour
    else:
        on = of.date() if isinstance(of, datetime) else of  # type: ignore[assignment]
    check_year(on)
    if not hour:
        return on
    clock = read_hour(hour)
    if clock is None:
        raise Lost(_("Nie rozumiemy godziny „%(text)s”. Wpisz ją tak: 18:00") % {"text": hour[:20]})
    moment = datetime.combine(on, clock, WARSAW)
    if moment.astimezone(UTC).astimezone(WARSAW).time() != clock:
        raise Lost(_("Godziny %(hour)s tego dnia nie ma: zegary idą do przodu.") % {"hour": hour})
    return moment
