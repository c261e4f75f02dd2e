"""Who hears what about the yearly call. Sent through the portal's one mail engine, each kind with its own switch.

Called by the services inside the transaction of what happened: rolled back, nobody is written to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts import mail
from accounts.models import User
from core.templatetags.portal_ui import long_date
from framework_calendar import acting, rights, wording

if TYPE_CHECKING:
    from framework_calendar.models import Call, CoOrganiser, Proposal

# To organisations.
RECEIVED, INVITED, ANSWERED, ASKS = "framework.received", "framework.invited", "framework.answered", "framework.asks"
CHANGED, REMINDER, CLOSED = "framework.changed", "framework.reminder", "framework.closed"
# To who moderates.
CALL_CLOSED = "framework.call_closed"


def _proposes(user: User) -> bool:
    return bool(acting.ids_of(user))


def register_kinds() -> None:
    """The mails about the call. Called in `AppConfig.ready()`."""
    own, moderates = _("działasz w imieniu organizacji, która bierze udział w naborze"), _("prowadzisz nabór w swoim COP")
    for code, label, about, why, offered_to in (
        (RECEIVED, _("Propozycja do kalendarza ramowego wysłana"), _("Potwierdzamy, że dotarła, i mówimy, co dalej."), own, _proposes),
        (INVITED, _("Zaproszenie do współorganizowania"), _("Inna organizacja zaprasza Twoją."), own, _proposes),
        (ANSWERED, _("Odpowiedzi współorganizatorów"), _("Organizacja zgadza się, odmawia albo rezygnuje."), own, _proposes),
        (ASKS, _("Ktoś chce dołączyć do Twojej propozycji"), _("Inna organizacja pyta, czy może dołączyć."), own, _proposes),
        (CHANGED, _("Zmiany wspólnych propozycji"), _("Organizacja zmienia albo wycofuje propozycję, w której jesteście."), own, _proposes),
        (REMINDER, _("Przypomnienie o końcu naboru"), _("Gdy masz szkic albo wysyłaliście propozycje rok temu."), own, _proposes),
        (CLOSED, _("Koniec naboru"), _("Co się teraz stanie z Twoimi propozycjami."), own, _proposes),
        (CALL_CLOSED, _("Koniec naboru w Twoim COP"), _("Ile propozycji czeka na uzgodnienie terminów."), moderates, rights.moderates_any),
    ):
        mail.register_kind(mail.MailKind(code, label, why, about=about, offered_to=offered_to))


# --- About one proposal


def received(proposal: Proposal, by: User) -> None:
    """The author hears that it has come, and what comes next."""
    _send(RECEIVED, [by], None, _about(proposal))


def invited(row: CoOrganiser, by: User) -> None:
    """Everybody who acts for the other organisation: one of them answers."""
    _send(INVITED, members(row.organisation_id), by, {**_about(row.proposal), "invited": row.organisation.name})


def asks(row: CoOrganiser, by: User) -> None:
    about = {**_about(row.proposal), "other": row.organisation.name, "brings": row.brings}
    _send(ASKS, members(row.proposal.organisation_id), by, about)


def answered(row: CoOrganiser, by: User, asked: str) -> None:
    """The side that asked hears: the proposer of an invitation, else who wanted to join."""
    side = row.proposal.organisation_id if asked == "invited" else row.organisation_id
    about = {**_about(row.proposal), "other": row.organisation.name, "brings": row.brings, "how": row.status, "to_other": asked == "asks"}
    _send(ANSWERED, members(side), by, about)


def left(row: CoOrganiser, by: User) -> None:
    about = {**_about(row.proposal), "other": row.organisation.name, "brings": "", "how": "left", "to_other": False}
    _send(ANSWERED, members(row.proposal.organisation_id), by, about)


def changed(proposal: Proposal, by: User, what: Sequence[str]) -> None:
    """Who makes it together with the proposer, or was invited to, hears what is other."""
    _send(CHANGED, _others(proposal), by, {**_about(proposal), "what": list(what), "withdrawn": False, "reason": ""})


def withdrawn(proposal: Proposal, by: User, reason: str) -> None:
    _send(CHANGED, _others(proposal), by, {**_about(proposal), "what": [], "withdrawn": True, "reason": reason})


def _others(proposal: Proposal) -> list[User]:
    rows = proposal.co_organisers.exclude(status="declined").values_list("organisation_id", flat=True)
    return acting.people_of(rows)


# --- About the call


def reminder(call: Call, user: User, drafts: int, absent: Sequence[str], *, left_days: int, dedupe: str) -> None:
    """The call ends soon: so many drafts are not sent, and these organisations proposed last year and not yet now."""
    with override("pl"):
        about = {**_about_call(call), "drafts": drafts, "absent": list(absent), "left_days": left_days}
    _send(REMINDER, [user], None, about, dedupe)


def closed(call: Call, user: User, proposals: Sequence[str], *, dedupe: str) -> None:
    """Who proposed hears what happens next."""
    _send(CLOSED, [user], None, {**_about_call(call), "proposals": list(proposals)}, dedupe)


def call_closed(call: Call, count: int, *, dedupe: str) -> None:
    """Its moderators hear how many proposals there are."""
    _send(CALL_CLOSED, rights.moderators_of(call), None, {**_about_call(call), "count": count}, dedupe)


# --- How


def members(organisation_id: int) -> list[User]:
    """Who acts for the organisation."""
    return acting.people_of([organisation_id])


def _send(kind: str, people: Iterable[User], by: User | None, context: dict[str, Any], dedupe: str = "") -> None:
    about = {**context, "by": str(by) if by is not None else ""}
    for person in people:
        if by is None or person.pk != by.pk:
            mail.notify(kind, person, context=about, dedupe=dedupe or None)


def _about(proposal: Proposal) -> dict[str, Any]:
    with override("pl"):
        wishes = [f"{wording.when(wish)}, {wording.where(wish)}" for wish in proposal.wishes.select_related("venue__parent", "commune")]
        return {
            **_about_call(proposal.call),
            "title": proposal.title,
            "organisation": proposal.organisation.name,
            "wishes": wishes,
            "url": reverse("framework_proposal", args=[proposal.pk]),
        }


def _about_call(call: Call) -> dict[str, Any]:
    with override("pl"):
        return {
            "year": call.year,
            "call": call.title,
            "cop": call.cop.name,
            "cop_email": call.cop.email,
            "closes": long_date(call.closes),
            "publication": long_date(call.publication_day),
            "moje_url": reverse("moje"),
            "propose_url": reverse("framework_propose", args=[call.year, call.cop.slug]),
        }
