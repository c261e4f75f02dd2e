"""A call whose proposals are being allocated: it closed yesterday, on 16 December 2026, and is published on 20 January."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.models import Membership, Organisation, User
from events_calendar.models import Venue
from framework_calendar.models import Call, Proposal
from tests.events_calendar.conftest import later
from tests.framework_calendar.factories import make_call, make_proposal, wish_for

BALANCING, PUBLICATION = "2026-12-16 12:00", "2027-01-20 08:00"
SATURDAY = date(2027, 5, 8)
SUNDAY = date(2027, 5, 9)


def balancing_call(**fields: Any) -> Call:
    later(BALANCING)
    return make_call(**fields)


def another_ngo(name: str = "Stowarzyszenie Inne", slug: str = "inne") -> Organisation:
    """An organisation with one person who acts for it."""
    made = Organisation.objects.create(kind="ngo", name=name, slug=slug, town="Słupsk")
    user = User.objects.create_user(f"{slug}@example.org", "tajne-haslo", first_name="Ola", last_name=name)
    Membership.objects.create(user=user, organisation=made, role="owner")
    return made


def wants(
    call: Call, organisation: Organisation, venue: Venue | None = None, day: date = SATURDAY, title: str = "Piknik", **fields: Any
) -> Proposal:
    """A proposal with one first wish, written by the first member of its organisation unless somebody is named."""
    author = User.objects.filter(memberships__organisation=organisation).first()
    fields = {"headcount": 30, "author": author, **fields}
    return make_proposal(call, organisation, wishes=[wish_for(day, venue)], title=title, **fields)
