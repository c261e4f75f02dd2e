"""Many new events in a few statements: publishing a thousand of them one by one takes minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from core import pagecache
from events_calendar import recurrence
from events_calendar.models import EventPage, Occurrence, Reservation, Venue
from events_calendar.services import booking, dates, slots
from events_calendar.services.booking import Claim
from events_calendar.services.slots import Slot


def roll_out(events: Iterable[EventPage]) -> None:
    """The dates of many new live events that take no place of the portal, or have all of theirs."""
    _store((event, recurrence.dates_of(event)) for event in events)


def _store(dated: Iterable[tuple[EventPage, Sequence[recurrence.Date]]]) -> None:
    now = timezone.now()
    rows = [dates.row_of(event, date) for event, own in dated for date in own]
    for row in rows:
        row.changed = now
    Occurrence.objects.bulk_create(rows, batch_size=1000)


@transaction.atomic
def publish_with_places(events: Sequence[EventPage]) -> list[EventPage]:
    """Make these new drafts public of which every coming date has its place; returns them. The others are left as they are, and
    `EventPage.save` says of each what stands in its way, or which dates of a series it can have.

    For pages that never were public, have no reservations and are nobody's request. Each must have been checked before.
    """
    now = timezone.now()
    own = {event.pk: recurrence.dates_of(event) for event in events}
    claims = {pk: [claim for date in here if date.end >= now and (claim := Claim.of(date)) is not None] for pk, here in own.items()}
    try:
        got = _take([event for event in events if claims[event.pk]], claims)
    except (booking.SlotTaken, slots.VenueGone):
        return []
    placed = [event for event in events if event.pk in got]
    for event in placed:
        event.live, event.has_unpublished_changes = True, False
        event.first_published_at = event.last_published_at = now
    Page.objects.filter(pk__in=[event.pk for event in placed]).update(
        live=True, has_unpublished_changes=False, first_published_at=now, last_published_at=now
    )
    _store((event, own[event.pk]) for event in placed)
    return placed


def _take(events: Sequence[EventPage], claims: dict[int, list[Claim]]) -> set[int]:
    """Confirm the places of events that can have all they claim; returns the events' keys."""
    wanted = {claim.venue_id for event in events for claim in claims[event.pk]}
    if not wanted:
        return set()
    taken, venues = slots.lock_cells(wanted)
    opened = Venue.objects.prefetch_related("hours", "exceptions").in_bulk(wanted)
    spans = {event.pk: booking.spans_of(claims[event.pk], venues, event.setup_minutes, event.cleanup_minutes) for event in events}
    every = [span for here in spans.values() for span in here.values()]
    first, last = min(start for start, _end in every), max(end for _start, end in every)
    rows = booking.by_place(Reservation.objects.blocking().overlapping(venues, first, last))
    got: set[int] = set()
    new: list[Reservation] = []
    for event in events:
        own = claims[event.pk]
        if booking.closed_dates(opened, own) or booking.meeting(event.pk, spans[event.pk], taken, venues, rows):
            continue
        got.add(event.pk)
        written = booking.rows_of(event, own, taken, venues, Reservation.Status.CONFIRMED)
        new += written
        # Those after it in the same portion meet it too.
        for row in written:
            rows.setdefault(row.venue_id, []).append(
                (row.venue_id, row.blocked_start, row.blocked_end, row.start, row.end, event.pk, event.title, True, event.path, row.status)
            )
    booking.insert(new, [claim for event in events for claim in claims[event.pk]], venues)
    _tell_who_waits(got, claims)
    pagecache.bump()
    return got


def _tell_who_waits(got: set[int], claims: dict[int, list[Claim]]) -> None:
    now = timezone.now()
    confirmed = {pk: [Slot(claim.venue_id, claim.start, claim.end) for claim in claims[pk] if claim.start > now] for pk in got}
    awaited = slots.waited_for([slot for here in confirmed.values() for slot in here])
    for pk, here in confirmed.items():
        slots.tell_taken([slot for slot in here if slot in awaited], by=pk)
