"""What a moderator should know of requests before deciding: what they clash with, who else asks, what else speaks against them.

For a page of the queue as for one request: the number of queries does not grow with the requests.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.models import Revision

from accounts.models import Organisation
from events_calendar import days, opening, recurrence
from events_calendar.models import EventPage, Reservation, Venue, WaitingEntry
from events_calendar.services import booking, slots
from events_calendar.services.booking import Claim, Conflict

# A revision holds a page's whole text; a request is weighed by its columns and dates.
_COLUMNS = frozenset(field.name for field in EventPage._meta.concrete_fields) - {"body"} | {"pk", "dates"}


@dataclass
class Weighed:
    """A request and what speaks against approving it without a look. `harm` is empty where nothing does."""

    event: EventPage
    conflicts: list[Conflict] = field(default_factory=list)
    rivals: list[EventPage] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    harm: list[str] = field(default_factory=list)


def claims_now(event: EventPage) -> list[Claim]:
    """The places that the event's coming dates need."""
    now = timezone.now()
    return [claim for date in recurrence.dates_of(event) if date.end > now and (claim := Claim.of(date)) is not None]


def harm_of(event: EventPage) -> list[str]:
    """Why a moderator should look at this request before approving it; an empty list where it harms nobody."""
    return weigh([event])[event.pk].harm


def as_asked(pages: Iterable[EventPage]) -> list[EventPage]:
    """The events as their newest revisions have them, without their texts, in the same order: three queries, however many."""
    pages = list(pages)
    revisions = Revision.objects.in_bulk({page.latest_revision_id for page in pages if page.latest_revision_id})
    found = [_with(page, revisions[page.latest_revision_id]) if page.latest_revision_id in revisions else page for page in pages]
    venues = Venue.objects.select_related("parent").in_bulk({event.venue_id for event in found if event.venue_id})
    organisations = Organisation.objects.in_bulk({event.organiser_id for event in found if event.organiser_id})
    for event in found:
        # A place or an organisation that is gone since: its number leads nowhere.
        event.venue = venues.get(event.venue_id or 0)
        event.organiser = organisations.get(event.organiser_id or 0)
    return found


def _with(page: EventPage, revision: Revision) -> EventPage:
    content = {name: value for name, value in revision.content.items() if name in _COLUMNS}
    event: EventPage = EventPage.from_serializable_data(content, check_fks=False)
    event.pk = event.id = page.pk
    for name in ("live", "owner_id", "path", "last_published_at", "latest_revision_id", "latest_revision_created_at", "is_request"):
        setattr(event, name, getattr(page, name))
    return event


def weigh(events: Sequence[EventPage]) -> dict[int, Weighed]:
    """Each event, as it is asked for now, with what it clashes with, its rivals and what breaks its place's rules; by primary key."""
    found = {event.pk: Weighed(event) for event in events}
    claims = {event.pk: claims_now(event) for event in events}
    places = {claim.venue_id for here in claims.values() for claim in here} | {event.venue_id for event in events if event.venue_id}
    taken = slots.cells(places)
    cells = {cell for here in taken.values() for cell in here}
    venues = Venue.objects.select_related("parent").prefetch_related("hours", "exceptions").in_bulk(cells)
    # The hall that a part belongs to is shut with the part.
    around = {pk: {*here, *_hall(venues.get(pk))} for pk, here in taken.items()}
    _clash(found, claims, taken, venues)
    _rival(found, claims, around)
    now = timezone.now()
    for event in events:
        _judge(found[event.pk], venues.get(event.venue_id or 0), now)
    return found


def _hall(venue: Venue | None) -> list[int]:
    return [venue.parent_id] if venue is not None and venue.is_part and venue.parent_id else []


def _clash(found: dict[int, Weighed], claims: dict[int, list[Claim]], taken: dict[int, list[int]], venues: dict[int, Venue]) -> None:
    spans = {}
    wanted = Q()
    for pk, weighed in found.items():
        here = [claim for claim in claims[pk] if claim.venue_id in venues]
        spans[pk] = booking.spans_of(here, venues, weighed.event.setup_minutes, weighed.event.cleanup_minutes)
        if here:
            first, last = min(span[0] for span in spans[pk].values()), max(span[1] for span in spans[pk].values())
            cells = {cell for claim in here for cell in taken[claim.venue_id]}
            wanted |= Q(venue__in=cells, blocked_start__gt=first - days.LONGEST_BLOCKED, blocked_start__lt=last, blocked_end__gt=first)
    rows = booking.by_place(Reservation.objects.blocking().filter(wanted)) if wanted else {}
    for pk, weighed in found.items():
        weighed.conflicts = booking.meeting(pk, spans[pk], taken, venues, rows)


def _rival(found: dict[int, Weighed], claims: dict[int, list[Claim]], around: dict[int, set[int]]) -> None:
    """Other requests that hold, or wait for, a place and a time that one of these claims."""
    wanted = Q()
    for here in claims.values():
        if here:
            first, last = min(claim.start for claim in here), max(claim.end for claim in here)
            wanted |= Q(venue__in=set().union(*(around[claim.venue_id] for claim in here)), start__lt=last, end__gt=first)
    if not wanted:
        return
    columns = ("event_id", "venue_id", "start", "end")
    active = [WaitingEntry.Status.WAITING, WaitingEntry.Status.OFFERED]
    rows = {
        *WaitingEntry.objects.filter(wanted, status__in=active).values_list(*columns),
        *Reservation.objects.blocking().filter(wanted, status=Reservation.Status.HELD).values_list(*columns),
    }
    ids = {
        pk: {event_id for event_id, venue_id, start, end in rows if event_id != pk and _meets(claims[pk], around, venue_id, start, end)}
        for pk in found
    }
    rivals = EventPage.objects.filter(pk__in=set().union(*ids.values())).select_related("organiser", "venue__parent").in_bulk()
    for pk, weighed in found.items():
        weighed.rivals = [rivals[rival] for rival in sorted(ids[pk]) if rival in rivals]


def _meets(claims: Iterable[Claim], around: dict[int, set[int]], venue_id: int, start: datetime, end: datetime) -> bool:
    return any(venue_id in around[claim.venue_id] and claim.start < end and claim.end > start for claim in claims)


def _judge(weighed: Weighed, venue: Venue | None, now: datetime) -> None:
    event, harm = weighed.event, weighed.harm
    if event.live:
        harm.append(gettext("to zmiana potwierdzonego wydarzenia: porównaj stary i nowy termin"))
    if event.rule or event.dates.all():
        harm.append(gettext("wydarzenie ma więcej niż jeden termin"))
    elif event.end <= now:
        harm.append(gettext("ten termin już minął"))
    if venue is not None:
        # How early one must ask was checked when the request was sent.
        asked = event.latest_revision_created_at or now
        weighed.rules = opening.problems(venue, event.start, event.end, now=asked, headcount=event.headcount)
    harm += weighed.rules
    harm += [str(conflict) for conflict in weighed.conflicts]
    if not event.accessibility and not event.accessibility_note.strip():
        harm.append(gettext("brak informacji o dostępności"))
    if weighed.rivals:
        harm.append(gettext("o ten termin proszą też inni"))
