"""What was read from somebody else's calendar."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from events_calendar.days import WARSAW

if TYPE_CHECKING:
    from icalendar import Event

Moment = date | datetime
# What stands outside is a slip, or no calendar holds it.
FIRST_YEAR, LAST_YEAR = 1900, 2200


class FileRefused(Exception):
    """The whole file cannot be read; the text says why, in the reader's language."""


class Lost(Exception):
    """This entry cannot be taken; the text says why. `line` where it is another than the entry's first."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


def aware(of: Moment) -> Moment:
    """What has no zone is on the Polish clock; a day stays a day."""
    return of.replace(tzinfo=WARSAW) if isinstance(of, datetime) and of.tzinfo is None else of


def check_year(of: Moment, line: int = 0) -> None:
    """Raises Lost for a year that no calendar holds."""
    if not FIRST_YEAR <= of.year <= LAST_YEAR:
        raise Lost(_("Rok %(year)s jest poza kalendarzem.") % {"year": of.year}, line)


def check_order(start: Moment, end: Moment, line: int = 0) -> None:
    """Raises Lost where the end is before the start, or only one of them is a day."""
    if isinstance(start, datetime) != isinstance(end, datetime):
        raise Lost(_("Początek i koniec muszą oba mieć godzinę albo oba jej nie mieć."), line)
    if end < start:
        raise Lost(_("Koniec jest przed początkiem."), line)


@dataclass(frozen=True)
class Problem:
    """What is wrong, and in which line of the file; with `lost` the entry is not taken for it."""

    line: int
    message: str
    lost: bool = True
    title: str = ""


@dataclass(frozen=True)
class Entry:
    """One VEVENT. Moments are aware; those of a whole-day event are days, and its end is the day after the last."""

    line: int
    uid: str
    title: str
    start: Moment
    end: Moment
    zone: str = ""  # as the file names it; empty for whole days
    floating: bool = False  # without a zone: taken as Polish time
    rule: str = ""
    replaces: Moment | None = None  # of a changed date of a series: which it was
    description: str = ""
    place: str = ""
    url: str = ""
    status: str = ""
    sequence: int = 0
    component: Event | None = field(default=None, compare=False, repr=False)

    @property
    def all_day(self) -> bool:
        return not isinstance(self.start, datetime)


@dataclass
class Reading:
    """All that a file says."""

    name: str = ""
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    # What the file calls its time zones, and what each was taken for: a name of the IANA list, "custom" or "unknown".
    zones: dict[str, str] = field(default_factory=dict)
    passed_over: dict[str, int] = field(default_factory=dict)  # kinds of components that are no events

    def of_series(self) -> dict[str, list[Entry]]:
        """The entries by what belongs together: a series with its changed dates."""
        found: dict[str, list[Entry]] = {}
        for number, entry in enumerate(self.entries):
            found.setdefault(entry.uid or f" {number}", []).append(entry)
        return found


def take_each_once(reading: Reading) -> None:
    """Of two entries with the same UID for the same date the newer one is taken, as their SEQUENCE tells, else the later."""
    kept: dict[tuple[str, Moment | None], Entry] = {}
    for entry in reading.entries:
        key = (entry.uid, entry.replaces)
        other = kept.get(key) if entry.uid else None
        if other is None:
            kept[key if entry.uid else (f" {entry.line}", None)] = entry
            continue
        newer, older = (entry, other) if entry.sequence >= other.sequence else (other, entry)
        kept[key] = newer
        message = _("To samo wydarzenie (UID) jest też w wierszu %(line)s, z którego je bierzemy.") % {"line": newer.line}
        reading.problems.append(Problem(older.line, message))
    reading.entries = sorted(kept.values(), key=lambda entry: entry.line)
