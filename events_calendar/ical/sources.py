"""The dates of events as files tell them: rows of what is public, the text itself of what is not yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from events_calendar import fallen, recurrence
from events_calendar.ical.series import Known
from events_calendar.models.bookings import Occurrence
from events_calendar.models.events import EventDate
from events_calendar.models.venues import Venue
from events_calendar.recurrence import Date

if TYPE_CHECKING:
    from events_calendar.models import EventPage

# Of its rows a date tells whether it was skipped, and when it was changed.
_Row = tuple[Date, bool, datetime]
_COLUMNS = ("translation_key", "original", "start", "end", "venue_id", "status", "skipped", "reason", "changed")


@dataclass(frozen=True)
class Sources:
    """What the entries of some events need of other tables, read at once."""

    known: dict[UUID, Known]
    venues: dict[int, Venue]


def read(events: Sequence[EventPage]) -> Sources:
    """The dates of these events and their places; three queries, however many there are, and one for requests."""
    public = [event.translation_key for event in events if event.live]
    rows: dict[UUID, list[_Row]] = defaultdict(list)
    for key, original, start, end, venue_id, status, skipped, reason, changed in (
        Occurrence.objects.filter(translation_key__in=public).order_by().values_list(*_COLUMNS) if public else ()
    ):
        date = Date(original, start, end, venue_id, cancelled=status == Occurrence.Status.CANCELLED, reason=reason)
        rows[key].append((date, skipped, changed))
    excluded: dict[UUID, set[datetime]] = defaultdict(set)
    series = [event.translation_key for event in events if event.live and event.rule]
    if series:
        left_out = EventDate.objects.filter(change=EventDate.Change.EXCLUDED, event__translation_key__in=series)
        for key, original in left_out.values_list("event__translation_key", "original"):
            if original is not None:
                excluded[key].add(original)
    asked = [event.pk for event in events if event.is_request and not event.live]
    held = fallen.held_by(asked) if asked else {}
    known = {
        event.translation_key: _known(event, rows[event.translation_key], excluded[event.translation_key], held.get(event.pk, ()))
        for event in events
    }
    places = {date.venue_id for one in known.values() for date in one.dates if date.venue_id}
    venues = Venue.objects.select_related("parent__parent").in_bulk(places) if places else {}
    return Sources(known, venues)


def some(event: EventPage, originals: Sequence[datetime]) -> list[Date]:
    """Single dates of a public event by their identity, also those that never had their place."""
    rows = Occurrence.objects.filter(event=event.pk, original__in=originals).order_by("original")
    return [Date(row.original, row.start, row.end, row.venue_id, cancelled=row.is_cancelled, reason=row.reason) for row in rows]


def _known(event: EventPage, rows: list[_Row], excluded: set[datetime], held: fallen.Held) -> Known:
    if not rows:  # not public yet: what its text says, without what fell away while the others are held
        dates = recurrence.dates_of(event)
        until = max([recurrence.horizon(), *(date.original for date in dates)])
        out = {date.original for date in fallen.among(event, dates, held)} if held else set()
        return Known([date for date in dates if date.original not in out], until)
    return Known(
        [date for date, skipped, _changed in rows if not skipped],
        max(date.original for date, _skipped, _changed in rows).astimezone(UTC),
        frozenset(excluded),
        max(changed for _date, _skipped, changed in rows),
    )
