"""A decision that ends outside our services: the page editor's own button, or publishing the page directly."""

from __future__ import annotations

from typing import Any

from wagtail.log_actions import log
from wagtail.models import WorkflowState
from wagtail.signals import workflow_cancelled

from events_calendar.models import EventPage, Reservation, SlotTaskState
from events_calendar.services import booking
from events_calendar.services.request_state import Action


def _free_what_nobody_decides_on(instance: WorkflowState, user: Any, **_kwargs: Any) -> None:
    """What the request held must not stay shut to others. Our services say what came of it before they end a decision."""
    state = instance.current_task_state.specific if instance.current_task_state else None
    if not isinstance(state, SlotTaskState) or state.outcome not in ("", SlotTaskState.Outcome.CHANGES, SlotTaskState.Outcome.PROPOSED):
        return
    event = EventPage.objects.filter(pk=instance.object_id).first()
    if event is None:
        return
    booking.free(event, only=Reservation.Status.HELD)
    if not event.live:
        log(instance=event, action=Action.WITHDRAWN, user=user, data={"comment": ""})


def connect() -> None:
    workflow_cancelled.connect(
        _free_what_nobody_decides_on, sender=WorkflowState, dispatch_uid="events_calendar.free_what_nobody_decides_on", weak=False
    )
