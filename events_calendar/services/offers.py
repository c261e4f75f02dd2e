"""A date of a live series that waited for its slot: the slot is held for it, its people claim it with one press, or let it go.

The series was approved by its COP already, so nobody decides again. Who waits, and in which order, is kept by `services.watching`.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from core.querysets import take_turn
from core.templatetags.portal_ui import event_when
from events_calendar.models import EventPage, Occurrence, Reservation, Venue, WaitingEntry
from events_calendar.services import booking, dates, notices, requests
from events_calendar.services.request_state import Action
from events_calendar.services.requests import RequestRefused

if TYPE_CHECKING:
    from accounts.models import User

Status = WaitingEntry.Status


class WaitsNoMore(Exception):
    """The slot is not to be offered to this date: it is another by now, or the place is shut then."""


def may_claim(event: EventPage, user: User) -> bool:
    """Who speaks for the series: of a request who acts for its organisation, of an editors' event who may change its dates."""
    if not user.is_active:
        return False
    return requests.may_act(event, user) if event.is_request else dates.may_change(event, user)


# --- What the worker does, inside the transaction of `services.waiting`


def hold(entry: WaitingEntry, event: EventPage, until: datetime) -> None:
    """Hold the freed slot for the date that waits. Raises `booking.SlotTaken`, `WaitsNoMore`."""
    assert entry.original is not None
    row = Occurrence.objects.filter(event=event, original=entry.original, skipped=True).first()
    same = row is not None and (row.start, row.end, row.venue_id) == (entry.start, entry.end, entry.venue_id)
    if not same or not event.live or event.cancelled:
        entry.status = Status.ENDED
        entry.save(update_fields=["status"])
        raise WaitsNoMore
    claim = booking.Claim(entry.original, entry.start, entry.end, entry.venue_id)
    venues = Venue.objects.prefetch_related("hours", "exceptions").in_bulk([entry.venue_id])
    if booking.closed_dates(venues, [claim]):
        raise WaitsNoMore
    booking.take(event, [claim], status=Reservation.Status.HELD, expires_at=until, beside=True, offer=True)


def tell_offered(entry: WaitingEntry, event: EventPage) -> None:
    """Tell its people that the slot is held for them."""
    log(instance=event, action=Action.OFFERED, data={"comment": when(entry, event)})
    notices.date_offered(event, entry, when(entry, event))


def pass_on(entry: WaitingEntry, event: EventPage) -> None:
    """Nobody claimed it in time: the slot is free for the next."""
    assert entry.original is not None
    booking.free_offer(event.pk, [entry.original], status=Reservation.Status.EXPIRED)
    log(instance=event, action=Action.OFFER_PASSED, data={"comment": when(entry, event)})
    notices.date_offer_passed(event, when(entry, event))


def when(entry: WaitingEntry, event: EventPage) -> str:
    """The date in words, in Polish as all that is stored and sent."""
    with override("pl"):
        return event_when(entry.start, entry.end, event.all_day)


# --- What a person does


@transaction.atomic
def claim(pk: int, user: User) -> EventPage:
    """Take the slot that is held for the date: it is in the calendar at once, and phones are told.

    Of two who press at once, or in two tabs, the second is told that it is taken. Raises `RequestRefused`, `booking.SlotTaken`.
    """
    entry, event = _turn(pk, user)
    if told := closed_words(entry):
        raise RequestRefused(told)
    assert entry.original is not None
    entry.status = Status.ACCEPTED
    entry.save(update_fields=["status"])
    # Inside it the saving of the page makes the reservation the page's, and tells who asked.
    event = dates.restore_date(event, entry.original, by=user, checked=True)
    log(instance=event, action=Action.DATE_CLAIMED, user=user, data={"comment": when(entry, event)})
    return event


@transaction.atomic
def leave(pk: int, user: User) -> EventPage:
    """Let the slot go, or wait for it no more: the next in line is asked."""
    entry, event = _turn(pk, user)
    if entry.status not in WaitingEntry.ACTIVE:
        raise RequestRefused(_("Ten termin już na nic nie czeka. Teraz nic się nie zmieniło."))
    assert entry.original is not None
    was_offered = entry.status == Status.OFFERED
    entry.status, entry.offered_until = Status.LEFT, None
    entry.save(update_fields=["status", "offered_until"])
    if was_offered:
        booking.free_offer(event.pk, [entry.original])
    log(instance=event, action=Action.DATE_LEFT, user=user, data={"comment": when(entry, event)})
    return event


def closed_words(entry: WaitingEntry) -> str:
    """Why the slot cannot be claimed now; empty where it can."""
    now = timezone.now()
    if entry.status == Status.ACCEPTED:
        return _("Ten termin jest już przyjęty. Nic więcej nie trzeba robić.")
    if entry.status == Status.LEFT:
        return _("Ktoś z Was zrezygnował już z tego terminu, więc na nic nie czeka.")
    if entry.status == Status.ENDED:
        return _("Wydarzenie ma teraz inne terminy albo ten jest już przywrócony, więc na nic nie czeka.")
    if entry.start <= now:
        return _("Ten termin już minął.")
    if entry.status == Status.WAITING:
        return _("To miejsce ma wtedy nadal ktoś inny. Gdy się zwolni, napiszemy.")
    if entry.status == Status.PASSED or entry.offered_until is None or entry.offered_until <= now:
        return _("Na odpowiedź było 48 godzin. Termin dostają następni na liście.")
    return ""


def _turn(pk: int, user: User) -> tuple[WaitingEntry, EventPage]:
    """The date that waits and its series as they are now, locked: the page first, as who offers and who publishes does."""
    found = WaitingEntry.objects.filter(pk=pk).exclude(original=None).values_list("event_id", flat=True).first()
    if found is None:
        raise RequestRefused(_("Tego terminu nie ma już na liście oczekujących."))
    take_turn(found)
    entry = WaitingEntry.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    event = EventPage.objects.filter(pk=found).first()
    if entry is None or event is None:
        raise RequestRefused(_("Tego terminu nie ma już na liście oczekujących."))
    if not may_claim(event, user):
        raise RequestRefused(_("Ten termin czeka na organizację, w której imieniu nie działasz."))
    return entry, event
