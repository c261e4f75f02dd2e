"""A file of whichever kind that people have their calendars in."""

from __future__ import annotations

from calendar_imports.reading import ics, table
from calendar_imports.reading.entries import Reading, take_each_once


def read(content: bytes) -> Reading:
    """What an .ics or a CSV file says, told apart by what stands in it and not by its name. Raises FileRefused."""
    # Without the zeros that UTF-16 puts between letters.
    beginning = content[:100_000].replace(b"\0", b"").upper()
    reading = ics.read(content) if b"BEGIN:V" in beginning else table.read(content)
    take_each_once(reading)
    reading.problems.sort(key=lambda problem: problem.line)
    return reading
