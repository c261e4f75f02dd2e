"""Who acts for an organisation in the yearly call: its members, and of a local government its officers, who have a role instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from accounts.models import Membership, Organisation, RoleGroup, User

# A COP announces calls and does not propose.
KINDS = (Organisation.Kind.NGO, Organisation.Kind.JST)


def _offices(user: User) -> QuerySet[RoleGroup]:
    return RoleGroup.objects.filter(group__user=user, role=RoleGroup.Role.OFFICER, organisation__kind=Organisation.Kind.JST)


def ids_of(user: User) -> set[int]:
    """The organisations that the person acts for, COPs left out: two queries."""
    if not user.is_active:
        return set()
    members = Membership.objects.filter(user=user, organisation__kind__in=KINDS).values_list("organisation_id", flat=True)
    offices = _offices(user).values_list("organisation_id", flat=True)
    return {pk for pk in (*members, *offices) if pk is not None}


def organisations_of(user: User) -> list[Organisation]:
    """The same with their names, in order."""
    found = ids_of(user)
    return list(Organisation.objects.filter(pk__in=found).order_by("sort_key")) if found else []


def acts_for(user: User, organisation_id: int) -> bool:
    """Whether the person acts for this organisation, whatever its kind."""
    if not user.is_active:
        return False
    mine = Membership.objects.filter(user=user, organisation_id=organisation_id).exists()
    return mine or _offices(user).filter(organisation_id=organisation_id).exists()


def people_of(organisation_ids: Iterable[int] | QuerySet) -> list[User]:
    """Everybody who acts for one of these organisations."""
    ids = list(organisation_ids)
    officers = Q(groups__portal_role__organisation__in=ids, groups__portal_role__role=RoleGroup.Role.OFFICER)
    return list(User.objects.filter(Q(memberships__organisation__in=ids) | officers, is_active=True).distinct().order_by("pk"))


def by_person(organisations: Sequence[Organisation]) -> dict[User, list[Organisation]]:
    """Who acts for any of these, each with theirs in the given order: two queries."""
    found: dict[User, set[int]] = defaultdict(set)
    ids = [one.pk for one in organisations]
    for member in Membership.objects.filter(organisation__in=ids, user__is_active=True).select_related("user"):
        found[member.user].add(member.organisation_id)
    officers = User.groups.through.objects.filter(
        group__portal_role__organisation__in=ids, group__portal_role__role=RoleGroup.Role.OFFICER, user__is_active=True
    )
    for row in officers.select_related("user", "group__portal_role"):
        office = row.group.portal_role.organisation_id
        if office is not None:
            found[row.user].add(office)
    return {user: [one for one in organisations if one.pk in mine] for user, mine in found.items()}
