"""Proposing for a call: a page to begin with, three pages of questions, and one to look at it all and send it.

Each page is posted and answered with a redirect, also where something is wrong: the draft keeps what was typed, the page says
what to mend, and the browser's "back" sends nothing twice. A call that closes meanwhile loses nothing either. Nothing needs a script.
"""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.expired import kept_post, login_required_keeping_post, without_secrets
from accounts.models import Organisation, User
from accounts.workflows import ReviewRefused
from events_calendar import own_duties
from events_calendar.duty_views import DONE, UNDONE
from events_calendar.wizard_views import SeeOther
from framework_calendar import acting, proposal_duties, proposal_facts, week_around
from framework_calendar.models import Call, Proposal
from framework_calendar.proposal_forms import BeginForm, Wishes, WithForm
from framework_calendar.proposal_forms.begin import ALL
from framework_calendar.proposal_forms.with_whom import LIST_ID
from framework_calendar.proposing import CHECK, STEPS, WHAT, WITH, Pages, Step
from framework_calendar.services import checklists, copying, proposals
from framework_calendar.services.proposals import AlreadySent, ChangedMeanwhile, ProposalData, ProposalRefused

VERSION = "wersja"


# --- Beginning


@never_cache
@login_required_keeping_post
def begin(request: HttpRequest, year: int, cop: str) -> HttpResponse:
    """What will be asked, for whom, from which earlier proposal; until when, and what to do where the call is not open."""
    call, user = _call(year, cop), cast(User, request.user)
    organisations = acting.organisations_of(user)
    heading = _("Zaproponuj wydarzenie na rok %(year)s") % {"year": year}
    context: dict[str, Any] = {**frame(heading, call), "call": call, "closed": proposals.closed_words(call)}
    if not organisations:
        return render(request, "framework_calendar/propose/no_organisation.html", context)
    earlier = copying.offered(call, organisations)
    given = request.POST if request.method == "POST" else kept_post(request)
    form = BeginForm(given, organisations=organisations, earlier=earlier)
    if request.method == "POST" and form.is_valid():
        try:
            begun = _begin(user, call, form)
        except ProposalRefused as refused:
            form.add_error(None, str(refused))
        else:
            if len(begun) == 1:
                if begun[0].copied_from is not None:
                    messages.info(request, _copied_words(begun[0].copied_from, call))
                return redirect(Pages(begun[0]).url(WHAT))
            messages.success(request, _("Skopiowaliśmy propozycje. Są niżej jako szkice: sprawdź każdą i wyślij."))
            return redirect(request.path)
    drafts = Proposal.objects.filter(call=call, organisation__in=organisations).unsent().with_all().order_by("-updated", "pk")
    context |= {"form": form, "organisations": organisations, "drafts": [Pages(one) for one in drafts[:40]]}
    return render(request, "framework_calendar/propose/begin.html", context, status=422 if request.method == "POST" else 200)


def _begin(user: User, call: Call, form: BeginForm) -> list[Proposal]:
    proposals.must_be_open(call)
    key, chosen = form.cleaned_data["klucz"], form.cleaned_data.get("wzor") or ""
    if chosen == ALL:
        return copying.copy_all(user, call, form.organisation)
    if chosen:
        return [copying.copy_one(user, call, form.earlier[chosen], key=key)]
    return [proposals.begin(user, call, form.organisation, key=key)]


def _copied_words(source: Proposal, call: Call) -> str:
    """What a copy took over, and what its author has to look at anew."""
    told = _(
        "Skopiowaliśmy propozycję „%(title)s” z roku %(before)s. Dni przesunęliśmy na rok %(year)s: "
        "sprawdź daty, godziny i miejsca. Organizacje, które brały udział, zaprosimy na nowo, gdy wyślesz propozycję."
    )
    return told % {"title": source.title, "before": source.call.year, "year": call.year}


def _call(year: int, cop: str) -> Call:
    """The call, once its days are known to everybody: also before it opens."""
    found = Call.objects.filter(year=year, cop__slug=cop).select_related("cop").first()
    if found is None:
        raise Http404
    return found


@never_cache
@login_required_keeping_post
def delete(request: HttpRequest, year: int, cop: str, pk: int) -> HttpResponse:
    """Asks whether to throw a draft away, or a change that was begun, and does it."""
    proposal = _own(request, year, cop, pk)
    pages = Pages(proposal)
    if request.method == "POST":
        try:
            if pages.is_change:
                proposals.discard(cast(User, request.user), proposal.pk)
            else:
                proposals.delete_draft(cast(User, request.user), proposal.pk)
        except ProposalRefused as refused:
            messages.warning(request, str(refused))
            return redirect("framework_proposal", proposal.pk)
        messages.success(request, _("Porzuciliśmy zmianę. Propozycja jest taka, jak była.") if pages.is_change else _("Usunęliśmy szkic."))
        return redirect("framework_proposal", proposal.pk) if pages.is_change else redirect("moje")
    heading = _("Porzuć zmianę propozycji") if pages.is_change else _("Usuń szkic propozycji")
    context = {**frame(heading, proposal.call), "proposal": proposal, "is_change": pages.is_change, "back": pages.go_on_url}
    return render(request, "framework_calendar/propose/delete.html", context)


# --- The pages


@never_cache
@login_required_keeping_post
def step(request: HttpRequest, year: int, cop: str, pk: int, step: str) -> HttpResponse:
    """One page of the proposal. What has been sent leads to the proposal's own page; somebody else's is not there."""
    proposal = _own(request, year, cop, pk)
    pages = Pages(proposal)
    if pages.is_change and not proposal.typed:
        return _sent(request, proposal)
    try:
        if STEPS[step] == CHECK:
            return _check_page(request, pages)
        return _question_page(request, pages, STEPS[step])
    except AlreadySent:
        return _sent(request, proposal)


def _own(request: HttpRequest, year: int, cop: str, pk: int) -> Proposal:
    """The proposal, for who acts for its organisation."""
    # By "id": for a number beyond the column's range Django finds nothing there, while "pk" would fail.
    found = Proposal.objects.filter(id=pk, call__year=year, call__cop__slug=cop).with_all().first()
    if found is None or not acting.acts_for(cast(User, request.user), found.organisation_id):
        raise Http404
    return found


def _sent(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    messages.info(request, _("Ta propozycja jest już wysłana. Tu zobaczysz, co się z nią dzieje."))
    return redirect("framework_proposal", proposal.pk)


def _question_page(request: HttpRequest, pages: Pages, step: Step) -> HttpResponse:
    if request.method != "POST":
        kept = kept_post(request)
        form = pages.form(step, kept)
        return _question(request, pages, step, form, kept=kept is not None and not hasattr(request, "refused"))
    form = pages.form(step, request.POST)
    if "podglad" in request.POST:
        # A script asks what stands on the days that are being chosen.
        return _question(request, pages, step, form)
    known = {name: values for name, values in without_secrets(request.POST).items() if name in form.fields}
    goes_on = not {"wstecz", "pozniej", "pokaz", "idz"} & request.POST.keys()
    # A page that is right stays done, or is, by whichever way one leaves it for another.
    is_done = ("idz" in request.POST or pages.is_tried(step)) and form.is_valid()
    try:
        saved = Pages(
            proposals.save_step(
                cast(User, request.user), pages.proposal.pk, step.slug, known, tried=goes_on or is_done, version=_version(request)
            )
        )
    except ChangedMeanwhile as meanwhile:
        fresh = Pages(meanwhile.proposal)
        # The same words in another order are no other words.
        different = fresh.differences(step, request.POST)
        return _question(request, fresh, step, fresh.form(step, request.POST), status=409, different=different)
    if "pozniej" in request.POST:
        messages.success(request, _("Zapisaliśmy szkic propozycji. Czeka w „Moje”."))
        return redirect("moje")
    if "idz" in request.POST:
        return redirect(saved.url(STEPS.get(request.POST["idz"], step)))
    if "wstecz" in request.POST:
        return redirect(saved.url(saved.before(step) or step))
    if "pokaz" in request.POST:
        rank = request.POST["pokaz"]
        return redirect(f"{saved.url(step)}#wokol-{rank if rank in ('1', '2', '3') else '1'}")
    if form.is_valid():
        return redirect(saved.url(saved.after(step)))
    if saved.proposal.typed.get(step.slug) == known:
        return SeeOther(saved.url(step))
    # Too long for a draft, or with signs that no database keeps: only the answer itself can show it.
    return _question(request, pages, step, form, status=422)


def _version(request: HttpRequest) -> int | None:
    """How often the page had been saved when it was opened; what is no number counts as never asked."""
    typed = request.POST.get(VERSION, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else None


def _question(
    request: HttpRequest,
    pages: Pages,
    step: Step,
    form: Any,
    *,
    status: int = 200,
    kept: bool = False,
    different: list[dict[str, str]] | None = None,
) -> HttpResponse:
    context = {
        **frame(str(step.title), pages.call),
        **_of(pages, step),
        "form": form,
        "kept": kept,
        "before": pages.before(step),
        "different": different,
        "version": pages.version(step),
    }
    if isinstance(form, Wishes):
        if form.is_bound:
            form.is_valid()
        # The errors of a page that nobody has gone on from are forgiven again.
        if status == 200 and not kept and not pages.is_tried(step):
            form.forgive()
        arounds = week_around.of_forms(form.forms, pages.proposal, _headcount(pages))
        context |= {"wishes": [{"form": one, "around": arounds.get(one.rank)} for one in form.forms], "errors": form.problems}
    if isinstance(form, WithForm):
        context |= {"co_organisers": pages.co_organisers, "names": organisation_names(), "list_id": LIST_ID}
    return render(request, f"framework_calendar/propose/{step.slug}.html", context, status=status)


def _headcount(pages: Pages) -> int | None:
    what = pages.bound(WHAT)
    what.is_valid()
    return getattr(what, "cleaned_data", {}).get("headcount")


def organisation_names() -> list[str]:
    """Whom one may invite, for the field that offers names while one types."""
    return list(Organisation.objects.filter(kind__in=acting.KINDS).order_by("sort_key").values_list("name", flat=True)[:2000])


def _of(pages: Pages, step: Step) -> dict[str, Any]:
    return {
        "proposal": pages.proposal,
        "call": pages.call,
        "step": step,
        "steps": pages.row(step),
        "number": list(STEPS).index(step.slug) + 1,
        "is_change": pages.is_change,
        "closed": proposals.closed_words(pages.call),
        "delete_url": pages.delete_url,
    }


# --- The last page


def _check_page(request: HttpRequest, pages: Pages) -> HttpResponse:
    if pages.first_open is not None:
        messages.warning(request, _("Zanim wyślesz propozycję, uzupełnij tę stronę."))
        return redirect(pages.url(pages.first_open))
    if request.method != "POST":
        return _check(request, pages)
    if "idz" in request.POST:
        return redirect(pages.url(STEPS.get(request.POST["idz"], CHECK)))
    if "wstecz" in request.POST:
        return redirect(pages.url(WITH))
    data = pages.data()
    assert data is not None
    if {DONE, UNDONE} & request.POST.keys():
        return _tick(request, pages, data)
    if other := pages.changed_since(request.POST.get(VERSION, "")):
        return _check(request, pages, status=409, refused=_changed_words(other))
    try:
        proposal = proposals.submit(cast(User, request.user), pages.proposal.pk, data, seen=pages.proposal.typed)
    except ChangedMeanwhile:
        messages.warning(request, _changed_words([]))
        return redirect(pages.url(CHECK))
    except ProposalRefused as refused:
        return _check(request, pages, status=409, refused=str(refused))
    except ValidationError as error:
        return _check(request, pages, status=422, refused=" ".join(error.messages))
    said = {"title": proposal.title}
    told = _("Wysłaliśmy zmiany propozycji „%(title)s”.") if pages.is_change else _("Wysłaliśmy propozycję „%(title)s”.")
    messages.success(request, told % said)
    return redirect("framework_proposal", proposal.pk)


def _tick(request: HttpRequest, pages: Pages, data: ProposalData) -> HttpResponse:
    """Note that a duty is done before the proposal is sent; of one that is changed its own page does so."""
    done = DONE in request.POST
    if not pages.is_change:
        try:
            checklists.tick_unsent(cast(User, request.user), pages.proposal.pk, data, request.POST[DONE if done else UNDONE], done=done)
        except (ProposalRefused, ReviewRefused) as refused:
            messages.warning(request, str(refused))
    return redirect(f"{pages.url(CHECK)}#obowiazki")


def _changed_words(steps: list[Step]) -> str:
    told = _("Ktoś zmienił tę propozycję po tym, jak otworzyliście tę stronę. Przejrzyj ją i wyślij jeszcze raz.")
    return f"{told} {_('Zmieniono: %(pages)s.') % {'pages': ', '.join(str(step.short) for step in steps)}}" if steps else told


def _check(request: HttpRequest, pages: Pages, *, status: int = 200, refused: str = "") -> HttpResponse:
    data = pages.data()
    assert data is not None
    arounds = week_around.of_wishes(data.wishes, pages.proposal, data.headcount)
    parts = proposal_facts.parts_of_data(data, pages.call, pages.co_organisers)
    for part in parts:
        part.url = pages.url(part.step)
    context = {
        **frame(str(CHECK.title), pages.call),
        **_of(pages, CHECK),
        "parts": parts,
        "arounds": [arounds[rank] for rank in sorted(arounds)],
        "duties": own_duties.items(checklists.preview(pages.proposal, data)),
        "duties_about": proposal_duties.about(None),
        "refused": refused,
        "invited": data.invited,
        "version": pages.versions,
    }
    return render(request, "framework_calendar/propose/sprawdz.html", context, status=status)


# --- Around each page


def frame(title: str, call: Call | None = None) -> dict[str, Any]:
    """The heading, and where the page stands."""
    home = f"/{get_language()}/"
    crumbs = [{"title": _("Strona główna"), "url": home}, {"title": _("Kalendarz"), "url": f"{home}kalendarz/"}]
    if call is not None:
        crumbs.append({"title": _("Kalendarz ramowy %(year)s") % {"year": call.year}, "url": f"{home}kalendarz/ramowy/{call.year}/"})
    return {"heading": title, "crumbs": crumbs}
