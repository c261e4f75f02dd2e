"""Mails by the clock: of requests that wait too long, and of events that are tomorrow. Each is written once, however often it runs."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from wagtail.models import TaskState, WorkflowState

from events_calendar import days, promises, request_mail
from events_calendar.models import EventPage, Occurrence, SlotTaskState


def remind_moderators() -> int:
    """Tell each COP's moderators of the requests that wait longer than is promised, once a working day; returns how many requests."""
    today = days.today()
    if not promises.is_working_day(today):
        return 0
    late = SlotTaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS,
        workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
        started_at__lt=promises.overdue_before(promises.promised_days(), today),
    ).order_by("started_at", "pk")
    ids = [int(object_id) for object_id in late.values_list("workflow_state__object_id", flat=True)]
    events = EventPage.objects.select_related("organiser", "owner_cop").in_bulk(ids)
    for pk in ids:
        if pk in events:
            with transaction.atomic():
                request_mail.overdue(events[pk], dedupe=f"{pk}:{today.isoformat()}")
    return len(ids)


def remind_requesters() -> int:
    """Tell who asked that their event is tomorrow, once for each date; called off and skipped dates are left out. Returns how many."""
    coming = (
        Occurrence.objects.planned()
        .filter(skipped=False, first_day=days.today() + timedelta(days=1), event__is_request=True, event__live=True, event__cancelled=False)
        .select_related("event__owner", "event__organiser", "event__owner_cop", "venue__parent")
        .order_by("start", "pk")
    )
    dates = list(coming)
    for date in dates:
        with transaction.atomic():
            request_mail.reminder(date)
    return len(dates)
