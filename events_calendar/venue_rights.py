"""Who looks after a place: the people of the COP or office whose it is, an NGO's the COP that serves its commune, CIO all of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts import roles
from accounts.models import Organisation, User
from events_calendar.models import Venue


def office_ids_of(user: User) -> frozenset[int]:
    """The local governments whose officer the person is."""
    if not user.is_active:
        return frozenset()
    rows = Organisation.objects.filter(role_groups__group__user=user, role_groups__role=roles.Role.OFFICER)
    return frozenset(rows.values_list("pk", flat=True))


def looks_after_any(user: User | AnonymousUser) -> bool:
    """Whether the person could look after a place at all."""
    return isinstance(user, User) and (roles.is_cio(user) or bool(roles.cop_ids_of(user)) or bool(office_ids_of(user)))


def venues_of(user: User | AnonymousUser) -> QuerySet[Venue]:
    """The places that the person looks after."""
    if not isinstance(user, User):
        return Venue.objects.none()
    if roles.is_cio(user):
        return Venue.objects.all()
    own = Q(owner__in=roles.cop_ids_of(user)) | Q(owner__in=office_ids_of(user))
    return Venue.objects.filter(own | Q(owner__kind=Organisation.Kind.NGO) & served_by(roles.cop_ids_of(user)))


def served_by(cops: Iterable[int] | QuerySet) -> Q:
    """Places in a commune that one of these COPs serves: there it decides on requests, whosever the place is."""
    # A room without a commune of its own is where its building is, a part of a hall where the hall's building is.
    return (
        Q(territory__served_by__cop__in=cops)
        | Q(territory=None, parent__territory__served_by__cop__in=cops)
        | Q(territory=None, parent__territory=None, parent__parent__territory__served_by__cop__in=cops)
    )


def usable_by(user: User | AnonymousUser) -> QuerySet[Venue]:
    """The places that the person may give to an event: those they look after, and those on which their COP decides."""
    if not isinstance(user, User):
        return Venue.objects.none()
    if roles.is_cio(user):
        return Venue.objects.all()
    return Venue.objects.filter(Q(pk__in=venues_of(user).values("pk")) | served_by(roles.cop_ids_of(user)))


def may_use(user: User | AnonymousUser, venue: Venue) -> bool:
    """Whether the person may give this place to an event."""
    return usable_by(user).filter(pk=venue.pk).exists()


def owners_for(user: User) -> QuerySet[Organisation]:
    """The organisations whose places the person may write down."""
    everybody = Organisation.objects.order_by("sort_key", "name")
    if roles.is_cio(user):
        return everybody
    cops = roles.cop_ids_of(user)
    ngos = Q(kind=Organisation.Kind.NGO, territory__served_by__cop__in=cops)
    return everybody.filter(Q(pk__in=cops) | Q(pk__in=office_ids_of(user)) | ngos)


def may_look_after(user: User | AnonymousUser, venue: Venue) -> bool:
    """Whether this place, as it is written down now, saved or not, is one that the person looks after."""
    if not isinstance(user, User) or not looks_after_any(user):
        return False
    if roles.is_cio(user):
        return True
    if venue.owner.kind != Organisation.Kind.NGO:
        return venue.owner_id in roles.cop_ids_of(user) | office_ids_of(user)
    serves = getattr(venue.commune, "served_by", None)
    return serves is not None and serves.cop_id in roles.cop_ids_of(user)
