"""What an import would do with each event that was read, before anything is stored: a constant number of queries for each 500 events."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calendar_imports import contents
from calendar_imports.models import ImportedEvent, ImportRow
from calendar_imports.reading.entries import Entry, Lost, Reading
from calendar_imports.values import digest_of, key_of, main_of, twin_of, values_of, when_from_json
from core.fields import folded_words
from core.privacy import public_q
from events_calendar import recurrence
from events_calendar.ical.entries import host
from events_calendar.models import EventPage, Venue
from events_calendar.services import booking

if TYPE_CHECKING:
    from calendar_imports.models.defaults import EventDefaults

Outcome = ImportRow.Outcome
PORTION = 500
# What working out the dates of one file may take.
SECONDS = 30
# Of an address that suddenly lacks most of what it had, it is likelier that it is broken than that all is called off.
FEW, MOST_GONE = 5, 0.5


def plan(
    reading: Reading, defaults: EventDefaults, topics: list[int], organiser_id: int, *, now: datetime, past: bool = False, by_hand: bool
) -> list[ImportRow]:
    """A row for each event of the file, in its order, unsaved. `by_hand` for a file that a person sends: the deleted may come again."""
    # Of our own processor time: a busy machine is no reason to leave anything out.
    until = time.thread_time() + SECONDS
    rows = [_row(entries, defaults, topics, now, past, until) for entries in reading.of_series().values()]
    _each_once(rows)
    open_rows = [row for row in rows if row.outcome != Outcome.SKIPPED]
    for portion in _portions(open_rows):
        _meet_known(portion, organiser_id, by_hand)
        _meet_own(portion, organiser_id)
    for row in open_rows:
        if row.outcome == Outcome.NEW and row.values["cancelled"]:
            _skip(row, _("To wydarzenie jest odwołane."))
    if defaults.venue_id is not None:
        _meet_taken(rows, defaults.venue_id, by_hand)
    return rows


def _portions(rows: Iterable[ImportRow]) -> Iterator[list[ImportRow]]:
    iterator = iter(rows)
    while portion := list(islice(iterator, PORTION)):
        yield portion


def _row(entries: Sequence[Entry], defaults: EventDefaults, topics: list[int], now: datetime, past: bool, until: float) -> ImportRow:
    main = main_of(entries)
    row = ImportRow(line=main.line, title=main.title[:255])
    row.uid = main.uid
    if time.thread_time() >= until:
        # The file has it all the same: an address that takes long has not lost its events (`gone`).
        row.key = key_of(entries)
        _skip(row, _("Liczenie terminów tego pliku trwało za długo: tego wydarzenia już nie wzięliśmy. Podziel plik na mniejsze."))
        return row
    try:
        values = values_of(entries, now, past=past)
    except Lost as problem:
        row.outcome, row.reason, row.line = Outcome.SKIPPED, str(problem)[:400], problem.line or main.line
        return row
    row.outcome, row.reason = Outcome.NEW, values.note
    row.title, row.dates = values.title, values.dates
    row.start, row.end, row.all_day = values.when.start, values.when.end, values.when.all_day
    content = contents.content_of(values, defaults, topics)
    row.key, row.twin, row.values = key_of(entries), twin_of(entries), content
    said = {name: content[name] for name in ("kind", "topics", "venue", "commune", "accessibility", "accessibility_note")}
    row.digest = hashlib.sha256((digest_of(entries, now) + json.dumps(said, sort_keys=True)).encode()).hexdigest()
    return row


def _skip(row: ImportRow, reason: str, event_id: int | None = None) -> None:
    row.outcome, row.reason, row.event_id = Outcome.SKIPPED, reason, event_id


def _each_once(rows: Sequence[ImportRow]) -> None:
    """What has no UID may stand in a table twice."""
    seen: dict[str, ImportRow] = {}
    for row in rows:
        if not row.key:
            continue
        other = seen.setdefault(row.key, row)
        if other is not row:
            _skip(row, _("To samo wydarzenie jest też w wierszu %(line)s, z którego je bierzemy.") % {"line": other.line})


# --- What the portal has already


def _meet_known(rows: Sequence[ImportRow], organiser_id: int, by_hand: bool) -> None:
    """Those that an import has made before, of the same organiser: by UID, else by title, place and start."""
    keys, twins = {row.key for row in rows}, {row.twin for row in rows}
    known = ImportedEvent.objects.filter(Q(key__in=keys) | Q(twin__in=twins), organiser=organiser_id).select_related("event")
    by_key = {each.key: each for each in known}
    by_twin = {each.twin: each for each in by_key.values() if each.key not in keys}
    for row in rows:
        event = by_key.get(row.key) or by_twin.pop(row.twin, None)
        if event is not None:
            _meet(row, event, by_hand)


def _meet(row: ImportRow, known: ImportedEvent, by_hand: bool) -> None:
    if known.event is None:
        if not by_hand:
            _skip(row, _("To wydarzenie usunięto w portalu, więc nie wraca."))
        return
    row.event_id = known.event_id
    if known.gone_at is not None:
        row.outcome, row.reason = Outcome.CHANGED, _("Wróciło do kalendarza organizacji.")
        return
    if known.waits:
        row.retries = True
        row.outcome, row.reason = Outcome.CHANGED, _("Próbujemy jeszcze raz: miejsce było zajęte.")
        return
    if row.digest == known.digest or (row.digest == known.refused and not by_hand):
        row.outcome, row.reason = Outcome.SAME, ""
        return
    _keep_dates(row, known)
    parts = contents.differing(known.written, row.values)
    row.outcome = Outcome.CHANGED if parts else Outcome.SAME
    row.reason = ", ".join(str(part.label) for part in parts)


def _keep_dates(row: ImportRow, known: ImportedEvent) -> None:
    """A series that is read from its next date on begins later each week: where it gives the same dates, it says nothing new."""
    old, new = when_from_json(known.written["when"]), when_from_json(row.values["when"])
    if old == new or not new.start > old.start:
        return
    until = recurrence.horizon()

    def ahead(when: Any) -> set[tuple[datetime, datetime]]:
        dates = recurrence.dates_of(when.page(), until=until)
        return {(date.start, date.end) for date in dates if not date.cancelled and date.start >= new.start}

    if ahead(old) == ahead(new):
        row.values = {**row.values, "when": known.written["when"]}


def _meet_own(rows: Sequence[ImportRow], organiser_id: int) -> None:
    """Those that the portal has without an import: its own events, come back by a calendar that reads the portal; and typed ones."""
    new = [row for row in rows if row.outcome == Outcome.NEW]
    keys = [(row, key) for row in new if (key := _own_key(row.uid)) is not None]
    own = EventPage.objects.filter(translation_key__in=[key for _row, key in keys], alias_of=None)
    ours = dict(own.values_list("translation_key", "pk"))
    for row, key in keys:
        if key in ours:
            _skip(row, _("To wydarzenie portalu: nie wraca do niego przez inny kalendarz."), ours[key])
    starts = {row.start for row in new}
    columns = ("pk", "title", "place_name", "start", "organiser_id", "imported__organiser_id")
    there: dict[datetime, list[tuple]] = {}
    visible = Q(live=True) & public_q() | Q(organiser=organiser_id)
    for event in EventPage.objects.filter(visible, start__in=starts, alias_of=None).values_list(*columns):
        there.setdefault(event[3], []).append(event)
    for row in new:
        there_then = there.get(row.start, []) if row.start is not None else []
        if row.outcome == Outcome.NEW and (found := _typed(row, there_then, organiser_id)):
            _skip(row, _("W kalendarzu jest już takie wydarzenie: ten sam tytuł, miejsce i początek."), found)


def _own_key(uid: str) -> UUID | None:
    name, at, of = uid.rpartition("@")
    if not at or of.lower() != host().lower():
        return None
    try:
        return UUID(name[-36:])
    except ValueError:
        return None


def _typed(row: ImportRow, events: Iterable[tuple], organiser_id: int) -> int | None:
    """The event with the same title and start: of the same organiser, or at the same place."""
    title, place = folded_words(row.title), folded_words(row.values["place"])
    for pk, other, where, _start, organiser, imported_of in events:
        same_owner = organiser == organiser_id and imported_of is None
        if folded_words(other) == title and (same_owner or (place and folded_words(where) == place and imported_of != organiser_id)):
            return int(pk)
    return None


# --- Whether the place is free


def _meet_taken(rows: Sequence[ImportRow], venue_id: int, by_hand: bool) -> None:
    """What of the place's time is somebody else's. Only an answer for the preview: storing asks again. An address does not try again
    what still has no place."""
    new = [row for row in rows if row.outcome == Outcome.NEW or row.retries]
    claims: dict[booking.Claim, ImportRow] = {}
    for row in new:
        for date in recurrence.dates_of(when_from_json(row.values["when"]).page()):
            if not date.cancelled:
                claims[booking.Claim(date.original, date.start, date.end, venue_id, date.by_rule)] = row
    ahead = [claim for claim in claims if claim.end > claim.start]
    taken: dict[int, list[str]] = {}
    for conflict in booking.conflicts_of(None, ahead):
        taken.setdefault(id(claims[conflict.claim]), []).append(str(conflict))
    shut = booking.closed_dates(Venue.objects.prefetch_related("hours", "exceptions").in_bulk([venue_id]), ahead)
    for claim, problem in shut.items():
        taken.setdefault(id(claims[claim]), []).append(problem)
    for row in new:
        reasons = taken.get(id(row), [])
        if not reasons:
            continue
        if row.outcome == Outcome.CHANGED:
            row.outcome, row.reason = (Outcome.CLASH, reasons[0][:400]) if by_hand else (Outcome.SAME, "")
        elif row.dates > len(reasons):
            text = ngettext("%(count)s termin odpada: %(why)s", "%(count)s terminów odpada, na przykład: %(why)s", len(reasons))
            row.reason = (text % {"count": len(reasons), "why": reasons[0]})[:400]
        else:
            row.outcome, row.reason = Outcome.CLASH, reasons[0][:400]


# --- What an address has no more


def gone(source_id: int, rows: Sequence[ImportRow], now: datetime) -> tuple[list[ImportRow], str]:
    """Rows for the events of an address that it does not have any more and that are still ahead; and, where these are so many that the
    address is likelier to be broken, no rows and a sentence that says so."""
    found = {row.event_id for row in rows if row.event_id} | {None}
    keys = {row.key for row in rows if row.key}
    known = ImportedEvent.objects.filter(source=source_id, gone_at=None, event__isnull=False).select_related("event")
    ahead = known.filter(Q(event__occurrences__end__gt=now) | Q(event__live=False, event__end__gt=now)).distinct()
    coming = list(ahead)
    lost = [each for each in coming if each.event_id not in found and each.key not in keys and not each.event.cancelled]  # type: ignore[union-attr]
    if len(lost) > FEW and len(lost) > MOST_GONE * len(coming):
        told = _(
            "W kalendarzu brakuje nagle %(lost)s z %(count)s przyszłych wydarzeń. Niczego nie odwołujemy: sprawdź, czy adres jest dobry."
        )
        return [], told % {"lost": len(lost), "count": len(coming)}
    reason = _("Nie ma go już w kalendarzu organizacji.")
    made = []
    for each in lost:
        event = each.event
        assert event is not None
        row = ImportRow(outcome=Outcome.GONE, title=event.title, reason=reason, event_id=event.pk, key=each.key, twin=each.twin)
        row.start, row.end, row.all_day, row.values = event.start, event.end, event.all_day, each.written
        made.append(row)
    return made, ""
