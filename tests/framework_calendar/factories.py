"""Calls and proposals for tests: an open call of COP Słupsk for 2027, on 24 November 2026."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from accounts.models import Organisation
from core.models import Territory
from events_calendar.models import Venue
from framework_calendar.models import Allocation, Call, CoOrganiser, Proposal, Wish
from tests.events_calendar.factories import at

SLUPSK = "2263011"


def make_call(**fields: Any) -> Call:
    """It is open: it began on 1 November 2026 and ends on 15 December, and is published on 20 January 2027."""
    given = {
        "cop": fields.pop("cop", None) or Organisation.objects.get(slug="slupsk"),
        "year": 2027,
        "title": "Ramowy kalendarz imprez 2027",
        "opens": date(2026, 11, 1),
        "closes": date(2026, 12, 15),
        "publication_day": date(2027, 1, 20),
        "asks": Call.Field.values,
    }
    return Call.objects.create(**{**given, **fields})


def make_proposal(call: Call, organisation: Organisation, *, wishes: list[Wish] | None = None, **fields: Any) -> Proposal:
    """A proposal that was sent, for one Saturday in May at no place of the portal unless `wishes` says otherwise."""
    given = {
        "title": "Piknik sąsiedzki",
        "aim": "Sąsiedzi się poznają.",
        "summary": "Popołudnie dla całych rodzin.",
        "state": Proposal.State.SUBMITTED,
        "submitted_at": at("2026-11-20 12:00"),
        "accessibility": ["step_free"],
        "audience": "rodziny z dziećmi",
        "headcount": 100,
    }
    proposal = Proposal.objects.create(call=call, organisation=organisation, **{**given, **fields})
    for rank, wish in enumerate([wish_for(date(2027, 5, 8))] if wishes is None else wishes, start=1):
        wish.proposal, wish.rank = proposal, rank
        wish.save()
    return proposal


def wish_for(day: date | None, venue: Venue | None = None, **fields: Any) -> Wish:
    """A wish that belongs to no proposal yet; `day` None for one of several days (`first_day`, `last_day`, `weekday`)."""
    given: dict[str, Any] = {"day": day, "venue": venue, "begins": time(15), "ends": time(18)}
    given["place_name"] = "" if venue is not None else "Park Kultury"
    given["commune"] = venue.commune if venue is not None else Territory.objects.get(code=SLUPSK)
    return Wish(**{**given, **fields})


def make_co_organiser(proposal: Proposal, organisation: Organisation, status: str = "confirmed", **fields: Any) -> CoOrganiser:
    return CoOrganiser.objects.create(proposal=proposal, organisation=organisation, status=status, **fields)


def allocate(proposal: Proposal, start: datetime | None, *, rank: int | None = 1, **fields: Any) -> Allocation:
    """What a moderator gave it; `start` None for nothing."""
    given: dict[str, Any] = {"chosen": "person", "outcome": "slot" if start else "none", "rank": rank if start else None}
    if start:
        given |= {"start": start, "end": start + timedelta(hours=3), "place_name": "Park Kultury"}
        given["commune"] = Territory.objects.get(code=SLUPSK)
    return Allocation.objects.create(proposal=proposal, **{**given, **fields})
