"""Whose the checklists of legal duties are that belong to proposals. One that was published is its event's, which the calendar finds."""

from __future__ import annotations

from collections.abc import Callable, Collection
from uuid import UUID

from django.urls import reverse

from accounts.models import User
from events_calendar.services import duties
from events_calendar.services.duties import Subject
from framework_calendar import acting, proposal_duties
from framework_calendar.models import Allocation, Proposal
from framework_calendar.proposing import CHECK, Pages


def find(keys: Collection[UUID]) -> dict[UUID, Subject]:
    """Proposals by their keys: four queries."""
    # Whose event stands in the calendar is not asked about here, whichever app is asked first.
    rows = list(Proposal.objects.filter(key__in=keys).exclude(allocation__event__isnull=False).with_all())
    if not rows:
        return {}
    allocations = {one.proposal_id: one for one in Allocation.objects.filter(proposal__in=rows)}
    people: dict[int, list[User]] = {}
    for user, mine in acting.by_person(list({row.organisation_id: row.organisation for row in rows}.values())).items():
        for organisation in mine:
            people.setdefault(organisation.pk, []).append(user)
    return {row.key: _subject(row, allocations.get(row.pk), people.get(row.organisation_id, [])) for row in rows}


def _subject(proposal: Proposal, allocation: Allocation | None, people: list[User]) -> Subject:
    is_draft = proposal.state == Proposal.State.DRAFT
    acts: Callable[[User], bool] = lambda user: acting.acts_for(user, proposal.organisation_id)  # noqa: E731
    # Where its event was deleted, nobody is written to.
    active = proposal_duties.is_planned(proposal, allocation) and (allocation is None or allocation.published_at is None)
    return Subject(
        title=str(proposal),
        url=Pages(proposal).url(CHECK) if is_draft else reverse("framework_proposal", args=[proposal.pk]),
        people=people,
        may_tick=acts,
        active=active,
    )


def register() -> None:
    duties.register_subjects(find)
