"""What a requester does with a request for a slot. A request is a draft event in its COP's workflow (design decision 6).

Each function is one transaction, checks that the person acts for the organisation, writes one line of history and the mails
that go with it. They raise `RequestRefused` with a sentence for the person, `booking.SlotTaken`, or ValidationError.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.coreutils import find_available_slug
from wagtail.log_actions import log
from wagtail.models import Revision, Workflow, WorkflowState

from accounts.models import Membership, Organisation, User
from accounts.workflows import ReviewRefused
from core import pagecache
from core.querysets import take_turn
from events_calendar import request_mail
from events_calendar.models import (
    CalendarFolderPage,
    EventPage,
    Reservation,
    SlotRequestDraft,
    SlotTaskState,
    Venue,
    WaitingEntry,
)
from events_calendar.services import booking, duties, folders, moderation, request_state
from events_calendar.services.request_data import RequestData, apply, check, keep_to_rules, says
from events_calendar.services.request_state import ASKING, HOLDING, PROPOSING, Action, State
from events_calendar.services.weighing import claims_now

DRAFT_DAYS = 30
# In which its people may write it anew and send it again.
RESENDABLE = (State.SUBMITTED, *ASKING, *PROPOSING, State.REJECTED, State.WITHDRAWN, State.EXPIRED)
Outcome = SlotTaskState.Outcome


class RequestRefused(ReviewRefused):
    """This cannot be done with the request; the message says why and what to do."""


# --- Who may, and where it goes


def organisations_of(user: User) -> list[Organisation]:
    """The organisations in whose name the person may ask for a slot."""
    rows = Membership.objects.filter(user=user).select_related("organisation__territory").order_by("organisation__sort_key")
    return [row.organisation for row in rows] if user.is_active else []


def may_act(event: EventPage, user: User) -> bool:
    """Whether the person may change this request: they act for its organisation now, whoever asked."""
    if not event.is_request or not user.is_active:
        return False
    return Membership.objects.filter(user=user, organisation_id=event.organiser_id).exists()


def may_read(event: EventPage, user: User) -> bool:
    """Whether the person may see this request: they act for its organisation, or asked for it before they left."""
    return may_act(event, user) or (event.is_request and user.is_active and event.owner_id == user.pk)


def folder_for(venue: Venue | None, organisation: Organisation) -> CalendarFolderPage:
    """The folder of the COP that serves the place's commune, without a place the organisation's; where no COP does, CIO's."""
    found = folders.folder_of(venue.commune if venue is not None else organisation.territory)
    if found is None:
        raise RequestRefused(_("Portal nie ma jeszcze kalendarza, do którego można wysłać prośbę."))
    return found


def is_trusted(venue: Venue | None, organisation: Organisation, user: User) -> bool:
    """Whether the place's owner lets this organisation, or a group of the person, book without asking."""
    if venue is None:
        return False
    return venue.trusted_organisations.filter(pk=organisation.pk).exists() or venue.trusted_groups.filter(user=user).exists()


def new_event(
    user: User | None, organisation: Organisation, data: RequestData, key: UUID | None, folder: CalendarFolderPage | None = None
) -> EventPage:
    """The draft page of a request, in the folder of the COP that decides on it unless another is named. Nothing is held, nobody told:
    for the services that go on from there."""
    folder = folder or folder_for(data.venue, organisation)
    event = EventPage(
        is_request=True, live=False, owner=user, organiser=organisation, locale=folder.locale, owner_cop_id=folder.owner_cop_id, slug=""
    )
    if key is not None:
        event.translation_key = key
    apply(data, event)
    check(event)
    event.draft_title = event.title
    # Two requests with one title at once: the second sees the first one's address.
    take_turn(folder.pk)
    folder.refresh_from_db()
    event.slug = find_available_slug(folder, event.slug)
    folder.add_child(instance=event)
    if data.topics:
        event.topics.set(data.topics)
    event.save()
    return event


def _first_of(user: User, key: UUID | None) -> EventPage | None:
    """The request that this draft has become already: sent twice, it is one."""
    if key is None:
        return None
    SlotRequestDraft.objects.select_for_update().filter(key=key).first()
    return EventPage.objects.filter(translation_key=key, owner=user, is_request=True).first()


def _forget_draft(key: UUID | None) -> None:
    if key is not None:
        SlotRequestDraft.objects.filter(key=key).delete()


def _must_act_for(organisation: Organisation, user: User) -> None:
    if not Membership.objects.filter(user=user, organisation=organisation).exists() or not user.is_active:
        raise RequestRefused(_("Nie działasz w imieniu tej organizacji, więc nie możesz prosić dla niej o termin."))


def _keep_to_cop(event: EventPage, venue: Venue | None) -> None:
    if told := folders.refusal(event, venue):
        raise RequestRefused(told)


def _hold(event: EventPage) -> None:
    """Hold what the request's newest text says, and free what it said before; of a live event beside what is confirmed."""
    claims = claims_now(event)
    expires = booking.holds_end(claims) if claims else None
    if event.live:
        assert event.latest_revision_id is not None
        booking.take_beside(event, claims, expires_at=expires, revision_id=event.latest_revision_id)
    else:
        booking.take(event, claims, status=Reservation.Status.HELD, expires_at=expires, may_skip=True)


def _store(event: EventPage, user: User) -> Revision:
    """Keep the request's new text and hold what it says. A live page shows nothing of it: only a decision publishes."""
    if not event.live:
        event.save()
    revision = event.save_revision(user=user)
    _hold(event)
    duties.refresh_event(event)
    return revision


def _rewritten(event: EventPage, data: RequestData) -> EventPage:
    """The request's newest text with what was sent now, in memory."""
    latest: EventPage = event.get_latest_revision_as_object()
    _keep_to_cop(latest, data.venue)
    apply(data, latest)
    # A live page is not saved here, and its mails name the place that is asked for.
    latest.take_place_from_venue()
    check(latest)
    latest.topics.set(data.topics)
    return latest


def _decided_by(event: EventPage) -> Workflow:
    workflow = moderation.workflow_of(event)
    if workflow is None:
        raise RequestRefused(_("Ten COP nie przyjmuje jeszcze próśb przez portal. Napisz do niego."))
    return workflow


# --- Asking


@transaction.atomic
def submit(user: User, organisation: Organisation, data: RequestData, *, key: UUID | None = None) -> EventPage:
    """Send the request: its slots are held, its COP is told. Where the place trusts the organisation, it is confirmed at once.

    `key` is the draft's: the same key makes one request, however often it is sent, and the draft is deleted.
    """
    _must_act_for(organisation, user)
    already = _first_of(user, key)
    if already is not None:
        return already
    event = new_event(user, organisation, data, key)
    _begin(event, user, Action.SUBMITTED)
    _forget_draft(key)
    return event


def _begin(event: EventPage, user: User, action: str, comment: str = "") -> None:
    """Hold the slots and start the decision, or confirm at once where nobody needs to be asked."""
    keep_to_rules(event)
    assert event.organiser is not None
    if is_trusted(event.venue, event.organiser, user):
        revision = hold(event, user, action, comment)
        log(instance=event, action=Action.TRUSTED, user=user, data={"comment": ""}, revision=revision)
        revision.publish(user=user, skip_permission_checks=True)
        pagecache.bump()
        return
    ask(event, user, action, comment)


def hold(event: EventPage, user: User | None, action: str, comment: str = "") -> Revision:
    """Hold what a new request asks for, and keep its text. Raises `booking.SlotTaken`."""
    claims = claims_now(event)
    if claims:
        booking.take(event, claims, status=Reservation.Status.HELD, expires_at=booking.holds_end(claims), may_skip=True)
    revision = event.save_revision(user=user)
    duties.refresh_event(event)
    log(instance=event, action=action, user=user, data={"comment": comment}, revision=revision)
    return revision


def ask(event: EventPage, user: User | None, action: str, comment: str = "", *, told: bool = False) -> None:
    """Hold what a new request asks for and let its COP decide, the rules of the place apart: who calls this has seen to them.
    `told` where they also write to who asked."""
    hold(event, user, action, comment)
    _decided_by(event).start(event, user)
    request_mail.submitted(event, by=user, told=told)


@transaction.atomic
def wait(user: User, organisation: Organisation, data: RequestData, *, key: UUID | None = None) -> EventPage:
    """Join the waiting list for a slot that somebody has. Nothing is held; when the slot is free, the first who waits is asked.

    Where it is free by now, the request is sent at once, as by `submit`.
    """
    _must_act_for(organisation, user)
    already = _first_of(user, key)
    if already is not None:
        return already
    if data.venue is None or data.rule or data.added:
        raise RequestRefused(_("Na zajęty termin można czekać, gdy wydarzenie ma jeden termin w miejscu z portalu."))
    event = new_event(user, organisation, data, key)
    keep_to_rules(event)
    minutes = {"setup_minutes": event.setup_minutes, "cleanup_minutes": event.cleanup_minutes}
    if not booking.conflicts_of(event, claims_now(event), **minutes, still=True):
        # Nobody would tell the list: what is free is not freed again.
        _begin(event, user, Action.SUBMITTED)
        _forget_draft(key)
        return event
    WaitingEntry.objects.create(event=event, venue=data.venue, start=event.start, end=event.end)
    event.save_revision(user=user)
    duties.refresh_event(event)
    log(instance=event, action=Action.WAITING, user=user, data={"comment": ""})
    _forget_draft(key)
    request_mail.waits(event)
    return event


# --- Afterwards


def mine(event: EventPage, user: User, *allowed: State) -> tuple[EventPage, WorkflowState | None]:
    """The request as it is now, locked; refused where the person does not act for it or it is in another state."""
    take_turn(event.pk)
    fresh = EventPage.objects.get(pk=event.pk)
    if not may_act(fresh, user):
        raise RequestRefused(_("To nie jest prośba Twojej organizacji."))
    state = request_state.state_of(fresh)
    if state not in allowed:
        raise RequestRefused(_("Tego nie można już zrobić. Prośba jest teraz: %(state)s.") % {"state": state.label})
    return fresh, fresh.current_workflow_state


def _task_state(workflow_state: WorkflowState | None) -> SlotTaskState:
    state = workflow_state.current_task_state.specific if workflow_state and workflow_state.current_task_state else None
    if not isinstance(state, SlotTaskState):
        raise RequestRefused(_("Na tę prośbę nikt już nie czeka."))
    return state


def end_workflow(event: EventPage, outcome: str, user: User | None) -> None:
    """Stop the decision, with what came of it. Nothing where nothing is being decided."""
    workflow_state = event.current_workflow_state
    if workflow_state is None:
        return
    state = _task_state(workflow_state)
    state.outcome = outcome
    state.save(update_fields=["outcome"])
    workflow_state.cancel(user=user)


@transaction.atomic
def withdraw(event: EventPage, user: User, reason: str = "") -> EventPage:
    """Take a request back that is not decided yet, or stop waiting. Its slots are free at once. Its text stays."""
    event, _workflow_state = mine(event, user, *HOLDING, State.WAITING, State.OFFERED)
    end_workflow(event, Outcome.WITHDRAWN, user)
    WaitingEntry.objects.filter(event=event, original=None).update(status=WaitingEntry.Status.LEFT)
    moderation.let_go(event)
    log(instance=event, action=Action.WITHDRAWN, user=user, data={"comment": reason})
    request_mail.withdrawn(event, by=user, reason=reason)
    return event


@transaction.atomic
def resubmit(event: EventPage, user: User, data: RequestData, answer: str = "") -> EventPage:
    """Send a changed request: after a question with its answer, while it waits, or once more after it ended without a yes.
    So too a change of a confirmed event that was sent back.

    The moderator decides on the new text: a decision on the old one is refused.
    """
    event, workflow_state = mine(event, user, *RESENDABLE)
    # Read whole from its revision: the rows below are written anew.
    before = event if event.live else event.get_latest_revision_as_object()
    latest = _rewritten(event, data)
    if workflow_state is None:
        latest.save()
        _begin(latest, user, Action.RESUBMITTED, answer)
        return latest
    keep_to_rules(latest)
    revision = _store(latest, user)
    state = _task_state(workflow_state)
    if workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.answer = answer
        state.save(update_fields=["answer"])
        workflow_state.resume(user=user)
    else:
        state.cancel(user=user, resume=True)
    log(instance=latest, action=Action.RESUBMITTED, user=user, data={"comment": answer}, revision=revision)
    request_mail.resubmitted(latest, by=user, answer=answer, before=before)
    return latest


@transaction.atomic
def accept_proposal(event: EventPage, user: User) -> EventPage:
    """Take the slot that the moderator proposed; the refused one is free. The moderator then confirms."""
    event, workflow_state = mine(event, user, *PROPOSING)
    state = _task_state(workflow_state)
    latest: EventPage = moderation.with_proposal(event.get_latest_revision_as_object(), state)
    revision = _store(latest, user)
    state.answer = _("Pasuje nam proponowany termin.")
    state.save(update_fields=["answer"])
    assert workflow_state is not None
    workflow_state.resume(user=user)
    log(instance=latest, action=Action.ACCEPTED, user=user, data={"comment": ""}, revision=revision)
    request_mail.resubmitted(latest, by=user, answer=state.answer)
    return latest


@transaction.atomic
def decline_proposal(event: EventPage, user: User, answer: str) -> EventPage:
    """The proposed slot does not suit: it is free again, and the request waits as it was, with the answer."""
    event, workflow_state = mine(event, user, *PROPOSING)
    state = _task_state(workflow_state)
    latest: EventPage = event.get_latest_revision_as_object()
    _hold(latest)
    state.answer = answer
    state.save(update_fields=["answer"])
    assert workflow_state is not None
    workflow_state.resume(user=user)
    log(instance=event, action=Action.DECLINED, user=user, data={"comment": answer})
    request_mail.resubmitted(latest, by=user, answer=answer)
    return event


@transaction.atomic
def ask_for_change(event: EventPage, user: User, data: RequestData, reason: str = "") -> EventPage:
    """Ask for another time or place of a confirmed event. The old slots stay confirmed and the new ones are held beside them,
    until the moderator decides; readers see the old version until then."""
    event, _workflow_state = mine(event, user, State.CONFIRMED)
    before = says(event)
    latest = _rewritten(event, data)
    if says(latest) == before:
        raise RequestRefused(_("Nic się nie zmieniło. Zmień termin, miejsce albo opis i wyślij prośbę jeszcze raz."))
    keep_to_rules(latest)
    revision = _store(latest, user)
    _decided_by(event).start(EventPage.objects.get(pk=event.pk), user)
    log(instance=event, action=Action.CHANGE_ASKED, user=user, data={"comment": reason}, revision=revision)
    # Read again: without a change before this one the newest text is the page itself, written over above.
    request_mail.submitted(latest, by=user, before=EventPage.objects.get(pk=event.pk), comment=reason)
    return latest


# --- Offers of the waiting list


@transaction.atomic
def accept_offer(event: EventPage, user: User) -> EventPage:
    """Take the slot that has become free: it is held as for any request, and the COP decides."""
    event, _workflow_state = mine(event, user, State.OFFERED)
    entry = WaitingEntry.objects.select_for_update().get(event=event, original=None)
    if entry.offered_until is None or entry.offered_until <= timezone.now():
        raise RequestRefused(_("Na odpowiedź było 48 godzin. Termin zaproponowaliśmy następnej osobie."))
    entry.status = WaitingEntry.Status.ACCEPTED
    entry.save(update_fields=["status"])
    _begin(event.get_latest_revision_as_object(), user, Action.OFFER_ACCEPTED)
    return event


def prune_drafts() -> int:
    """Delete drafts that nobody touched for 30 days, with what was ticked in them; returns how many."""
    old = SlotRequestDraft.objects.filter(updated__lt=timezone.now() - timedelta(days=DRAFT_DAYS))
    # The key of one that was sent is its event's: that checklist stays.
    keys = set(old.values_list("key", flat=True))
    duties.forget(keys - set(EventPage.objects.filter(translation_key__in=keys).values_list("translation_key", flat=True)))
    deleted, _by_model = old.delete()
    return deleted
