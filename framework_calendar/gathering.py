"""What the allocation of one call weighs, read from the database: the same number of queries for five proposals and for five hundred."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from core.fields import folded_words, stem
from core.models import PageTopic
from core.privacy import is_public
from events_calendar import days, opening
from events_calendar.models import Occurrence, Reservation, Venue
from events_calendar.services import booking, slots
from framework_calendar import wish_days
from framework_calendar.allocation import About, Asked, Busy, Candidate, Given, Reason, Standing
from framework_calendar.models import Allocation, Call, Proposal, Wish

# Words that say nothing of for whom it is.
_EVERYBODY = frozenset(
    stem(word) for word in ("dla", "oraz", "wszystkich", "wszyscy", "kazdy", "osoby", "osob", "mieszkancy", "mieszkancow")
)
_SHORTEST = 3


@dataclass
class Round:
    """All that is weighed of one call. `proposals` are in the order of submission, by primary key."""

    call: Call
    proposals: dict[int, Proposal] = field(default_factory=dict)
    allocations: dict[int, Allocation] = field(default_factory=dict)
    venues: dict[int, Venue] = field(default_factory=dict)
    cells: dict[int, list[int]] = field(default_factory=dict)
    busy: list[Busy] = field(default_factory=list)
    standing: list[Standing] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def given(self) -> list[Given]:
        """What persons have decided already, and what is published."""
        found = []
        for pk, allocation in self.allocations.items():
            if stays(allocation) and allocation.outcome == Allocation.Outcome.SLOT and pk in self.proposals:
                proposal = self.proposals[pk]
                found.append(Given(pk, proposal.organisation_id, about(proposal), self.slot_of(allocation)))
        return found

    def slot_of(self, allocation: Allocation) -> Candidate:
        """An allocation's slot, as candidates are."""
        assert allocation.start is not None and allocation.end is not None  # noqa: PT018
        return candidate(
            allocation.rank or 0, allocation.start, allocation.end, self.venues.get(allocation.venue_id or 0), allocation.commune_id
        )


def stays(allocation: Allocation) -> bool:
    """Whether the portal leaves it as it is: a person chose it, or it is published."""
    return allocation.chosen == Allocation.Chosen.PERSON or allocation.published_at is not None


def proposals_of(call: Call) -> list[Proposal]:
    """The sent proposals with their wishes, in the order of submission. Their places are read by who needs them."""
    wishes = Wish.objects.select_related("commune").order_by("rank")
    rows = call.proposals.sent().select_related("organisation", "author")
    found: list[Proposal] = list(rows.prefetch_related(Prefetch("wishes", queryset=wishes), "topics").order_by("submitted_at", "pk"))
    return found


def about(proposal: Proposal) -> About:
    """For whom and of what a proposal is."""
    return About(proposal.title, audience_words(proposal.audience), frozenset(topic.pk for topic in proposal.topics.all()))


def audience_words(text: str) -> frozenset[str]:
    """The words of "for whom" that tell two audiences apart."""
    return frozenset(stem(word) for word in folded_words(text) if len(word) > _SHORTEST) - _EVERYBODY


def candidate(rank: int, start: datetime, end: datetime, venue: Venue | None, commune_id: int | None) -> Candidate:
    """A slot with the time for which its place is shut."""
    if venue is None:
        return Candidate(rank, start, end, days.first_day(start), None, commune_id)
    commune = venue.commune
    blocked = booking.blocked(venue, start, end)
    return Candidate(rank, start, end, days.first_day(start), venue.pk, commune.pk if commune else commune_id, blocked)


def round_of(call: Call) -> Round:
    """All that is weighed of this call now."""
    found = Round(call)
    found.proposals = {proposal.pk: proposal for proposal in proposals_of(call)}
    allocations = Allocation.objects.filter(proposal__in=found.proposals).select_related("changed_by", "commune", "event")
    found.allocations = {row.proposal_id: row for row in allocations}
    ids = {wish.venue_id for proposal in found.proposals.values() for wish in proposal.wishes.all() if wish.venue_id}
    ids |= {row.venue_id for row in found.allocations.values() if row.venue_id}
    found.cells = slots.cells(ids)
    related = Venue.objects.select_related("parent__parent__territory", "parent__territory", "territory", "owner")
    found.venues = related.prefetch_related("hours", "exceptions").in_bulk({cell for here in found.cells.values() for cell in here})
    for proposal in found.proposals.values():
        for wish in proposal.wishes.all():
            wish.venue = found.venues.get(wish.venue_id or 0)
    for row in found.allocations.values():
        row.venue = found.venues.get(row.venue_id or 0)
    found.asked = [_asked(proposal, found.venues) for proposal in found.proposals.values()]
    spans = [each.span for one in found.asked for each in one.candidates]
    spans += [(row.start, row.end) for row in found.allocations.values() if row.start and row.end]
    if spans:
        first, last = min(span[0] for span in spans), max(span[1] for span in spans)
        own = [row.event_id for row in found.allocations.values() if row.event_id]
        found.busy = busy_between(found.venues, first, last, but=own)
        found.standing = standing_between(days.first_day(first), days.first_day(last), but=own)
    return found


def busy_between(venue_ids: Iterable[int], first: datetime, last: datetime, *, but: Sequence[int] = ()) -> list[Busy]:
    """What takes these places between two moments. The title only of what everybody may read: one query."""
    rows = Reservation.objects.blocking().overlapping(list(venue_ids), first, last).exclude(event__in=but)
    columns = ("venue_id", "blocked_start", "blocked_end", "event__title", "event__live", "event__path", "status")
    return [
        Busy(venue, start, end, title if live and status == Reservation.Status.CONFIRMED and is_public(path) else "")
        for venue, start, end, title, live, path, status in rows.order_by("blocked_start", "pk").values_list(*columns)
    ]


def standing_between(first: date, last: date, *, but: Sequence[int] = ()) -> list[Standing]:
    """The events that stand on these days already, for whom and of what: two queries."""
    rows = Occurrence.objects.on_days(first, last).planned().filter(event__live=True).exclude(event__in=but).exclude(event__territory=None)
    found = list(rows.values_list("event_id", "first_day", "event__territory_id", "event__title", "event__audience"))
    topics: dict[int, set[int]] = {}
    links = PageTopic.objects.filter(content_object__in=rows.values("event_id")) if found else PageTopic.objects.none()
    for event_id, topic in links.values_list("content_object_id", "tag_id"):
        topics.setdefault(event_id, set()).add(topic)
    return [
        Standing(commune, day, About(title, audience_words(audience), frozenset(topics.get(event_id, ()))))
        for event_id, day, commune, title, audience in found
    ]


def _asked(proposal: Proposal, venues: dict[int, Venue]) -> Asked:
    candidates: list[Candidate] = []
    unusable: list[Reason] = []
    now = timezone.now()
    for wish in proposal.wishes.all():
        venue = venues.get(wish.venue_id) if wish.venue_id else None
        good, why = _usable(wish, venue, proposal, now)
        candidates += good
        if not good:
            unusable.append({"code": why or "no_day", "rank": wish.rank, "venue": venue.name if venue is not None else ""})
    return Asked(proposal.pk, proposal.organisation_id, about(proposal), tuple(candidates), tuple(unusable))


def _usable(wish: Wish, venue: Venue | None, proposal: Proposal, now: datetime) -> tuple[list[Candidate], str]:
    """The slots of a wish that its place's rules allow, and why the others are none."""
    found, why = [], ""
    for day in wish_days.days_of(wish):
        start, end = wish_days.slot_on(wish, day)
        problem = unusable(venue, start, end, proposal.headcount, now)
        if problem:
            why = why or problem
        else:
            found.append(candidate(wish.rank, start, end, venue, wish.commune_id))
    return found, why


def unusable(venue: Venue | None, start: datetime, end: datetime, headcount: int | None, now: datetime) -> str:
    """The code of why the portal would propose no such slot; empty where it may. How early one books a place is no matter here."""
    if start <= now:
        return "past"
    if venue is None:
        return ""
    if not venue.bookable or not venue.active:
        return "no_place"
    if opening.crowded(venue, headcount):
        return "too_small"
    if end - start > timedelta(minutes=venue.longest_minutes) or end - start < timedelta(minutes=venue.shortest_minutes):
        return "length"
    return "closed" if opening.closed_problem(venue, start, end) else ""


def as_json(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Reasons as they are stored."""
    return [dict(reason) for reason in reasons]
