"""What came of a proposal, for the people who wrote it: which wish it got, why, and what has changed since the publication."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.templatetags.portal_ui import event_when
from framework_calendar import explaining, year_register, year_rows
from framework_calendar.models import Allocation, Call, Proposal
from framework_calendar.proposal_facts import Fact
from framework_calendar.year_register import HIDDEN
from framework_calendar.year_rows import Row


@dataclass
class Outcome:
    """`told` is what one has to know first; the addresses are empty where they are nothing for the reader."""

    told: str = ""
    facts: list[Fact] = field(default_factory=list)
    # The event for everybody, the request's own page, and where one asks for a slot that is free.
    public_url: str = ""
    request_url: str = ""
    ask_url: str = ""


def outcome_of(proposal: Proposal, locale_id: int, request: HttpRequest, *, acts: bool) -> Outcome | None:
    """As the public year tells it, with the reasons and the moderators' words. None before the publication, and of what was taken back
    before it. `acts` for who acts for the organisation: they change the event, and ask for another slot."""
    if proposal.call.phase() != Call.Phase.PUBLISHED:
        return None
    entry = next((one for one in year_register.entries(proposal.call.year) if one.proposal == proposal.pk), None)
    if entry is None:
        return None
    (row,) = year_rows.rows_of([entry], locale_id, request)
    allocation: Allocation | None = getattr(proposal, "allocation", None)
    if allocation is None or not entry.placed:
        return _without(row, allocation, acts=acts)
    found = Outcome(facts=_facts(row, allocation), public_url=row.url)
    if acts and allocation.event_id:
        found.request_url = reverse("slot_request", args=[allocation.event_id])
    if HIDDEN in entry.changes:
        found.told = _("Tego wydarzenia nie ma teraz w kalendarzu dla wszystkich: czeka na decyzję albo ktoś je ukrył.")
    return found


def _without(row: Row, allocation: Allocation | None, *, acts: bool) -> Outcome:
    found = Outcome()
    if allocation is not None and allocation.outcome == Allocation.Outcome.SLOT:
        # Not published with the others: the moderators choose again.
        found.told = _("Jeszcze żadnego: uzgodniony termin zajęło wcześniej inne wydarzenie. COP szuka innego i napisze do Was.")
        return found
    if row.entry.pending:
        found.told = _("COP jeszcze o niej nie zdecydował.")
        return found
    found.told = _("Żadnego. O wolny termin możecie poprosić w każdej chwili.") if acts else _("Żadnego.")
    found.facts = [_fact(_("Dlaczego"), row.why), _fact(_("Od moderacji"), allocation.note if allocation is not None else "")]
    found.ask_url = reverse("slot_wizard") if acts else ""
    return found


def _facts(row: Row, allocation: Allocation) -> list[Fact]:
    # Which wish it is stands above.
    why = explaining.sentences(reason for reason in allocation.reasons if reason.get("code") != "wish")
    changes = [f"{change.label.capitalize()}. {change.text}".strip() for change in row.changes]
    return [
        _fact(_("Które życzenie"), row.wish),
        _fact(_("Kiedy"), event_when(row.start, row.end, row.all_day)),
        _fact(_("Gdzie"), row.place),
        _fact(_("Dlaczego"), "\n".join(why)),
        _fact(_("Od moderacji"), allocation.note),
        _fact(_("Co się zmieniło od ogłoszenia"), "\n".join(changes) if HIDDEN not in row.entry.changes else ""),
    ]


def _fact(term: str, value: str) -> Fact:
    return {"term": term, "value": value}
