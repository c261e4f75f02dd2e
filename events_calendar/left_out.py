"""Dates of a series that could not have their place: its page shows them as called off, lists do not, and no count has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from core.templatetags.portal_ui import event_when
from events_calendar import recurrence
from events_calendar.models import EventPage, Occurrence, WaitingEntry

MOST_TOLD = 20


def of_events(event_ids: Iterable[int]) -> dict[int, list[Occurrence]]:
    """These dates of many events, by the event's primary key: one query."""
    found: dict[int, list[Occurrence]] = {}
    for row in Occurrence.objects.filter(event__in=event_ids, skipped=True).order_by("start", "pk"):
        found.setdefault(row.event_id, []).append(row)
    return found


def of(event: EventPage) -> list[Occurrence]:
    """These dates of one event, in the order of their start."""
    return of_events([event.pk]).get(event.pk, [])


def waits(event: EventPage) -> bool:
    """Whether some of these dates wait for their slot (`services.watching`)."""
    return WaitingEntry.objects.filter(event=event, status__in=WaitingEntry.ACTIVE).exclude(original=None).exists()


def coming(rows: Iterable[Occurrence]) -> list[Occurrence]:
    """Those of the dates that are not over."""
    now = timezone.now()
    return [row for row in rows if row.end >= now]


def without(dates: Iterable[recurrence.Date], rows: Iterable[Occurrence]) -> list[recurrence.Date]:
    """Of an event's dates those that take place. Moved since, a date has a place of its own again."""
    gone = {(row.original, row.start, row.end, row.venue_id) for row in rows}
    return [
        date for date in dates if not date.cancelled and not (date.by_rule and (date.original, date.start, date.end, date.venue_id) in gone)
    ]


def counted(dates: Sequence[recurrence.Date], rows: Iterable[Occurrence]) -> str:
    """How many dates an event has, and how many of them take place; empty for one that has only one."""
    count, takes_place = len(dates), len(without(dates, rows))
    if count < 2:
        return ""
    if takes_place < count:
        return _("odbędzie się %(count)s z %(all)s terminów") % {"count": takes_place, "all": count}
    return ngettext("razem %(count)s termin", "razem %(count)s terminów", count) % {"count": count}


def lines(rows: Iterable[Occurrence], most: int = MOST_TOLD) -> tuple[list[str], int]:
    """Each date with the reason, in Polish as all that is stored and sent, and how many more there are than are named."""
    ordered = sorted(rows, key=lambda row: row.start)
    with override("pl"):
        told = [f"{event_when(row.start, row.end, row.all_day)}. {row.reason}" for row in ordered[:most]]
    return told, max(len(ordered) - most, 0)
