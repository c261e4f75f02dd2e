"""The moderator's queue: which requests, and what each row says. Reads only, in a number of queries that does not grow with the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import CharField, Min, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import WorkflowState

from accounts.models import User
from core.templatetags.portal_ui import event_when
from events_calendar import left_out, promises, recurrence
from events_calendar.models import EventPage, Occurrence, Reservation, SlotTaskState, WaitingEntry
from events_calendar.services import booking, moderation, slots, weighing
from events_calendar.services.weighing import Weighed

DECIDED_DAYS = 30


class Show(models.TextChoices):
    WAITS = "czeka", _("czekają na decyzję")
    CHANGES = "zmiany", _("czekają na odpowiedź organizacji")
    PROPOSED = "propozycja", _("z propozycją innego terminu")
    DECIDED = "rozstrzygniete", _("rozstrzygnięte w ostatnich 30 dniach")


def states(user: User, show: str = Show.WAITS) -> QuerySet[SlotTaskState]:
    """The requests of the COPs that the person decides for, in the order in which they should be read."""
    if show == Show.WAITS:
        # Whatever has waited too long began to wait first, so it stands on top.
        found = moderation.waiting_states(user).order_by("started_at", "pk")
    else:
        mine = SlotTaskState.objects.filter(
            task__in=moderation.tasks_of(user).values("pk"), workflow_state__current_task_state=models.F("taskstate_ptr")
        )
        if show == Show.DECIDED:
            since = timezone.now() - timedelta(days=DECIDED_DAYS)
            ended = [WorkflowState.STATUS_APPROVED, WorkflowState.STATUS_CANCELLED]
            found = mine.filter(workflow_state__status__in=ended, finished_at__gte=since).order_by("-finished_at", "-pk")
        else:
            outcome = SlotTaskState.Outcome.PROPOSED if show == Show.PROPOSED else SlotTaskState.Outcome.CHANGES
            found = mine.filter(workflow_state__status=WorkflowState.STATUS_NEEDS_CHANGES, outcome=outcome).order_by("finished_at", "pk")
    return found.select_related("workflow_state__requested_by", "finished_by", "proposed_venue__parent")


def filtered(found: QuerySet[SlotTaskState], wanted: Mapping[str, Any]) -> QuerySet[SlotTaskState]:
    """Those of the requests that the filters ask for."""
    events = EventPage.objects.filter(is_request=True)
    every = events
    if wanted.get("q"):
        by_words = events.with_words(wanted["q"])
        events = events.filter(Q(pk__in=by_words.values("pk")) | Q(organiser__name__icontains=wanted["q"]))
    for name, lookup in (("cop", "owner_cop"), ("miejsce", "venue"), ("od", "last_day__gte"), ("do", "first_day__lte")):
        if wanted.get(name):
            events = events.filter(**{lookup: wanted[name]})
    if events is not every:
        keys = events.order_by().annotate(key=Cast("pk", CharField())).values("key")
        found = found.filter(workflow_state__object_id__in=keys)
    if wanted.get("za_dlugo"):
        found = found.filter(started_at__lt=promises.overdue_before(promises.promised_days()))
    return found


@dataclass
class Row:
    """One request in the queue, in words."""

    state: SlotTaskState
    event: EventPage
    weighed: Weighed
    own: str
    overdue: bool
    when: str
    where: str
    waited: str
    dates: str
    # Until when the places are held that are not confirmed.
    held_until: datetime | None = None
    # It was approved, and does not take place.
    called_off: bool = False

    @property
    def can_approve(self) -> bool:
        """Whether one press is enough: it harms nobody, waits, and is not the person's own."""
        return self.waits and not self.own and not self.weighed.harm

    @property
    def waits(self) -> bool:
        return self.state.status == SlotTaskState.STATUS_IN_PROGRESS

    @property
    def run_out(self) -> bool:
        """Whether nothing keeps others out any more."""
        return self.held_until is not None and self.held_until <= timezone.now()

    @property
    def became(self) -> str:
        """What the last decision was."""
        return str(SlotTaskState.Outcome(self.state.outcome).label) if self.state.outcome else ""


def rows_of(found: Sequence[SlotTaskState], user: User) -> list[Row]:
    """The rows of these decisions, in their order."""
    ids = [int(state.workflow_state.object_id) for state in found]
    pages = EventPage.objects.defer("body").in_bulk(ids)
    events = {event.pk: event for event in weighing.as_asked(pages.values())}
    waiting = [events[pk] for pk, state in zip(ids, found, strict=True) if pk in events and state.status == state.STATUS_IN_PROGRESS]
    weighed = weighing.weigh(waiting)
    own = moderation.approval_problems([pages[event.pk] for event in waiting], user)
    late = promises.overdue_before(promises.promised_days())
    skipped, holds = left_out.of_events(ids), holds_end(ids)
    rows = []
    for pk, state in zip(ids, found, strict=True):
        if pk in events:
            row = _row(state, events[pk], weighed.get(pk) or Weighed(events[pk]), own.get(pk, ""), late, skipped.get(pk, []))
            row.held_until = holds.get(pk)
            # Unpublished by its COP it is called off as well (`request_state`).
            row.called_off = pages[pk].cancelled if pages[pk].live else state.outcome == SlotTaskState.Outcome.APPROVED
            rows.append(row)
    return rows


def holds_end(event_ids: Sequence[int]) -> dict[int, datetime]:
    """Until when what these requests hold is held, by primary key: one query. Not in it where nothing is held."""
    held = Reservation.objects.filter(event__in=event_ids, status=Reservation.Status.HELD, expires_at__isnull=False, offer=False)
    return dict(held.order_by().values_list("event").annotate(until=Min("expires_at")))


def _row(state: SlotTaskState, event: EventPage, weighed: Weighed, own: str, late: datetime, skipped: list[Occurrence]) -> Row:
    waits = state.status == state.STATUS_IN_PROGRESS
    return Row(
        state,
        event,
        weighed,
        own,
        overdue=waits and state.started_at < late,
        when=event_when(event.start, event.end, event.all_day),
        where=place_of(event),
        waited=waited(state.started_at) if waits else "",
        dates=left_out.counted(recurrence.dates_of(event), skipped) if event.rule or event.dates.all() else "",
    )


def place_of(event: EventPage) -> str:
    """Where it should be, in words."""
    if event.venue is not None:
        return event.venue.full_name
    return ", ".join(filter(None, [event.place_name, event.address])) or (gettext("przez internet") if event.is_online else "—")


def waited(since: datetime) -> str:
    """How long a request has waited, in working days."""
    number = promises.working_days_since(since)
    if not number:
        return gettext("czeka krócej niż jeden dzień roboczy")
    return ngettext("czeka %(count)s dzień roboczy", "czeka %(count)s dni roboczych", number) % {"count": number}


def number_waiting(user: User) -> int:
    """How many requests wait for this person."""
    return moderation.waiting_states(user).count()


def next_in_line(event: EventPage) -> list[WaitingEntry]:
    """Who waits for what this request holds, in the order in which it is offered to them when the request is refused."""
    held = Reservation.objects.filter(event=event, status=Reservation.Status.HELD, start__gt=timezone.now(), offer=False)
    freed = [slots.Slot(*row) for row in held.order_by().values_list("asked", "start", "end").distinct()]
    waiting: set[int] = set().union(*slots.waited_for(freed, but=event.pk).values())
    if not waiting:
        return []
    entries = WaitingEntry.objects.filter(pk__in=waiting, status=WaitingEntry.Status.WAITING)
    return list(entries.select_related("event__organiser").order_by("pk"))


def first_served(entries: Sequence[WaitingEntry]) -> WaitingEntry | None:
    """To whom of these the slot that has just been freed goes: the first who can have all of theirs."""
    for entry in entries:
        event = entry.event
        claims = weighing.claims_of(entry)
        if not booking.conflicts_of(event, claims, setup_minutes=event.setup_minutes, cleanup_minutes=event.cleanup_minutes):
            return entry
    return None


@dataclass
class WaitingSlot:
    """A taken slot and who waits for it, in the order in which it will be offered."""

    where: str
    when: str
    entries: list[WaitingEntry]


def waiting_list(user: User) -> list[WaitingSlot]:
    """Who waits for which coming slot: one query, however many there are."""
    cops = moderation.tasks_of(user).values("cop")
    entries = (
        WaitingEntry.objects.filter(
            status__in=[WaitingEntry.Status.WAITING, WaitingEntry.Status.OFFERED], start__gt=timezone.now(), event__owner_cop__in=cops
        )
        .select_related("event__organiser", "venue__parent")
        .order_by("pk")
    )
    slots: dict[tuple[datetime, int, datetime], WaitingSlot] = {}
    for entry in entries:
        key = (entry.start, entry.venue_id, entry.end)
        slots.setdefault(key, WaitingSlot(entry.venue.full_name, event_when(entry.start, entry.end), [])).entries.append(entry)
    return [slots[key] for key in sorted(slots)]
