"""Slots: which places are in each other's way, and who waits for a slot that has become free, or has gone to another for certain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import outbox
from events_calendar.models.bookings import WaitingEntry
from events_calendar.models.venues import Venue

FREED, TAKEN = "slots.freed", "slots.taken"


class VenueGone(ValidationError):
    """The place does not exist any more."""


class Slot(NamedTuple):
    """A place and a time."""

    venue_id: int
    start: datetime
    end: datetime


def cells(venue_ids: Iterable[int]) -> dict[int, list[int]]:
    """Which places are taken with each of these: itself, and the parts of a hall. One query."""
    found: dict[int, list[int]] = {venue_id: [venue_id] for venue_id in venue_ids}
    parts = Venue.objects.filter(parent__in=found, is_part=True).order_by("pk").values_list("parent_id", "pk")
    for parent_id, part in parts:
        found[parent_id].append(part)
    return found


def lock(venue_ids: Iterable[int]) -> dict[int, Venue]:
    """Lock the places' rows until the end of the transaction, always in the same order, so that nobody waits in a circle.

    Not against rows that only refer to them (`no_key`). SQLite writes one at a time anyway. Raises `VenueGone`.
    """
    wanted = set(venue_ids)
    locked = {venue.pk: venue for venue in Venue.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")}
    if wanted - locked.keys():
        raise VenueGone(_("Tego miejsca już nie ma w portalu. Wybierz inne."))
    return locked


def lock_cells(venue_ids: Iterable[int]) -> tuple[dict[int, list[int]], dict[int, Venue]]:
    """Lock all places that are taken with these: which they are for each (`cells`), and their rows. Raises `VenueGone`."""
    taken = cells(venue_ids)
    venues = lock({cell for here in taken.values() for cell in here})
    # Asked again under the lock: a hall may have got parts since.
    if (again := cells(taken)) != taken:
        taken = again
        venues |= lock({cell for here in taken.values() for cell in here})
    return taken, venues


def related(venue_id: int) -> set[int]:
    """The places whose bookings are in each other's way: this one, its parts, and the hall that it is a part of."""
    return _related([venue_id])[venue_id]


def _related(venue_ids: Iterable[int]) -> dict[int, set[int]]:
    """The same for many places: two queries."""
    found = {venue_id: set(here) for venue_id, here in cells(venue_ids).items()}
    halls = Venue.objects.filter(pk__in=found, is_part=True).exclude(parent=None).values_list("pk", "parent_id")
    for part, hall in halls:
        found[part].add(hall)
    return found


def waited_for(slots: Sequence[Slot], *, but: int | None = None) -> dict[Slot, dict[int, int]]:
    """Of these slots those that somebody waits for: the entries with their events; `but` apart. Three queries, however many slots."""
    if not slots:
        return {}
    entries = WaitingEntry.objects.filter(
        status=WaitingEntry.Status.WAITING, start__lt=max(slot.end for slot in slots), end__gt=min(slot.start for slot in slots)
    ).exclude(event_id=but)
    waiting = list(entries.values_list("pk", "event_id", "venue_id", "start", "end"))
    if not waiting:
        return {}
    places = _related({slot.venue_id for slot in slots})
    found: dict[Slot, dict[int, int]] = {}
    for slot in slots:
        for pk, event_id, venue_id, start, end in waiting:
            if venue_id in places[slot.venue_id] and start < slot.end and end > slot.start:
                found.setdefault(slot, {})[pk] = event_id
    return found


def places_in_line(entries: Sequence[WaitingEntry]) -> dict[int, int]:
    """Which in line each of these is for its slot, by primary key: three queries, however many there are."""
    if not entries:
        return {}
    span = {"start__lt": max(entry.end for entry in entries), "end__gt": min(entry.start for entry in entries)}
    rows = WaitingEntry.objects.filter(status__in=WaitingEntry.ACTIVE, **span).order_by("pk")
    line = list(rows.values_list("pk", "venue_id", "start", "end"))
    places = _related({entry.venue_id for entry in entries})
    return {
        entry.pk: 1
        + sum(
            pk < entry.pk and venue_id in places[entry.venue_id] and start < entry.end and end > entry.start
            for pk, venue_id, start, end in line
        )
        for entry in entries
    }


def tell_freed(slots: Sequence[Slot]) -> None:
    """Ask the worker to offer these slots to who waits for them, once the transaction is done (`services.waiting`)."""
    payloads = [{"venue": slot.venue_id, "start": slot.start.isoformat(), "end": slot.end.isoformat()} for slot in waited_for(slots)]
    outbox.enqueue_many(FREED, payloads)


def tell_taken(slots: Sequence[Slot], by: int) -> None:
    """Ask the worker to tell who waits for these slots that they are the event's (`by`) for certain."""
    waiting = {event_id for entries in waited_for(slots, but=by).values() for event_id in entries.values()}
    if waiting:
        outbox.enqueue(TAKEN, {"event": by, "waiting": sorted(waiting)})
