"""Dates of a series that wait for a taken slot, for the people whose series it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.portal_ui import event_when
from events_calendar.models import EventPage, WaitingEntry
from events_calendar.services import slots

# In a list: who waits for more reads them on the request's page.
MOST_LISTED = 3


@dataclass(frozen=True)
class Watch:
    """One date that waits, with its place in line; offered, it has time until `until`."""

    pk: int
    start: datetime
    end: datetime
    all_day: bool
    number: int
    until: datetime | None = None

    @property
    def words(self) -> str:
        return event_when(self.start, self.end, self.all_day)

    @property
    def in_line(self) -> str:
        """ "3. na liście oczekujących"."""
        return _("%(number)s. na liście oczekujących") % {"number": self.number}

    @property
    def url(self) -> str:
        return reverse("slot_watch", args=[self.pk])


def of_events(events: Sequence[EventPage]) -> dict[int, list[Watch]]:
    """These dates of many events, by the event's primary key, those that are offered first: four queries, one where nothing waits."""
    by_id = {event.pk: event for event in events}
    entries = list(
        WaitingEntry.objects.filter(event__in=by_id, status__in=WaitingEntry.ACTIVE, start__gt=timezone.now())
        .exclude(original=None)
        .order_by("start", "pk")
    )
    numbers = slots.places_in_line(entries)
    found: dict[int, list[Watch]] = {}
    for entry in entries:
        event = by_id[entry.event_id]
        watch = Watch(entry.pk, entry.start, entry.end, event.all_day, numbers[entry.pk], _until(entry))
        found.setdefault(entry.event_id, []).append(watch)
    return {pk: sorted(watches, key=lambda one: (one.until is None, one.start)) for pk, watches in found.items()}


def of(event: EventPage) -> list[Watch]:
    """These dates of one event."""
    return of_events([event]).get(event.pk, [])


def more(watches: Iterable[Watch]) -> str:
    """That there are more than a list names; empty where there are not."""
    rest = len(list(watches)) - MOST_LISTED
    return ngettext("i jeszcze %(count)s termin", "i jeszcze %(count)s terminów", rest) % {"count": rest} if rest > 0 else ""


def _until(entry: WaitingEntry) -> datetime | None:
    return entry.offered_until if entry.status == WaitingEntry.Status.OFFERED else None
