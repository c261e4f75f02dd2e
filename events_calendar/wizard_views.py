"""Asking for a slot: a page to begin with, three pages of questions, and one to look at it all and send it.

Each page is posted and answered with a redirect, also where something is wrong: the draft keeps what was typed, the page says
what to mend, and the browser's "back" sends nothing twice. Nothing needs a script.
"""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.expired import kept_post, login_required_keeping_post, without_secrets
from accounts.models import User
from accounts.workflows import ReviewRefused
from core.paging import last_values, query_with
from events_calendar import (
    availability,
    days,
    differences,
    duty_views,
    facts,
    other_slots,
    own_duties,
    own_facts,
    venue_access,
    venue_views,
    wizard_check,
)
from events_calendar.begin_form import AnswerForm, BeginForm
from events_calendar.duties import facts_of
from events_calendar.models import EventPage, SlotRequestDraft, Venue
from events_calendar.services import booking, drafts, duties, request_state, requests
from events_calendar.services.drafts import AlreadySent
from events_calendar.services.request_data import RulesBroken
from events_calendar.venue_forms import WeekForm
from events_calendar.wizard_steps import CHECK, STEPS, WHERE, Step, Wizard

SENT = "sent_slot_drafts"
MOST_REMEMBERED = 20
# Dates of a series that stand beside its places.
TIMES_TOLD = 6
# Buttons that stand outside the form and look like links; they keep what was typed.
TURNS = ("idz", "tydzien")
# Why the last page refused to send: said once, by the page that one is led to.
TOLD = "slot_check_told"


class SeeOther(HttpResponseRedirect):
    """After a refused form, to its page: what stays in the browser's history is a page that was opened, not one that was sent."""

    status_code = 303


# --- Beginning


@never_cache
@login_required_keeping_post
def begin(request: HttpRequest) -> HttpResponse:
    """What will be asked, for whom, from which earlier event; or how to get an organisation."""
    user = cast(User, request.user)
    organisations = requests.organisations_of(user)
    frame = _frame(_("Poproś o termin"))
    context: dict[str, Any] = {**frame, "crumbs": frame["crumbs"][:-1], "organisations": organisations}
    if not organisations:
        return render(request, "events_calendar/wizard/no_organisation.html", context)
    given = request.POST if request.method == "POST" else kept_post(request)
    form = BeginForm(given, organisations=organisations, asked=request.GET)
    if request.method == "POST" and form.is_valid():
        try:
            draft = drafts.start(user, **form.values())
        except requests.RequestRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("slot_wizard_step", pk=draft.pk, step="co")
    context |= {"form": form, "drafts": drafts.open_drafts(user)}
    return render(request, "events_calendar/wizard/begin.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@login_required_keeping_post
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks whether to throw a draft away, and does it."""
    draft = _own(request, pk)
    if draft is None:
        raise Http404
    if request.method == "POST":
        drafts.delete(cast(User, request.user), pk)
        messages.success(request, _("Usunęliśmy szkic prośby."))
        return redirect("moje")
    typed = Wizard(draft).typed(STEPS["co"])
    context = {**_frame(_("Usuń szkic prośby")), "draft": draft, "draft_title": typed.get("title", "") if typed is not None else ""}
    return render(request, "events_calendar/wizard/delete.html", context)


# --- The pages


@never_cache
@login_required_keeping_post
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One page of the request. A draft that has been sent leads to the request's page; somebody else's is not there."""
    draft = _own(request, pk)
    if draft is None:
        return _sent(request, pk)
    wizard = Wizard(draft)
    try:
        if STEPS[step] == CHECK:
            return _check_page(request, wizard)
        return _question_page(request, wizard, STEPS[step])
    except AlreadySent:
        return _sent(request, pk)


def _own(request: HttpRequest, pk: int) -> SlotRequestDraft | None:
    # By "id": for a number beyond the column's range Django finds nothing there, while "pk" would fail.
    return SlotRequestDraft.objects.filter(id=pk, user=cast(User, request.user)).select_related("organisation").first()


def _sent(request: HttpRequest, pk: int) -> HttpResponse:
    """To the request that the draft has become; 404 where this person's draft has become none."""
    user = cast(User, request.user)
    event = drafts.sent_as(user, request.POST.get("key", ""))
    known = request.session.get(SENT, {}).get(str(pk)) or request.POST.get("prosba", "")
    if event is None and str(known).isascii() and str(known).isdecimal() and len(str(known)) < 19:
        event = EventPage.objects.filter(id=int(known), is_request=True).first()
    if event is None or not requests.may_read(event, user):
        raise Http404
    messages.info(request, _("Ta prośba jest już wysłana. Tu zobaczysz, co się z nią dzieje."))
    return redirect("slot_request", event.pk)


def _question_page(request: HttpRequest, wizard: Wizard, step: Step) -> HttpResponse:
    if request.method != "POST":
        kept = kept_post(request)
        form = wizard.form(step, kept)
        return _question(request, wizard, step, form, kept=kept is not None and not hasattr(request, "refused"))
    form = wizard.form(step, request.POST)
    known = {name: values for name, values in without_secrets(request.POST).items() if name in form.fields}
    goes_on = not {"wstecz", "pozniej", "pokaz", *TURNS} & request.POST.keys()
    # A page that is right stays done, or is, by whichever way one leaves it for another.
    is_done = ("idz" in request.POST or wizard.is_tried(step)) and form.is_valid()
    saved = Wizard(drafts.save_step(wizard.draft, step.slug, known, tried=goes_on or is_done))
    if "pozniej" in request.POST:
        messages.success(request, _("Zapisaliśmy szkic prośby. Czeka tu 30 dni."))
        return redirect("moje")
    if {"wstecz", *TURNS} & request.POST.keys():
        return _turn(request, saved, step)
    if "pokaz" in request.POST:
        return redirect(f"{saved.url(step)}#miejsca")
    if form.is_valid():
        return redirect(saved.url(saved.after(step)))
    if saved.draft.data.get(step.slug) == known:
        return SeeOther(saved.url(step))
    # Too long for a draft, or with signs that no database keeps: only the answer itself can show it.
    return _question(request, wizard, step, form, status=422)


def _turn(request: HttpRequest, wizard: Wizard, step: Step) -> HttpResponse:
    """To the page before, to the page that was pressed in the row of steps, or to another week under this one."""
    if "idz" in request.POST:
        return redirect(wizard.url(STEPS.get(request.POST["idz"], step)))
    if "tydzien" in request.POST:
        return redirect(f"{wizard.url(step)}{query_with({}, data=request.POST['tydzien'][:20])}#kiedy-wolne")
    return redirect(wizard.url(wizard.before(step) or step))


def _question(request: HttpRequest, wizard: Wizard, step: Step, form: Any, *, status: int = 200, kept: bool = False) -> HttpResponse:
    context = {
        **_frame(str(step.title)),
        **_of(wizard, step),
        "form": form,
        "kept": kept,
        "before": wizard.before(step),
        **(_wanted(wizard) if step == WHERE else {}),
        **(_place(request, form.chosen, wizard) if step == WHERE and form.chosen else {}),
    }
    return render(request, f"events_calendar/wizard/{step.slug}.html", context, status=status)


def _wanted(wizard: Wizard) -> dict[str, Any]:
    """The dates that the places were asked about: the first ones, how many more there are, and the rule in words."""
    times = wizard.times
    return {"times": times, "times_told": times[:TIMES_TOLD], "times_more": len(times[TIMES_TOLD:]), "rule": wizard.rule_in_words}


def _place(request: HttpRequest, venue: Venue, wizard: Wizard) -> dict[str, Any]:
    """What is shown of the chosen place: its week and how one gets in."""
    return {
        "week": _week(request, venue, wizard),
        "place_access": venue_access.access_of(venue),
        "on_request": venue_access.on_request(venue),
    }


def _of(wizard: Wizard, step: Step) -> dict[str, Any]:
    return {
        "draft": wizard.draft,
        "step": step,
        "steps": wizard.row(step),
        "number": list(STEPS).index(step.slug) + 1,
        "changed": wizard.event,
        "question": _question_of(wizard.event),
    }


def _question_of(event: EventPage | None) -> str:
    """What the moderator asks, where the request was sent back."""
    if event is None or request_state.state_of(event) not in request_state.ASKING:
        return ""
    return next((line.comment for line in reversed(request_state.history(event)) if line.comment), "")


# --- The last page


def _check_page(request: HttpRequest, wizard: Wizard) -> HttpResponse:
    if wizard.first_open is not None:
        messages.warning(request, _("Zanim wyślesz prośbę, uzupełnij tę stronę."))
        return redirect(wizard.url(wizard.first_open))
    kept = kept_post(request)
    form = AnswerForm(request.POST if request.method == "POST" else kept or wizard.typed(CHECK), question=_question_of(wizard.event))
    if request.method != "POST":
        told = _told(request, wizard)
        is_refused = told.pop("form", False)
        if kept is None and not is_refused:
            form.forgive()
        return _check(request, wizard, form, **told)
    if "answer" in request.POST and not {"wyslij", "czekaj"} & request.POST.keys():
        known = {"answer": without_secrets(request.POST)["answer"]}
        wizard = Wizard(drafts.save_step(wizard.draft, CHECK.slug, known, tried=False))
    if {"wstecz", *TURNS} & request.POST.keys():
        return _turn(request, wizard, CHECK)
    if "termin" in request.POST:
        other_slots.take(request, wizard.draft)
        return redirect(wizard.url(CHECK))
    if {duty_views.DONE, duty_views.UNDONE} & request.POST.keys():
        return _tick(request, wizard)
    if not form.is_valid():
        return _refuse(request, wizard, form, status=422)
    return _send(request, wizard, form)


def _tick(request: HttpRequest, wizard: Wizard) -> HttpResponse:
    """Note that a duty is done before the request is sent; of one that is changed its own page does so."""
    done = duty_views.DONE in request.POST
    chosen = request.POST[duty_views.DONE if done else duty_views.UNDONE]
    if wizard.event is None:
        user, data = cast(User, request.user), wizard.data()
        assert data is not None
        try:
            drafts.tick(user, wizard.draft, data, chosen, done=done)
        except ReviewRefused as refused:
            messages.warning(request, str(refused))
    return redirect(f"{wizard.url(CHECK)}#obowiazki")


def _refuse(request: HttpRequest, wizard: Wizard, form: AnswerForm, *, status: int, lost: bool = False, refused: str = "") -> HttpResponse:
    """To the page itself, which says once why nothing was sent; the answer to the COP waits in the draft."""
    known = {name: values for name, values in without_secrets(request.POST).items() if name in form.fields}
    draft = drafts.save_step(wizard.draft, CHECK.slug, known, tried=False) if known else wizard.draft
    if known and draft.data.get(CHECK.slug) != known:
        return _check(request, wizard, form, status=status, lost=lost, refused=refused)
    request.session[TOLD] = {"draft": draft.pk, "form": not form.is_valid(), "lost": lost, "refused": refused}
    return SeeOther(wizard.url(CHECK))


def _told(request: HttpRequest, wizard: Wizard) -> dict[str, Any]:
    """What `_refuse` left to be said of this draft."""
    if request.session.get(TOLD, {}).get("draft") != wizard.draft.pk:
        return {}
    return {name: value for name, value in request.session.pop(TOLD).items() if name != "draft"}


def _send(request: HttpRequest, wizard: Wizard, form: AnswerForm) -> HttpResponse:
    data = wizard.data()
    assert data is not None
    waits = "czekaj" in request.POST
    try:
        event = drafts.send(cast(User, request.user), wizard.draft.pk, data, wait=waits, answer=form.cleaned_data["answer"])
    except booking.SlotTaken:
        # Said by the page itself, with other slots.
        return _refuse(request, wizard, form, status=409, lost=True)
    except RulesBroken:
        return _refuse(request, wizard, form, status=422)
    except requests.RequestRefused as refused:
        return _refuse(request, wizard, form, status=409, refused=str(refused))
    except ValidationError as error:
        return _refuse(request, wizard, form, status=422, refused=" ".join(error.messages))
    remembered = {**request.session.get(SENT, {}), str(wizard.draft.pk): event.pk}
    request.session[SENT] = dict(list(remembered.items())[-MOST_REMEMBERED:])
    messages.success(request, own_facts.sent_words(event, waits=waits))
    return redirect("slot_request", event.pk)


def _check(
    request: HttpRequest, wizard: Wizard, form: AnswerForm, *, status: int = 200, lost: bool = False, refused: str = ""
) -> HttpResponse:
    data = wizard.data()
    assert data is not None
    # Before the look writes what is asked for into it.
    before = wizard.before_change
    found = wizard_check.look(data, wizard.event, wizard.draft.organisation)
    state = request_state.state_of(wizard.event) if wizard.event is not None else None
    context = {
        **_frame(str(CHECK.title)),
        **_of(wizard, CHECK),
        "form": form,
        "found": found,
        "lost": lost,
        "refused": refused,
        "state": state,
        "week": _week(request, found.event.venue, wizard) if found.event.venue and not found.may_send else None,
        "parts": own_facts.parts(found.event, wizard),
        "place_url": facts.page_of(found.event.venue) if found.event.venue else "",
        "changes": differences.between(before, found.event, fell_out=[one.claim.original for one in found.skipped]) if before else [],
        "promise": own_facts.promise(),
        "duties": own_duties.items(duties.preview(wizard.duties_key, facts_of(found.event))),
        "others": other_slots.buttons(found.alternatives),
        "is_trusted": requests.is_trusted(found.event.venue, wizard.draft.organisation, cast(User, request.user))
        if wizard.draft.organisation
        else False,
    }
    return render(request, "events_calendar/wizard/sprawdz.html", context, status=status)


# --- Around each page


def _week(request: HttpRequest, venue: Venue, wizard: Wizard) -> dict[str, Any]:
    """The chosen place's week: of the day that is asked for, or another one that the reader turns to."""
    form = WeekForm(last_values(request.GET, ["data"]))
    form.is_valid()
    asked = days.first_day(wizard.times[0][0]) if wizard.times else venue_views.nearest(venue)
    return venue_views.week_context(availability.week(venue, form.cleaned_data.get("data") or asked), form)


def _frame(title: str) -> dict[str, Any]:
    """The heading, and where the page stands."""
    home = f"/{get_language()}/"
    return {
        "heading": title,
        "crumbs": [
            {"title": _("Strona główna"), "url": home},
            {"title": _("Kalendarz"), "url": f"{home}kalendarz/"},
            {"title": _("Prośba o termin"), "url": reverse("slot_wizard")},
        ],
    }
