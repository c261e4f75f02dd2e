"""Wagtail's page editor with the four-eyes rule's refusals as messages, and comments through the portal's mails."""

from __future__ import annotations

import json
from typing import Any, cast

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.workflow import WorkflowActionView
from wagtail.admin.viewsets.pages import PageViewSet, page_viewset_registry
from wagtail.models import COMMENTS_RELATION_NAME, PageSubscription

from accounts import workflow_mail, workflows
from accounts.models import CopReviewTask, User
from core.models import PortalPage


class PortalEditView(EditView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        task, user = self.page.current_workflow_task, cast(User, request.user)
        if isinstance(task, CopReviewTask) and workflows.may_review(task, user):
            problem = workflows.approval_problem(task, self.page, user)
            if problem:
                messages.info(request, problem)
        return super().get(request, *args, **kwargs)

    def perform_workflow_action(self) -> HttpResponse:
        """As Wagtail does, but a refusal is a message and what was typed stays.

        A form older than the text would put old words over somebody's newer ones: Wagtail notices that only in autosave.
        """
        if self.is_out_of_date:
            messages.error(
                self.request,
                _("Ktoś zmienił ten tekst, gdy był u Ciebie otwarty. Otwórz stronę jeszcze raz, przeczytaj go i wtedy zdecyduj."),
            )
            self.has_unsaved_changes = True
            return self.render_to_response(self.get_context_data())
        self._keep_only_comment()
        try:
            return super().perform_workflow_action()
        except workflows.ReviewRefused as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.get_edit_url())

    def _keep_only_comment(self) -> None:
        """Wagtail hands whatever the browser sends as the dialog's data to the task as arguments."""
        try:
            data = json.loads(self.request.POST.get("workflow-action-extra-data") or "{}")
        except ValueError:
            data = None
        if not isinstance(data, dict):
            raise PermissionDenied  # no dialog sends that
        post = self.request.POST.copy()
        post["workflow-action-extra-data"] = json.dumps({"comment": str(data.get("comment") or "")})
        self.request.POST = post

    def send_commenting_notifications(self, changes: dict[str, Any]) -> None:
        """The same people as in Wagtail, through the portal's mails and each person's settings."""
        resolved = [comment.pk for comment in changes["resolved_comments"]]
        touched = resolved + [comment.pk for comment, _replies in changes["new_replies"]]
        words = [comment.text for comment in changes["new_comments"]]
        words += [reply.text for _comment, replies in changes["new_replies"] for reply in replies]
        words += [_("Rozwiązane: %(text)s") % {"text": comment.text} for comment in changes["resolved_comments"]]
        if not words and not changes["deleted_comments"]:
            return
        watching = PageSubscription.objects.filter(page=self.page, comment_notifications=True).values("user_id")
        talking = Q(comment_replies__comment_id__in=touched) | Q(**{f"{COMMENTS_RELATION_NAME}__pk__in": touched})
        people = get_user_model().objects.filter(Q(pk__in=watching) | talking, is_active=True).distinct()
        workflow_mail.commented(self.page, people, words or [_("Usunięto komentarze.")], by=self.request.user)


class PortalWorkflowActionView(WorkflowActionView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().dispatch(request, *args, **kwargs)
        except workflows.ReviewRefused as refusal:
            return self._refused(str(refusal))

    def check_action(self) -> None:
        """Tell a reviewer why they may not approve, where Wagtail would only say "no permission"."""
        try:
            super().check_action()
        except PermissionDenied:
            reviews = isinstance(self.task, CopReviewTask) and workflows.may_review(self.task, self.request.user)
            if self.action_name == "approve" and reviews:
                raise workflows.ReviewRefused(workflows.approval_problem(self.task, self.object, self.request.user)) from None
            raise

    def _refused(self, text: str) -> HttpResponse:
        messages.error(self.request, text)
        if self.request.headers.get("x-requested-with") == "XMLHttpRequest":
            return self.render_modal_json(self.request, {"step": "success", "redirect": self.redirect_url})
        return redirect(self.redirect_url)


class PortalPageViewSet(PageViewSet):
    """Serves every portal page; a page type with a viewset of its own should take these two views.

    The views work on Wagtail's `Page` (an abstract model has no rows), but the viewset is found by `PortalPage`.
    """

    name = "portal_pages"
    edit_view_class = PortalEditView
    workflow_action_view_class = PortalWorkflowActionView

    def on_register(self) -> None:
        super(PageViewSet, self).on_register()
        page_viewset_registry.register(PortalPage, self)
