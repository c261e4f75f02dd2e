"""What a hall's bookings take of a part that it has got, and give back of one that it has no more."""

from __future__ import annotations

from django.utils import timezone

from core import pagecache
from events_calendar.models.bookings import Reservation
from events_calendar.models.venues import Venue
from events_calendar.services import booking

_SHARED = (
    "event_id",
    "asked_id",
    "original",
    "start",
    "end",
    "blocked_start",
    "blocked_end",
    "status",
    "expires_at",
    "revision_id",
    "offer",
)


def share_with_part(hall_id: int, part: Venue) -> list[tuple[Reservation, Reservation]]:
    """The hall's coming bookings take its new part too, wherever that is free; returns each that could not, and what is there.

    Call under the lock of both. What stands in both stays: nobody loses a place that was theirs.
    """
    now = timezone.now()
    rows = list(Reservation.objects.blocking(now).filter(venue=hall_id, asked=hall_id, blocked_end__gt=now).select_related("event"))
    if not rows:
        return []
    first, last = min(row.blocked_start for row in rows), max(row.blocked_end for row in rows)
    own = list(Reservation.objects.blocking(now).overlapping([part.pk], first, last).select_related("event"))
    clashes, new = [], []
    for row in rows:
        there = (one for one in own if one.blocked_start < row.blocked_end and one.blocked_end > row.blocked_start)
        hit = next((one for one in there if one.event_id != row.event_id), None)
        if hit is not None:
            clashes.append((row, hit))
        else:
            new.append(Reservation(venue=part, **{name: getattr(row, name) for name in _SHARED}))
    if new:
        booking.expire(new)
        Reservation.objects.bulk_create(new)
    pagecache.bump()
    return clashes


def give_back_part(hall_id: int, part: Venue) -> int:
    """What was a part of the hall is none any more: the hall's coming bookings leave it; returns how many. Call under the lock."""
    rows = Reservation.objects.filter(venue=part, asked=hall_id, status__in=Reservation.BLOCKING, blocked_end__gt=timezone.now())
    return booking.free_rows(rows.values_list("pk", flat=True))
