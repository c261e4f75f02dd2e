"""The rules of checking a COP's texts: four eyes, who may do what, and what a decision does.

"Own text" (design decision 18): the person wrote any revision since the last publication, or submitted the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from wagtail.forms import TaskStateCommentForm
from wagtail.log_actions import log
from wagtail.models import Page, Revision, Task, TaskState, Workflow, WorkflowState, WorkflowTask, get_default_page_content_type

from accounts import roles, workflow_mail
from accounts.models import CopReviewTask, CopReviewTaskState, Organisation, User
from core import content_checks
from core.querysets import take_turn

if TYPE_CHECKING:
    from django.contrib.auth.models import Group
    from django.db.models import Model

OWN_TEXT_APPROVED = "portal.own_text_approved"
OWN_TEXT_PUBLISHED = "portal.own_text_published"
EXEMPTION_CHANGED = "portal.single_moderator_exemption"


class ReviewRefused(PermissionDenied):
    """The rules do not allow this decision; the message says why and what to do, in Polish."""


class AlreadyDecided(ReviewRefused):
    """The decision comes too late, from a second tab or a second person; the message says what the text is now."""


class ChangesForm(TaskStateCommentForm):
    """Asking for changes without saying which helps nobody."""

    comment = forms.CharField(
        label=_("Co trzeba zmienić"),
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Napisz, co trzeba zmienić.")},
    )


class ApproveForm(TaskStateCommentForm):
    comment = forms.CharField(label=_("Komentarz"), required=False, max_length=4000, widget=forms.Textarea({"rows": 3}))


def form_for(action: str) -> type[forms.Form]:
    """The form of the dialog that goes with an action."""
    return ChangesForm if action == "reject" else ApproveForm


# --- Whose text it is


def pending_revisions(page: Page) -> QuerySet[Revision]:
    """The revisions written since the last publication. By time: autosave may write over the published revision."""
    revisions = Revision.objects.filter(base_content_type=get_default_page_content_type(), object_id=str(page.pk))
    if page.last_published_at is not None:
        revisions = revisions.filter(created_at__gt=page.last_published_at)
    return revisions


def authors(page: Page) -> set[int]:
    """Who wrote the text since the last publication, as primary keys; of a text never published, its owner too."""
    found = set(pending_revisions(page).exclude(user=None).values_list("user_id", flat=True))
    if page.last_published_at is None and page.owner_id is not None:
        found.add(page.owner_id)
    return found


def is_own_text(page: Page, user: User) -> bool:
    """Whether the person wrote or submitted what would be published now."""
    state: WorkflowState | None = page.current_workflow_state
    return (state is not None and state.requested_by_id == user.pk) or user.pk in authors(page)


def own_among(pages: Iterable[Page], user: User) -> set[int]:
    """Which of these pages in review hold the person's own text: two queries, however many pages."""
    by_id = {str(page.pk): page for page in pages}
    base = get_default_page_content_type()
    states = WorkflowState.objects.active().filter(base_content_type=base, object_id__in=by_id, requested_by=user)
    own = {int(object_id) for object_id in states.values_list("object_id", flat=True)}
    written = Revision.objects.filter(base_content_type=base, object_id__in=by_id, user=user)
    for object_id, created_at in written.values_list("object_id", "created_at"):
        published = by_id[object_id].last_published_at
        if published is None or created_at > published:
            own.add(int(object_id))
    return own | {page.pk for page in by_id.values() if page.last_published_at is None and page.owner_id == user.pk}


def is_exempt(task: CopReviewTask) -> bool:
    """CIO lets the COP's only moderator approve their own texts; with a second moderator the exemption sleeps."""
    if not task.single_moderator_exempt:
        return False
    return User.objects.filter(is_active=True, groups__in=task.groups.all()).distinct().count() == 1


def may_review(task: CopReviewTask, user: User) -> bool:
    """Whether the person belongs to those who check this COP's texts."""
    return user.is_active and (user.is_superuser or task._user_in_groups(user))


def approval_problem(task: CopReviewTask, page: Page, user: User) -> str:
    """Why this reviewer may not approve this text; empty when they may."""
    if is_own_text(page, user) and not is_exempt(task):
        return gettext(
            "To Twój własny tekst: jego część napisałaś lub napisałeś od ostatniej publikacji albo to Ty wysyłasz go do sprawdzenia. "
            "Zatwierdzi go inna osoba z moderacji."
        )
    return ""


# --- What can be done, and doing it


def actions_for(task: CopReviewTask, obj: Model, user: User) -> list[tuple[str, str, bool]]:
    """The decisions this person can take: (name, label, asks for more in a dialog)."""
    if not may_review(task, user):
        return []
    actions = [("reject", gettext("Poproś o zmiany"), True)]
    if not isinstance(obj, Page) or not approval_problem(task, obj, user):
        # Wagtail adds "and publish" to the label where this is the last task.
        actions += [("approve", gettext("Zatwierdź"), False), ("approve", gettext("Zatwierdź z komentarzem"), True)]
    return actions


def decided(state: TaskState | None) -> str:
    """What happened to the text meanwhile, by whom and when; for somebody who presses a button that came too late."""
    if state is None:
        return gettext("Ten tekst nie czeka na sprawdzenie.") + " " + gettext("Teraz nic się nie zmieniło.")
    whole = state.workflow_state
    cancelled = whole.status == WorkflowState.STATUS_CANCELLED or state.status == TaskState.STATUS_CANCELLED
    if state.status == TaskState.STATUS_IN_PROGRESS:
        text, who, moment = gettext("Ten tekst już czeka na sprawdzenie%(details)s."), whole.requested_by, state.started_at
    elif cancelled:
        # Of a text that was sent back first, the task state tells who did that, not who cancelled.
        ended = state.status == TaskState.STATUS_CANCELLED
        text = gettext("Sprawdzanie tego tekstu zostało już przerwane%(details)s.")
        who, moment = (state.finished_by, state.finished_at) if ended else (None, None)
    elif state.status == TaskState.STATUS_REJECTED:
        text, who, moment = gettext("Ten tekst został już odesłany do poprawy%(details)s."), state.finished_by, state.finished_at
    else:
        text, who, moment = gettext("Ten tekst został już zatwierdzony%(details)s."), state.finished_by, state.finished_at
    return text % {"details": by_whom(who, moment)} + " " + gettext("Teraz nic się nie zmieniło.")


def by_whom(who: User | None, moment: datetime | None) -> str:
    """ " (Anna Nowak, dziś o 12:00)", another day by its date: as much of it as is known."""
    details = [str(who)] if who else []
    if moment is not None:
        there = timezone.localtime(moment)
        today = there.date() == timezone.localdate()
        details.append(gettext("dziś o %(hour)s") % {"hour": f"{there:%H:%M}"} if today else date_format(there, "j E Y, H:i"))
    return f" ({', '.join(details)})" if details else ""


@transaction.atomic
def act(task: CopReviewTask, task_state: TaskState, user: User, action: str, data: dict[str, Any]) -> None:
    """Approve the text or ask for changes. Checks everything again: the data travels through the browser."""
    if action not in ("approve", "reject") or not may_review(task, user):
        raise ReviewRefused(gettext("Nie możesz tego zrobić z tym tekstem."))
    form = form_for(action)({"comment": data.get("comment", "")})
    if not form.is_valid():
        raise ReviewRefused(" ".join(str(error) for errors in form.errors.values() for error in errors))
    comment = form.cleaned_data["comment"]
    # One decision at a time: of two moderators who press at once, the second finds it decided. Nor may the text be saved
    # meanwhile, with what it was before.
    take_turn(int(task_state.workflow_state.object_id))
    state = CopReviewTaskState.objects.select_for_update().get(pk=task_state.pk)
    if state.status != TaskState.STATUS_IN_PROGRESS:
        raise AlreadyDecided(decided(state))
    page = Page.objects.get(pk=state.workflow_state.object_id).specific
    if action == "reject":
        written_by = authors(page)
        state.reject(user=user, comment=comment)
        workflow_mail.changes_requested(page, state, written_by, by=user)
        return
    _approve(task, state, page, user, comment)


@transaction.atomic
def take_back(page: Page, user: User) -> None:
    """End the check of the text, so that it can be changed. Raises `AlreadyDecided` where nothing is checked any more."""
    take_turn(page.pk)
    state = page.current_workflow_state
    if state is None:
        raise AlreadyDecided(decided(last_check(page)))
    if not state.user_can_cancel(user):
        raise PermissionDenied
    state.cancel(user=user)


def last_check(page: Page) -> TaskState | None:
    """The newest check of the text, over or not."""
    state = page.workflow_states.order_by("-created_at", "-pk").first()
    return state.current_task_state if state is not None else None


def _approve(task: CopReviewTask, state: CopReviewTaskState, page: Page, user: User, comment: str) -> None:
    problem = approval_problem(task, page, user)
    if problem:
        raise ReviewRefused(problem)
    blocking = content_checks.blocking(page.get_latest_revision_as_object())
    if blocking:
        raise ReviewRefused(gettext("Tego tekstu nie można jeszcze opublikować. %(problems)s") % {"problems": " ".join(blocking)})
    written_by = authors(page)
    if is_own_text(page, user):
        state.exception = CopReviewTaskState.Exception_.SINGLE_MODERATOR
        state.save(update_fields=["exception"])
        log(instance=page, action=OWN_TEXT_APPROVED, user=user, data={"cop": task.cop.name}, revision=state.revision)
    state.approve(user=user, comment=comment)
    workflow_mail.approved(Page.objects.get(pk=page.pk).specific, state, written_by, by=user)


# --- CIO: exemption and direct publishing


@transaction.atomic
def set_single_moderator_exemption(cop: Organisation, exempt: bool, *, by: User) -> CopReviewTask:
    """Let a COP's only moderator approve their own texts, or end that. Only CIO decides, and it is logged."""
    if not roles.is_cio(by):
        raise PermissionDenied(gettext("Wyjątek od zasady dwóch osób ustala CIO."))
    task = CopReviewTask.objects.get(cop=cop)
    if task.single_moderator_exempt != exempt:
        task.single_moderator_exempt = exempt
        task._exemption_by = by
        task.save()
    return task


def log_exemption(task: CopReviewTask) -> None:
    """Write down who changed the exemption: every way of changing it passes `CopReviewTask.save()`."""
    log(
        instance=task.cop,
        action=EXEMPTION_CHANGED,
        user=getattr(task, "_exemption_by", None),
        data={"cop": task.cop.name, "exempt": task.single_moderator_exempt},
    )


def log_direct_publication(page: Page, user: User) -> None:
    """Who may publish directly has put their own text online: allowed, and written down."""
    log(instance=page, action=OWN_TEXT_PUBLISHED, user=user)


# --- Which workflow a page has


def workflow_of(page: Page) -> Workflow | None:
    """The workflow of the page's owner COP, wherever the page stands; None when it has no owner."""
    owner_id = getattr(page, "owner_cop_id", None)
    if owner_id is None:
        return None
    task_ids = CopReviewTask.objects.filter(cop_id=owner_id, active=True).values("pk")
    return Workflow.objects.filter(active=True, workflow_tasks__task__in=task_ids).order_by("pk").first()


def make_workflow(
    cop: Organisation, reviewers: Iterable[Group], name: str, *, model: type[Task] = CopReviewTask, task_name: str = ""
) -> Workflow:
    """The COP's workflow with its one task, of texts or of what `model` decides. Made once; the reviewers are set again each time."""
    task: Any = model._default_manager.filter(cop=cop).first()
    if task is None:
        with override(settings.LANGUAGE_CODE):  # the name is stored: never in the language of who makes it
            task = model._default_manager.create(name=task_name or gettext("Sprawdzenie: %(cop)s") % {"cop": cop.name}, cop=cop)
    task.groups.set(reviewers)
    link = WorkflowTask.objects.select_related("workflow").filter(task=task).first()
    if link is not None:
        return link.workflow
    workflow = Workflow.objects.create(name=name)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow
