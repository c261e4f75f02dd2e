"""What a COP's moderators decide about requests for slots: approve, ask for changes, propose another slot, refuse.

Each decision is one transaction: the page's turn is taken, everything is checked again, and the places are taken or freed with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import Page, TaskState, Workflow, WorkflowState

from accounts import workflows
from accounts.models import Organisation, User
from accounts.workflows import AlreadyDecided, ReviewRefused
from core import pagecache
from core.plain_text import without_invisible
from core.querysets import take_turn
from events_calendar import recurrence, request_mail
from events_calendar.models import EventPage, Reservation, SlotReviewTask, SlotTaskState, Venue
from events_calendar.services import booking, duties, folders, series, telling, weighing
from events_calendar.services.request_state import Action

if TYPE_CHECKING:
    from django.contrib.auth.models import Group
    from django.db.models import Model

Outcome = SlotTaskState.Outcome
_OWN_REQUEST = _("To Twoja własna prośba albo zmieniany przez Ciebie tekst. Zatwierdzi ją inna osoba z moderacji.")
_OWN_ORGANISATION = _("To prośba Twojej organizacji. Zatwierdzi ją inna osoba z moderacji.")


# --- Whose requests


def workflow_of(page: Page) -> Workflow | None:
    """The slot workflow of the page's owner COP."""
    tasks = SlotReviewTask.objects.filter(cop_id=getattr(page, "owner_cop_id", None), active=True).values("pk")
    return Workflow.objects.filter(active=True, workflow_tasks__task__in=tasks).order_by("pk").first()


def make_workflow(cop: Organisation, reviewers: Iterable[Group], name: str) -> Workflow:
    """The COP's workflow for requests, with its one task. Made once; the reviewers are set again each time."""
    return workflows.make_workflow(cop, reviewers, name, model=SlotReviewTask, task_name=gettext("Terminy: %(cop)s") % {"cop": cop.name})


def may_review(task: SlotReviewTask, user: User) -> bool:
    """Whether the person belongs to those who decide for this COP."""
    return user.is_active and (user.is_superuser or task._user_in_groups(user))


def tasks_of(user: User) -> QuerySet[SlotReviewTask]:
    """The COPs' tasks that the person decides on."""
    tasks = SlotReviewTask.objects.filter(active=True)
    if user.is_superuser:
        return tasks
    return tasks.filter(groups__user=user).distinct() if user.is_active else tasks.none()


def waiting_states(user: User) -> QuerySet[SlotTaskState]:
    """The decisions that wait for this person, oldest first."""
    return (
        SlotTaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task__in=tasks_of(user).values("pk"))
        .filter(workflow_state__status=WorkflowState.STATUS_IN_PROGRESS)
        .select_related("workflow_state", "revision")
        .order_by("workflow_state__created_at", "pk")
    )


def approval_problem(page: Page, user: User) -> str:
    """Why this person may not approve this request; empty when they may. Nobody decides for their own organisation."""
    if workflows.is_own_text(page, user):
        return str(_OWN_REQUEST)
    if user.memberships.filter(organisation_id=getattr(page, "organiser_id", None) or 0).exists():
        return str(_OWN_ORGANISATION)
    return ""


def approval_problems(events: Sequence[EventPage], user: User) -> dict[int, str]:
    """The same for many requests, by primary key, of those that the person may not approve: three queries, however many."""
    own = workflows.own_among(events, user)
    acts_for = set(user.memberships.values_list("organisation_id", flat=True))
    mine = {event.pk: str(_OWN_ORGANISATION) for event in events if event.organiser_id in acts_for}
    return mine | dict.fromkeys(own, str(_OWN_REQUEST))


# --- The task's answers to Wagtail


def actions_for(task: SlotReviewTask, obj: Model, user: User) -> list[tuple[str, str, bool]]:
    """The decisions that the page editor offers; another slot is proposed in the queue, where one sees what is free."""
    if not may_review(task, user):
        return []
    actions = [("reject", gettext("Poproś o zmiany"), True), ("refuse", gettext("Odrzuć prośbę"), True)]
    if not isinstance(obj, Page) or not approval_problem(obj, user):
        actions.append(("approve", gettext("Zatwierdź"), False))
    return actions


def act(task_state: TaskState, user: User, action: str, comment: str) -> None:
    """A decision from the page editor."""
    known = {"approve": approve, "reject": ask_for_changes, "refuse": refuse}
    if action not in known:
        raise ReviewRefused(gettext("Nie możesz tego zrobić z tą prośbą."))
    known[action](task_state.pk, user, comment)


# --- Deciding


def _turn(state_id: int, user: User, *, unanswered: bool = False) -> tuple[SlotTaskState, EventPage]:
    """The decision and the event as they are now, locked. Of two who press at once the second finds it decided.

    `unanswered` takes a question or a proposal too that its organisation has not answered.
    """
    state = SlotTaskState.objects.select_related("workflow_state").filter(pk=state_id).first()
    if state is None:
        raise ReviewRefused(gettext("Tej prośby już nie ma."))
    take_turn(int(state.workflow_state.object_id))
    state = SlotTaskState.objects.select_for_update(of=("self",)).select_related("workflow_state").get(pk=state_id)
    task = state.task.specific
    if not isinstance(task, SlotReviewTask) or not may_review(task, user):
        raise ReviewRefused(gettext("O tej prośbie decyduje moderacja innego COP."))
    if state.status != TaskState.STATUS_IN_PROGRESS and not (unanswered and is_unanswered(state)):
        raise AlreadyDecided(_decided(state))
    return state, EventPage.objects.get(pk=state.workflow_state.object_id)


def is_unanswered(state: SlotTaskState) -> bool:
    """Whether it is the organisation's turn: what the COP asked or proposed last has no answer yet."""
    row = state.workflow_state
    return row.status == WorkflowState.STATUS_NEEDS_CHANGES and row.current_task_state_id == state.pk


def unanswered_state(event: EventPage) -> SlotTaskState | None:
    """The question or the proposal that waits for the organisation's answer."""
    row = event.current_workflow_state
    if row is None or row.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return None
    return SlotTaskState.objects.select_related("workflow_state").filter(pk=row.current_task_state_id).first()


_DECIDED = {
    Outcome.APPROVED: _("Ta prośba jest już zatwierdzona%(details)s."),
    Outcome.CHANGES: _("Organizacja dostała już pytanie o tę prośbę%(details)s."),
    Outcome.PROPOSED: _("Organizacja dostała już propozycję innego terminu%(details)s."),
    Outcome.REFUSED: _("Ta prośba jest już odrzucona%(details)s."),
    Outcome.WITHDRAWN: _("Ta prośba jest już wycofana%(details)s."),
    Outcome.EXPIRED: _("Ta prośba już wygasła%(details)s."),
}


def _decided(state: SlotTaskState) -> str:
    """What was decided meanwhile, by whom and when; for who presses a button that came too late."""
    ended = state.status == TaskState.STATUS_CANCELLED
    who, moment = state.finished_by, state.finished_at
    if ended and state.workflow_state.status == WorkflowState.STATUS_IN_PROGRESS:
        said = gettext("Organizacja zmieniła tę prośbę%(details)s i czeka ona na decyzję od nowa.")
    else:
        said = str(_DECIDED[Outcome(state.outcome or Outcome.WITHDRAWN)])
        if state.outcome in (Outcome.WITHDRAWN, Outcome.EXPIRED) and not ended:
            # Who asked or proposed before is not who ended it.
            who = moment = None
    return said % {"details": workflows.by_whom(who, moment)} + " " + gettext("Teraz nic się nie zmieniło.")


@transaction.atomic
def approve(state_id: int, user: User, comment: str = "") -> EventPage:
    """Confirm the request: the event is public and its places are confirmed in the same transaction.

    Raises `booking.SlotTaken` where a hold has run out and somebody else has the place by now; then nothing has changed.
    """
    state, event = _turn(state_id, user)
    problem = approval_problem(event, user)
    if problem:
        raise ReviewRefused(problem)
    latest: EventPage = event.get_latest_revision_as_object()
    if not latest.accessibility and not latest.accessibility_note.strip():
        raise ReviewRefused(gettext("Nie wiadomo, co jest dostępne. Poproś organizację, żeby to uzupełniła."))
    if not any(date.end > timezone.now() for date in recurrence.dates_of(latest) if not date.cancelled):
        raise ReviewRefused(gettext("Ten termin już minął. Zaproponuj inny albo odrzuć prośbę."))
    state.outcome = Outcome.APPROVED
    # The text as it stands above: dates of a live event may have been cancelled or moved since the change was asked for.
    state.revision_id = event.latest_revision_id
    state.save(update_fields=["outcome", "revision"])
    # Before what follows from it: which dates could not have their place.
    log(instance=event, action=Action.APPROVED, user=user, data={"comment": comment}, revision=state.revision)
    with telling.silently():
        state.approve(user=user, comment=comment)
    booking.free_pending(event)
    fresh = EventPage.objects.get(pk=event.pk)
    request_mail.confirmed(fresh, by=user, comment=comment)
    pagecache.bump()
    return fresh


@transaction.atomic
def ask_for_changes(state_id: int, user: User, comment: str) -> EventPage:
    """Send the request back with a question. Its slots stay held."""
    _needs_words(comment)
    state, event = _turn(state_id, user)
    state.outcome = Outcome.CHANGES
    state.save(update_fields=["outcome"])
    state.reject(user=user, comment=comment)
    log(instance=event, action=Action.CHANGES, user=user, data={"comment": comment}, revision=state.revision)
    request_mail.changes_requested(event, by=user, comment=comment)
    return event


@transaction.atomic
def propose(state_id: int, user: User, *, start: datetime, end: datetime, venue: Venue | None, comment: str = "") -> EventPage:
    """Offer another slot, which is held beside the one asked for until the organisation answers. Raises `booking.SlotTaken`."""
    state, event = _turn(state_id, user)
    if end <= start:
        raise ValidationError({"end": gettext("Godzina zakończenia jest wcześniejsza niż rozpoczęcia. Popraw jedną z nich.")})
    if start <= timezone.now():
        raise ValidationError({"start": gettext("Ten termin już minął. Wybierz późniejszy.")})
    latest: EventPage = event.get_latest_revision_as_object()
    if (start, end, venue) == (latest.start, latest.end, latest.venue):
        raise ValidationError({"start": gettext("O ten termin organizacja prosi. Zaproponuj inny dzień, godzinę albo miejsce.")})
    if cop := folders.other_cop(latest, venue):
        raise ValidationError({"venue": gettext("O terminach w tym miejscu decyduje %(cop)s. Wybierz inne miejsce.") % {"cop": cop}})
    state.outcome = Outcome.PROPOSED
    state.proposed_start, state.proposed_end, state.proposed_venue = start, end, venue
    state.save(update_fields=["outcome", "proposed_start", "proposed_end", "proposed_venue"])
    offered = with_proposal(latest, state)
    try:
        recurrence.validate(offered.rule, start)
    except ValidationError as error:
        raise ValidationError({"start": error.messages}) from error
    claims = [claim for date in recurrence.dates_of(offered) if (claim := booking.Claim.of(date)) is not None]
    if claims:
        expires = booking.holds_end(claims)
        # Beside a live page what is held belongs to the change, also the slot offered.
        change = event.latest_revision_id if event.live else None
        booking.take(offered, claims, status=Reservation.Status.HELD, expires_at=expires, revision_id=change, beside=True, may_skip=True)
        # The slot asked for waits as long as the one offered.
        held = Reservation.objects.filter(event=event, status=Reservation.Status.HELD, offer=False)
        held.filter(expires_at__lt=expires).update(expires_at=expires)
    state.reject(user=user, comment=comment)
    log(instance=event, action=Action.PROPOSED, user=user, data={"comment": comment}, revision=state.revision)
    request_mail.proposed(event, state, by=user, comment=comment)
    return event


def with_proposal(event: EventPage, state: SlotTaskState) -> EventPage:
    """The event as the moderator's proposal would have it, in memory: a series counted from the proposed start.

    ValidationError where its rule does not say how it would go on from there.
    """
    assert state.proposed_start is not None and state.proposed_end is not None  # noqa: PT018
    if event.rule:
        event.rule = series.rule_from(event, event.start, state.proposed_start)
    event.start, event.end, event.all_day = state.proposed_start, state.proposed_end, False
    event.venue = state.proposed_venue
    recurrence.carry_exceptions(event)
    return event


@transaction.atomic
def refuse(state_id: int, user: User, comment: str) -> EventPage:
    """Refuse the request with a reason, one too that its organisation leaves unanswered. Its slots are free at once, and the
    organisation is told of three others."""
    _needs_words(comment)
    state, event = _turn(state_id, user, unanswered=True)
    state.outcome = Outcome.REFUSED
    state.save(update_fields=["outcome"])
    if state.status == TaskState.STATUS_IN_PROGRESS:
        state.reject(user=user, comment=comment)
    workflow_state = WorkflowState.objects.get(pk=state.workflow_state_id)
    workflow_state.cancel(user=user)
    let_go(event)
    log(instance=event, action=Action.REFUSED, user=user, data={"comment": comment}, revision=state.revision)
    request_mail.refused(event, by=user, comment=comment)
    return event


def let_go(event: EventPage) -> None:
    """Free what a request holds that will not come. Of a change of a live event its text goes too: the newest is what is live."""
    if not event.live:
        booking.free(event)
        return
    booking.free_pending(event)
    # Nobody's text: who refused a change has not written what it goes back to.
    event.live_revision = event.save_revision(changed=False, clean=False)
    event.has_unpublished_changes = False
    event.save(update_fields=["live_revision", "has_unpublished_changes"])
    duties.refresh_event(event)


def _needs_words(comment: str) -> None:
    if not without_invisible(comment).strip():
        raise ValidationError({"comment": gettext("Napisz organizacji, o co chodzi.")})


# --- Many at once


class Left(NamedTuple):
    """A request that was not approved, and why; `late` where somebody had decided on it before."""

    state_id: int
    why: str
    late: bool = False


def approve_harmless(state_ids: Sequence[int], user: User) -> tuple[list[EventPage], list[Left]]:
    """Approve those of these requests that harm nobody, each in its own transaction; returns them and why the others were not."""
    approved: list[EventPage] = []
    left: list[Left] = []
    for state_id in state_ids:
        try:
            with transaction.atomic():
                SlotTaskState.objects.get(pk=state_id, task__in=tasks_of(user).values("pk"))
                # First of all whether it waits at all: of what somebody has decided, nothing else is worth saying.
                _state, event = _turn(state_id, user)
                weighed = weighing.weigh([event.get_latest_revision_as_object()])[event.pk]
                if weighed.harm:
                    raise ReviewRefused("; ".join(weighed.harm_in_short))
                approved.append(approve(state_id, user))
        except AlreadyDecided as refusal:
            left.append(Left(state_id, str(refusal), late=True))
        except (ReviewRefused, ValidationError) as refusal:
            left.append(Left(state_id, " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)))
        except SlotTaskState.DoesNotExist:
            left.append(Left(state_id, gettext("Tej prośby już nie ma.")))
    return approved, left
