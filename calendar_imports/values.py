"""What an entry of a calendar becomes: the values of an event page. Nothing is asked of the database here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.html import escape, strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calendar_imports.reading import occurring
from calendar_imports.reading.entries import Entry, Lost
from core.fields import folded_words
from events_calendar import days, recurrence
from events_calendar.models import EventDate, EventPage

if TYPE_CHECKING:
    from calendar_imports.reading.occurring import Occurring

LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_PLACE = 255, 300, 200
LONGEST_DESCRIPTION = 20_000
# Fields of an entry that say nothing of the event, and that many programs write anew each time.
_NOISE = ("DTSTAMP", "LAST-MODIFIED", "CREATED", "SEQUENCE")
_BREAKS = re.compile(r"<\s*(?:br|/p|/div|/li)\s*/?\s*>", re.IGNORECASE)
_WEB = re.compile(r"https?://[^\s<>\"'`]{1,900}", re.IGNORECASE)


@dataclass(frozen=True)
class When:
    """The dates: the first one, a rule or more dates, and what differs. Moments in UTC."""

    start: datetime
    end: datetime
    all_day: bool = False
    rule: str = ""
    added: tuple[tuple[datetime, datetime], ...] = ()
    excluded: tuple[datetime, ...] = ()
    # (original, start, end, cancelled, reason)
    changed: tuple[tuple[datetime, datetime, datetime, bool, str], ...] = ()

    def rows(self) -> list[EventDate]:
        """What differs from the rule, as children of a page."""
        kind = EventDate.Change
        return [
            *(EventDate(change=kind.ADDED, start=start, end=end) for start, end in self.added),
            *(EventDate(change=kind.EXCLUDED, original=original) for original in self.excluded),
            *(
                EventDate(change=kind.CANCELLED, original=original, reason=reason)
                if cancelled
                else EventDate(change=kind.MOVED, original=original, start=start, end=end, reason=reason)
                for original, start, end, cancelled, reason in self.changed
            ),
        ]

    def page(self) -> EventPage:
        """An event that takes place then, in memory."""
        event = EventPage(title="?", start=self.start, end=self.end, all_day=self.all_day, rule=self.rule)
        event.dates.set(self.rows())
        return event


@dataclass(frozen=True)
class Values:
    """What an import writes into an event. `description` is plain text, `note` tells who looks at the preview what was changed."""

    title: str
    when: When
    summary: str = ""
    description: str = ""
    place: str = ""
    url: str = ""
    cancelled: bool = False
    note: str = field(default="", compare=False)
    dates: int = field(default=1, compare=False)

    def as_json(self) -> dict[str, Any]:
        found = asdict(self)
        del found["note"], found["dates"]
        return as_written(found)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Values:
        return cls(**{**data, "when": when_from_json(data["when"])})


def when_from_json(data: dict[str, Any]) -> When:
    """The dates as they were written down."""
    read = datetime.fromisoformat
    return When(
        start=read(data["start"]),
        end=read(data["end"]),
        all_day=data["all_day"],
        rule=data["rule"],
        added=tuple((read(start), read(end)) for start, end in data["added"]),
        excluded=tuple(read(each) for each in data["excluded"]),
        changed=tuple((read(key), read(start), read(end), gone, reason) for key, start, end, gone, reason in data["changed"]),
    )


def as_written(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, dict):
        return {name: as_written(each) for name, each in value.items()}
    return [as_written(each) for each in value] if isinstance(value, (list, tuple)) else value


# --- By what an event is known again


def key_of(entries: Sequence[Entry]) -> str:
    """By its UID; without one by title, place and start."""
    uid = entries[0].uid
    return hashlib.sha256(uid.encode()).hexdigest() if uid else twin_of(entries)


def twin_of(entries: Sequence[Entry]) -> str:
    """By title, place and start, for programs that give the same event another UID each time."""
    main = main_of(entries)
    return twin(main.title, main.place, occurring.moment(main.start))


def twin(title: str, place: str, start: datetime) -> str:
    """The same of an event of the portal."""
    words = "|".join([" ".join(folded_words(title)), " ".join(folded_words(place)), start.astimezone(UTC).isoformat()])
    return hashlib.sha256(b"=" + words.encode()).hexdigest()


def digest_of(entries: Sequence[Entry], now: datetime) -> str:
    """What the entries say, without what changes at each reading. Of an endless series the month too: its dates go on."""
    parts = []
    for entry in entries:
        if entry.component is None:
            parts.append(repr(replace(entry, line=0)))
            continue
        lines = entry.component.to_ical().decode(errors="replace").splitlines()
        parts += sorted(line for line in lines if not line.upper().startswith(_NOISE))
    if any(entry.rule and recurrence.is_endless(entry.rule) for entry in entries):
        parts.append(f"{now:%Y-%m}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


# --- What it says


def values_of(entries: Sequence[Entry], now: datetime, *, past: bool = False) -> Values:
    """The values of the event that these entries (one, or a series with its changed dates) are. Raises Lost with the reason.

    What is over is not taken, unless `past` says so.
    """
    main = main_of(entries)
    if not main.title:
        raise Lost(_("Wydarzenie nie ma tytułu."), main.line)
    when, count, note = _when(entries, main, now, past)
    text = plain(main.description)
    values = Values(
        title=_shortened(main.title, LONGEST_TITLE),
        when=when,
        summary=_first_sentence(text),
        description=text[:LONGEST_DESCRIPTION],
        place=_shortened(main.place, LONGEST_PLACE),
        url=main.url if _WEB.fullmatch(main.url) else "",
        cancelled=main.status == "CANCELLED",
        note=note,
        dates=count,
    )
    page = when.page()
    page.title = values.title
    try:
        page.clean()
    except ValidationError as error:
        raise Lost(" ".join(error.messages), main.line) from error
    return values


def main_of(entries: Sequence[Entry]) -> Entry:
    """Of a series with its changed dates the series itself."""
    return next((entry for entry in entries if entry.replaces is None), entries[0])


def _shortened(text: str, longest: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def plain(text: str) -> str:
    """A description without markup: programs write HTML into what the standard says is text."""
    if re.search(r"<\w+[^>]*>", text):
        text = strip_tags(_BREAKS.sub("\n", text)).replace("&nbsp;", " ").replace("&amp;", "&")
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _first_sentence(text: str) -> str:
    first = " ".join(text.split("\n\n", 1)[0].split())
    if len(first) <= LONGEST_SUMMARY:
        return first
    cut = first[: LONGEST_SUMMARY - 1]
    end = max(cut.rfind(". "), cut.rfind("? "), cut.rfind("! "))
    return cut[: end + 1] if end > 60 else cut[: max(cut.rfind(" "), 60)].rstrip(" ,;:-") + "…"


def body_of(values: Values) -> list[tuple[str, str]]:
    """The page's body: paragraphs of what was written there, and the event's own address. Never markup of theirs."""
    parts = [f"<p>{escape(part.strip()).replace(chr(10), '<br/>')}</p>" for part in values.description.split("\n\n") if part.strip()]
    if values.url:
        address = escape(values.url)
        parts.append(f'<p>{escape(_("Strona wydarzenia"))}: <a href="{address}">{address}</a></p>')
    return [("text", "".join(parts))] if parts else []


# --- When it is


def _when(entries: Sequence[Entry], main: Entry, now: datetime, past: bool) -> tuple[When, int, str]:
    """The dates, how many of them are ahead, and what to tell of them."""
    first = datetime(days.FIRST_YEAR, 1, 1, tzinfo=UTC) if past else now
    until = recurrence.horizon(now)
    is_series = len(entries) > 1 or bool(main.rule) or (main.component is not None and "RDATE" in main.component)
    start, end = _bounds(main.start, main.end, main.all_day)
    if not is_series:
        if end < first:
            raise Lost(_("To wydarzenie już minęło."), main.line)
        return When(start, end, main.all_day), 1, ""
    wanted, said = occurring.of(entries, first, until)
    wanted = [date for date in wanted if date.status != "CANCELLED"]
    if not wanted:
        raise Lost(_("Wszystkie terminy tego wydarzenia już minęły."), main.line)
    for candidate in _by_rule(entries, main, wanted, first):
        if _gives(candidate, wanted, first, until):
            return candidate, len(wanted), said
    found = _bounds_of(wanted[0])
    rest = tuple(_bounds_of(date) for date in wanted[1:])
    note = (
        ngettext(
            "Powtarza się inaczej niż reguły portalu: bierzemy %(count)s termin.",
            "Powtarza się inaczej niż reguły portalu: bierzemy %(count)s terminów z osobna.",
            len(wanted),
        )
        if main.rule
        else ""
    )
    return When(*found, main.all_day, added=rest), len(wanted), said or (note % {"count": len(wanted)} if note else "")


def _bounds(start: Any, end: Any, all_day: bool) -> tuple[datetime, datetime]:
    begins, ends = occurring.moment(start), occurring.moment(end)
    if all_day:
        # The file says the day after the last; the portal's whole days end a minute before midnight.
        begins, ends = days.whole_days(begins, ends - timedelta(minutes=1))
    return begins.astimezone(UTC), ends.astimezone(UTC)


def _bounds_of(date: Occurring) -> tuple[datetime, datetime]:
    return _bounds(date.start, date.end, date.all_day)


def _by_rule(entries: Sequence[Entry], main: Entry, wanted: Sequence[Occurring], first: datetime) -> list[When]:
    """Ways of saying the series with a rule of the portal, the nearest to the file's first. Each is still to be tried."""
    if not main.rule or main.replaces is not None:
        return []
    start, end = _bounds(main.start, main.end, main.all_day)
    rule = main.rule
    length = end - start
    excluded = tuple(sorted(moment.astimezone(UTC) for moment in _moments(main, "EXDATE")))
    added = tuple((moment.astimezone(UTC), moment.astimezone(UTC) + length) for moment in sorted(_moments(main, "RDATE")))
    changed = tuple(sorted(_changes(entries, main)))
    whole = When(start, end, main.all_day, rule, added, excluded, changed)
    # From its next date on: a series of many years has more past than a calendar keeps.
    originals = sorted(date.original for date in wanted if date.original is not None)
    after = next((moment for moment in originals if moment > start), None)
    if after is None or start >= first:
        return [whole]
    begins, ends = _bounds(after, after + (occurring.moment(main.end) - occurring.moment(main.start)), main.all_day)
    later = replace(
        whole,
        start=begins,
        end=ends,
        rule=_ending(rule, originals[-1]),
        added=tuple(pair for pair in added if pair[1] >= first),
        excluded=tuple(moment for moment in excluded if moment >= begins),
        changed=tuple(row for row in changed if row[0] >= begins),
    )
    return [later, whole]


def _ending(rule: str, last: datetime) -> str:
    """A rule that counts its dates, counted from a later one: it ends with its last date instead."""
    parts = recurrence.parts_of(rule)
    if "COUNT" not in parts:
        return rule
    del parts["COUNT"]
    parts["UNTIL"] = f"{last.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _moments(entry: Entry, name: str) -> list[datetime]:
    """The moments of a field that may stand several times with several values each."""
    value: Any = entry.component.get(name) if entry.component is not None else None
    found = []
    for each in value if isinstance(value, list) else [value] if value is not None else []:
        for one in getattr(each, "dts", []):
            moment = one.dt
            if not isinstance(moment, tuple):
                found.append(
                    occurring.moment(moment if not isinstance(moment, datetime) or moment.tzinfo else moment.replace(tzinfo=days.WARSAW))
                )
    return found


def _changes(entries: Sequence[Entry], main: Entry) -> list[tuple[datetime, datetime, datetime, bool, str]]:
    """Dates of the series that are at another time, called off, or somewhere else."""
    found = []
    for entry in entries:
        if entry.replaces is None:
            continue
        original = occurring.moment(entry.replaces)
        start, end = _bounds(entry.start, entry.end, entry.all_day)
        cancelled = entry.status == "CANCELLED"
        reason = _shortened(_("Tym razem: %(place)s") % {"place": entry.place}, 300) if entry.place not in ("", main.place) else ""
        usual = _bounds(main.start, main.end, main.all_day)
        if not cancelled and not reason and start == original and end - start == usual[1] - usual[0]:
            continue  # another description of one date: the portal has one for all
        found.append((original, start, end, cancelled, reason))
    return found


def _gives(when: When, wanted: Sequence[Occurring], first: datetime, until: datetime) -> bool:
    """Whether the portal works out the same dates from it as the library did."""
    page = when.page()
    try:
        recurrence.validate(when.rule, when.start)
        ours = recurrence.dates_of(page, until=until)
    except ValidationError:
        return False
    got = {(date.start, date.end) for date in ours if not date.cancelled and date.start < until and date.end > first}
    return got == {_bounds_of(date) for date in wanted if date.end > first}
