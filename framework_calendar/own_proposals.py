"""The part of "Moje" about the yearly call: what waits for an answer first, then drafts, what was sent, and open calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.paging import once_per_version
from core.registry import MojeSection, moje_sections
from events_calendar import days
from framework_calendar import acting, proposal_facts
from framework_calendar.models import Call, CoOrganiser, Proposal
from framework_calendar.proposing import Pages

if TYPE_CHECKING:
    from collections.abc import Sequence

# Nobody scrolls through more.
MOST = 40


def section(request: HttpRequest) -> dict[str, Any] | None:
    """Nothing for who acts for no organisation, or where no call concerns them. A constant number of queries."""
    # What is two years old is read in the framework of its year.
    recent_calls = Call.objects.filter(year__gte=days.today().year).select_related("cop").order_by("closes", "cop__sort_key")
    if not once_per_version("framework-calls", recent_calls, recent_calls.exists):
        return None
    mine = acting.ids_of(cast(User, request.user))
    if not mine:
        return None
    calls = list(recent_calls)
    open_calls = [call for call in calls if call.phase() == Call.Phase.OPEN]
    rows = CoOrganiser.objects.filter(
        Q(organisation__in=mine, status=CoOrganiser.Status.INVITED) | Q(proposal__organisation__in=mine, status=CoOrganiser.Status.ASKS),
        proposal__state=Proposal.State.SUBMITTED,
        proposal__call__published_at=None,
    )
    waiting = list(rows.select_related("organisation", "proposal__organisation", "proposal__call__cop").order_by("created")[:MOST])
    recent = Proposal.objects.filter(call__in=calls).with_all().select_related("allocation")
    own = list(recent.filter(organisation__in=mine).order_by("-updated", "-pk")[:MOST])
    together = list(
        recent.sent()
        .filter(co_organisers__organisation__in=mine, co_organisers__status__in=[CoOrganiser.Status.CONFIRMED, CoOrganiser.Status.ASKS])
        .exclude(organisation__in=mine)
        .annotate(asks=Exists(CoOrganiser.objects.filter(proposal=OuterRef("pk"), organisation__in=mine, status=CoOrganiser.Status.ASKS)))
        .distinct()
        .order_by("-updated", "-pk")[:MOST]
    )
    if not (open_calls or waiting or own or together):
        return None
    return {
        "calls": [_call(call) for call in open_calls],
        "waiting": [_waiting(row, mine) for row in waiting],
        "drafts": [Pages(one) for one in own if one.typed or one.state == Proposal.State.DRAFT],
        "sent": _lines([one for one in own if one.state != Proposal.State.DRAFT]),
        "together": _lines(together),
        "several": len(mine) > 1,
    }


def _call(call: Call) -> dict[str, Any]:
    return {
        "call": call,
        "propose": reverse("framework_propose", args=[call.year, call.cop.slug]),
        "others": reverse("framework_open_proposals", args=[call.year]),
    }


def _waiting(row: CoOrganiser, mine: set[int]) -> dict[str, Any]:
    """A question that somebody of the person's organisations answers."""
    return {"row": row, "proposal": row.proposal, "invited": row.status == CoOrganiser.Status.INVITED and row.organisation_id in mine}


def _lines(rows: Sequence[Proposal]) -> list[dict[str, Any]]:
    lines = []
    for one in rows:
        waits = getattr(one, "asks", False) and one.call.published_at is None
        label, style = (_("czekacie na odpowiedź"), "new") if waits else proposal_facts.state_label(one)
        lines.append({"proposal": one, "label": label, "style": style})
    return lines


def register() -> None:
    moje_sections.append(MojeSection("framework_proposals", "framework_calendar/_own_proposals.html", section, order=22))
