"""What the conditions of legal duties ask of a proposal: its first wish stands for the event until the portal has published a slot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from django.utils.translation import gettext as _

from events_calendar import duties as rules
from events_calendar.duties import Facts
from events_calendar.own_duties import Item
from events_calendar.services import duties
from framework_calendar import wish_days
from framework_calendar.models import Allocation, Proposal

if TYPE_CHECKING:
    from framework_calendar.models import Wish


class Says(Protocol):
    """A proposal, or what one is going to say."""

    kind: str
    headcount: int | None


def facts_of(said: Says, circumstances: Iterable[str], wishes: Sequence[Wish]) -> Facts | None:
    """The facts of a proposal with these wishes, best first: of one for several days the earliest. None where it wishes nothing."""
    if not wishes:
        return None
    wish = wishes[0]
    # A stretch without the weekday that it names.
    day = next(iter(wish_days.days_of(wish)), wish.first_day)
    if day is None:
        return None
    venue = wish.venue
    return Facts(
        start=wish_days.slot_on(wish, day)[0],
        headcount=said.headcount,
        kind=said.kind,
        circumstances=tuple(circumstances),
        commune=venue.commune if venue is not None else wish.commune,
        venue=venue,
    )


def is_planned(proposal: Proposal, allocation: Allocation | None) -> bool:
    """Whether it may still become an event: it is sent, and has not been told that it gets no slot."""
    refused = allocation is not None and allocation.published_at is not None and allocation.outcome == Allocation.Outcome.NONE
    return proposal.state == Proposal.State.SUBMITTED and not refused


def about(allocation: Allocation | None) -> str:
    """From which day the list of a proposal counts, for its people."""
    if allocation is not None and allocation.event_id is not None:
        return _("Terminy liczymy od dnia, który ma to wydarzenie w kalendarzu.")
    return _("Terminy liczymy od pierwszego życzenia. Gdy portal ogłosi kalendarz, policzymy je od dnia, który dostanie wydarzenie.")


def items_for(proposals: Sequence[Proposal], allocations: dict[int, Allocation]) -> dict[int, list[Item]]:
    """For who allocates: what holds for each of these, with the days of the slot that it is given now. One query; nothing is written.

    Until the publication that slot is nobody's but the moderators', so what is stored follows the wish.
    """
    lines = duties.rows_of([proposal.key for proposal in proposals])
    found: dict[int, list[Item]] = {}
    for proposal in proposals:
        there = [line for line in lines.get(proposal.key, ()) if line.dropped is None]
        allocation = allocations.get(proposal.pk)
        if allocation is not None and allocation.start is not None and allocation.published_at is None:
            for line in there:
                line.deadline, line.earliest = rules.days_of(line, allocation.start)
        if there:
            found[proposal.pk] = [Item(line) for line in there]
    return found
