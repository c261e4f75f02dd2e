"""What a moderator should know of requests before deciding: what they clash with, who else asks, what else speaks against them.

For a page of the queue as for one request: the number of queries does not grow with the requests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, auto

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from wagtail.models import Revision

from accounts.models import Organisation
from core.templatetags.portal_ui import event_when
from events_calendar import days, opening, recurrence
from events_calendar.models import EventPage, Occurrence, Reservation, Venue, WaitingEntry
from events_calendar.services import booking, slots
from events_calendar.services.booking import Claim, Conflict

# A revision holds a page's whole text; a request is weighed by its columns and dates.
MOST_SAID = 8
_COLUMNS = frozenset(field.name for field in EventPage._meta.concrete_fields) - {"body"} | {"pk", "dates"}


class Fate(StrEnum):
    """What approving does to a date that something speaks against."""

    TAKES_PLACE = auto()
    # Of a series the rest goes on without it.
    LEFT_OUT = auto()
    # Chosen by a person: without it nothing is approved.
    IN_THE_WAY = auto()


@dataclass(frozen=True)
class AgainstDate:
    """A date of a request and all that speaks against it: who has its place, that it is shut then, other rules."""

    claim: Claim
    fate: Fate
    conflict: Conflict | None = None
    shut: str = ""
    rules: tuple[str, ...] = ()
    # Of a live series: why the date was left out before.
    before: str = ""


@dataclass
class Weighed:
    """A request and what speaks against approving it without a look. `harm` is empty where nothing does."""

    event: EventPage
    conflicts: list[Conflict] = field(default_factory=list)
    rivals: list[EventPage] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    against: list[AgainstDate] = field(default_factory=list)
    # How many coming dates ask for a place.
    claimed: int = 0
    harm: list[str] = field(default_factory=list)

    @property
    def harm_in_short(self) -> list[str]:
        """What a card and a message have room for."""
        rest = len(self.harm) - MOST_SAID
        if rest <= 0:
            return self.harm
        more = ngettext("i jeszcze %(count)s uwaga: otwórz prośbę", "i jeszcze %(count)s uwag: otwórz prośbę", rest)
        return [*self.harm[:MOST_SAID], more % {"count": rest}]


def claims_now(event: EventPage) -> list[Claim]:
    """The places that the event's coming dates need."""
    now = timezone.now()
    return [claim for date in recurrence.dates_of(event) if date.end > now and (claim := Claim.of(date)) is not None]


def claims_of(entry: WaitingEntry) -> list[Claim]:
    """The places that who waits needs when their turn comes: of a date of a series that one."""
    if entry.original is None:
        return claims_now(entry.event)
    return [Claim(entry.original, entry.start, entry.end, entry.venue_id)]


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
    had = _had(events)
    now = timezone.now()
    for event in events:
        weighed = found[event.pk]
        # How early one must ask was checked when the request was sent.
        asked = event.latest_revision_created_at or now
        weighed.claimed = len(claims[event.pk])
        weighed.against = _against(weighed, claims[event.pk], venues, had[event.pk], asked)
        if not claims[event.pk] and event.venue_id in venues:
            weighed.rules = opening.problems(venues[event.venue_id], event.start, event.end, now=asked, headcount=event.headcount)
        _judge(weighed, now)
    return found


@dataclass
class _Had:
    """What an event has of its dates already: places that are held or confirmed, and dates that were left out once."""

    held: set[tuple[datetime, datetime, int]] = field(default_factory=set)
    confirmed: set[tuple[datetime, datetime, int]] = field(default_factory=set)
    skipped: dict[tuple[datetime, datetime, int | None], str] = field(default_factory=dict)


def _had(events: Sequence[EventPage]) -> dict[int, _Had]:
    found = {event.pk: _Had() for event in events}
    rows = Reservation.objects.filter(event__in=found, status__in=Reservation.BLOCKING)
    for event_id, original, start, asked_id, status in rows.values_list("event_id", "original", "start", "asked_id", "status"):
        found[event_id].held.add((original, start, asked_id))
        if status == Reservation.Status.CONFIRMED:
            found[event_id].confirmed.add((original, start, asked_id))
    skipped = Occurrence.objects.filter(event__in=found, skipped=True)
    for event_id, original, start, venue_id, reason in skipped.values_list("event_id", "original", "start", "venue_id", "reason"):
        found[event_id].skipped[original, start, venue_id] = reason
    return found


def _against(weighed: Weighed, claims: Sequence[Claim], venues: dict[int, Venue], had: _Had, asked: datetime) -> list[AgainstDate]:
    """What speaks against each date, and what approving does to it: as `dates.follow` and `booking.take` will have it."""
    conflicts = {conflict.claim: conflict for conflict in weighed.conflicts}
    found = []
    for claim in claims:
        venue = venues.get(claim.venue_id)
        if venue is None:
            continue
        conflict = conflicts.get(claim)
        rules = opening.problems(venue, claim.start, claim.end, now=asked, headcount=weighed.event.headcount)
        shut = opening.closed_problem(venue, claim.start, claim.end) if rules and claim.end > claim.start else ""
        key = (claim.original, claim.start, claim.venue_id)
        fate = Fate.TAKES_PLACE
        if claim.by_rule and (key in had.skipped or (shut and key not in had.held)):
            # Left out once it stays so; what is held already stays held, though the place is shut then by now.
            fate = Fate.LEFT_OUT
        elif conflict is not None and key not in had.confirmed:
            fate = Fate.LEFT_OUT if claim.by_rule else Fate.IN_THE_WAY
        if conflict is not None or rules or fate != Fate.TAKES_PLACE:
            others = tuple(rule for rule in rules if rule != shut)
            before = had.skipped.get(key, "") if claim.by_rule else ""
            found.append(AgainstDate(claim, fate, conflict, shut, others, before))
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
    # An editors' series may wait for the slot too: nothing of it is to be decided.
    asked = EventPage.objects.filter(pk__in=set().union(*ids.values()), is_request=True)
    rivals = asked.select_related("organiser", "venue__parent").in_bulk()
    for pk, weighed in found.items():
        weighed.rivals = [rivals[rival] for rival in sorted(ids[pk]) if rival in rivals]


def _meets(claims: Iterable[Claim], around: dict[int, set[int]], venue_id: int, start: datetime, end: datetime) -> bool:
    return any(venue_id in around[claim.venue_id] and claim.start < end and claim.end > start for claim in claims)


def _judge(weighed: Weighed, now: datetime) -> None:
    event, harm = weighed.event, weighed.harm
    if event.live:
        harm.append(gettext("to zmiana potwierdzonego wydarzenia: porównaj stary i nowy termin"))
    if event.rule or event.dates.all():
        harm.append(gettext("wydarzenie ma więcej niż jeden termin"))
    elif event.end <= now:
        harm.append(gettext("ten termin już minął"))
    # What is true of all dates, that so many people do not fit in, is said once.
    broken = Counter(rule for date in weighed.against for rule in date.rules)
    weighed.rules += [rule for rule, number in broken.items() if number == weighed.claimed]
    harm += weighed.rules
    for date in weighed.against:
        harm += _of_date(date, weighed)
    if not event.accessibility and not event.accessibility_note.strip():
        harm.append(gettext("brak informacji o dostępności"))
    if weighed.rivals:
        harm.append(gettext("o ten termin proszą też inni"))


def _of_date(date: AgainstDate, weighed: Weighed) -> list[str]:
    """What speaks against this date alone. Who has the place, and that it is shut, name the day themselves."""
    when = event_when(date.claim.start, date.claim.end, weighed.event.all_day)
    found = [f"{when}. {rule}" for rule in date.rules if rule not in weighed.rules]
    found += filter(None, [date.shut, str(date.conflict or "")])
    if not found and date.before:
        found = [gettext("%(when)s: ten termin odpadł już wcześniej. %(reason)s") % {"when": when, "reason": date.before}]
    return found
