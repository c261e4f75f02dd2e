"""The waiting list for taken slots, and requests that nobody decided on in time. Run by the worker (`events_calendar.tasks`)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from core.querysets import take_turn
from events_calendar import request_mail
from events_calendar.models import EventPage, Reservation, SlotTaskState, Venue, WaitingEntry
from events_calendar.services import booking, moderation, request_state, requests
from events_calendar.services.request_state import CHANGING, Action, State
from events_calendar.services.weighing import claims_now

OFFER_HOURS = 48


def waiting_for(venue: Venue, start: datetime, end: datetime, *, but: int | None = None) -> int:
    """How many others ask for this time at this place: held requests, and those on the waiting list; the request `but` apart."""
    places = booking.related(venue.pk)
    held = (
        Reservation.objects.blocking()
        .filter(status=Reservation.Status.HELD, start__lt=end, end__gt=start)
        .overlapping(places, start, end)
        .exclude(event_id=but)
        .values("event")
        .distinct()
        .count()
    )
    # One that the slot is offered to holds it, and is counted already.
    waiting = WaitingEntry.objects.filter(venue__in=places, status=WaitingEntry.Status.WAITING, start__lt=end, end__gt=start)
    return held + waiting.exclude(event_id=but).count()


def offer_next(venue_id: int, start: datetime, end: datetime) -> EventPage | None:
    """Offer a freed slot to the first who waits for it and can have it now: held for 48 hours. None where nobody waits."""
    places = booking.related(venue_id)
    entries = WaitingEntry.objects.filter(
        venue__in=places, status=WaitingEntry.Status.WAITING, start__lt=end, end__gt=max(start, timezone.now())
    ).order_by("pk")
    for pk, event_id in entries.values_list("pk", "event_id"):
        offered = _offer(pk, event_id)
        if offered is not None:
            return offered
    return None


@transaction.atomic
def _offer(pk: int, event_id: int) -> EventPage | None:
    take_turn(event_id)
    entry = WaitingEntry.objects.select_for_update().filter(pk=pk, status=WaitingEntry.Status.WAITING).first()
    if entry is None or entry.start <= timezone.now():
        return None
    event = EventPage.objects.get(pk=event_id)
    until = min(timezone.now() + timedelta(hours=OFFER_HOURS), entry.start)
    try:
        booking.take(event, claims_now(event), status=Reservation.Status.HELD, expires_at=until)
    except booking.SlotTaken:
        return None  # only a part of what this one needs is free
    entry.status, entry.offered_until = WaitingEntry.Status.OFFERED, until
    entry.save(update_fields=["status", "offered_until"])
    log(instance=event, action=Action.OFFERED, data={"comment": ""})
    request_mail.offered(event, until)
    return event


def pass_unanswered() -> int:
    """Offers that nobody answered in time go to the next; returns how many there were."""
    due = WaitingEntry.objects.filter(status=WaitingEntry.Status.OFFERED, offered_until__lte=timezone.now())
    count = 0
    for pk, event_id in list(due.values_list("pk", "event_id")):
        with transaction.atomic():
            take_turn(event_id)
            entry = WaitingEntry.objects.select_for_update().filter(pk=pk, status=WaitingEntry.Status.OFFERED).first()
            if entry is None:
                continue
            event = EventPage.objects.get(pk=event_id)
            entry.status = WaitingEntry.Status.PASSED
            entry.save(update_fields=["status"])
            booking.free(event, status=Reservation.Status.EXPIRED)
            log(instance=event, action=Action.OFFER_PASSED, data={"comment": ""})
            request_mail.offer_passed(event)
            count += 1
    return count


def expire_requests() -> int:
    """Requests whose hold has run out end; their slots are free and their people are told. Returns how many there were."""
    now = timezone.now()
    run_out = Reservation.objects.filter(status=Reservation.Status.HELD, expires_at__lte=now)
    # Somebody took such a slot already: the reservation says so, the request does not yet.
    lost = Reservation.objects.filter(status=Reservation.Status.EXPIRED, changed__gte=now - timedelta(days=2))
    ids = set(run_out.values_list("event_id", flat=True)) | set(lost.values_list("event_id", flat=True))
    return sum(_expire(event_id) for event_id in sorted(ids))


@transaction.atomic
def _expire(event_id: int) -> int:
    take_turn(event_id)
    event = EventPage.objects.filter(pk=event_id).first()
    if event is None or Reservation.objects.blocking().filter(event=event, status=Reservation.Status.HELD).exists():
        return 0
    state = request_state.state_of(event)
    if state not in (State.SUBMITTED, State.CHANGES, State.PROPOSED, *CHANGING):
        return 0
    requests.end_workflow(event, SlotTaskState.Outcome.EXPIRED, None)
    booking.free(event, only=Reservation.Status.HELD, status=Reservation.Status.EXPIRED)
    moderation.let_go(event)
    log(instance=event, action=Action.EXPIRED, data={"comment": ""})
    request_mail.expired(event)
    return 1
