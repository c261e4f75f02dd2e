"""The waiting list for taken slots, and requests that nobody decided on in time. Run by the worker (`events_calendar.tasks`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from core.querysets import take_turn
from events_calendar import recurrence, request_mail
from events_calendar.models import EventPage, Reservation, SlotTaskState, Venue, WaitingEntry
from events_calendar.services import booking, moderation, offers, request_state, requests, slots
from events_calendar.services.request_state import HOLDING, Action
from events_calendar.services.weighing import claims_now

OFFER_HOURS = 48
# How long the job looks back for holds that somebody else took over.
LOST_WITHIN = timedelta(days=2)


def asking(venue: Venue, start: datetime, end: datetime, *, but: int | None = None) -> set[int]:
    """Who asks for this time at this place: events of held requests, and of those on the waiting list; the request `but` apart."""
    places = slots.related(venue.pk)
    held = Reservation.objects.blocking().filter(status=Reservation.Status.HELD, start__lt=end, end__gt=start)
    # One that the slot is offered to holds it.
    waiting = WaitingEntry.objects.filter(venue__in=places, status=WaitingEntry.Status.WAITING, start__lt=end, end__gt=start)
    found = {*held.overlapping(places, start, end).values_list("event_id", flat=True), *waiting.values_list("event_id", flat=True)}
    return found - {but}


def offer_freed(venue_id: int, start: datetime, end: datetime) -> list[EventPage]:
    """Offer a freed time, in order, to all who wait for a part of it and can have theirs now: held for 48 hours. Returns them."""
    places = slots.related(venue_id)
    entries = WaitingEntry.objects.filter(
        venue__in=places, status=WaitingEntry.Status.WAITING, start__lt=end, end__gt=max(start, timezone.now())
    ).order_by("pk")
    offered = [_offer(pk, event_id) for pk, event_id in list(entries.values_list("pk", "event_id"))]
    return [event for event in offered if event is not None]


@transaction.atomic
def _offer(pk: int, event_id: int) -> EventPage | None:
    take_turn(event_id)
    entry = WaitingEntry.objects.select_for_update().filter(pk=pk, status=WaitingEntry.Status.WAITING).first()
    if entry is None or entry.start <= timezone.now():
        return None
    event = EventPage.objects.get(pk=event_id)
    until = min(timezone.now() + timedelta(hours=OFFER_HOURS), entry.start)
    try:
        if entry.original is not None:
            offers.hold(entry, event, until)
        else:
            booking.take(event, claims_now(event), status=Reservation.Status.HELD, expires_at=until)
    except (booking.SlotTaken, offers.WaitsNoMore):
        return None  # only a part of what this one needs is free, or it is another date by now
    entry.status, entry.offered_until = WaitingEntry.Status.OFFERED, until
    entry.save(update_fields=["status", "offered_until"])
    if entry.original is not None:
        offers.tell_offered(entry, event)
        return event
    log(instance=event, action=Action.OFFERED, data={"comment": ""})
    request_mail.offered(event, until)
    return event


def pass_unanswered() -> int:
    """Offers that nobody answered in time go to the next; returns how many there were."""
    return _end(WaitingEntry.objects.filter(status=WaitingEntry.Status.OFFERED, offered_until__lte=timezone.now()), _offer_passed)


def end_past() -> int:
    """Who waits for a slot whose time has come waits no more, and is told; returns how many there were."""
    return _end(WaitingEntry.objects.filter(status=WaitingEntry.Status.WAITING, start__lte=timezone.now()), _waited_out)


def _end(due: QuerySet[WaitingEntry], then: Callable[[EventPage, WaitingEntry], None]) -> int:
    """End these entries, a transaction each, with what follows for its event; one that has changed meanwhile is left alone."""
    count = 0
    for pk, event_id, status in list(due.values_list("pk", "event_id", "status")):
        with transaction.atomic():
            take_turn(event_id)
            entry = WaitingEntry.objects.select_for_update().filter(pk=pk, status=status).first()
            if entry is None:
                continue
            entry.status = WaitingEntry.Status.PASSED
            entry.save(update_fields=["status"])
            then(EventPage.objects.get(pk=event_id), entry)
            count += 1
    return count


def _offer_passed(event: EventPage, entry: WaitingEntry) -> None:
    if entry.original is not None:
        offers.pass_on(entry, event)
        return
    booking.free(event, status=Reservation.Status.EXPIRED)
    log(instance=event, action=Action.OFFER_PASSED, data={"comment": ""})
    request_mail.offer_passed(event)


def _waited_out(event: EventPage, entry: WaitingEntry) -> None:
    if entry.original is not None:
        return  # of a series one date: its people heard that it has no place when it was left out
    log(instance=event, action=Action.WAITED_OUT, data={"comment": ""})
    request_mail.waited_out(event)


def tell_taken(by: int, event_ids: Iterable[int]) -> None:
    """Tell those of these requests that still wait that the event `by` has their slot for certain, once each.

    Not of a date of a series: its people heard that somebody has it.
    """
    waiting = WaitingEntry.objects.filter(event__in=event_ids, original=None, status=WaitingEntry.Status.WAITING, start__gt=timezone.now())
    for entry in waiting.select_related("event"):
        with transaction.atomic():
            request_mail.still_waits(entry.event, dedupe=f"{entry.event_id}:{by}")


def expire_requests() -> int:
    """Requests whose hold has run out end; their slots are free and their people are told. Returns how many there were."""
    now = timezone.now()
    # An offer to a date of a series runs out by itself (`pass_unanswered`): the series goes on.
    asked_for = Reservation.objects.filter(offer=False)
    run_out = asked_for.filter(status=Reservation.Status.HELD, expires_at__lte=now)
    # Somebody took such a slot already: the reservation says so, the request does not yet.
    lost = asked_for.filter(status=Reservation.Status.EXPIRED, changed__gte=now - LOST_WITHIN)
    ids = set(run_out.values_list("event_id", flat=True)) | set(lost.values_list("event_id", flat=True))
    return sum(_expire(event_id) for event_id in sorted(ids))


@transaction.atomic
def _expire(event_id: int) -> int:
    take_turn(event_id)
    event = EventPage.objects.filter(pk=event_id).first()
    if event is None or Reservation.objects.blocking().filter(event=event, status=Reservation.Status.HELD, offer=False).exists():
        return 0
    state = request_state.state_of(event)
    if state not in HOLDING or not _has_lost(event):
        return 0
    requests.end_workflow(event, SlotTaskState.Outcome.EXPIRED, None)
    booking.free(event, only=Reservation.Status.HELD, status=Reservation.Status.EXPIRED)
    moderation.let_go(event)
    log(instance=event, action=Action.EXPIRED, data={"comment": ""})
    request_mail.expired(event)
    return 1


def _has_lost(event: EventPage) -> bool:
    """Whether the request, as it is asked for now, is without a place that it needs: a hold from before it was sent again is none."""
    latest: EventPage = event.get_latest_revision_as_object()
    if not any(date.venue_id for date in recurrence.dates_of(latest) if not date.cancelled):
        return False
    workflow_state = event.current_workflow_state
    assert workflow_state is not None and workflow_state.current_task_state is not None  # noqa: PT018
    run_out = Q(status=Reservation.Status.HELD, expires_at__lte=timezone.now())
    lost = Q(status=Reservation.Status.EXPIRED, changed__gte=workflow_state.current_task_state.started_at)
    return Reservation.objects.filter(run_out | lost, event=event, offer=False).exists()
