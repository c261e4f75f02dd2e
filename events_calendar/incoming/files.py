"""A file of whichever kind that people have their calendars in."""

from __future__ import annotations

from events_calendar.incoming import ics, table
from events_calendar.incoming.entries import Reading


def read(content: bytes) -> Reading:
    """What an .ics or a CSV file says, told apart by what stands in it and not by its name. Raises FileRefused."""
    # Without the zeros that UTF-16 puts between letters.
    beginning = content[:100_000].replace(b"\0", b"").upper()
    return ics.read(content) if b"BEGIN:V" in beginning else table.read(content)
