"""The part of "Moje" about slots: what waits for the person first, then what was begun, then everything else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Membership, User
from core.registry import MojeSection, moje_sections
from events_calendar import own_dates, own_watches, request_actions
from events_calendar.models import EventPage
from events_calendar.own_dates import NextDate
from events_calendar.own_watches import Watch
from events_calendar.services import drafts, request_state
from events_calendar.services.request_state import State
from events_calendar.wizard_steps import STEPS
from events_calendar.wording import in_words

if TYPE_CHECKING:
    from events_calendar.models import SlotRequestDraft

# Nobody scrolls through more; older ones are found in the calendar.
MOST = 40
_OVER = (State.REJECTED, State.WITHDRAWN, State.EXPIRED, State.CANCELLED)


@dataclass
class Own:
    """A request as a line of the list."""

    event: EventPage
    state: State
    style: str
    waits_for_you: bool
    # The date it stands by, if that is not the first of its text.
    next: NextDate | None = None
    # That it is more than this one date.
    repeats: str = ""
    # Dates that wait for a taken slot.
    watches: list[Watch] = field(default_factory=list)

    @property
    def listed_watches(self) -> list[Watch]:
        return self.watches[: own_watches.MOST_LISTED]

    @property
    def more_watches(self) -> str:
        return own_watches.more(self.watches)

    @property
    def is_offered(self) -> bool:
        """Whether a slot is held for one of these dates."""
        return any(watch.until for watch in self.watches)

    @property
    def start(self) -> datetime:
        return self.next.start if self.next else self.event.start

    @property
    def end(self) -> datetime:
        return self.next.end if self.next else self.event.end

    @property
    def where(self) -> str:
        return self.next.venue.full_name if self.next and self.next.venue else self.event.place_name


@dataclass
class Begun:
    """A draft as a line of the list."""

    draft: SlotRequestDraft
    title: str
    step: str
    changes: bool


def section(request: HttpRequest) -> dict[str, Any] | None:
    """Drafts and requests of the person and of their organisations; nothing for who has neither. A constant number of queries."""
    user = cast(User, request.user)
    memberships = list(Membership.objects.filter(user=user).values_list("organisation_id", flat=True))
    begun = [_begun(draft) for draft in drafts.open_drafts(user)]
    # Who left the organisation still has what they asked for themselves.
    rows = EventPage.objects.filter(Q(owner=user) | Q(organiser__in=memberships), is_request=True, alias_of=None)
    events = list(rows.defer("body").select_related("organiser").order_by("-latest_revision_created_at", "-pk")[:MOST])
    if not (memberships or begun or events):
        return None
    states = request_state.states_of(events)
    nexts = own_dates.next_of_each(events, states)
    added = own_dates.added_to_each(events)
    watches = own_watches.of_events([event for event in events if event.live])
    own = [
        Own(
            event,
            (state := states[event.pk]),
            request_actions.STYLES.get(state, ""),
            state in request_actions.FOR_YOU,
            nexts.get(event.pk),
            in_words(event.rule, event.start) or _in_all(added.get(event.pk, 0)),
            watches.get(event.pk, []),
        )
        for event in events
    ]
    over = [one for one in own if one.state in _OVER or one.end < timezone.now()]
    open_ones = [one for one in own if one not in over]
    return {
        "drafts": begun,
        "open": sorted(open_ones, key=lambda one: (not (one.waits_for_you or one.is_offered), one.start)),
        "over": sorted(over, key=lambda one: one.start, reverse=True),
        "several": len(memberships) > 1,
        "may_ask": bool(memberships),
    }


def _in_all(added: int) -> str:
    """How many dates an event without a rule has, if more than its first."""
    return ngettext("razem %(count)s termin", "razem %(count)s terminów", added + 1) % {"count": added + 1} if added else ""


def _begun(draft: SlotRequestDraft) -> Begun:
    step = STEPS.get(draft.step, STEPS["co"])
    title = (draft.data.get("co", {}).get("title") or [""])[0]
    return Begun(draft, title.strip() or _("Prośba bez nazwy"), step.slug, "event" in draft.data)


def register() -> None:
    moje_sections.append(MojeSection("slot_requests", "events_calendar/_own_requests.html", section, order=20))
