"""What a moderator chose for proposals, and why some of it cannot be had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.models import Territory
from events_calendar import days
from events_calendar.models import Venue
from events_calendar.services import booking, slots
from framework_calendar import gathering, rights
from framework_calendar.allocation_slots import Candidate, Taken
from framework_calendar.models import Allocation, Call, Proposal


@dataclass(frozen=True)
class Choice:
    """What a moderator wants for a proposal: a slot, or nothing. `seen` is what the allocation was when they looked (`seen_of`)."""

    proposal_id: int
    start: datetime | None = None
    end: datetime | None = None
    venue: Venue | None = None
    place_name: str = ""
    commune: Territory | None = None
    note: str = ""
    seen: str | None = None

    @property
    def is_slot(self) -> bool:
        return self.start is not None


def says(row: Allocation, choice: Choice) -> bool:
    """Whether the allocation is already what was chosen."""
    if not choice.is_slot:
        return row.outcome == Allocation.Outcome.NONE and row.note == choice.note
    same_place = row.venue_id == (choice.venue.pk if choice.venue else None) and (
        choice.venue is not None or row.place_name == choice.place_name
    )
    return (row.start, row.end, row.note) == (choice.start, choice.end, choice.note) and same_place


def problems_of(call: Call, user: User, found: gathering.Round, wanted: Mapping[int, Choice]) -> dict[int, list[str]]:
    problems: dict[int, list[str]] = {}
    own = rights.own_among([found.proposals[pk] for pk in wanted], user)
    now = timezone.now()
    for pk, choice in wanted.items():
        told = []
        before = found.allocations.get(pk)
        if pk in own:
            told.append(_("To propozycja Twojej organizacji. O jej terminie zdecyduje inna osoba z moderacji albo CIO."))
        elif before is not None and before.published_at is not None:
            told.append(_("Ta propozycja jest już ogłoszona. Jej termin zmienisz przy wydarzeniu."))
        elif choice.is_slot:
            told += _of_slot(call, choice, now)
        elif not choice.note.strip() and (before is None or before.chosen == Allocation.Chosen.PERSON or before.outcome != "none"):
            told.append(_("Napisz organizacji, dlaczego nie dostaje terminu."))
        if told:
            problems[pk] = told
    clean = {pk: choice for pk, choice in wanted.items() if pk not in problems and choice.venue is not None and choice.is_slot}
    for pk, told in _collisions(found, clean, wanted).items():
        problems[pk] = told
    return problems


def _of_slot(call: Call, choice: Choice, now: datetime) -> list[str]:
    assert choice.start is not None and choice.end is not None  # noqa: PT018
    if choice.end <= choice.start:
        return [_("Godzina zakończenia jest wcześniejsza niż rozpoczęcia. Popraw jedną z nich.")]
    if choice.start <= now:
        return [_("Ten termin już minął. Wybierz późniejszy.")]
    if days.first_day(choice.start).year != call.year:
        return [_("Ten nabór dotyczy roku %(year)s. Wybierz dzień w tym roku.") % {"year": call.year}]
    if choice.end - choice.start > days.LONGEST_BOOKING:
        return [_("Miejsce z portalu można zająć najwyżej na 31 dni. Popraw koniec.")]
    if choice.venue is None and not choice.place_name.strip():
        return [_("Wybierz miejsce z portalu albo wpisz, gdzie to będzie.")]
    return []


def _collisions(found: gathering.Round, clean: Mapping[int, Choice], wanted: Mapping[int, Choice]) -> dict[int, list[str]]:
    """Which of these slots are taken: by a booking, or by another allocation, of this save or of any call, that is not published yet."""
    problems: dict[int, list[str]] = {}
    claims = {
        booking.Claim(one.start, one.start, one.end, one.venue.pk): pk for pk, one in clean.items() if one.start and one.end and one.venue
    }
    by_slot: dict[booking.Claim, list[int]] = {}
    for pk, one in clean.items():
        if one.start and one.end and one.venue:
            by_slot.setdefault(booking.Claim(one.start, one.start, one.end, one.venue.pk), []).append(pk)
    for conflict in booking.conflicts_of(None, list(claims)):
        for pk in by_slot[conflict.claim]:
            problems.setdefault(pk, []).append(str(conflict))
    if not by_slot:
        return problems
    cells = slots.cells({claim.venue_id for claim in by_slot})
    taken, titles = Taken(cells), {pk: proposal.title for pk, proposal in found.proposals.items()}
    for row in _others(cells, list(by_slot), wanted):
        if row.venue is None or row.start is None or row.end is None:
            continue
        slot = gathering.candidate(0, row.start, row.end, row.venue, None)
        taken.add(_cells_of(row.venue, cells), slot.span, row.proposal_id)
        titles[row.proposal_id] = row.proposal.title
    mine: dict[int, Candidate] = {}
    for pk, one in clean.items():
        if one.start and one.end and one.venue:
            mine[pk] = gathering.candidate(0, one.start, one.end, one.venue, None)
            taken.add(cells[one.venue.pk], mine[pk].span, pk)
    for pk, slot in mine.items():
        for other in taken.holders(slot):
            if other != pk:
                told = _("W tym czasie miejsce ma już propozycja „%(title)s”. Zmień jeden z terminów.")
                problems.setdefault(pk, []).append(told % {"title": titles[other]})
                break
    return problems


def _cells_of(venue: Venue, cells: Mapping[int, Sequence[int]]) -> Sequence[int]:
    """Of an allocation's place what of the looked-at places it takes."""
    if venue.pk in cells:
        return cells[venue.pk]
    # A hall whose part is asked for takes the part.
    return [venue.pk, *(part for here in cells.values() for part in here if part in _parts(venue))]


def _parts(venue: Venue) -> set[int]:
    return {part.pk for part in venue.children.all() if part.is_part}


def _others(cells: Mapping[int, Sequence[int]], claims: Sequence[booking.Claim], wanted: Mapping[int, Choice]) -> list[Allocation]:
    """The allocations of any call that are not published and could be in the way, apart from those that are written now."""
    related = {cell for here in cells.values() for cell in here}
    halls = Venue.objects.filter(children__in=related, children__is_part=True).values_list("pk", flat=True)
    first, last = min(claim.start for claim in claims) - days.LONGEST_BLOCKED, max(claim.end for claim in claims) + days.SETUP
    rows = Allocation.objects.filter(
        outcome=Allocation.Outcome.SLOT, published_at=None, proposal__state=Proposal.State.SUBMITTED, venue__in={*related, *halls}
    )
    near = rows.filter(start__gte=first, start__lte=last).exclude(proposal__in=wanted)
    return list(near.select_related("proposal", "venue__parent__parent__territory", "venue__territory").prefetch_related("venue__children"))
