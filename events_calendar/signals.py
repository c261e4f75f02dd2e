"""What ends outside our services: a decision by the page editor's own button, a page that somebody deletes."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import pre_delete
from wagtail.log_actions import log
from wagtail.models import WorkflowState
from wagtail.signals import workflow_cancelled

from events_calendar.models import EventPage, Reservation, SlotTaskState
from events_calendar.services import booking, dates, duties, telling
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


def _page_goes(instance: EventPage, **_kwargs: Any) -> None:
    telling.before_deleting(instance)
    if instance.is_request and dates.keeps_dates(instance):
        duties.forget([instance.translation_key])


def connect() -> None:
    workflow_cancelled.connect(
        _free_what_nobody_decides_on, sender=WorkflowState, dispatch_uid="events_calendar.free_what_nobody_decides_on", weak=False
    )
    # Of whichever page is deleted: those below it go too, each with its signal.
    pre_delete.connect(_page_goes, sender=EventPage, dispatch_uid="events_calendar.page_goes", weak=False)
