"""A proposal as its people see it, those who make it together too: what became of it, and what they can do now."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import roles
from accounts.expired import kept_post, login_required_keeping_post
from accounts.models import User
from accounts.workflows import ReviewRefused
from events_calendar import own_duties
from events_calendar.begin_form import ReasonForm
from events_calendar.duty_views import DONE, UNDONE
from events_calendar.services import duties
from framework_calendar import acting, history, own_outcome, proposal_duties, proposal_facts, rights
from framework_calendar.models import Allocation, Call, CoOrganiser, Proposal
from framework_calendar.proposal_forms import InviteForm
from framework_calendar.proposal_forms.with_whom import LIST_ID
from framework_calendar.propose_views import organisation_names
from framework_calendar.proposing import Pages
from framework_calendar.services import checklists, co_organisers, proposals
from framework_calendar.services.proposals import ProposalRefused
from framework_calendar.year_views import locale_id

Status = CoOrganiser.Status
STYLES = {Status.INVITED: "new", Status.ASKS: "new", Status.CONFIRMED: "ok", Status.DECLINED: ""}
_ANSWERED = (Status.CONFIRMED, Status.DECLINED)
# What one may say of a row, by the word in the address.
YES, NO, LEAVE = "tak", "nie", "rezygnuje"


@never_cache
@login_required_keeping_post
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """The proposal's page: its state, wishes, who makes it together, its history, and what can be done now."""
    found = _readable(request, pk)
    return _page(request, found, InviteForm(kept_post(request)))


def _page(request: HttpRequest, found: Proposal, form: InviteForm, *, status: int = 200) -> HttpResponse:
    user = cast(User, request.user)
    mine = acting.ids_of(user)
    acts = found.organisation_id in mine
    rows = list(found.co_organisers.select_related("organisation").order_by("pk"))
    wishes = proposal_facts.wishes_of(found)
    phase = found.call.phase()
    is_sent = found.state == Proposal.State.SUBMITTED
    together_open = is_sent and phase in (Call.Phase.OPEN, Call.Phase.BALANCING)
    pages = Pages(found)
    label, style = proposal_facts.state_label(found)
    allocation = Allocation.objects.filter(proposal=found).first()
    listed = own_duties.items(duties.rows(found.key)) if proposal_duties.is_planned(found, allocation) else []
    said = proposal_facts.parts(found, wishes, []) if found.state != Proposal.State.DRAFT else []
    context = {
        **_frame(str(found)),
        "proposal": found,
        "call": found.call,
        "state_label": label,
        "style": style,
        "next": proposal_facts.next_words(found, acts=acts),
        "outcome": own_outcome.outcome_of(found, locale_id(), request, acts=acts),
        "acts": acts,
        "is_sent": is_sent,
        "parts": [part for part in said if any(fact["value"] for fact in part.facts)],
        "duties": listed,
        "duties_about": proposal_duties.about(allocation),
        "ticks": bool(listed) and checklists.may_tick(user, found),
        "rows": [_row(row, acts=acts, mine=mine, open_=together_open) for row in rows],
        "history": history.of(found),
        "may_change": acts and phase == Call.Phase.OPEN,
        "may_withdraw": acts and together_open,
        "may_invite": acts and together_open,
        "unsent": acts and bool(found.typed) and pages.is_change,
        "is_open": phase == Call.Phase.OPEN,
        "go_on": pages.go_on_url if acts else "",
        "discard_url": pages.delete_url,
        "whom": proposals.whom_to_write(found.call),
        "form": form,
        "names": organisation_names() if acts and together_open else [],
        "list_id": LIST_ID,
    }
    return render(request, "framework_calendar/proposal.html", context, status=status)


def _row(row: CoOrganiser, *, acts: bool, mine: set[int], open_: bool) -> dict[str, Any]:
    """One organisation on the list: what it says, and which buttons this person has."""
    own = row.organisation_id in mine
    answers = open_ and ((row.status == Status.INVITED and own) or (row.status == Status.ASKS and acts))
    return {
        "row": row,
        "name": row.organisation.name,
        "status": row.get_status_display() if open_ or row.status in _ANSWERED else _("bez odpowiedzi"),
        "style": STYLES.get(Status(row.status), "") if open_ or row.status in _ANSWERED else "",
        "brings": row.brings,
        "answers": answers,
        "invited": row.status == Status.INVITED,
        "leaves": open_ and own and row.status == Status.CONFIRMED,
        "takes_back": open_ and ((row.status == Status.INVITED and acts) or (row.status == Status.ASKS and own)) and not answers,
    }


def _readable(request: HttpRequest, pk: int) -> Proposal:
    """The proposal, for its people, those who make it together, and who moderates; for everybody else it is not there."""
    user = cast(User, request.user)
    # By "id": for a number beyond the column's range Django finds nothing there, while "pk" would fail.
    found = Proposal.objects.filter(id=pk).with_all().select_related("allocation").first()
    if found is None or not user.is_active:
        raise Http404
    if Proposal.objects.filter(id=pk).readable_by(user).exists():
        return found
    if found.state != Proposal.State.DRAFT and rights.moderates(found.call, user):
        return found
    raise Http404


@never_cache
@login_required_keeping_post
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to change the proposal: the same pages as for a new one, filled in."""
    found = _readable(request, pk)
    if request.method != "POST":
        return redirect("framework_proposal", pk)
    try:
        begun = Pages(proposals.change(cast(User, request.user), found.pk))
    except ProposalRefused as refused:
        messages.warning(request, str(refused))
        return redirect("framework_proposal", pk)
    return redirect(begun.go_on_url)


@never_cache
@login_required_keeping_post
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks whether to take the proposal back, and does it."""
    found = _readable(request, pk)
    given = request.POST if request.method == "POST" else kept_post(request)
    form = ReasonForm(given, hint=_("Przeczytają to organizacje, które miały ją z Wami organizować."))
    if found.state != Proposal.State.SUBMITTED and request.method != "POST":
        messages.info(request, _("Tego nie można już zrobić. Poniżej widać, co się dzieje z propozycją."))
        return redirect("framework_proposal", pk)
    if request.method != "POST" or not form.is_valid():
        context = {**_frame(_("Wycofać propozycję?"), found), "proposal": found, "form": form}
        return render(request, "framework_calendar/withdraw.html", context, status=422 if request.method == "POST" else 200)
    try:
        proposals.withdraw(cast(User, request.user), found.pk, form.cleaned_data["reason"].strip())
    except ProposalRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Propozycja jest wycofana."))
    return redirect("framework_proposal", pk)


@never_cache
@login_required_keeping_post
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite one more organisation."""
    found = _readable(request, pk)
    if request.method != "POST":
        kept = kept_post(request)
        return _page(request, found, InviteForm(kept)) if kept is not None else redirect("framework_proposal", pk)
    form = InviteForm(request.POST)
    if form.is_valid():
        assert form.organisation is not None
        try:
            co_organisers.invite(cast(User, request.user), found.pk, form.organisation)
        except ProposalRefused as refused:
            form.add_error("nazwa", str(refused))
        else:
            messages.success(request, _("Zaprosiliśmy: %(name)s. Napiszemy, gdy odpowie.") % {"name": form.organisation.name})
            return redirect("framework_proposal", pk)
    return _page(request, found, form, status=422)


@never_cache
@login_required_keeping_post
def answer(request: HttpRequest, pk: int, row: int, what: str) -> HttpResponse:
    """Say yes or no to an invitation, or to who wants to join; or leave."""
    if what not in (YES, NO, LEAVE):
        raise Http404
    found = _readable(request, pk)
    if request.method != "POST":
        return redirect("framework_proposal", pk)
    # The buttons say nothing more, but a body that is too large or broken is refused before anything is done.
    request.POST.keys()
    if not CoOrganiser.objects.filter(id=row, proposal=found).exists():
        messages.warning(request, _("Tego zaproszenia już nie ma: ktoś je cofnął."))
        return redirect("framework_proposal", pk)
    user = cast(User, request.user)
    try:
        if what == LEAVE:
            co_organisers.leave(user, row)
            done = _("Zrobione. Tej organizacji nie ma już na liście.")
        else:
            told = co_organisers.answer(user, row, what == YES)
            done = _("%(name)s współorganizuje to wydarzenie.") if what == YES else _("Odpowiedź wysłana: %(name)s nie współorganizuje.")
            done %= {"name": told.organisation.name}
    except ProposalRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, done)
    # Who has left, or was never more than asked, may not be let in any more.
    if not Proposal.objects.filter(id=pk).readable_by(user).exists() and not roles.is_cio(user):
        return redirect("moje")
    return redirect("framework_proposal", pk)


@never_cache
@login_required_keeping_post
@require_http_methods(["GET", "HEAD", "POST"])
def tick(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Note that a legal duty is done, or is not after all, and back to the list."""
    found = _readable(request, pk)
    if request.method == "POST" and {DONE, UNDONE} & request.POST.keys():
        done = DONE in request.POST
        try:
            ticked = checklists.tick(cast(User, request.user), found.pk, line, done=done)
        except (ProposalRefused, ReviewRefused) as refused:
            messages.warning(request, str(refused))
        else:
            told = _("Odhaczone: %(name)s.") if done else _("Nie jest już odhaczone: %(name)s.")
            messages.success(request, told % {"name": ticked.name})
    return redirect(f"{reverse('framework_proposal', args=[pk])}#obowiazki")


def _frame(title: str, found: Proposal | None = None) -> dict[str, Any]:
    crumbs = [{"title": _("Strona główna"), "url": f"/{get_language()}/"}, {"title": _("Moje"), "url": reverse("moje")}]
    if found is not None:
        crumbs.append({"title": str(found), "url": reverse("framework_proposal", args=[found.pk])})
    return {"heading": title, "crumbs": crumbs}
