"""Which time zone a name in somebody else's calendar means: of the IANA list, of Windows, or one that the file itself defines."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from zoneinfo import available_timezones

from icalendar import Calendar
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from calendar_imports.reading.lines import Block

OWN, UNKNOWN = "custom", "unknown"
POLISH = "Europe/Warsaw"


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}


def listed(name: str) -> str:
    """The name of the IANA list that this one means, also behind a maker's prefix ("/mozilla.org/20050126_1/Europe/Warsaw"); empty for
    none."""
    plain = name.strip().strip('"').strip("/")
    if plain in WINDOWS_TO_OLSON:
        return WINDOWS_TO_OLSON[plain]
    parts = plain.lower().split("/")
    for first in range(len(parts)):
        if found := _names().get("/".join(parts[first:])):
            # "a/UTC" is a zone, "x/y/z/CET" hardly a place: a maker's prefix stands before a region and a town.
            return found if first == 0 or len(parts) - first > 1 else ""
    return ""


def defined(blocks: Iterable[Block]) -> dict[str, str]:
    """For the zones that a file defines itself, and that no list has, the name by which icalendar knows each from now on.

    icalendar keeps zones by their names for the whole process: with what they say in the name, no file changes another's.
    """
    found = {}
    for block in blocks:
        name = next((line.partition(":")[2].strip() for _number, line in block.lines if line.upper().startswith("TZID")), "")
        if not name or listed(name):
            continue
        text = block.text
        kept = f"plik-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
        renamed = "\r\n".join(f"TZID:{kept}" if line.upper().startswith("TZID") else line for line in text.split("\r\n"))
        try:
            Calendar.from_ical(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:portal\r\n{renamed}END:VCALENDAR\r\n")
        except (ValueError, KeyError, TypeError, OverflowError):
            continue
        found[name] = kept
    return found
