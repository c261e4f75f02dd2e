"""In which state a request is, in the field's words (the table of design decision 6), and what happened to it so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import PageLogEntry, WorkflowState, get_default_page_content_type

from events_calendar.models import SlotTaskState, WaitingEntry

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from events_calendar.models import EventPage


class State(models.TextChoices):
    SUBMITTED = "submitted", _("czeka na decyzję")
    WAITING = "waiting", _("czeka na zajęty termin")
    OFFERED = "offered", _("termin się zwolnił, czeka na Twoją odpowiedź")
    CHANGES = "changes", _("COP prosi o zmiany")
    PROPOSED = "proposed", _("COP proponuje inny termin")
    CONFIRMED = "confirmed", _("potwierdzona")
    CHANGE_PENDING = "change_pending", _("potwierdzona, zmiana czeka na decyzję")
    CHANGE_RETURNED = "change_returned", _("potwierdzona, COP pyta o zmianę")
    CHANGE_PROPOSED = "change_proposed", _("potwierdzona, COP proponuje inny termin zmiany")
    REJECTED = "rejected", _("odrzucona")
    WITHDRAWN = "withdrawn", _("wycofana")
    EXPIRED = "expired", _("wygasła")
    CANCELLED = "cancelled", _("wydarzenie odwołane")

    @property
    def label_for_cop(self) -> Promise | str:
        """The same for who decides: another answers than who reads."""
        return _("termin się zwolnił, czeka na odpowiedź organizacji") if self == State.OFFERED else self.label


# A confirmed event with a change that is not decided yet: what is in the calendar stays as it is until then.
CHANGING = (State.CHANGE_PENDING, State.CHANGE_RETURNED, State.CHANGE_PROPOSED)
# The COP asks, or proposes another slot, of a request as of a change: the organisation answers.
ASKING = (State.CHANGES, State.CHANGE_RETURNED)
PROPOSING = (State.PROPOSED, State.CHANGE_PROPOSED)
# In which the places of what is asked for are held.
HOLDING = (State.SUBMITTED, State.CHANGES, State.PROPOSED, *CHANGING)


class Action:
    """What the history calls what was done; registered in `wagtail_hooks`."""

    SUBMITTED = "portal.slot_submitted"
    TRUSTED = "portal.slot_trusted"
    WAITING = "portal.slot_waiting"
    RESUBMITTED = "portal.slot_resubmitted"
    WITHDRAWN = "portal.slot_withdrawn"
    ACCEPTED = "portal.slot_proposal_accepted"
    DECLINED = "portal.slot_proposal_declined"
    CANCELLED = "portal.slot_cancelled"
    CHANGE_ASKED = "portal.slot_change_asked"
    APPROVED = "portal.slot_approved"
    CHANGES = "portal.slot_changes"
    PROPOSED = "portal.slot_proposed"
    REFUSED = "portal.slot_refused"
    EXPIRED = "portal.slot_expired"
    OFFERED = "portal.slot_offered"
    OFFER_ACCEPTED = "portal.slot_offer_accepted"
    OFFER_PASSED = "portal.slot_offer_passed"
    # Of one date of a series that waited.
    DATE_CLAIMED = "portal.date_claimed"
    DATE_LEFT = "portal.date_left_line"
    WAITED_OUT = "portal.slot_waited_out"
    # Written of every event, by `services.dates` and `services.whole_event`.
    DATE_CANCELLED = "portal.date_cancelled"
    DATES_LEFT_OUT = "portal.dates_left_out"
    EVENT_CANCELLED = "portal.event_cancelled"
    EVENT_RESTORED = "portal.event_restored"


ACTIONS: dict[str, Promise | str] = {
    Action.SUBMITTED: _("Prośba wysłana, termin wstępnie zajęty"),
    Action.TRUSTED: _("Termin potwierdzony od razu: to miejsce ufa organizacji"),
    Action.WAITING: _("Zapis na listę oczekujących"),
    Action.RESUBMITTED: _("Prośba wysłana ponownie"),
    Action.WITHDRAWN: _("Prośba wycofana"),
    Action.ACCEPTED: _("Organizacja przyjęła proponowany termin"),
    Action.DECLINED: _("Organizacja nie przyjęła proponowanego terminu"),
    Action.CANCELLED: _("Wydarzenie odwołane"),
    Action.CHANGE_ASKED: _("Prośba o zmianę potwierdzonego wydarzenia"),
    Action.APPROVED: _("Prośba zatwierdzona"),
    Action.CHANGES: _("COP prosi o zmiany"),
    Action.PROPOSED: _("COP proponuje inny termin"),
    Action.REFUSED: _("Prośba odrzucona"),
    Action.EXPIRED: _("Prośba wygasła, termin się zwolnił"),
    Action.OFFERED: _("Termin się zwolnił i został zaproponowany"),
    Action.OFFER_ACCEPTED: _("Organizacja przyjęła termin z listy oczekujących"),
    Action.DATE_CANCELLED: _("Jeden termin odwołany"),
    Action.DATES_LEFT_OUT: _("Terminy odpadły: miejsce jest wtedy zajęte albo zamknięte"),
    Action.EVENT_CANCELLED: _("COP odwołuje wydarzenie"),
    Action.EVENT_RESTORED: _("COP przywraca odwołane wydarzenie"),
    Action.DATE_CLAIMED: _("Termin serii, na który organizacja czekała, jest jej"),
    Action.DATE_LEFT: _("Organizacja nie czeka już na termin serii"),
    Action.OFFER_PASSED: _("Bez odpowiedzi w 48 godzin, termin zaproponowano następnym"),
    Action.WAITED_OUT: _("Termin minął, zanim się zwolnił"),
}


def states_of(events: Iterable[EventPage]) -> dict[int, State]:
    """The state of each request, by primary key: three queries, however many there are."""
    by_id = {str(event.pk): event for event in events}
    newest: dict[str, WorkflowState] = {}
    rows = WorkflowState.objects.filter(base_content_type=get_default_page_content_type(), object_id__in=by_id).order_by("created_at", "pk")
    for row in rows:
        newest[row.object_id] = row
    outcomes = dict(
        SlotTaskState.objects.filter(pk__in=[row.current_task_state_id for row in newest.values()]).values_list("pk", "outcome")
    )
    waiting = dict(WaitingEntry.objects.filter(event__in=list(by_id.values()), original=None).values_list("event_id", "status"))
    return {event.pk: _state(event, newest.get(key), outcomes, waiting.get(event.pk, "")) for key, event in by_id.items()}


def state_of(event: EventPage) -> State:
    """The state of one request."""
    return states_of([event])[event.pk]


def _state(event: EventPage, row: WorkflowState | None, outcomes: dict[int, str], waiting: str) -> State:
    status = row.status if row is not None else ""
    outcome = outcomes.get(row.current_task_state_id or 0, "") if row is not None else ""
    if event.live:
        if event.cancelled:
            return State.CANCELLED
        if status == WorkflowState.STATUS_IN_PROGRESS:
            return State.CHANGE_PENDING
        if status == WorkflowState.STATUS_NEEDS_CHANGES:
            return State.CHANGE_PROPOSED if outcome == SlotTaskState.Outcome.PROPOSED else State.CHANGE_RETURNED
        return State.CONFIRMED
    if status == WorkflowState.STATUS_IN_PROGRESS:
        return State.SUBMITTED
    if status == WorkflowState.STATUS_NEEDS_CHANGES:
        return State.PROPOSED if outcome == SlotTaskState.Outcome.PROPOSED else State.CHANGES
    if waiting == WaitingEntry.Status.WAITING:
        return State.WAITING
    if waiting == WaitingEntry.Status.OFFERED:
        return State.OFFERED
    # An offer that passed is the last that happened only where nothing was decided since.
    if outcome == SlotTaskState.Outcome.EXPIRED or (row is None and waiting == WaitingEntry.Status.PASSED):
        return State.EXPIRED
    if outcome == SlotTaskState.Outcome.REFUSED:
        return State.REJECTED
    if status == WorkflowState.STATUS_APPROVED:
        return State.CANCELLED  # it was public, and its COP took it down
    return State.WITHDRAWN


# Where the request takes no place of the portal.
_PLACELESS: dict[str, Promise | str] = {Action.SUBMITTED: _("Prośba wysłana")}


@dataclass(frozen=True)
class Line:
    """One line of a request's history: when, who, what, and what was said with it."""

    when: datetime
    who: str
    what: str
    comment: str


def history(event: EventPage) -> Sequence[Line]:
    """What happened to the request, oldest first: the same for who asked and who decides."""
    labels = ACTIONS if event.venue_id is not None else {**ACTIONS, **_PLACELESS}
    entries = PageLogEntry.objects.filter(page=event.pk, action__in=ACTIONS).select_related("user").order_by("timestamp", "pk")
    return [
        Line(entry.timestamp, str(entry.user) if entry.user else "", _what(entry, labels), str(entry.data.get("comment") or ""))
        for entry in entries
    ]


def _what(entry: PageLogEntry, labels: dict[str, Promise | str]) -> str:
    """What was done; of dates that were left out also which and why."""
    what = str(labels[entry.action])
    if named := entry.data.get("dates"):
        what = f"{what}. {' '.join(named)}"
    if rest := entry.data.get("rest"):
        what += " " + gettext("I jeszcze terminów: %(rest)s.") % {"rest": rest}
    return what
