"""The panels of the admin's home: what waits for this person. Each is a constant number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import RecentEditsPanel, UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel
from wagtail.models import GroupApprovalTask, Page, Revision, TaskState, WorkflowState, get_default_page_content_type

from accounts import roles, workflows
from accounts.models import CopReviewTask, User
from events_calendar.models import EventPage

if TYPE_CHECKING:
    from django.http import HttpRequest

SHOWN = 20
# Ours say the same in the portal's words.
REPLACED = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel, RecentEditsPanel)


class PortalPanel(Component):
    """A panel that shows rows, or nothing at all where it does not concern the person."""

    order = 100

    def rows(self, user: User) -> list[dict[str, Any]]:
        raise NotImplementedError

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        rows = self.rows(parent_context["request"].user)
        return {"rows": rows[:SHOWN], "more": len(rows) > SHOWN, "request": parent_context["request"]}


def _pages(object_ids: list[str]) -> dict[str, Page]:
    return {str(page.pk): page for page in Page.objects.filter(pk__in=object_ids).select_related("locale")}


class ToReviewPanel(PortalPanel):
    """Texts that this person may check, the longest waiting first."""

    name = "to_review"
    template_name = "home/admin/panels/to_review.html"
    order = 110

    def rows(self, user: User) -> list[dict[str, Any]]:
        mine = Q() if user.is_superuser else Q(groups__user=user)
        tasks = [
            pk
            for model in (CopReviewTask, GroupApprovalTask)
            for pk in model.objects.filter(mine, active=True).values_list("pk", flat=True)
        ]
        states = list(
            TaskState.objects.filter(
                task__in=tasks, status=TaskState.STATUS_IN_PROGRESS, workflow_state__base_content_type=get_default_page_content_type()
            )
            .select_related("workflow_state__requested_by", "workflow_state__workflow")
            .order_by("started_at", "pk")[: SHOWN + 1]
        )
        pages = _pages([state.workflow_state.object_id for state in states])
        own = workflows.own_among(pages.values(), user)
        return [
            {"page": page, "state": state, "own": page.pk in own, "compare": page.live and page.live_revision_id is not None}
            for state in states
            if (page := pages.get(state.workflow_state.object_id)) is not None
        ]


class SentBackPanel(PortalPanel):
    """Texts of this person that a moderator wants changed, with what they wrote."""

    name = "sent_back"
    template_name = "home/admin/panels/sent_back.html"
    order = 120

    def rows(self, user: User) -> list[dict[str, Any]]:
        base = get_default_page_content_type()
        written = Revision.objects.filter(base_content_type=base, user=user).values("object_id")
        states = list(
            WorkflowState.objects.filter(base_content_type=base, status=WorkflowState.STATUS_NEEDS_CHANGES)
            .filter(Q(requested_by=user) | Q(object_id__in=written))
            .select_related("current_task_state__finished_by")
            .order_by("-current_task_state__finished_at")[: SHOWN + 1]
        )
        pages = _pages([state.object_id for state in states])
        return [
            {"page": page, "state": state.current_task_state}
            for state in states
            if (page := pages.get(state.object_id)) is not None and state.current_task_state is not None
        ]


class DraftsPanel(PortalPanel):
    """What this person wrote last and is not public yet; a date that nobody has confirmed is said in words."""

    name = "drafts"
    template_name = "home/admin/panels/drafts.html"
    order = 130

    def rows(self, user: User) -> list[dict[str, Any]]:
        base = get_default_page_content_type()
        states = WorkflowState.objects.filter(base_content_type=base, object_id=Cast(OuterRef("pk"), CharField()))
        pages = (
            Page.objects.filter(has_unpublished_changes=True, latest_revision__user=user, latest_revision__approved_go_live_at=None)
            .annotate(
                in_review=Exists(states.filter(status=WorkflowState.STATUS_IN_PROGRESS)),
                sent_back=Exists(states.filter(status=WorkflowState.STATUS_NEEDS_CHANGES)),
                wanted_date=KeyTextTransform("go_live_at", "latest_revision__content"),
            )
            .filter(sent_back=False)
            .select_related("locale")
            .order_by("-latest_revision_created_at", "-pk")[: SHOWN + 1]
        )
        return [{"page": page, "in_review": page.in_review, "unconfirmed_date": _moment(page.wanted_date)} for page in pages]


def _moment(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None


class WeekPanel(PortalPanel):
    """This week's events of the person's COPs; CIO sees everybody's."""

    name = "week"
    template_name = "home/admin/panels/week.html"
    order = 140

    def rows(self, user: User) -> list[dict[str, Any]]:
        events = EventPage.objects.filter(locale__language_code="pl")
        if not roles.is_cio(user):
            cops = roles.cop_ids_of(user)
            if not cops:
                return []
            events = events.filter(owner_cop__in=cops)
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        monday = today - timedelta(days=today.weekday())
        found = events.filter(start__lt=monday + timedelta(days=7), end__gte=monday).select_related("owner_cop").order_by("start", "pk")
        return [{"page": page, "event": page} for page in found[: SHOWN + 1]]


def arrange(request: HttpRequest, panels: list[Component]) -> None:
    """Put ours in the place of Wagtail's that say the same."""
    panels[:] = [panel for panel in panels if not isinstance(panel, REPLACED)]
    panels += [ToReviewPanel(), SentBackPanel(), DraftsPanel(), WeekPanel()]
