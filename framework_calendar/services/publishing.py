"""Publishing a call: each settled allocation becomes an event with its place, and its people are told.

One transaction for each proposal, never one for all: the event, its reservation, the letters and the mark that it is published come
together or not at all. Killed anywhere, the next run does the rest; run again, it does nothing twice, since the proposal's `key` is the
event's `translation_key` and what is marked is left alone.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from accounts import roles
from accounts.models import Organisation, User
from accounts.workflows import ReviewRefused
from core import pagecache
from events_calendar import days, promises
from events_calendar.models import EventPage
from events_calendar.services import folders, requests, telling
from events_calendar.services.request_data import RequestData
from events_calendar.services.request_state import Action
from framework_calendar import outcome_mail, rights
from framework_calendar.models import Allocation, Call, CoOrganiser, Proposal
from framework_calendar.services.allocating import AllocationRefused, unpublished

logger = logging.getLogger(__name__)
PUBLISHED = "framework.call_published"


@dataclass
class Published:
    """What a run did: how many proposals became events, were told that they have no slot, and could not be published; and the names of
    the organisations of which nobody could be written to."""

    events: int = 0
    without_slot: int = 0
    problems: int = 0
    unreachable: list[str] = field(default_factory=list)


def refusal(call: Call, user: User) -> str:
    """Why the person cannot publish now; empty where they can. Before its day only CIO does."""
    if not rights.moderates(call, user):
        return _("O terminach w tym naborze decyduje moderacja innego COP.")
    if call.phase() in (Call.Phase.PLANNED, Call.Phase.OPEN):
        return _("Nabór jeszcze trwa. Ogłosisz terminy, gdy się skończy.")
    if call.settled_at is None:
        return _("Najpierw zaznacz, że podział jest uzgodniony.")
    if days.today() < call.publication_day and not roles.is_cio(user):
        return _("Dzień ogłoszenia jeszcze nie nadszedł. Wcześniej może ogłosić tylko CIO.")
    return ""


def publish(call: Call, user: User | None = None) -> Published:
    """Publish what is settled and not published yet. `user` is who pressed the button; the clock is nobody.

    Raises `AllocationRefused` for who may not. Proposals that cannot be published keep none of the others from it.
    """
    call = Call.objects.select_related("cop").get(pk=call.pk)
    if user is not None and (told := refusal(call, user)):
        raise AllocationRefused(told)
    done = Published()
    if call.settled_at is None:
        return done
    for pk in list(unpublished(call).order_by("allocation__start", "pk").values_list("pk", flat=True)):
        _publish_or_tell(pk, user, done)
    _finish(call, user)
    return done


def _publish_or_tell(pk: int, user: User | None, done: Published) -> None:
    try:
        # All that is stored and sent is Polish, whoever presses.
        with override("pl"), transaction.atomic():
            outcome, unreachable = _publish_one(pk, user)
    except DatabaseError:
        raise
    except (ValidationError, ReviewRefused) as error:
        _cannot(pk, " ".join(error.messages) if isinstance(error, ValidationError) else str(error), done)
    except Exception:
        logger.exception("framework: the proposal %s could not be published", pk)
        _cannot(pk, _("Portal nie zdołał zapisać wydarzenia. Administrator portalu widzi dlaczego."), done)
    else:
        if outcome == Allocation.Outcome.SLOT:
            done.events += 1
        elif outcome == Allocation.Outcome.NONE:
            done.without_slot += 1
        if unreachable and unreachable not in done.unreachable:
            done.unreachable.append(unreachable)


def _turn(pk: int) -> tuple[Proposal, Allocation] | None:
    """The proposal and its allocation as they are now, locked, its call first; None where there is nothing to do any more."""
    call_id = Proposal.objects.values_list("call_id", flat=True).get(pk=pk)
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    proposal = Proposal.objects.select_related("call__cop", "organisation__territory", "author").get(pk=pk)
    allocation = Allocation.objects.select_related("venue__parent", "commune").filter(proposal=proposal).first()
    if call.settled_at is None or proposal.state != Proposal.State.SUBMITTED or allocation is None or allocation.published_at is not None:
        return None
    return proposal, allocation


def _publish_one(pk: int, user: User | None) -> tuple[str, str]:
    """What it got, and the name of its organisation where that has nobody who could be told; both empty where it was done already."""
    found = _turn(pk)
    if found is None:
        return "", ""
    proposal, allocation = found
    allocation.published_at, allocation.problem = timezone.now(), ""
    if allocation.outcome == Allocation.Outcome.SLOT:
        event = _event_of(proposal, allocation, user)
        allocation.event = event
        outcome_mail.published(proposal, allocation, event)
    else:
        outcome_mail.without_slot(proposal, allocation)
    # `changed` stays: it is when somebody decided.
    Allocation.objects.filter(pk=allocation.pk).update(published_at=allocation.published_at, problem="", event=allocation.event)
    pagecache.bump()
    return str(allocation.outcome), "" if outcome_mail.proposers(proposal) else proposal.organisation.name


def _event_of(proposal: Proposal, allocation: Allocation, user: User | None) -> EventPage:
    """The event of a proposal: confirmed where the call's COP decides on its place, else held, with a request to the COP that does."""
    if allocation.start is None or allocation.start <= timezone.now():
        raise AllocationRefused(_("Ten termin już minął. Wybierz późniejszy."))
    venue = allocation.venue
    commune = venue.commune if venue is not None else allocation.commune or proposal.organisation.territory
    folder = folders.folder_of(commune)
    if folder is None:
        raise AllocationRefused(_("Portal nie ma jeszcze kalendarza, w którym może stać to wydarzenie."))
    owner = _owner_of(proposal)
    event = requests.new_event(owner, proposal.organisation, _data(proposal, allocation), proposal.key, folder)
    trusted = owner is not None and requests.is_trusted(venue, proposal.organisation, owner)
    comment = _("Z kalendarza ramowego: %(call)s") % {"call": proposal.call.title}
    with telling.silently():
        if folder.owner_cop_id == proposal.call.cop_id or trusted:
            revision = requests.hold(event, user, Action.SUBMITTED, comment)
            log(instance=event, action=Action.APPROVED, user=user or proposal.call.settled_by, data={"comment": comment}, revision=revision)
            revision.publish(user=user or proposal.call.settled_by, skip_permission_checks=True)
        else:
            requests.ask(event, owner, Action.SUBMITTED, comment, told=True)
    return EventPage.objects.get(pk=event.pk)


def _owner_of(proposal: Proposal) -> User | None:
    """Whose event it is from now on: who wrote the proposal, while they act for the organisation, else the first who does."""
    return next(iter(outcome_mail.proposers(proposal)), None)


def _data(proposal: Proposal, allocation: Allocation) -> RequestData:
    assert allocation.start is not None and allocation.end is not None  # noqa: PT018
    confirmed = Organisation.objects.filter(
        pk__in=proposal.co_organisers.filter(status=CoOrganiser.Status.CONFIRMED).values("organisation")
    )
    return RequestData(
        title=proposal.title,
        summary=proposal.summary or proposal.aim.strip()[:250] or proposal.title,
        description=proposal.description,
        start=allocation.start,
        end=allocation.end,
        venue=allocation.venue,
        place_name=allocation.place_name,
        territory=allocation.commune,
        kind=proposal.kind,
        topics=list(proposal.topics.all()),
        audience=proposal.audience,
        headcount=proposal.headcount,
        accessibility=proposal.accessibility,
        accessibility_note=proposal.accessibility_note,
        circumstances=proposal.circumstances,
        co_organisers=list(confirmed),
    )


def _cannot(pk: int, why: str, done: Published) -> None:
    """Keep why nothing was published, and tell the moderators, in a transaction of its own."""
    with override("pl"), transaction.atomic():
        found = _turn(pk)
        if found is None:
            return
        proposal, allocation = found
        allocation.problem = why[:400]
        Allocation.objects.filter(pk=allocation.pk).update(problem=allocation.problem)
        outcome_mail.problem(proposal, allocation)
    done.problems += 1


def _finish(call: Call, user: User | None) -> None:
    """The call is published when each proposal is dealt with: published, or left to the moderators with its problem."""
    with transaction.atomic():
        fresh = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        if fresh.settled_at is None or unpublished(fresh).filter(allocation__problem="").exists():
            return
        if unpublished(fresh).filter(allocation=None).exists():
            return
        if fresh.published_at is None:
            fresh.published_at = timezone.now()
            fresh.save(update_fields=["published_at"])
            log(instance=fresh, action=PUBLISHED, user=user)
        pagecache.bump()


# --- By the clock


def publish_due() -> int:
    """Publish the calls whose day has come; of those that nobody settled remind the moderators, on working days, once a day. Returns how
    many calls there were."""
    today = days.today()
    due = Call.objects.filter(publication_day__lte=today).select_related("cop")
    count = 0
    for call in due.filter(proposals__state=Proposal.State.SUBMITTED).distinct().order_by("publication_day", "pk"):
        left = unpublished(call)
        if not left.exists():
            continue
        count += 1
        if call.settled_at is not None:
            publish(call)
        elif promises.is_working_day(today):
            with transaction.atomic():
                outcome_mail.unsettled(call, left=left.filter(allocation=None).count(), dedupe=f"{call.pk}:{today.isoformat()}")
    return count
