"""Who asked for a slot hears what becomes of their confirmed event, whoever did it and by whichever door: the page's saving asks
here. A service that writes to them itself, with its own words, does so `silently`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.templatetags.portal_ui import event_when
from events_calendar import request_mail
from events_calendar.models import EventPage, Occurrence, Venue
from events_calendar.services import booking, dates

MOST_TOLD = 20
_silent: ContextVar[bool] = ContextVar("events_calendar.telling.silent", default=False)


@dataclass(frozen=True)
class _Date:
    """A date as who asked knows it. Skipped ones never were theirs."""

    original: datetime
    start: datetime
    end: datetime
    all_day: bool
    venue_id: int | None
    planned: bool
    reason: str

    @property
    def slot(self) -> tuple[datetime, datetime, int | None]:
        return self.start, self.end, self.venue_id


@dataclass(frozen=True)
class Known:
    """What the calendar said of an event before it was saved."""

    live: bool
    cancelled: bool
    place: str
    dates: dict[int, _Date]


@contextmanager
def silently() -> Iterator[None]:
    """What is saved inside is told by who saves it."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def known(event: EventPage, written: Iterable[str] | None = None) -> Known | None:
    """What the calendar says now, to be given to `tell` after the saving; None where nobody is told of it. Two queries."""
    if not event.is_request or event.pk is None or _silent.get() or not dates.keeps_dates(event):
        return None
    if written is not None and not dates.WHEN_AND_WHERE & set(written):
        return None
    row = EventPage.objects.filter(pk=event.pk).values_list("live", "cancelled", "place_name", "venue").first()
    if row is None:
        return None
    live, cancelled, place, venue_id = row
    return Known(live, cancelled, "" if venue_id else place, _dates(event))


def confirms(event: EventPage, before: Known | None) -> bool:
    """Whether who asked gets a confirmation of this saving, by us or by who saves: it names the dates that could not have their place."""
    if before is None:
        return _silent.get()
    return event.live and not event.cancelled and (not before.live or before.cancelled)


def tell(event: EventPage, before: Known | None) -> None:
    """Tell who asked what the saving changed for them. Call inside its transaction, when the dates' rows are written."""
    if before is None or not (event.live or before.live):
        return
    now = timezone.now()
    after = _dates(event)
    coming = {pk: date for pk, date in (after if event.live else before.dates).items() if date.end >= now}
    if not coming:
        return  # over: the calendar is tidied up
    if not event.live:
        if not before.cancelled:
            request_mail.called_off(event, how="unpublished")
    elif event.cancelled:
        if before.live and not before.cancelled:
            request_mail.called_off(event, how="cancelled")
    elif not before.live or before.cancelled:
        request_mail.confirmed(event, by=None)
    else:
        _tell_of_dates(event, before, after, now)


def ended(event: EventPage, start: datetime) -> None:
    """A series ends, since its later dates are a page of their own: their mail is another, this one ends the entry in the phone."""
    if not event.is_request or not event.live or event.cancelled:
        return
    with override("pl"):
        line = _("Od %(when)s te spotkania mają własną stronę i wpis. Piszemy o nich osobno.") % {"when": event_when(start)}
    request_mail.changed(event, lines=[line], rest=0, cancelled=[], whole=False)


@transaction.atomic
def before_deleting(event: EventPage) -> None:
    """A page that goes frees its places for who waits for them, and who asked hears that their confirmed event is gone."""
    if not dates.keeps_dates(event):
        return
    booking.free(event)
    stored = EventPage.objects.filter(pk=event.pk, is_request=True, live=True, cancelled=False).first()
    if stored is None or _silent.get():
        return
    if any(date.planned and date.end >= timezone.now() for date in _dates(stored).values()):
        request_mail.called_off(stored, how="deleted")


def _dates(event: EventPage) -> dict[int, _Date]:
    rows = Occurrence.objects.filter(event=event.pk, skipped=False).order_by()
    columns = rows.values_list("pk", "original", "start", "end", "all_day", "venue", "status", "reason")
    return {
        pk: _Date(original, start, end, all_day, venue_id, status == Occurrence.Status.PLANNED, reason)
        for pk, original, start, end, all_day, venue_id, status, reason in columns
    }


def _tell_of_dates(event: EventPage, before: Known, after: dict[int, _Date], now: datetime) -> None:
    old = {pk: date for pk, date in before.dates.items() if date.end >= now}
    new = {pk: date for pk, date in after.items() if date.end >= now}
    gone = [date for pk, date in old.items() if date.planned and (pk not in after or not after[pk].planned)]
    moved = [(date, new[pk]) for pk, date in old.items() if date.planned and pk in new and new[pk].planned and new[pk].slot != date.slot]
    added = [date for pk, date in new.items() if date.planned and (pk not in before.dates or not before.dates[pk].planned)]
    elsewhere = event.venue_id is None and before.place != event.place_name
    if not (gone or moved or added or elsewhere):
        return
    names = Venue.objects.select_related("parent").in_bulk({date.venue_id for date in (*old.values(), *new.values()) if date.venue_id})

    def said(date: _Date, *, other: bool = False) -> str:
        venue = names.get(date.venue_id or 0)
        when = event_when(date.start, date.end, date.all_day)
        return f"{when}, {venue.full_name}" if venue is not None and (other or date.venue_id != event.venue_id) else when

    with override("pl"):
        lines = [
            _("%(before)s. Teraz: %(now)s.") % {"before": said(one, other=True), "now": said(two, other=True)}
            for one, two in sorted(moved, key=lambda pair: pair[0].start)
        ]
        reasons = {pk: date.reason for pk, date in after.items()}
        for pk, date in old.items():
            if date in gone:
                reason = reasons.get(pk, "")
                lines.append(" ".join(part for part in (_("Nie odbędzie się: %(when)s.") % {"when": said(date)}, reason) if part))
        lines += [_("Dochodzi: %(when)s.") % {"when": said(date)} for date in sorted(added, key=lambda date: date.start)]
        if elsewhere:
            lines.append(_("Miejsce: %(place)s.") % {"place": event.where or _("poza portalem")})
    kept = [date.original for pk, date in after.items() if pk in old and date in new.values() and not date.planned and old[pk].planned]
    alone = len(kept) == len(gone) and not (moved or added or elsewhere)
    request_mail.changed(
        event,
        lines=lines[:MOST_TOLD],
        rest=max(len(lines) - MOST_TOLD, 0),
        # Single dates called off are taken out of the phone one by one; of one date that is all of it.
        cancelled=kept if alone and len(after) > 1 else [],
        whole=alone and len(after) == 1,
        only_place=not (gone or added) and all(one.slot[:2] == two.slot[:2] for one, two in moved),
    )
