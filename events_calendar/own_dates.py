"""The dates of a request as they are: those in the calendar as they stand there, those only asked for as the places are held."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.templatetags.portal_ui import event_when
from events_calendar import fallen, recurrence
from events_calendar.models import EventDate, EventPage, Occurrence, Reservation
from events_calendar.services.request_state import CHANGING, HOLDING, State

if TYPE_CHECKING:
    from events_calendar.models import Venue


@dataclass
class OwnDate:
    """One date in words. `off` says why it does not take place, `moved` in what it differs from what was asked for."""

    start: datetime
    end: datetime
    all_day: bool
    off: str = ""
    moved: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (event_when(self.start, self.end, self.all_day), self.off, self.moved) if part)

    def __html__(self) -> SafeString:
        when = event_when(self.start, self.end, self.all_day)
        if self.off:
            return format_html("<s>{}</s> {}", when, self.off)
        return format_html("{} {}", when, self.moved) if self.moved else format_html("{}", when)


def of(event: EventPage, latest: EventPage, state: State) -> list[OwnDate]:
    """The dates of the request, one query however many: of what is in the calendar its rows, else what its newest text asks for."""
    if event.live and state not in CHANGING:
        rows = Occurrence.objects.filter(event=event).for_rows().order_by("start", "pk")
        # What is over tells nobody what to expect, while something is ahead.
        shown = [row for row in rows if row.end >= timezone.now()] or list(rows)
        return [_stored(event, row) for row in shown]
    dates = recurrence.dates_of(latest)
    out = fallen.among(latest, dates, fallen.held_by([event.pk])[event.pk]) if state in HOLDING else []
    return [_asked(latest, date, date in out) for date in dates]


def _stored(event: EventPage, row: Occurrence) -> OwnDate:
    off = ""
    if row.skipped:
        off = _because(_("nie odbędzie się"), row.reason)
    elif row.is_cancelled:
        off = _because(_("odwołany"), row.reason)
    return OwnDate(row.start, row.end, row.all_day, off, moved_words(event, row))


def _asked(event: EventPage, date: recurrence.Date, fell_out: bool) -> OwnDate:
    off = ""
    if date.cancelled:
        off = _because(_("odwołany"), date.reason)
    elif fell_out:
        off = _("odpadł, bo miejsce jest wtedy zajęte")
    return OwnDate(date.start, date.end, event.all_day, off)


def coming_of(event: EventPage) -> list[tuple[datetime, OwnDate]]:
    """The dates of a request that are still to take place, each with its identity: of what is in the calendar its rows."""
    if not event.live:
        now = timezone.now()
        ahead = [date for date in recurrence.dates_of(event) if date.end >= now and not date.cancelled]
        return [(date.original, OwnDate(date.start, date.end, event.all_day)) for date in ahead]
    rows = Occurrence.objects.planned().filter(event=event, end__gte=timezone.now()).for_rows().order_by("start", "pk")
    return [(row.original, OwnDate(row.start, row.end, row.all_day, moved=moved_words(event, row))) for row in rows]


def moved_words(event: EventPage, row: Occurrence) -> str:
    """In what the date differs from what the event says: "(przeniesiony z …, miejsce: …)"."""
    said = []
    if row.start != row.original:
        said.append(_("przeniesiony, był: %(when)s") % {"when": event_when(row.original, None, row.all_day)})
    if row.venue is not None and row.venue_id != event.venue_id:
        said.append(_("miejsce: %(place)s") % {"place": row.venue.full_name})
    return f"({'; '.join(said)})" if said else ""


def _because(what: str, reason: str) -> str:
    return f"({what}: {reason.rstrip('.')})" if reason else f"({what})"


@dataclass
class NextDate:
    """The date by which a request stands in a list."""

    start: datetime
    end: datetime
    venue: Venue | None = None
    mark: str = ""


def next_of_each(events: Sequence[EventPage], states: dict[int, State]) -> dict[int, NextDate]:
    """The next date of each request, by primary key, where it is another than its first: two queries, however many there are."""
    found = {row.event_id: row for row in _next_rows([event for event in events if event.live])}
    by_id = {event.pk: event for event in events}
    nexts = {pk: _next(by_id[pk], row) for pk, row in found.items()}
    series = [event.pk for event in events if not event.live and event.rule and states[event.pk] in (State.SUBMITTED, State.CHANGES)]
    held = Reservation.objects.blocking().filter(event__in=series, end__gt=timezone.now()).order_by("start", "pk")
    for event_id, start, end in held.values_list("event_id", "start", "end"):
        nexts.setdefault(event_id, NextDate(start, end))
    return nexts


def added_to_each(events: Sequence[EventPage]) -> dict[int, int]:
    """How many dates beside its first each event without a rule has, by primary key: one query."""
    rows = EventDate.objects.filter(event__in=[event.pk for event in events if not event.rule], change=EventDate.Change.ADDED)
    return dict(rows.order_by().values_list("event").annotate(Count("pk")))


def _next_rows(events: Iterable[EventPage]) -> Iterable[Occurrence]:
    return Occurrence.objects.filter(event__in=list(events), skipped=False).for_rows().next_of_each()


def _next(event: EventPage, row: Occurrence) -> NextDate:
    elsewhere = row.venue if row.venue_id != event.venue_id else None
    mark = _("przeniesiony termin") if row.start != row.original or elsewhere is not None else ""
    if row.is_cancelled:
        mark = _("odwołany termin")
    return NextDate(row.start, row.end, elsewhere, mark)
