"""Who hears what about the outcome of a call. Called inside the transaction of what happened; the outbox sends after the commit."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts import mail
from accounts.models import User
from core.templatetags.portal_ui import event_when
from events_calendar.ical.invitations import invitation_attachment
from events_calendar.services import requests
from framework_calendar import acting, explaining, rights

if TYPE_CHECKING:
    from events_calendar.models import EventPage
    from framework_calendar.models import Allocation, Call, Proposal

PUBLISHED, WITHOUT_SLOT = "framework.published", "framework.without_slot"
PROBLEM, UNSETTLED = "framework.problem", "framework.unsettled"
MOST_OTHER_SLOTS = 3


def register_kinds() -> None:
    """The mails about the outcome. Called in `AppConfig.ready()`."""
    proposes, moderates = _("Twoja organizacja bierze udział w kalendarzu ramowym"), _("uzgadniasz terminy kalendarza ramowego")
    for code, label, about, why, offered_to in (
        (PUBLISHED, _("Termin w kalendarzu ramowym"), _("Jaki termin dostało wydarzenie Twojej organizacji."), proposes, _proposes),
        (
            WITHOUT_SLOT,
            _("Propozycja bez terminu w kalendarzu ramowym"),
            _("Podajemy powód i inne wolne terminy."),
            proposes,
            _proposes,
        ),
        (PROBLEM, _("Termin, którego nie udało się ogłosić"), _("Ktoś zajął go po uzgodnieniu."), moderates, rights.moderates_any),
        (
            UNSETTLED,
            _("Nieuzgodniony kalendarz ramowy"),
            _("Minął dzień ogłoszenia, a podziału nikt nie uzgodnił."),
            moderates,
            rights.moderates_any,
        ),
    ):
        mail.register_kind(mail.MailKind(code, label, why, about=about, offered_to=offered_to))


def _proposes(user: User) -> bool:
    return bool(acting.ids_of(user))


def proposers(proposal: Proposal) -> list[User]:
    """Who hears of the proposal: who wrote it, while they act for its organisation; else all who do."""
    people = acting.people_of([proposal.organisation_id])
    return [user for user in people if user.pk == proposal.author_id] or people


def co_organisers(proposal: Proposal) -> list[User]:
    """Who acts for the organisations that confirmed that they make the event together."""
    return acting.people_of(proposal.co_organisers.filter(status="confirmed").values_list("organisation", flat=True))


def published(proposal: Proposal, allocation: Allocation, event: EventPage) -> None:
    """It has its slot. Into a phone comes only what is certain: not what another COP still decides on."""
    attachment = invitation_attachment(event, "REQUEST") if event.live else None
    about = {**_about(proposal, allocation), "certain": event.live, "cop": event.owner_cop.name if event.owner_cop else ""}
    about["why"] = _why_not_first(allocation)
    mine = {**about, "url": reverse("slot_request", args=[event.pk]), "public_url": event.url or "" if event.live else ""}
    _tell(PUBLISHED, proposal, mine, attachment, lambda person: requests.may_read(event, person))


def _why_not_first(allocation: Allocation) -> list[str]:
    """What the moderators' screen says of it, but which wish it is: the letter says that already."""
    if allocation.rank == 1:
        return []
    with override("pl"):
        return explaining.sentences(reason for reason in allocation.reasons if reason.get("code") != "wish")


def without_slot(proposal: Proposal, allocation: Allocation) -> None:
    """It has none: why, in the moderator's words or the portal's, and what else is free."""
    with override("pl"):
        why = [] if allocation.note else explaining.sentences(reason for reason in allocation.reasons if reason.get("code") != "person")
        other = [str(one) for one in other_slots(proposal)]
    about = {**_about(proposal, allocation), "why": why, "other": other, "url": reverse("slot_wizard")}
    _tell(WITHOUT_SLOT, proposal, about, None, lambda person: bool(requests.organisations_of(person)))


def other_slots(proposal: Proposal) -> list[Any]:
    """Free slots near the first wish that names a place of the portal and a day ahead."""
    from events_calendar import alternatives
    from framework_calendar import wish_days

    for wish in proposal.wishes.all():
        for day in wish_days.days_of(wish)[:1]:
            start, end = wish_days.slot_on(wish, day)
            if wish.venue is not None and start > timezone.now():
                return alternatives.find(wish.venue, start, end, headcount=proposal.headcount, most=MOST_OTHER_SLOTS)
    return []


def _about(proposal: Proposal, allocation: Allocation) -> dict[str, Any]:
    with override("pl"):
        place = allocation.venue.full_name_in("pl") if allocation.venue is not None else allocation.place_name
        return {
            "title": proposal.title,
            "organisation": proposal.organisation.name,
            "call": proposal.call.title,
            "when": event_when(allocation.start, allocation.end) if allocation.start else "",
            "where": place,
            "wish": explaining.wish_named(allocation.rank) if allocation.start else "",
            "note": allocation.note,
        }


def _tell(
    kind: str, proposal: Proposal, context: dict[str, Any], attachment: dict[str, Any] | None, may_open: Callable[[User], bool]
) -> None:
    """Each person once, however many of the organisations they act for: the proposer's letter before the co-organiser's. The address
    only to who may open it: an officer asks for no slots."""
    mine = proposers(proposal)
    known = {user.pk for user in mine}
    others = [user for user in co_organisers(proposal) if user.pk not in known]
    without = {name: value for name, value in context.items() if name != "url"}
    for person in mine:
        about = {**(context if may_open(person) else without), "together": False}
        mail.notify(kind, person, context=about, dedupe=str(proposal.pk), attachment=attachment)
    for person in others:
        # Only who asked has the request's own page.
        mail.notify(kind, person, context={**without, "together": True}, dedupe=str(proposal.pk), attachment=attachment)


def problem(proposal: Proposal, allocation: Allocation) -> None:
    """Somebody else has the slot by now: the moderators choose another. Told once of each slot."""
    url = reverse("framework_allocating", args=[proposal.call_id])
    about = {**_about(proposal, allocation), "problem": allocation.problem, "url": url}
    for person in rights.moderators_of(proposal.call):
        mail.notify(PROBLEM, person, context=about, dedupe=f"{allocation.pk}:{allocation.changed.isoformat()}")


def unsettled(call: Call, *, left: int, dedupe: str) -> None:
    """The day of publication has come and nobody agreed; told once for each `dedupe`."""
    url = reverse("framework_allocating", args=[call.pk])
    # Published already, it is about those that could not be published with the others.
    about = {"title": call.title, "left": left, "url": url, "late": call.published_at is not None}
    for person in rights.moderators_of(call):
        mail.notify(UNSETTLED, person, context=about, dedupe=dedupe)
