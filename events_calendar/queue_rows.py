"""The moderator's queue: which requests, and what each row says. Reads only, in a number of queries that does not grow with the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import WorkflowState

from accounts.models import User
from core.templatetags.portal_ui import event_when
from events_calendar import promises, recurrence
from events_calendar.models import EventPage, SlotTaskState, WaitingEntry
from events_calendar.services import moderation, weighing
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
    dates: int

    @property
    def can_approve(self) -> bool:
        """Whether one press is enough: it harms nobody, waits, and is not the person's own."""
        return self.waits and not self.own and not self.weighed.harm

    @property
    def waits(self) -> bool:
        return self.state.status == SlotTaskState.STATUS_IN_PROGRESS

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
    return [
        _row(state, events[pk], weighed.get(pk) or Weighed(events[pk]), own.get(pk, ""), late)
        for pk, state in zip(ids, found, strict=True)
        if pk in events
    ]


def _row(state: SlotTaskState, event: EventPage, weighed: Weighed, own: str, late: datetime) -> Row:
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
        dates=len(recurrence.dates_of(event)) if event.rule or event.dates.all() else 1,
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
