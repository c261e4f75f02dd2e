"""An .ics file as entries: each is read by itself, so that a broken one is told with its line and all others are taken."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from icalendar import Event

from calendar_imports.reading import occurring, zones
from calendar_imports.reading.entries import Entry, Lost, Moment, Problem, Reading, aware, check_order, check_year
from calendar_imports.reading.lines import Block, framed
from core.plain_text import without_invisible
from events_calendar import recurrence

SECONDS = 30
MOST_EXCEPTIONS = 5_000
MOST_TIMES_A_DAY = 24
LONGEST_TEXT = 20_000
# A line of moments: its name, its parameters, its values.
_MOMENTS = re.compile(r"(DTSTART|DTEND|RECURRENCE-ID|EXDATE|RDATE)((?:;[^:;\"]+(?:\"[^\"]*\")?)*):(.*)", re.IGNORECASE | re.DOTALL)
_ZONE = re.compile(r";TZID=(\"[^\"]*\"|[^;:]*)", re.IGNORECASE)
_CLOCK = re.compile(r"\d{8}T\d{4,6}(?!Z)\b", re.IGNORECASE)
# Without these an entry says nothing; what is wrong elsewhere is left out.
_NEEDED = frozenset({"DTSTART", "DTEND", "DURATION", "RRULE", "RECURRENCE-ID", "EXDATE", "RDATE"})


def read(content: bytes) -> Reading:
    """Everything that the file says. Raises FileRefused where it is no calendar, too large, or takes longer than 30 seconds."""
    until = time.monotonic() + SECONDS
    frame = framed(content)
    reading = Reading(name=frame.name, problems=list(frame.problems), passed_over=frame.passed_over)
    own = zones.defined(frame.zones)
    for block in frame.events:
        if time.monotonic() > until:
            reading.problems.append(Problem(block.line, _("Czytanie trwało za długo: od tego wiersza niczego nie wzięliśmy.")))
            break
        try:
            reading.entries.append(_entry(block, own, reading))
        except Lost as problem:
            reading.problems.append(Problem(problem.line or block.line, str(problem), title=_title_of(block)))
    return reading


def _entry(block: Block, own: dict[str, str], reading: Reading) -> Entry:
    notes = _Zones(own, reading)
    lines = [f"BEGIN:{block.name}", *(notes.rewritten(number, line) for number, line in block.lines), f"END:{block.name}", ""]
    try:
        component = Event.from_ical("\r\n".join(lines))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError) as error:
        raise Lost(_("Tego wpisu nie da się odczytać: %(error)s") % {"error": _short(error)}) from error
    if not isinstance(component, Event):
        raise Lost(_("Tego wpisu nie da się odczytać."))
    for name, _error in component.errors:
        line = _line_of(block, name or "")
        if (name or "").upper() in _NEEDED:
            raise Lost(_("Nie rozumiemy pola %(name)s.") % {"name": name}, line)
        reading.problems.append(Problem(line, _("Pomijamy pole %(name)s, którego nie rozumiemy.") % {"name": name or "?"}, lost=False))
    start = _moment(component, "DTSTART", block)
    if start is None:
        raise Lost(_("Brakuje początku (DTSTART)."))
    end = _end(component, start, block)
    rule = _rule(component, start, block)
    replaces = _moment(component, "RECURRENCE-ID", block)
    if replaces is not None and rule:
        line, message = _line_of(block, "RRULE"), _("Zmieniony termin serii sam się nie powtarza: pomijamy jego regułę.")
        reading.problems.append(Problem(line, message, lost=False))
        del component["RRULE"]
        rule = ""
    if _exceptions(component) > MOST_EXCEPTIONS:
        raise Lost(_("Za dużo wyjątków (EXDATE, RDATE): najwyżej %(count)s.") % {"count": MOST_EXCEPTIONS}, _line_of(block, "EXDATE"))
    sequence = str(component.get("SEQUENCE", "0"))
    return Entry(
        line=block.line,
        uid=_text(component, "UID", 500),
        title=_text(component, "SUMMARY", 500),
        start=start,
        end=end,
        zone=notes.zone if isinstance(start, datetime) else "",
        floating=notes.floating and isinstance(start, datetime),
        rule=rule,
        replaces=replaces,
        description=_text(component, "DESCRIPTION", LONGEST_TEXT),
        place=_text(component, "LOCATION", 1_000),
        url=_text(component, "URL", 1_000),
        status=_text(component, "STATUS", 20).upper(),
        sequence=int(sequence) if sequence.isascii() and sequence.isdigit() and len(sequence) < 10 else 0,
        component=component,
    )


class _Zones:
    """Gives the lines of one entry the time zones that icalendar knows; remembers what the start was written in."""

    def __init__(self, own: dict[str, str], reading: Reading) -> None:
        self.own, self.reading = own, reading
        self.zone, self.floating = "", False

    def rewritten(self, number: int, line: str) -> str:
        found = _MOMENTS.fullmatch(line)
        if found is None:
            return line
        name, parameters, values = found[1].upper(), found[2], found[3].upper()
        zone = _ZONE.search(parameters)
        written = zone[1].strip('"').strip() if zone else ""
        bare = _ZONE.sub("", parameters)
        if not _CLOCK.search(values):
            # Days, or UTC: a zone beside these says nothing.
            if name == "DTSTART" and values.strip().endswith("Z"):
                self.zone = "UTC"
            return f"{name}{bare}:{values}"
        known = zones.listed(written) if written else ""
        meant = known or self.own.get(written, "")
        if written:
            self.reading.zones[written] = known or (zones.OWN if meant else zones.UNKNOWN)
            if not meant:
                message = _("Nie znamy strefy czasowej „%(zone)s”: godziny bierzemy jako polskie.") % {"zone": written[:60]}
                if not any(problem.message == message for problem in self.reading.problems):
                    self.reading.problems.append(Problem(number, message, lost=False))
        if name == "DTSTART":
            self.zone, self.floating = written, not meant
        return f"{name}{bare};TZID={meant or zones.POLISH}:{values}"


def _title_of(block: Block) -> str:
    """What an entry that cannot be taken is called, for who looks for it in their calendar."""
    line = next((line for _number, line in block.lines if line.upper().startswith(("SUMMARY:", "SUMMARY;"))), "")
    return without_invisible(line.partition(":")[2]).strip()[:100]


def _line_of(block: Block, name: str) -> int:
    begins = name.upper()
    return next((number for number, line in block.lines if line.upper().startswith((f"{begins}:", f"{begins};"))), block.line)


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120]


def _text(component: Event, name: str, longest: int) -> str:
    value = component.get(name, "")
    if isinstance(value, list):
        value = value[0] if value else ""
    return without_invisible(str(value)).strip()[:longest]


def _moment(component: Event, name: str, block: Block) -> Moment | None:
    """A moment, aware and in a year that a calendar can hold; None where the entry does not say it."""
    value: Any = component.get(name)
    if value is None:
        return None
    if isinstance(value, list):
        raise Lost(_("Pole %(name)s jest podane dwa razy.") % {"name": name}, _line_of(block, name))
    found = getattr(value, "dt", None)
    if not isinstance(found, date):
        raise Lost(_("Nie rozumiemy pola %(name)s.") % {"name": name}, _line_of(block, name))
    check_year(found, _line_of(block, name))
    return aware(found)


def _end(component: Event, start: Moment, block: Block) -> Moment:
    """DTEND, or the start and DURATION; without either a whole-day event is of one day, and any other takes no time (RFC 5545, 3.6.1)."""
    end = _moment(component, "DTEND", block)
    if end is None:
        duration: Any = getattr(component.get("DURATION"), "dt", None)
        whole = not isinstance(start, datetime)
        length = duration if isinstance(duration, timedelta) else timedelta(days=1 if whole else 0)
        try:
            # A length is what passes, not what the clock shows; days are days.
            end = start + length if whole else _later(start, length)
        except OverflowError as error:
            raise Lost(_("Wydarzenie trwa za długo."), _line_of(block, "DURATION")) from error
    check_order(start, end, _line_of(block, "DTEND"))
    return end + timedelta(days=1) if end == start and not isinstance(start, datetime) else end


def _later(start: Moment, length: timedelta) -> Moment:
    assert isinstance(start, datetime)
    return (start.astimezone(UTC) + length).astimezone(start.tzinfo)


def _rule(component: Event, start: Moment, block: Block) -> str:
    value: Any = component.get("RRULE")
    if value is None:
        return ""
    line = _line_of(block, "RRULE")
    if isinstance(value, list):
        raise Lost(_("Wydarzenie ma dwie reguły powtarzania (RRULE): bierzemy tylko wydarzenia z jedną."), line)
    rule = str(value.to_ical().decode())
    frequency = str((value.get("FREQ") or [""])[0]).upper()
    names = {str(name).upper() for name in value}
    often = max(1, len(value.get("BYHOUR", []))) * max(1, len(value.get("BYMINUTE", [])))
    if frequency not in recurrence.FREQUENCIES or not names <= recurrence.PARTS or often > MOST_TIMES_A_DAY:
        raise Lost(_("Portal nie zna takiego powtarzania: %(rule)s") % {"rule": rule[:80]}, line)
    # "Every 0 days" would be worked out for ever, a 30th of February for seconds.
    if not all(0 < int(number) <= recurrence.MOST_TIMES for number in value.get("INTERVAL", [])):
        raise Lost(_("Liczba w powtarzaniu musi być większa od zera: %(rule)s") % {"rule": rule[:80]}, line)
    try:
        never = recurrence.never_occurs(rule, occurring.moment(start))
    except ValidationError as error:
        raise Lost(_("Portal nie zna takiego powtarzania: %(rule)s") % {"rule": rule[:80]}, line) from error
    if never:
        raise Lost(_("Według tej reguły wydarzenie nie odbędzie się ani razu: %(rule)s") % {"rule": rule[:80]}, line)
    return rule


def _exceptions(component: Event) -> int:
    def each(name: str) -> Iterator[Any]:
        value: Any = component.get(name)
        yield from value if isinstance(value, list) else [value] if value is not None else []

    return sum(len(getattr(value, "dts", [value])) for name in ("EXDATE", "RDATE") for value in each(name))
