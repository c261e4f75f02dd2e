"""Who announces, balances and allocates a call: the moderators of its COP and CIO; and nobody alone for their own organisation."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts import roles
from accounts.models import RoleGroup, User
from framework_calendar import acting
from framework_calendar.models import Call, CoOrganiser, Proposal


def moderates(call: Call, user: User | AnonymousUser) -> bool:
    """Whether the person allocates this call's slots."""
    return isinstance(user, User) and (roles.is_cio(user) or call.cop_id in roles.moderated_cop_ids_of(user))


def calls_of(user: User | AnonymousUser) -> QuerySet[Call]:
    """The calls that the person allocates."""
    calls = Call.objects.select_related("cop")
    if not isinstance(user, User):
        return calls.none()
    return calls if roles.is_cio(user) else calls.filter(cop__in=roles.moderated_cop_ids_of(user))


def moderates_any(user: User | AnonymousUser) -> bool:
    """Whether the person could allocate at all."""
    return isinstance(user, User) and (roles.is_cio(user) or bool(roles.moderated_cop_ids_of(user)))


def moderators_of(call: Call) -> list[User]:
    """Who is written to about this call: its COP's moderators, CIO where it is CIO's or the COP has none."""
    found = [] if call.cop.slug == roles.CIO_SLUG else list(roles.people(call.cop, roles.Role.MODERATOR))
    cio = User.objects.filter(is_active=True, groups__portal_role__role=RoleGroup.Role.CIO).distinct()
    return found or list(cio)


def own_among(proposals: Iterable[Proposal], user: User) -> set[int]:
    """Which of these the person must not decide on alone: they wrote it, or act for one of its organisations. Three queries."""
    proposals = list(proposals)
    acts_for = acting.ids_of(user)
    own = {proposal.pk for proposal in proposals if proposal.author_id == user.pk or proposal.organisation_id in acts_for}
    if acts_for:
        together = CoOrganiser.objects.filter(
            proposal__in=[proposal.pk for proposal in proposals], organisation__in=acts_for, status=CoOrganiser.Status.CONFIRMED
        )
        own |= set(together.values_list("proposal_id", flat=True))
    return own
