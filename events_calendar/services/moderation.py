"""What a COP's moderators decide about requests for slots."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.forms import TaskStateCommentForm
from wagtail.models import Page, TaskState, Workflow


def workflow_of(page: Page) -> Workflow | None:
    """The slot workflow of the page's owner COP."""
    from events_calendar.models import SlotReviewTask

    tasks = SlotReviewTask.objects.filter(cop_id=getattr(page, "owner_cop_id", None), active=True).values("pk")
    return Workflow.objects.filter(active=True, workflow_tasks__task__in=tasks).order_by("pk").first()


def actions_for(task: Any, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
    return []


def form_for(action: str) -> type[forms.Form]:
    return TaskStateCommentForm


def act(task: Any, task_state: TaskState, user: Any, action: str, data: dict[str, Any]) -> None:
    raise NotImplementedError
