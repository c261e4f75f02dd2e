"""The checklist of legal duties of a proposal: it follows what is sent, and who acts for the organisation ticks it.

Its key is the proposal's, which the event has after the publication: from then on the list is the event's, with all that was ticked.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events_calendar.models import DutyLine
from events_calendar.services import duties
from framework_calendar import proposal_duties
from framework_calendar.models import Proposal, Wish
from framework_calendar.services import proposals
from framework_calendar.services.proposals import AlreadySent, ProposalData, ProposalRefused


def preview(proposal: Proposal, data: ProposalData) -> list[DutyLine]:
    """The checklist as what is typed would make it; nothing is written."""
    facts = proposal_duties.facts_of(data, data.circumstances, data.wishes)
    return duties.preview(proposal.key, facts) if facts is not None else []


def follow(proposal: Proposal, wishes: Sequence[Wish]) -> None:
    """Make the checklist say what a proposal that was sent means."""
    facts = proposal_duties.facts_of(proposal, proposal.circumstances, wishes)
    if facts is not None:
        duties.refresh(proposal.key, facts)


@transaction.atomic
def tick(user: User, pk: int, line: int, *, done: bool) -> DutyLine:
    """Note that a duty of a proposal that was sent is done, or is not after all. Raises `ReviewRefused` or `ProposalRefused`."""
    found = Proposal.objects.filter(pk=pk).first()
    if found is None:
        raise ProposalRefused(_("Tej propozycji już nie ma w portalu."))
    return duties.tick(found.key, line, user, done=done)


@transaction.atomic
def tick_unsent(user: User, pk: int, data: ProposalData, chosen: str, *, done: bool) -> DutyLine:
    """The same of a draft that says `data`; `chosen` is the rule. Raises `AlreadySent` where it is none any more."""
    # Its row is the turn: who sends it meanwhile comes before or after.
    found = Proposal.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise ProposalRefused(_("Tej propozycji już nie ma w portalu."))
    proposals.must_act_for(user, found.organisation_id)
    if found.state != Proposal.State.DRAFT:
        raise AlreadySent
    facts = proposal_duties.facts_of(data, data.circumstances, data.wishes)
    lines = duties.refresh(found.key, facts) if facts is not None else []
    line = next((one for one in lines if str(one.duty_id) == chosen), None)
    return duties.tick(found.key, line.pk if line is not None else 0, user, done=done)


def may_tick(user: User, proposal: Proposal) -> bool:
    """Whether the person ticks this list now: after the publication who acts for the event."""
    subject = duties.subjects_of([proposal.key]).get(proposal.key)
    return subject is not None and user.is_active and subject.may_tick(user)
