"""Wagtail's page editor with the four-eyes rule's refusals as messages, and comments through the portal's mails."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages.copy import CopyView
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.move import MoveConfirmView
from wagtail.admin.views.pages.preview import PreviewOnEditView
from wagtail.admin.views.pages.workflow import CollectWorkflowActionDataView, WorkflowActionView
from wagtail.admin.viewsets.pages import PageViewSet, page_viewset_registry
from wagtail.models import COMMENTS_RELATION_NAME, Page, PageSubscription

from accounts import workflow_mail, workflows
from accounts.models import CopReviewTask, User
from core.models import PortalPage
from home.admin import refused
from home.admin.action_menu import PortalActionMenu
from home.admin.turns import WRITING_VIEWS, one_at_a_time

# Buttons that Wagtail takes for "save" when what they ask for is no longer possible.
_DECISIONS = ("action-workflow-action", "action-cancel-workflow", "action-submit", "action-restart-workflow")


class PortalCreateView(CreateView):
    parent_page: Page
    page: Any
    form: Any

    def post(self, request: HttpRequest) -> HttpResponse:
        """As Wagtail does, one at a time in each folder: of two pages with the same address the second gets the message.

        Without the lock both forms would be right, and the second page fail while it is stored.
        """
        with transaction.atomic():
            locked = Page.objects.select_for_update(of=("self",)).get(pk=self.parent_page.pk)
            self.parent_page = locked.specific  # treebeard counts its children, and somebody may just have added one
            return super().post(request)

    def publish_action(self) -> HttpResponse:
        """As Wagtail does, but a text that cannot be public (its place is taken) comes back in the form, with the reason."""
        try:
            with transaction.atomic():
                return super().publish_action()
        except ValidationError as refusal:
            refused.tell(self.request, refusal)
        # What was being stored is undone in the database, and forgotten here.
        self.parent_page = Page.objects.get(pk=self.parent_page.pk).specific
        self.page = self.page_class(owner=self.request.user, locale=self.locale or self.parent_page.locale)
        self.subscription = PageSubscription(page=self.page, user=self.request.user, comment_notifications=True)
        self.form = self.form_class(
            self.request.POST,
            self.request.FILES,
            instance=self.page,
            subscription=self.subscription,
            parent_page=self.parent_page,
            for_user=self.request.user,
        )
        self.form.is_valid()
        self.has_unsaved_changes = True
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        menu = PortalActionMenu(self.request, view="create", parent_page=self.parent_page, lock=None, locked_for_user=False)
        return {**super().get_context_data(**kwargs), "action_menu": menu}


def shut(form: Any) -> None:
    """No field of the form takes anything in, nor do the rows that it holds."""
    for field in form.fields.values():
        field.disabled = True
    for formset in getattr(form, "formsets", {}).values():
        for row in formset.forms:
            shut(row)


class PortalEditView(EditView):
    page: Any
    form: Any
    # Of a text that others check: the form came back with words that could not be saved, and must not lose them.
    keeps_words = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        task, user = self.page.current_workflow_task, cast(User, request.user)
        if isinstance(task, CopReviewTask) and workflows.may_review(task, user):
            problem = workflows.approval_problem(task, self.page, user)
            if problem:
                messages.info(request, problem)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where nothing can be saved, nothing can be typed (`js/admin-locked.js` sees to what is no plain field)."""
        if self.locked_for_user and not self.keeps_words:
            self.autosave_enabled = False
            shut(self.form)
        context = super().get_context_data(**kwargs)
        if self.keeps_words:
            context["page_locked"] = False
        return context

    def get_action_menu(self) -> PortalActionMenu:
        return PortalActionMenu(self.request, view="edit", page=self.page, lock=self.lock, locked_for_user=self.locked_for_user)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # A form that was shut sends nothing but its button.
        if request.POST.get("action-cancel-workflow") and "title" not in request.POST:
            return self._take_back()
        return super().post(request, *args, **kwargs)

    def _take_back(self) -> HttpResponse:
        """End the check of this text, so that it can be changed; where it is over, say how it ended."""
        try:
            workflows.take_back(self.page, cast(User, self.request.user))
        except workflows.AlreadyDecided as refusal:
            tell(self.request, refusal)
        else:
            self.add_cancel_workflow_confirmation_message()
        return self.redirect_and_remain()

    @cached_property
    def action_name_and_method(self) -> tuple[str, Callable[[], HttpResponse]]:
        """Wagtail's, but a decision that comes too late is not a "save" that reports success."""
        name, method = super().action_name_and_method
        late = name == "save" and any(self.request.POST.get(button) for button in _DECISIONS)
        # Wagtail lets whoever submitted a text "cancel" a review that is over, and then fails.
        if late or (name in ("cancel_workflow", "restart_workflow") and self.page.current_workflow_state is None):
            return "late_decision", self.late_decision_action
        return name, method

    def late_decision_action(self) -> HttpResponse:
        """From a second tab: say what the text is now, and change nothing. What was typed stays in the form."""
        task, user = self.page.current_workflow_task, cast(User, self.request.user)
        problem = ""
        if isinstance(task, CopReviewTask) and workflows.may_review(task, user):
            problem = workflows.approval_problem(task, self.page, user)
        messages.warning(self.request, problem or workflows.decided(workflows.last_check(self.page)))
        if not self.form.has_changed():
            return redirect(self.get_edit_url())
        if self.locked_for_user:
            self._keep_words()
        self.has_unsaved_changes = True
        return self.render_to_response(self.get_context_data())

    def form_invalid(self, form: Any) -> HttpResponse:
        if self.action_name == "late_decision":
            return self.late_decision_action()
        # What was typed in a tab opened before the check began stays.
        if self.locked_for_user and not self.is_cancelling_workflow and not self.expects_json_response:
            self._keep_words()
        return super().form_invalid(form)

    def _keep_words(self) -> None:
        self.keeps_words = True
        kept = _("To, co wpisano, jest jeszcze w formularzu, ale nie jest zapisane.")
        messages.warning(self.request, format_html("{} {}", self.lock.get_message(self.request.user) or "", kept), extra_tags="lock")

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
            with transaction.atomic():
                try:
                    return super().perform_workflow_action()
                except workflows.ReviewRefused as refusal:
                    tell(self.request, refusal)  # what was typed is saved
        except ValidationError as refusal:
            refused.tell(self.request, refusal)
            if self.form.has_changed():
                return self._with_words()
        return redirect(self.get_edit_url())

    def publish_action(self) -> HttpResponse:
        """As Wagtail does, but a text that cannot be public (its place is taken) stays as it was, and the form as it is."""
        try:
            with transaction.atomic():
                return super().publish_action()
        except ValidationError as refusal:
            refused.tell(self.request, refusal)
        return self._with_words()

    def _with_words(self) -> HttpResponse:
        """The form with what was typed, on the page as it is stored: what was being written is undone."""
        self.real_page_record = Page.objects.prefetch_workflow_states().get(pk=self.page.pk)
        self.page = self.get_object()
        self.form = self.form_class(
            self.request.POST,
            self.request.FILES,
            instance=self.page,
            subscription=self.subscription,
            parent_page=self.parent,
            for_user=self.request.user,
        )
        self.form.is_valid()
        self.has_unsaved_changes = True
        return self.render_to_response(self.get_context_data())

    def add_save_confirmation_message(self) -> None:
        """After a decision say what was decided: Wagtail would only say that the page was saved."""
        if self.action_name != "perform_workflow_action":
            super().add_save_confirmation_message()
            return
        page = Page.objects.get(pk=self.page.pk)
        if self.workflow_action == "reject":
            text = _("Tekst „%(title)s” jest odesłany do poprawy.")
        elif page.workflow_in_progress:
            text = _("Tekst „%(title)s” jest zatwierdzony i czeka na następne sprawdzenie.")
        elif page.approved_schedule:
            text = _("Tekst „%(title)s” jest zatwierdzony i ukaże się %(when)s.")
        else:
            text = _("Tekst „%(title)s” jest zatwierdzony i opublikowany.")
        buttons = [messages.button(page.url, _("Zobacz na portalu"), new_window=False)] if page.live and page.url else []
        due = page.scheduled_revision.approved_go_live_at if page.scheduled_revision else None
        when = date_format(timezone.localtime(due), "j E Y, H:i") if due else ""
        messages.success(self.request, text % {"title": self.page.get_admin_display_title(), "when": when}, buttons=buttons)

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


def tell(request: HttpRequest, refusal: workflows.ReviewRefused) -> None:
    """The refusal as a message; coming too late is nobody's error."""
    late = isinstance(refusal, workflows.AlreadyDecided)
    (messages.warning if late else messages.error)(request, str(refusal))


class _Refusals:
    """The two views of a decision outside the editor's form, with refusals as messages."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                try:
                    return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
                except workflows.ReviewRefused as refusal:
                    return self._refused(refusal)
        except ValidationError as refusal:
            return self._refused(refusal)

    def _refused(self, refusal: workflows.ReviewRefused | ValidationError) -> HttpResponse:
        request, url = self.request, self.redirect_url  # type: ignore[attr-defined]
        if isinstance(refusal, ValidationError):
            refused.tell(request, refusal)
        else:
            tell(request, refusal)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return self.render_modal_json(request, {"step": "success", "redirect": url})  # type: ignore[attr-defined]
        return redirect(url)

    def add_not_in_moderation_error(self) -> None:
        """Wagtail's place to say that nothing waits: a dialog could not show the page that it would redirect to."""
        raise workflows.AlreadyDecided(workflows.decided(workflows.last_check(self.object)))  # type: ignore[attr-defined]

    def check_action(self) -> None:
        """Tell a reviewer why they may not approve, where Wagtail would only say "no permission"."""
        try:
            super().check_action()  # type: ignore[misc]
        except PermissionDenied:
            task: Any = self.task  # type: ignore[attr-defined]
            user = self.request.user  # type: ignore[attr-defined]
            reviews = isinstance(task, CopReviewTask) and workflows.may_review(task, user)
            if self.action_name == "approve" and reviews:  # type: ignore[attr-defined]
                raise workflows.ReviewRefused(workflows.approval_problem(task, self.object, user)) from None  # type: ignore[attr-defined]
            raise


class PortalWorkflowActionView(_Refusals, WorkflowActionView):
    pass


class PortalCollectWorkflowActionDataView(_Refusals, CollectWorkflowActionDataView):
    def _refused(self, refusal: workflows.ReviewRefused | ValidationError) -> HttpResponse:
        # The dialog sends the editor's form next, and that form's answer says why not.
        if self.request.headers.get("x-requested-with") == "XMLHttpRequest":
            return self.render_modal_json(self.request, {"step": "success", "cleaned_data": {}})
        return super()._refused(refusal)


class PortalCopyView(CopyView):
    def form_valid(self, form: Any) -> HttpResponse:
        """A copy that is public at once may meet a place that the original has: nothing is copied then."""
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except ValidationError as refusal:
            told = _("Nic nie zostało skopiowane. Odznacz publikowanie kopii: szkic może mieć zajęty termin, a potem go zmienisz.")
            messages.error(self.request, f"{told} {' '.join(refusal.messages)}")
            return self.render_to_response(self.get_context_data(form=form))


class PortalMoveConfirmView(MoveConfirmView):
    def dispatch(self, request: HttpRequest, page_to_move_id: int, destination_id: int, *args: Any, **kwargs: Any) -> HttpResponse:
        """Wagtail asks for the permission when the page is moved, after a page that names both."""
        page, destination = (get_object_or_404(Page, pk=pk).specific for pk in (page_to_move_id, destination_id))
        if not page.permissions_for_user(request.user).can_move_to(destination):
            raise PermissionDenied
        return super().dispatch(request, page_to_move_id, destination_id, *args, **kwargs)


class PortalPreviewView(PreviewOnEditView):
    """Of a form that is shut, the browser sends no field: what was saved last is shown instead."""

    @cached_property
    def _is_shut(self) -> bool:
        lock = self.object.get_lock()
        return bool(lock is not None and lock.for_user(self.request.user))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self._is_shut or "title" in request.POST:
            return super().post(request, *args, **kwargs)
        self.get_form_state_queryset().delete()  # what was typed before the form was shut
        return JsonResponse({"is_valid": True, "is_available": True})

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self._is_shut or self._get_form_state() is not None:
            return super().get(request, *args, **kwargs)
        mode = request.GET.get("mode", self.object.default_preview_mode)
        return self.object.make_preview_request(request, mode, self.get_extra_request_attrs())


class PortalPageViewSet(PageViewSet):
    """Serves every portal page; a page type with a viewset of its own should take these views.

    The views work on Wagtail's `Page` (an abstract model has no rows), but the viewset is found by `PortalPage`.
    """

    name = "portal_pages"
    add_view_class = PortalCreateView
    edit_view_class = PortalEditView
    preview_on_edit_view_class = PortalPreviewView
    workflow_action_view_class = PortalWorkflowActionView
    collect_workflow_action_data_view_class = PortalCollectWorkflowActionDataView
    copy_view_class = PortalCopyView
    move_confirm_view_class = PortalMoveConfirmView

    @cached_property
    def views(self) -> dict[str, Callable[..., HttpResponse]]:
        return {name: one_at_a_time(view) if name in WRITING_VIEWS else view for name, view in super().views.items()}

    def on_register(self) -> None:
        super(PageViewSet, self).on_register()
        page_viewset_registry.register(PortalPage, self)
