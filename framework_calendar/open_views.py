"""What others propose for the year, for who acts for an organisation: what each seeks, and the way to join."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.expired import kept_post, login_required_keeping_post
from accounts.models import User
from core.models import Territory, Topic
from core.paging import last_values, page_of, page_prefix
from core.templatetags.portal_ui import long_date
from framework_calendar import acting, proposal_facts, wording
from framework_calendar.models import Call, CoOrganiser, Proposal, Wish
from framework_calendar.open_forms import OpenProposalsForm
from framework_calendar.proposal_forms import JoinForm
from framework_calendar.propose_views import frame
from framework_calendar.services import co_organisers
from framework_calendar.services.proposals import ProposalRefused

PER_PAGE = 20
_ALIVE = (CoOrganiser.Status.INVITED, CoOrganiser.Status.ASKS, CoOrganiser.Status.CONFIRMED)


@dataclass
class Row:
    """A proposal as a card of the list."""

    proposal: Proposal
    wishes: list[str]
    people: str
    together: list[str]
    # How the reader's own organisations stand to it: "own", "waits", "together", or "" where they may ask to join.
    mine: str = ""


@never_cache
@login_required_keeping_post
def open_proposals(request: HttpRequest, year: int) -> HttpResponse:
    """The proposals of the year's calls, of one commune and topic where the reader chooses one. A constant number of queries."""
    user = cast(User, request.user)
    calls = list(Call.objects.filter(year=year).select_related("cop").order_by("cop__sort_key"))
    if not calls:
        raise Http404
    mine = acting.ids_of(user)
    heading = _("Propozycje na rok %(year)s") % {"year": year}
    context: dict[str, Any] = {**frame(heading, calls[0]), "year": year, "calls": _lines(calls)}
    if not mine:
        return render(request, "framework_calendar/no_access.html", context)
    sent = Proposal.objects.filter(call__in=calls).sent()
    communes = Territory.objects.filter(pk__in=Wish.objects.filter(proposal__in=sent).values("commune")).order_by("sort_key")
    topics = Topic.objects.filter(pk__in=Proposal.topics.through.objects.filter(proposal__in=sent).values("topic")).order_by("sort_key")
    form = OpenProposalsForm(
        last_values(request.GET, OpenProposalsForm.base_fields),
        communes=[(one.code, one.name) for one in communes],
        topics=[(one.slug, one.label) for one in topics],
    )
    chosen = form.choices()
    if "gmina" in chosen:
        sent = sent.filter(pk__in=Wish.objects.filter(commune__code=chosen["gmina"]).values("proposal"))
    if "temat" in chosen:
        sent = sent.filter(topics__slug=chosen["temat"])
    if "szuka" in chosen:
        sent = sent.exclude(seeks="")
    listing = page_of(_ready(sent), request.GET.get("strona"), PER_PAGE)
    context |= {
        "form": form,
        "page_obj": listing.page,
        "rows": [_row(one, mine) for one in listing.page],
        "problem": listing.problem,
        "prefix": page_prefix(chosen),
        "is_filtered": bool(chosen),
    }
    return render(request, "framework_calendar/open_proposals.html", context, status=listing.status)


def _lines(calls: list[Call]) -> list[dict[str, str]]:
    """Each call with its last day, and where one proposes while it is open."""
    lines = []
    for call in calls:
        is_open = call.phase() == Call.Phase.OPEN
        told = _("%(cop)s: nabór do %(day)s") if is_open else _("%(cop)s: nabór zakończony %(day)s")
        if call.phase() == Call.Phase.PLANNED:
            told = _("%(cop)s: nabór od %(opens)s")
        said = {"cop": call.cop.name, "day": long_date(call.closes), "opens": long_date(call.opens)}
        url = reverse("framework_propose", args=[call.year, call.cop.slug]) if is_open else ""
        lines.append({"text": told % said, "url": url})
    return lines


def _ready(rows: Any) -> Any:
    """With all that a card shows of other tables."""
    wishes = Wish.objects.select_related("venue__parent", "commune").order_by("rank")
    together = CoOrganiser.objects.filter(status__in=_ALIVE).select_related("organisation").order_by("pk")
    return (
        rows.select_related("organisation", "call__cop")
        .prefetch_related(Prefetch("wishes", queryset=wishes), Prefetch("co_organisers", queryset=together), "topics")
        .order_by("-submitted_at", "-pk")
    )


def _row(proposal: Proposal, mine: set[int]) -> Row:
    together = [row for row in proposal.co_organisers.all() if row.status == CoOrganiser.Status.CONFIRMED]
    own = next((row for row in proposal.co_organisers.all() if row.organisation_id in mine), None)
    state = "" if own is None else ("together" if own.status == CoOrganiser.Status.CONFIRMED else "waits")
    if proposal.organisation_id in mine:
        state = "own"
    elif not state and proposal.call.phase() == Call.Phase.PUBLISHED:
        state = "over"
    return Row(
        proposal,
        [f"{wording.when(wish)}, {wording.where(wish)}" for wish in proposal.wishes.all()],
        proposal_facts.people(proposal.headcount),
        [row.organisation.name for row in together],
        state,
    )


@never_cache
@login_required_keeping_post
def join(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Asks what the organisation would bring, and asks the proposer."""
    user = cast(User, request.user)
    organisations = acting.organisations_of(user)
    # By "id": for a number beyond the column's range Django finds nothing there, while "pk" would fail.
    found = Proposal.objects.filter(id=pk, call__year=year).sent().with_all().first()
    if found is None or not organisations:
        raise Http404
    others = [one for one in organisations if one.pk != found.organisation_id]
    if not others:
        messages.info(request, _("To propozycja Twojej organizacji: i tak ją organizuje."))
        return redirect("framework_proposal", found.pk)
    given = request.POST if request.method == "POST" else kept_post(request)
    form = JoinForm(given, organisations=others)
    if request.method == "POST" and form.is_valid():
        try:
            co_organisers.ask(user, found.pk, form.organisation, form.cleaned_data["brings"])
        except ProposalRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Zapytaliśmy: %(name)s. Napiszemy, gdy odpowie.") % {"name": found.organisation.name})
            return redirect("framework_proposal", found.pk)
    heading = _("Chcemy dołączyć")
    context = {**frame(heading, found.call), "proposal": found, "form": form, "organisations": others, "year": year}
    context["parts"] = _read_before_asking(found)
    context["crumbs"].append(
        {"title": _("Propozycje na rok %(year)s") % {"year": year}, "url": reverse("framework_open_proposals", args=[year])}
    )
    return render(request, "framework_calendar/join.html", context, status=422 if request.method == "POST" else 200)


def _read_before_asking(proposal: Proposal) -> list[proposal_facts.Part]:
    """What the proposal says to who may join; answers to the call's own questions are the COP's alone to read."""
    proposal.answers = {}
    said = proposal_facts.parts(proposal, proposal_facts.wishes_of(proposal), [])
    return [part for part in said if any(fact["value"] for fact in part.facts)]
