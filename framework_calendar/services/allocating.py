"""What moderators do with the allocation of a call: let the portal propose one, choose themselves, agree on it.

Each function is one transaction and checks permission. They raise `AllocationRefused` with a sentence for the person, `ChangedMeanwhile`
where a colleague was quicker, and `SlotsRefused` where slots cannot be had. Nothing is published and no place is taken here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from accounts.models import User
from accounts.workflows import ReviewRefused
from core.templatetags.portal_ui import event_when
from events_calendar import days, opening
from framework_calendar import gathering, rights, wish_days
from framework_calendar.allocation import Result, allocate
from framework_calendar.models import Allocation, Call, Proposal
from framework_calendar.services.chosen_slots import Choice, problems_of, says

PROPOSED, CHANGED, SETTLED, TAKEN_BACK = (
    *("framework.allocation_proposed", "framework.allocation_changed", "framework.allocation_settled"),
    "framework.allocation_taken_back",
)
MOST_NAMED = 5


class AllocationRefused(ReviewRefused):
    """This cannot be done with the call; the message says why."""


class ChangedMeanwhile(AllocationRefused):
    """Somebody changed the allocation since the person opened it. `changes` says what, in sentences."""

    def __init__(self, changes: Sequence[str]) -> None:
        self.changes = list(changes)
        super().__init__(_("Ktoś zmienił podział, odkąd otworzono tę stronę. Nic nie jest zapisane."))


class SlotsRefused(AllocationRefused):
    """Some slots cannot be had. `problems` says why, by the proposal's primary key."""

    def __init__(self, problems: Mapping[int, Sequence[str]]) -> None:
        self.problems = {pk: list(told) for pk, told in problems.items()}
        super().__init__(_("Nic nie jest zapisane. Popraw zaznaczone propozycje."))


@dataclass
class Saved:
    """How many allocations changed, and what to look at again."""

    count: int = 0
    warnings: list[str] = field(default_factory=list)


def seen_of(allocation: Allocation | None) -> str:
    """What an allocation is now, in a word that another change makes different."""
    return allocation.changed.isoformat() if allocation is not None else ""


# --- May it be done


def refusal(call: Call, user: User) -> str:
    """Why the person cannot allocate this call now; empty where they can."""
    if not rights.moderates(call, user):
        return _("O terminach w tym naborze decyduje moderacja innego COP.")
    phase = call.phase()
    if phase == Call.Phase.PUBLISHED and not unpublished(call).exists():
        return _("Kalendarz jest już ogłoszony. Zmiany uzgadniaj przy wydarzeniach.")
    if phase in (Call.Phase.PLANNED, Call.Phase.OPEN):
        return _("Nabór jeszcze trwa. Terminy przydzielisz, gdy się skończy.")
    return ""


def unpublished(call: Call) -> Any:
    """The sent proposals of which nobody has been told yet."""
    return call.proposals.sent().exclude(allocation__published_at__isnull=False)


def _turn(call: Call, user: User) -> Call:
    """The call as it is now; of two moderators the second waits here."""
    fresh = Call.objects.select_for_update(of=("self",), no_key=True).select_related("cop").get(pk=call.pk)
    if told := refusal(fresh, user):
        raise AllocationRefused(told)
    return fresh


def _check_version(call: Call, version: int, seen: Mapping[int, str]) -> None:
    if call.version == version:
        return
    rows = Allocation.objects.filter(proposal__call=call).select_related("proposal", "venue__parent", "changed_by").order_by("-changed")
    if not seen:
        raise ChangedMeanwhile(told_of(list(rows[:MOST_NAMED])))
    raise ChangedMeanwhile(told_of([row for row in rows if row.proposal_id in seen and seen[row.proposal_id] != seen_of(row)]))


def told_of(rows: Sequence[Allocation]) -> list[str]:
    """What these allocations say now and who said so, the first few."""
    told = []
    for row in rows[:MOST_NAMED]:
        who = str(row.changed_by) if row.changed_by is not None else _("portal")
        told.append(_("„%(title)s”: %(slot)s (%(who)s).") % {"title": row.proposal.title, "slot": slot_in_words(row), "who": who})
    if (rest := len(rows) - MOST_NAMED) > 0:
        told.append(ngettext("I jeszcze %(count)s zmiana.", "I jeszcze %(count)s zmian.", rest) % {"count": rest})
    return told


def slot_in_words(row: Allocation) -> str:
    """When and where, or that there is none."""
    if row.outcome == Allocation.Outcome.NONE or row.start is None:
        return _("bez terminu")
    place = row.venue.full_name if row.venue is not None else row.place_name
    return ", ".join(filter(None, [event_when(row.start, row.end), place]))


def _raise_version(call: Call) -> None:
    call.version += 1
    # Agreed was what stood there before.
    call.settled_at, call.settled_by = None, None
    call.save(update_fields=["version", "settled_at", "settled_by"])


# --- The portal proposes


@transaction.atomic
def propose(call: Call, user: User, version: int) -> int:
    """Let the portal allocate all proposals on which no person has decided; returns how many got another answer than before."""
    call = _turn(call, user)
    _check_version(call, version, {})
    found = gathering.round_of(call)
    asked = [one for one in found.asked if not (one.key in found.allocations and gathering.stays(found.allocations[one.key]))]
    cells = found.cells
    results = allocate(asked, cells=cells, busy=found.busy, given=found.given(), standing=found.standing)
    new: list[Allocation] = []
    changed: list[Allocation] = []
    explained: list[Allocation] = []
    for pk, result in results.items():
        row, differs = _proposed(found, pk, result, user)
        (new if row.pk is None else changed if differs else explained).append(row)
    Allocation.objects.bulk_create(new)
    Allocation.objects.bulk_update(changed, _PROPOSED, batch_size=200)
    # The same slot, for other reasons perhaps: nothing that a colleague needs to be told.
    Allocation.objects.bulk_update(explained, ["reasons", "problem"], batch_size=200)
    if count := len(new) + len(changed):
        _raise_version(call)
        log(instance=call, action=PROPOSED, user=user, data={"count": count})
    return count


_PROPOSED = [
    "outcome",
    "chosen",
    "changed_by",
    "problem",
    "rank",
    "start",
    "end",
    "venue",
    "place_name",
    "commune",
    "reasons",
    "note",
    "changed",
]


def _proposed(found: gathering.Round, pk: int, result: Result, user: User) -> tuple[Allocation, bool]:
    """The allocation as the portal proposes it, in memory, and whether it is another slot than before."""
    before = found.allocations.get(pk)
    row = before or Allocation(proposal_id=pk)
    was = (row.outcome, row.start, row.venue_id, row.rank)
    slot = result.slot
    row.outcome = Allocation.Outcome.SLOT if slot else Allocation.Outcome.NONE
    row.chosen, row.changed_by, row.problem = Allocation.Chosen.PORTAL, user, ""
    row.rank = slot.rank if slot else None
    row.start, row.end = (slot.start, slot.end) if slot else (None, None)
    row.venue = found.venues.get(slot.venue or 0) if slot else None
    wish = next((one for one in found.proposals[pk].wishes.all() if slot and one.rank == slot.rank), None)
    row.place_name = wish.place_name if wish is not None and row.venue is None else ""
    row.commune_id = slot.commune if slot else None
    row.reasons = gathering.as_json(result.reasons)
    differs = before is None or was != (row.outcome, row.start, row.venue_id, row.rank)
    if differs:
        row.note, row.changed = "", timezone.now()
    return row, differs


# --- A person chooses


@transaction.atomic
def save(call: Call, user: User, choices: Sequence[Choice], version: int, *, pin: bool = False) -> Saved:
    """Store what a moderator chose, all of it or nothing. What stands there already stays as it was, unless they `pin` it: then the
    portal's proposal becomes theirs."""
    call = _turn(call, user)
    _check_version(call, version, {choice.proposal_id: choice.seen for choice in choices if choice.seen is not None})
    found = gathering.round_of(call)
    wanted = {}
    for choice in choices:
        if choice.proposal_id not in found.proposals:
            raise AllocationRefused(_("Jednej z propozycji już nie ma w tym naborze. Otwórz stronę jeszcze raz."))
        before = found.allocations.get(choice.proposal_id)
        # What could not be published may be tried again as it is.
        again = (
            before is not None and before.published_at is None and (before.problem or (pin and before.chosen == Allocation.Chosen.PORTAL))
        )
        if before is None or again or not says(before, choice):
            wanted[choice.proposal_id] = choice
    problems = problems_of(call, user, found, wanted)
    if problems:
        raise SlotsRefused(problems)
    saved = Saved(len(wanted))
    for pk, choice in wanted.items():
        _store(found, pk, choice, user)
        saved.warnings += _warnings(found.proposals[pk], choice)
    if wanted:
        _raise_version(call)
        log(instance=call, action=CHANGED, user=user, data={"proposals": sorted(wanted)})
    return saved


def _store(found: gathering.Round, pk: int, choice: Choice, user: User) -> None:
    row = found.allocations.get(pk) or Allocation(proposal_id=pk)
    proposal = found.proposals[pk]
    # The portal's own answer, which a person makes theirs, keeps its explanation.
    same = row.pk is not None and says(row, replace(choice, note=row.note))
    pinned = same and row.chosen == Allocation.Chosen.PORTAL and row.reasons
    row.outcome = Allocation.Outcome.SLOT if choice.is_slot else Allocation.Outcome.NONE
    row.start, row.end, row.note = choice.start, choice.end, choice.note.strip()
    row.venue = choice.venue if choice.is_slot else None
    row.place_name = choice.place_name.strip() if choice.is_slot and choice.venue is None else ""
    row.commune = None
    if choice.is_slot:
        row.commune = choice.venue.commune if choice.venue is not None else choice.commune
    row.rank = rank_of(proposal, choice) if choice.is_slot else None
    if not pinned:
        row.reasons = [{"code": "wish", "rank": row.rank}, {"code": "person"}] if choice.is_slot else [{"code": "person"}]
    row.chosen, row.changed_by, row.problem = Allocation.Chosen.PERSON, user, ""
    row.save()


def rank_of(proposal: Proposal, choice: Choice) -> int:
    """Which of its wishes this slot is; 0 for none."""
    for wish in proposal.wishes.all():
        if wish.venue_id != (choice.venue.pk if choice.venue else None):
            continue
        if choice.venue is None and wish.place_name.strip() != choice.place_name.strip():
            continue
        assert choice.start is not None
        day = days.first_day(choice.start)
        if day in wish_days.days_of(wish) and wish_days.slot_on(wish, day) == (choice.start, choice.end):
            return int(wish.rank)
    return 0


def _warnings(proposal: Proposal, choice: Choice) -> list[str]:
    """Rules of the place that speak against it: who looks after a place may open it, but should know."""
    if choice.venue is None or choice.start is None or choice.end is None:
        return []
    venue = choice.venue
    problems = opening.lasting_problems(venue, choice.start, choice.end, headcount=proposal.headcount)
    told = _("„%(title)s” dostaje termin wbrew zasadom miejsca. %(problem)s")
    return [told % {"title": proposal.title, "problem": problem} for problem in problems]


# --- Agreeing


@transaction.atomic
def settle(call: Call, user: User, version: int) -> Call:
    """The moderators agree: on its day the portal publishes the allocation. Each later change takes it back."""
    call = _turn(call, user)
    _check_version(call, version, {})
    proposals = gathering.proposals_of(call)
    decided = {row.proposal_id: row for row in Allocation.objects.filter(proposal__in=[one.pk for one in proposals])}
    missing = [one for one in proposals if one.pk not in decided]
    if missing:
        raise AllocationRefused(
            ngettext(
                "%(count)s propozycja nie ma jeszcze decyzji. Wybierz jej termin albo „bez terminu”.",
                "%(count)s propozycji nie ma jeszcze decyzji. Wybierz ich terminy albo „bez terminu”.",
                len(missing),
            )
            % {"count": len(missing)}
        )
    broken = [row for row in decided.values() if row.problem and row.published_at is None]
    if broken:
        raise AllocationRefused(_("Jednej z propozycji nie udało się ogłosić. Najpierw wybierz jej inny termin albo „bez terminu”."))
    own = rights.own_among([one for one in proposals if decided[one.pk].published_at is None], user)
    alone = [
        one
        for one in proposals
        if one.pk in own and (decided[one.pk].chosen != Allocation.Chosen.PERSON or decided[one.pk].changed_by_id in (None, user.pk))
    ]
    if alone:
        raise AllocationRefused(
            _("O propozycji Twojej organizacji („%(title)s”) musi zdecydować inna osoba z moderacji albo CIO. Poproś ją o to.")
            % {"title": alone[0].title}
        )
    call.settled_at, call.settled_by = timezone.now(), user
    call.save(update_fields=["settled_at", "settled_by"])
    log(instance=call, action=SETTLED, user=user)
    return call


@transaction.atomic
def take_back(call: Call, user: User) -> Call:
    """It is not agreed after all: nothing is published until it is."""
    call = _turn(call, user)
    if call.settled_at is not None:
        call.settled_at, call.settled_by = None, None
        call.save(update_fields=["settled_at", "settled_by"])
        log(instance=call, action=TAKEN_BACK, user=user)
    return call
