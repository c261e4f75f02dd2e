"""Published years for tests and benches: proposals with their allocations and the events that came of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Organisation
from core.models import Territory, Topic
from events_calendar.models import CalendarFolderPage, EventPage, Venue
from framework_calendar.models import Allocation, Call, CoOrganiser, Proposal, Wish
from tests.events_calendar.factories import EventPageFactory, at, many_events
from tests.framework_calendar.factories import SLUPSK, allocate, make_call, make_proposal

PUBLISHED = at("2026-11-20 08:00")


def published_call(**fields: Any) -> Call:
    """A call whose calendar is published already, on 20 November 2026."""
    days = {"opens": "2026-09-01", "closes": "2026-10-15", "publication_day": "2026-11-20"}
    return make_call(**{**days, "published_at": PUBLISHED, **fields})


def placed(
    call: Call, folder: CalendarFolderPage, organisation: Organisation, title: str, start: datetime, *, rank: int = 1, **fields: Any
) -> Allocation:
    """A proposal that got this slot of three hours, and its event."""
    venue: Venue | None = fields.pop("venue", None)
    place = venue.full_name if venue else fields.pop("place_name", "Park Kultury")
    commune = fields.pop("commune", None) or Territory.objects.get(code=SLUPSK)
    topics: Sequence[Topic] = fields.pop("topics", ())
    proposal = make_proposal(call, organisation, title=title, **fields)
    proposal.topics.set(topics)
    event = EventPageFactory(
        parent=folder,
        title=title,
        start=start,
        end=start + timedelta(hours=3),
        venue=venue,
        place_name=place,
        organiser=organisation,
        owner_cop=folder.owner_cop,
        territory=commune,
        translation_key=proposal.key,
    )
    return allocate(proposal, start, rank=rank, event=event, published_at=PUBLISHED, venue=venue, place_name=place, commune=commune)


def many_placed(
    call: Call,
    folder: CalendarFolderPage,
    count: int,
    start: Callable[[int], datetime],
    *,
    organisations: Sequence[Organisation],
    communes: Sequence[Territory],
    topics: Sequence[Topic] = (),
) -> list[EventPage]:
    """So many published proposals with their events, written in bulk; of six, three got their first wish and one something else."""
    organisers = [organisations[number % len(organisations)] for number in range(count)]
    events = many_events(folder, count, start, owner_cop=folder.owner_cop)
    proposals = Proposal.objects.bulk_create(
        Proposal(call=call, organisation=organiser, key=event.translation_key, title=event.title, state="submitted", submitted_at=PUBLISHED)
        for event, organiser in zip(events, organisers, strict=True)
    )
    made = list(enumerate(zip(proposals, events, strict=True)))
    Wish.objects.bulk_create(
        Wish(
            proposal=proposal,
            rank=1,
            day=event.start.date(),
            begins=event.start.time(),
            ends=event.end.time(),
            place_name="Park",
            commune=communes[number % len(communes)],
        )
        for number, (proposal, event) in made
    )
    Allocation.objects.bulk_create(
        Allocation(
            proposal=proposal,
            outcome="slot",
            chosen="portal",
            rank=(1, 1, 1, 2, 3, 0)[number % 6],
            start=event.start,
            end=event.end,
            place_name=event.place_name,
            commune=communes[number % len(communes)],
            event=event,
            published_at=PUBLISHED,
        )
        for number, (proposal, event) in made
    )
    CoOrganiser.objects.bulk_create(
        CoOrganiser(proposal=proposal, organisation=organisations[(number + 1) % len(organisations)], status="confirmed")
        for number, (proposal, _event) in made
        if number % 3 == 0 and len(organisations) > 1
    )
    if topics:
        links = Proposal.topics.through
        links.objects.bulk_create(links(proposal=proposal, topic=topics[number % len(topics)]) for number, (proposal, _event) in made)
    return events
