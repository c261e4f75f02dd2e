"""A calendar file as lines with their numbers, and its components as they stand in it (RFC 5545, 3.1 and 3.6).

Only the frame is read here, so that one broken entry takes no other with it and every message can name a line. What the lines mean
is icalendar's to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from calendar_imports.reading.entries import FileRefused, Problem

MOST_BYTES = 10_000_000
MOST_EVENTS = 5_000
LONGEST_LINE = 100_000
_BREAK = re.compile(r"\r\n|\n|\r")
_FRAME = re.compile(r"(BEGIN|END):([\w-]{1,40})\s*", re.IGNORECASE)
_TAKEN = ("VEVENT", "VTIMEZONE")


@dataclass
class Block:
    """One component: its lines without their folds, each with the number of the first line it stands on."""

    name: str
    line: int
    lines: list[tuple[int, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\r\n".join([f"BEGIN:{self.name}", *(line for _number, line in self.lines), f"END:{self.name}", ""])


@dataclass
class Framed:
    """A file taken apart."""

    name: str = ""
    events: list[Block] = field(default_factory=list)
    zones: list[Block] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    passed_over: dict[str, int] = field(default_factory=dict)


def decoded(content: bytes) -> tuple[str, list[Problem]]:
    """The text of a file; what is no UTF-8 is read as the Polish Windows code page. Raises FileRefused."""
    if len(content) > MOST_BYTES:
        raise FileRefused(_("Plik jest za duży: najwyżej 10 MB."))
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace").replace("\0", ""), []
    problems = []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.append(Problem(line, _("Plik nie jest zapisany w UTF-8. Sprawdź, czy polskie litery są właściwe."), lost=False))
        text = content.decode("cp1250", errors="replace")
    return text.replace("\0", ""), problems


def unfolded(text: str) -> Iterator[tuple[int, str]]:
    """The lines, each with its number; one that begins with a space or tab goes on with the one before."""
    number, parts = 0, [""]
    for position, line in enumerate(_BREAK.split(text), start=1):
        if line[:1] in (" ", "\t") and number:
            parts.append(line[1:])
            continue
        if number and any(parts):
            yield number, "".join(parts)
        number, parts = position, [line]
    if number and any(parts):
        yield number, "".join(parts)


def framed(content: bytes) -> Framed:
    """The events and time zones of a file. Raises FileRefused for what is no calendar, or too much of one."""
    text, problems = decoded(content)
    if "BEGIN:V" not in text[:100_000].upper():
        raise FileRefused(_("To nie jest plik kalendarza: nie ma w nim BEGIN:VCALENDAR."))
    found = Framed(problems=problems)
    open_names: list[str] = []
    block: Block | None = None
    depth = 0  # of the block in the components that are open
    for number, line in unfolded(text):
        frame = _FRAME.fullmatch(line)
        if frame is None:
            _take(found, block, depth, open_names, number, line)
            continue
        name = frame[2].upper()
        if frame[1].upper() == "BEGIN":
            open_names.append(name)
            if block is None and name in _TAKEN:
                block, depth = Block(name, number), len(open_names)
                if len(found.events) >= MOST_EVENTS:
                    raise FileRefused(_("W pliku jest za dużo wydarzeń: najwyżej %(count)s.") % {"count": MOST_EVENTS})
            elif block is None and name not in ("VCALENDAR", *_TAKEN):
                found.passed_over[name] = found.passed_over.get(name, 0) + 1
            elif block is not None and block.name == "VTIMEZONE":
                block.lines.append((number, line.strip()))
            continue
        if name not in open_names:
            found.problems.append(Problem(number, _("END:%(name)s bez początku.") % {"name": name}, lost=False))
            continue
        closed = open_names.pop()
        while closed != name:
            found.problems.append(Problem(number, _("Brakuje END:%(name)s.") % {"name": closed}, lost=False))
            closed = open_names.pop()
        if block is not None and len(open_names) < depth:
            (found.events if block.name == "VEVENT" else found.zones).append(block)
            block = None
        elif block is not None and block.name == "VTIMEZONE":
            block.lines.append((number, line.strip()))
    if block is not None:
        found.problems.append(Problem(block.line, _("Wpis nie ma końca (END:%(name)s): plik jest ucięty.") % {"name": block.name}))
    return found


def _take(found: Framed, block: Block | None, depth: int, open_names: list[str], number: int, line: str) -> None:
    """One line that opens and closes nothing: into the block that is open, but for what stands in an alarm of an event."""
    if len(line) > LONGEST_LINE:
        found.problems.append(Problem(number, _("Ten wiersz jest za długi, pomijamy go."), lost=False))
        # Its name stays, so that an entry is not taken as if it had no exceptions.
        line = re.split("[:;]", line[:80], maxsplit=1)[0] + ":-"
    if block is not None and (block.name == "VTIMEZONE" or len(open_names) == depth):
        block.lines.append((number, line))
    elif block is None and line.upper().startswith("X-WR-CALNAME") and ":" in line:
        found.name = line.partition(":")[2].strip()[:200]
