"""Making an event together: one side asks, and the other one answers from its own account.

Each function is one transaction, checks for whom the person acts, and writes one line of history and the mails that go with it.
They raise `ProposalRefused` with a sentence for the person.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import Organisation, User
from core import pagecache
from framework_calendar import framework_mail, history
from framework_calendar.models import Call, CoOrganiser, Proposal
from framework_calendar.services import proposals
from framework_calendar.services.proposals import ProposalRefused

Status = CoOrganiser.Status
MOST = 20


def _proposal(pk: int) -> Proposal:
    """A proposal that was sent and is not in the calendar yet, for the rest of this transaction."""
    found = Proposal.objects.select_for_update(of=("self",)).filter(pk=pk).with_all().first()
    if found is None or found.state == Proposal.State.DRAFT:
        raise ProposalRefused(_("Tej propozycji nie ma w portalu albo nie jest jeszcze wysłana."))
    if found.state == Proposal.State.WITHDRAWN:
        raise ProposalRefused(_("Ta propozycja jest wycofana."))
    if found.call.phase() == Call.Phase.PUBLISHED:
        raise ProposalRefused(_("Kalendarz jest już ogłoszony, więc lista współorganizatorów się nie zmienia. Napisz do COP."))
    return found


def _row(pk: int) -> CoOrganiser:
    found = CoOrganiser.objects.filter(pk=pk).values_list("proposal", flat=True).first()
    proposal = _proposal(found) if found is not None else None
    row = CoOrganiser.objects.select_related("organisation").filter(pk=pk).first()
    if row is None or proposal is None:
        raise ProposalRefused(_("Tego zaproszenia już nie ma: ktoś je cofnął."))
    row.proposal = proposal
    return row


@transaction.atomic
def invite(user: User, proposal_pk: int, organisation: Organisation) -> CoOrganiser:
    """The proposer asks another organisation; one that has asked itself is taken by it."""
    proposal = _proposal(proposal_pk)
    proposals.must_act_for(user, proposal.organisation_id)
    if organisation.pk == proposal.organisation_id:
        raise ProposalRefused(_("To Twoja organizacja: i tak organizuje to wydarzenie."))
    row = CoOrganiser.objects.filter(proposal=proposal, organisation=organisation).first()
    if row is not None and row.status == Status.ASKS:
        return answer(user, row.pk, True)
    if row is not None and row.status != Status.DECLINED:
        raise ProposalRefused(_("%(name)s jest już na liście.") % {"name": organisation.name})
    if row is None and proposal.co_organisers.count() >= MOST:
        raise ProposalRefused(_("Zaprosić można najwyżej %(most)s organizacji.") % {"most": MOST})
    row = _write(proposal, organisation, row, Status.INVITED, user, "")
    log(proposal, history.INVITED, user=user, data={"organisation": organisation.name})
    framework_mail.invited(row, user)
    return row


@transaction.atomic
def ask(user: User, proposal_pk: int, organisation: Organisation, brings: str = "") -> CoOrganiser:
    """Another organisation wants to join; one that was invited joins by it."""
    proposal = _proposal(proposal_pk)
    proposals.must_act_for(user, organisation.pk)
    if organisation.pk == proposal.organisation_id:
        raise ProposalRefused(_("To propozycja Twojej organizacji: i tak ją organizuje."))
    row = CoOrganiser.objects.filter(proposal=proposal, organisation=organisation).first()
    if row is not None and row.status == Status.INVITED:
        return answer(user, row.pk, True, brings)
    if row is not None and row.status != Status.DECLINED:
        raise ProposalRefused(_("%(name)s jest już na liście.") % {"name": organisation.name})
    row = _write(proposal, organisation, row, Status.ASKS, user, brings)
    log(proposal, history.ASKED, user=user, data={"organisation": organisation.name})
    framework_mail.asks(row, user)
    return row


def _write(proposal: Proposal, organisation: Organisation, row: CoOrganiser | None, status: str, user: User, brings: str) -> CoOrganiser:
    row = row or CoOrganiser(proposal=proposal, organisation=organisation)
    row.status, row.asked_by, row.brings = status, user, brings[:300]
    row.answered_by = row.answered_at = None
    row.save()
    return row


@transaction.atomic
def answer(user: User, pk: int, accept: bool, brings: str = "") -> CoOrganiser:
    """Say yes or no: to an invitation by who was invited, to who wants to join by the proposer."""
    row = _row(pk)
    if row.status not in (Status.INVITED, Status.ASKS):
        raise ProposalRefused(_("Na to ktoś z Was już odpowiedział: %(status)s.") % {"status": row.get_status_display()})
    who = row.organisation_id if row.status == Status.INVITED else row.proposal.organisation_id
    proposals.must_act_for(user, who)
    asked = row.status
    row.status = Status.CONFIRMED if accept else Status.DECLINED
    row.answered_by, row.answered_at = user, timezone.now()
    if brings and accept:
        row.brings = brings[:300]
    row.save()
    log(row.proposal, history.CONFIRMED if accept else history.DECLINED, user=user, data={"organisation": row.organisation.name})
    framework_mail.answered(row, user, asked)
    pagecache.bump()
    return row


@transaction.atomic
def leave(user: User, pk: int) -> CoOrganiser:
    """Who joined leaves; who asked, or was asked, takes the question back. Only the organisation itself does the first."""
    row = _row(pk)
    if row.status in (Status.CONFIRMED, Status.ASKS):
        proposals.must_act_for(user, row.organisation_id)
    elif row.status == Status.INVITED:
        proposals.must_act_for(user, row.proposal.organisation_id)
    else:
        raise ProposalRefused(_("Tej organizacji nie ma już na liście współorganizatorów."))
    was_confirmed = row.status == Status.CONFIRMED
    row.status, row.answered_by, row.answered_at = Status.DECLINED, user, timezone.now()
    if was_confirmed:
        row.save()
        framework_mail.left(row, user)
    else:
        row.delete()
    log(row.proposal, history.LEFT, user=user, data={"organisation": row.organisation.name})
    pagecache.bump()
    return row
