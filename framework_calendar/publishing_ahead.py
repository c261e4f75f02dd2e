"""What publishing a call will do, read before anybody presses the button: it cannot be taken back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Q

from accounts.models import Organisation, User
from events_calendar.models import Venue
from events_calendar.services import folders
from framework_calendar import acting
from framework_calendar.models import Allocation, Call, Proposal
from framework_calendar.services import allocating


@dataclass
class Ahead:
    """How many proposals become events at once, wait for another COP by its name, and have no slot; whom no mail reaches."""

    events: int = 0
    without_slot: int = 0
    elsewhere: dict[str, int] = field(default_factory=dict)
    unreachable: list[str] = field(default_factory=list)

    @property
    def waiting(self) -> int:
        return sum(self.elsewhere.values())

    @property
    def count(self) -> int:
        return self.events + self.waiting + self.without_slot


def of(call: Call) -> Ahead:
    """What would be published now. A constant number of queries, however many proposals there are."""
    places = ("allocation__venue__territory", "allocation__venue__parent__territory", "allocation__venue__parent__parent__territory")
    rows = allocating.unpublished(call).exclude(allocation=None).select_related("organisation", *places)
    proposals: list[Proposal] = list(rows)
    people = _people(proposals)
    communes = {one.pk: _commune_of(one) for one in proposals}
    cops = folders.cops_deciding(communes.values())
    found, elsewhere, away = Ahead(), Counter[str](), []
    for one in proposals:
        cop = cops.get(communes[one.pk])
        if one.allocation.outcome == Allocation.Outcome.NONE:
            found.without_slot += 1
        elif cop is None or cop.pk == call.cop_id:
            found.events += 1
        else:
            away.append((one, cop.name))
    trusted = _trusted([one for one, _cop in away], people)
    for one, cop_name in away:
        if one.pk in trusted:
            found.events += 1
        else:
            elsewhere[cop_name] += 1
    found.elsewhere = dict(sorted(elsewhere.items()))
    silent = {one.organisation for one in proposals if not people.get(one.organisation_id)}
    found.unreachable = [one.name for one in sorted(silent, key=lambda one: (one.sort_key, one.pk))]
    return found


def _commune_of(proposal: Proposal) -> int | None:
    row = proposal.allocation
    if row.venue is not None:
        commune = row.venue.commune
        return commune.pk if commune is not None else None
    return row.commune_id or proposal.organisation.territory_id


def _people(proposals: list[Proposal]) -> dict[int, list[User]]:
    """Who acts for each of their organisations."""
    organisations = list(Organisation.objects.filter(pk__in={one.organisation_id for one in proposals}))
    found: dict[int, list[User]] = {}
    for user, mine in sorted(acting.by_person(organisations).items(), key=lambda pair: pair[0].pk):
        for organisation in mine:
            found.setdefault(organisation.pk, []).append(user)
    return found


def _trusted(proposals: list[Proposal], people: dict[int, list[User]]) -> set[int]:
    """Of these proposals those whose place's owner lets them in without asking."""
    owners = {}
    for one in proposals:
        mine = people.get(one.organisation_id, [])
        owners[one.pk] = next((user.pk for user in mine if user.pk == one.author_id), mine[0].pk if mine else None)
    places = Q(pk__in={one.allocation.venue_id for one in proposals})
    venues = Venue.objects.filter(places)
    organisations = set(venues.values_list("pk", "trusted_organisations"))
    users = set(venues.filter(trusted_groups__user__in=set(owners.values()) - {None}).values_list("pk", "trusted_groups__user"))
    found = set()
    for one in proposals:
        place, owner = one.allocation.venue_id, owners[one.pk]
        if owner is not None and ((place, one.organisation_id) in organisations or (place, owner) in users):
            found.add(one.pk)
    return found
