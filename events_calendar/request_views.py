"""A request for a slot, as the people who asked see it: what became of it, and what they can do now."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.expired import kept_post, login_required_keeping_post
from accounts.models import User
from accounts.workflows import ReviewRefused
from events_calendar import (
    alternatives,
    differences,
    fallen,
    other_slots,
    own_dates,
    own_duties,
    own_facts,
    own_watches,
    recurrence,
    request_actions,
)
from events_calendar.begin_form import CancelForm, ReasonForm, date_of
from events_calendar.models import EventPage, Reservation
from events_calendar.own_dates import OwnDate
from events_calendar.request_actions import Action, Said
from events_calendar.services import booking, drafts, duties, request_state, requests
from events_calendar.services.request_state import ASKING, CHANGING, HOLDING, PROPOSING, State


@never_cache
@login_required_keeping_post
def slot_request(request: HttpRequest, pk: int) -> HttpResponse:
    """The request's page: its state, its history, and what can be done now."""
    event = _own(request, pk)
    state = request_state.state_of(event)
    latest: EventPage = event.get_latest_revision_as_object()
    history = request_state.history(event)
    # Who left the organisation still reads what they asked for, and changes nothing in its name.
    acts = requests.may_act(event, cast(User, request.user))
    context = {
        **_frame(latest.title, event),
        "event": event,
        "shown": latest,
        "state": state,
        "style": request_actions.STYLES.get(state, ""),
        "next": request_actions.next_words(state, latest),
        "promise": own_facts.promise() if state in (State.SUBMITTED, State.CHANGE_PENDING) else "",
        "waits_for_you": acts and state in request_actions.FOR_YOU,
        "change_label": request_actions.change_label(state) if acts else "",
        "actions": request_actions.actions_of(state) if acts else [],
        "parts": own_facts.parts(latest, dates=own_dates.of(event, latest, state)),
        "changes": _changes(event, latest, state),
        "watches": own_watches.of(event) if event.live else [],
        "duties": own_duties.items(duties.rows(event.translation_key)),
        "acts": acts,
        "others": _others(latest, state) if acts else [],
        "history": history,
        "said": next((line for line in reversed(history) if line.comment), None) if state in _SAID else None,
        "proposal": request_actions.proposal_of(event) if state in PROPOSING else None,
        "until": _until(event, state),
        "public_url": (event.url or "") if event.live else "",
    }
    return render(request, "events_calendar/request.html", context)


def _changes(event: EventPage, latest: EventPage, state: State) -> list[differences.Difference]:
    """What a change that is not decided yet would change in the calendar."""
    if state not in CHANGING:
        return []
    out = fallen.among(latest, recurrence.dates_of(latest), fallen.held_by([event.pk])[event.pk])
    return differences.between(event, latest, fell_out=[date.original for date in out])


# Where the COP's last word belongs beside the state.
_SAID = (*ASKING, *PROPOSING, State.REJECTED)


def _until(event: EventPage, state: State) -> Any:
    """Until when the slot is held, or offered."""
    if state == State.OFFERED:
        return event.waiting.filter(original=None).values_list("offered_until", flat=True).first()
    if state not in HOLDING:
        return None
    held = Reservation.objects.blocking().filter(event=event, status=Reservation.Status.HELD, offer=False)
    return held.order_by("expires_at").values_list("expires_at", flat=True).first()


@never_cache
@login_required_keeping_post
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to change the request: the same pages as for a new one, filled in."""
    event = _own(request, pk)
    if request.method != "POST":
        return redirect("slot_request", pk)
    try:
        draft = drafts.change(cast(User, request.user), event)
    except requests.RequestRefused as refused:
        messages.warning(request, str(refused))
        return redirect("slot_request", pk)
    if "termin" in request.POST and not other_slots.take(request, draft):
        return redirect("slot_request", pk)
    return redirect("slot_wizard_step", pk=draft.pk, step="sprawdz")


def _others(event: EventPage, state: State) -> list[dict[str, Any]]:
    """Free slots for who was refused, or was not answered in time; each begins a change of the request with that slot."""
    if state not in (State.REJECTED, State.EXPIRED) or event.venue is None or event.start <= timezone.now():
        return []
    return other_slots.buttons(alternatives.of(event))


@never_cache
@login_required_keeping_post
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Ask about an action, then do it; what cannot be done any more is told on the request's page."""
    action = request_actions.BY_SLUG.get(what)
    if action is None:
        raise Http404
    event = _own(request, pk)
    state = request_state.state_of(event)
    if request.method != "POST" and state not in action.states:
        messages.info(request, _("Tego nie można już zrobić. Poniżej widać, co się dzieje z prośbą."))
        return redirect("slot_request", pk)
    dates = own_dates.coming_of(event) if action.many else []
    form = _reason_form(request, action, dates)
    if request.method != "POST":
        return _ask(request, event, action, form, state, dates)
    if not form.is_valid():
        return _ask(request, event, action, form, state, dates, status=422)
    said = Said(form.cleaned_data["reason"].strip(), date_of(form.cleaned_data.get("termin")))
    try:
        action.run(event, cast(User, request.user), said)
    except booking.SlotTaken as taken:
        messages.error(request, " ".join(taken.messages))
    except (ReviewRefused, ValidationError) as refused:
        messages.warning(request, " ".join(refused.messages) if isinstance(refused, ValidationError) else str(refused))
    else:
        messages.success(request, str(action.done) if said.date is None else _("Termin jest odwołany. Pozostałe są bez zmian."))
    return redirect("slot_request", pk)


def _reason_form(request: HttpRequest, action: Action, dates: list[tuple[datetime, OwnDate]]) -> ReasonForm:
    given = request.POST if request.method == "POST" else kept_post(request)
    words = {"needed": str(action.needed), "label": str(action.asks), "hint": str(action.hint)}
    # Who chose one date meant that one, though it may be the last that is left by now.
    if action.slug == request_actions.CANCEL and (len(dates) > 1 or "termin" in (given or ())):
        return CancelForm(given, dates=[(original, str(date)) for original, date in dates], **words)
    return ReasonForm(given, **words)


def _ask(
    request: HttpRequest,
    event: EventPage,
    action: Action,
    form: ReasonForm,
    state: State,
    dates: list[tuple[datetime, OwnDate]],
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        **_frame(str(action.question), event),
        "event": event,
        "action": action,
        "form": form,
        "lead": action.lead_for(event, len(dates)),
        "dates": [date for _original, date in dates] if len(dates) > 1 else [],
        "changes": _changes(event, event.get_latest_revision_as_object(), state) if action.states == CHANGING else [],
        # A change that waits ends with the whole event; with one date it goes on waiting.
        "drops_change": action.slug == request_actions.CANCEL and state in CHANGING,
    }
    context["crumbs"] = [*context["crumbs"], {"title": event.title, "url": reverse("slot_request", args=[event.pk])}]
    return render(request, "events_calendar/request_action.html", context, status=status)


def _own(request: HttpRequest, pk: int) -> EventPage:
    """The request, for who may read it; for everybody else it is not there."""
    # By "id": for a number beyond the column's range Django finds nothing there, while "pk" would fail.
    event = EventPage.objects.filter(id=pk, is_request=True).select_related("organiser", "owner_cop").first()
    if event is None or not requests.may_read(event, cast(User, request.user)):
        raise Http404
    return event


def _frame(title: str, event: EventPage) -> dict[str, Any]:
    return {
        "heading": title,
        "crumbs": [{"title": _("Strona główna"), "url": f"/{get_language()}/"}, {"title": _("Moje"), "url": reverse("moje")}],
    }
