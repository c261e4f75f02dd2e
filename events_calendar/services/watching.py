"""Dates of a series that could not have their place wait for it by themselves; as soon as such a date is another, they wait no more.

Called by `services.dates` whenever a series is rolled out, inside its transaction. What a person does with a date that waits, and how
a freed slot is offered to it, is in `services.offers`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils import timezone

from events_calendar.models import EventPage, Occurrence, WaitingEntry
from events_calendar.services import booking, slots
from events_calendar.services.booking import Claim
from events_calendar.services.slots import Slot

Status = WaitingEntry.Status


def follow(event: EventPage, rows: Iterable[Occurrence], taken: Collection[datetime]) -> None:
    """Make the waiting list say what the series says: `rows` are its dates now, `taken` those newly left out for another's booking.

    One that stays left out keeps its place in line, and one that its people let go, or did not claim in time, does not join again.
    """
    now = timezone.now()
    left_out = [row for row in rows if row.skipped and row.venue_id and row.start > now]
    out = {row.original: row for row in left_out} if event.live and not event.cancelled else {}
    entries = {entry.original: entry for entry in WaitingEntry.objects.filter(event=event).exclude(original=None)}
    same = {original for original, entry in entries.items() if original in out and _slot(out[original]) == _slot(entry)}
    active = {original for original, entry in entries.items() if entry.status in WaitingEntry.ACTIVE}
    _end(event.pk, [entries[original] for original in active - same])
    again = {original for original in same if entries[original].status == Status.ENDED}
    new = [out[original] for original in sorted((again | (set(taken) & out.keys())) - (active & same))]
    if not new:
        return
    # A new entry, since the line is in the order of their keys.
    WaitingEntry.objects.filter(event=event, original__in=[row.original for row in new]).delete()
    WaitingEntry.objects.bulk_create(
        [WaitingEntry(event=event, original=row.original, venue_id=row.venue_id or 0, start=row.start, end=row.end) for row in new]
    )
    _offer_what_is_free(event, new)


def end_all(event_id: int) -> None:
    """None of the event's dates waits any more: it is not in the calendar."""
    _end(event_id, list(WaitingEntry.objects.filter(event=event_id, status__in=WaitingEntry.ACTIVE).exclude(original=None)))


def _end(event_id: int, entries: list[WaitingEntry]) -> None:
    if not entries:
        return
    WaitingEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(status=Status.ENDED, offered_until=None)
    booking.free_offer(event_id, [entry.original for entry in entries if entry.status == Status.OFFERED and entry.original])


def _offer_what_is_free(event: EventPage, rows: list[Occurrence]) -> None:
    """Who freed the slot while this was decided has not seen them in the line; from here on whoever frees it does."""
    claims = [Claim(row.original, row.start, row.end, row.venue_id or 0) for row in rows]
    minutes = {"setup_minutes": event.setup_minutes, "cleanup_minutes": event.cleanup_minutes}
    shut = {conflict.claim for conflict in booking.conflicts_of(event, claims, **minutes, still=True)}
    slots.tell_freed([Slot(claim.venue_id, claim.start, claim.end) for claim in claims if claim not in shut])


def _slot(one: Occurrence | WaitingEntry) -> tuple[datetime, datetime, int | None]:
    return one.start, one.end, one.venue_id
