"""A file of whichever kind that people have their calendars in."""

from __future__ import annotations

from django.utils.translation import gettext as _

from calendar_imports.reading import ics, table
from calendar_imports.reading.entries import FileRefused, Reading, take_each_once

# PDF, archives and the office files in them, old Excel, images, web pages.
_OTHERS = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"<!DOCTYP", b"<!doctyp", b"<html", b"<HTML")


def read(content: bytes) -> Reading:
    """What an .ics or a CSV file says, told apart by what stands in it and not by its name. Raises FileRefused."""
    if content.lstrip()[:8].startswith(_OTHERS) or (b"\0" in content[:2_000] and not content.startswith((b"\xff\xfe", b"\xfe\xff"))):
        raise FileRefused(_("To nie jest plik kalendarza (.ics) ani tabela (.csv)."))
    # Without the zeros that UTF-16 puts between letters.
    beginning = content[:100_000].replace(b"\0", b"").upper()
    reading = ics.read(content) if b"BEGIN:V" in beginning else table.read(content)
    take_each_once(reading)
    reading.problems.sort(key=lambda problem: problem.line)
    return reading
