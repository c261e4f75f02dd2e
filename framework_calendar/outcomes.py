"""What came of a published call, for everybody to read: which wish each proposal got, and how many first wishes each organisation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Organisation
from events_calendar.models import EventPage
from framework_calendar.models import Allocation, Call, Proposal


@dataclass(frozen=True)
class Outcome:
    """A proposal and what it got. `rank` 1 to 3 is its wish, 0 another slot; None where it has none, or is not decided yet."""

    proposal: Proposal
    allocation: Allocation | None
    # Its event, while everybody may read it: not one that a COP still decides on, nor one that is deleted.
    event: EventPage | None

    @property
    def is_pending(self) -> bool:
        """It could not be published with the others: the moderators look for another slot."""
        return self.allocation is None

    @property
    def rank(self) -> int | None:
        return self.allocation.rank if self.allocation is not None else None


@dataclass
class Share:
    """How the proposals of one organisation fared."""

    organisation: Organisation
    proposals: int = 0
    first: int = 0
    second: int = 0
    third: int = 0
    other: int = 0
    none: int = 0
    pending: int = 0

    @property
    def percent(self) -> int:
        """The share of first wishes among what is decided, in whole per cent."""
        decided = self.proposals - self.pending
        return round(100 * self.first / decided) if decided else 0


def outcomes_of(call: Call) -> list[Outcome]:
    """Of each sent proposal what it got, in the order of their slots, those without one last; of a call that is not published nothing.
    Two queries."""
    if call.published_at is None:
        return []
    rows = list(call.proposals.sent().select_related("organisation", "allocation__venue__parent", "allocation__commune"))
    allocations = {row.pk: row.allocation for row in rows if _is_published(row)}
    events = EventPage.objects.filter(live=True).in_bulk([one.event_id for one in allocations.values() if one.event_id])
    found = []
    for row in rows:
        allocation = allocations.get(row.pk)
        found.append(Outcome(row, allocation, events.get(allocation.event_id or 0) if allocation is not None else None))
    return sorted(found, key=_order)


def _is_published(proposal: Proposal) -> bool:
    allocation = getattr(proposal, "allocation", None)
    return allocation is not None and allocation.published_at is not None


def _order(one: Outcome) -> tuple[bool, str, int]:
    start = one.allocation.start if one.allocation is not None else None
    return start is None, start.isoformat() if start else "", one.proposal.pk


def shares_of(outcomes: Iterable[Outcome]) -> list[Share]:
    """How each organisation fared, by name; no query."""
    found: dict[int, Share] = {}
    for one in outcomes:
        share = found.setdefault(one.proposal.organisation_id, Share(one.proposal.organisation))
        share.proposals += 1
        name = "pending" if one.is_pending else _NAMES.get(one.rank, "none")
        setattr(share, name, getattr(share, name) + 1)
    return sorted(found.values(), key=lambda share: (share.organisation.sort_key, share.organisation.pk))


def share_of_first(outcomes: Iterable[Outcome]) -> int:
    """The share of first wishes of all that is decided, in whole per cent."""
    shares = shares_of(outcomes)
    decided = sum(share.proposals - share.pending for share in shares)
    return round(100 * sum(share.first for share in shares) / decided) if decided else 0


_NAMES: dict[int | None, str] = {1: "first", 2: "second", 3: "third", 0: "other"}
