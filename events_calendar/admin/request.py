"""One request, with all that a decision needs, and the four decisions."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from wagtail.admin import messages

from accounts.workflows import AlreadyDecided, ReviewRefused
from events_calendar import alternatives, days, opening, own_duties, promises, queue_rows, request_facts
from events_calendar.admin.forms import ApproveForm, ProposalForm, ReasonForm
from events_calendar.admin.queue import ForModerators
from events_calendar.models import EventPage, Occurrence, RefusalReason, SlotTaskState, Venue, WaitingEntry
from events_calendar.services import dates, duties, folders, moderation, request_state, weighing

APPROVE, CHANGES, PROPOSE, REFUSE = "zatwierdz", "zmiany", "propozycja", "odmowa"
FORMS: dict[str, type[forms.Form]] = {
    APPROVE: ApproveForm,
    CHANGES: ReasonForm,
    PROPOSE: ProposalForm,
    REFUSE: ReasonForm,
}
# No page has a greater number, and SQLite's driver fails at one that is far greater.
MOST = 2**31 - 1
# What the services call the fields of a proposal.
_FIELDS = {"start": "od", "end": "do", "venue": "miejsce", "comment": "comment"}


class RequestView(ForModerators):
    template_name = "events_calendar/admin/request.html"
    event: EventPage

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not moderation.tasks_of(self.user).exists():
            raise PermissionDenied
        if kwargs["pk"] > MOST:
            raise Http404
        known = EventPage.objects.filter(is_request=True).select_related("owner", "organiser", "owner_cop", "venue__parent")
        self.event = get_object_or_404(known, pk=kwargs["pk"])
        if not moderation.tasks_of(self.user).filter(cop=self.event.owner_cop_id).exists():
            raise PermissionDenied
        self.forms: dict[str, forms.Form] = {}
        self.unsent = ""
        # Why nothing was decided: it stands where the page opens then, at the decision.
        self.told: list[str] = []
        return super().dispatch(request, *args, **kwargs)

    # --- Deciding

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Decide, or fill a form by a button of it: a free slot, a saved reason."""
        name = request.POST.get("zrob", "")
        if name not in FORMS:
            return redirect("slot_queue_request", pk)
        if "termin" in request.POST:
            self._fill_proposal(request.POST["termin"])
        elif "powod" in request.POST:
            self._fill_reason(request.POST["powod"])
        else:
            form = self.forms[name] = self._form(name, request.POST)
            if form.is_valid() and self._decide(name, form):
                return redirect("slot_queue")
            if form.errors:
                self.told.append(gettext("Decyzja nie jest jeszcze zapisana. Popraw zaznaczone pola."))
        return self.render_to_response(self.get_context_data())

    def _decide(self, name: str, form: Any) -> bool:
        """Whether the decision is taken; where it is not, it is said why and what was typed stays."""
        sent = self.request.POST.get("decyzja", "")
        state_id = int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 19 else 0
        comment = form.cleaned_data["comment"]
        decide: dict[str, Callable[[], EventPage]] = {
            APPROVE: lambda: moderation.approve(state_id, self.user, comment),
            CHANGES: lambda: moderation.ask_for_changes(state_id, self.user, comment),
            PROPOSE: lambda: moderation.propose(
                state_id,
                self.user,
                start=form.cleaned_data["start"],
                end=form.cleaned_data["end"],
                venue=form.cleaned_data["miejsce"],
                comment=comment,
            ),
            REFUSE: lambda: moderation.refuse(state_id, self.user, comment),
        }
        if not self._is_this_request(state_id):
            self.told.append(gettext("Tej prośby już nie ma. Teraz nic się nie zmieniło."))
            self.unsent = comment
            return False
        line = queue_rows.next_in_line(self.event) if name == REFUSE else []
        try:
            event = decide[name]()
        except AlreadyDecided as late:
            self.told.append(str(late))
            self.unsent = comment
        except ReviewRefused as refusal:
            self.told.append(str(refusal))
        except ValidationError as error:
            _add_errors(form, error)
        else:
            self._tell(name, event, queue_rows.first_served(line))
            if name == PROPOSE:
                self._warn_of_rules(form.cleaned_data)
            return True
        return False

    def _warn_of_rules(self, offered: dict[str, Any]) -> None:
        """Who looks after a place may open it; that they do is said, in case they did not mean to."""
        venue = offered["miejsce"]
        for problem in opening.lasting_problems(venue, offered["start"], offered["end"]) if venue else ():
            messages.warning(self.request, gettext("Proponujesz termin wbrew zasadom miejsca. %(problem)s") % {"problem": problem})

    def _is_this_request(self, state_id: int) -> bool:
        """The decision that the form names belongs to the request in the address."""
        return SlotTaskState.objects.filter(pk=state_id, workflow_state__object_id=str(self.event.pk)).exists()

    def _tell(self, name: str, event: EventPage, served: WaitingEntry | None) -> None:
        title = event.draft_title or event.title
        told = {
            APPROVE: gettext("„%(title)s” jest zatwierdzone. Wydarzenie jest w kalendarzu, a organizacja dostaje e-mail."),
            CHANGES: gettext("Pytanie o „%(title)s” jest wysłane. Prośba wróci na listę, gdy organizacja odpowie; termin jest zajęty."),
            PROPOSE: gettext("Propozycja dla „%(title)s” jest wysłana. Oba terminy są zajęte, dopóki organizacja nie odpowie."),
            REFUSE: gettext("„%(title)s” jest odrzucone. Termin jest wolny, a organizacja dostaje powód i trzy inne terminy."),
        }
        words = {"title": title}
        if served is not None:
            told[REFUSE] = gettext(
                "„%(title)s” jest odrzucone, a organizacja dostaje powód i trzy inne terminy. Ten termin nie jest wolny: "
                "portal proponuje go następnej na liście (%(next)s) i trzyma go dla niej najwyżej 48 godzin."
            )
            words["next"] = _named(served)
        url = event.url if name == APPROVE else None
        buttons = [messages.button(url, gettext("Zobacz na portalu"))] if url else []
        messages.success(self.request, told[name] % words, buttons=buttons)
        fell_out = Occurrence.objects.filter(event=event, skipped=True, end__gte=timezone.now()).count() if name == APPROVE else 0
        if fell_out:
            text = ngettext(
                "Odpadł %(count)s termin, bo miejsce jest wtedy zajęte albo zamknięte. Organizacja wie, który.",
                "Odpadło %(count)s terminów, bo miejsce jest wtedy zajęte albo zamknięte. Organizacja wie, które.",
                fell_out,
            )
            messages.warning(self.request, text % {"count": fell_out})

    # --- Filling

    def _fill_proposal(self, chosen: str) -> None:
        """The slot of a button goes into the form; the words typed so far stay."""
        slug, _bar, moments = chosen.partition("|")
        start, _slash, end = moments.partition("/")
        initial: dict[str, Any] = {"comment": self.request.POST.get(f"{PROPOSE}-comment", "")}
        # Anything else than what a button sends leaves the slot to be typed.
        with suppress(ValueError, OverflowError):
            begins, ends = (datetime.fromisoformat(moment).astimezone(days.WARSAW) for moment in (start, end))
            initial |= {"dzien": begins.date(), "od": begins.time(), "do": ends.time(), "miejsce": slug}
        self.forms[PROPOSE] = self._form(PROPOSE, initial=initial)

    def _fill_reason(self, chosen: str) -> None:
        known = chosen.isascii() and chosen.isdecimal() and len(chosen) < 10
        reason = RefusalReason.objects.filter(pk=chosen).first() if known else None
        typed = self.request.POST.get(f"{REFUSE}-comment", "")
        own = typed.strip() and not RefusalReason.objects.filter(text=typed.strip()).exists()
        text = typed if reason is None else f"{typed.rstrip()}\n\n{reason.text}" if own else reason.text
        self.forms[REFUSE] = self._form(REFUSE, initial={"comment": text})

    # --- Showing

    @cached_property
    def weighed(self) -> weighing.Weighed:
        return weighing.weigh([self.latest])[self.latest.pk]

    @property
    def against(self) -> list[str]:
        """Where one press is too little, the place's rules or somebody else's booking being in the way: what it would do."""
        return request_facts.consequences(self.weighed) if self.weighed.rules or self.weighed.against else []

    @cached_property
    def latest(self) -> EventPage:
        """The request as it is asked for now."""
        latest: EventPage = self.event.get_latest_revision_as_object()
        return latest

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.event.draft_title or self.event.title}]

    def get_page_subtitle(self) -> str:
        return self.event.draft_title or self.event.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        latest, state = self.latest, request_state.state_of(self.event)
        waiting = moderation.waiting_states(self.user).filter(workflow_state__object_id=str(self.event.pk)).first()
        unanswered = None if waiting else moderation.unanswered_state(self.event)
        weighed = self.weighed
        lines, more = request_facts.date_lines(weighed)
        is_change = state in request_state.CHANGING
        rivals = weighed.rivals
        held_until = queue_rows.holds_end([self.event.pk]).get(self.event.pk)
        return {
            **super().get_context_data(**kwargs),
            "event": self.event,
            "latest": latest,
            "state": state,
            "waiting": waiting,
            "waited": queue_rows.waited(waiting.started_at) if waiting else "",
            "overdue": waiting is not None and waiting.started_at < promises.overdue_before(promises.promised_days()),
            "weighed": weighed,
            "facts": request_facts.side_by_side([latest]),
            "missing_equipment": request_facts.missing_equipment(latest),
            "changes": request_facts.changes(self.event, latest) if is_change else [],
            "is_change": is_change,
            "lines": lines,
            "more_dates": more,
            "rivals": list(zip(rivals, request_state.states_of(rivals).values(), strict=True)) if rivals else [],
            "compared": request_facts.side_by_side([latest, *rivals]) if rivals else [],
            "taken": request_facts.day_at_place(latest),
            "rounds": request_facts.rounds(self.event),
            "duties": own_duties.items(duties.rows(self.event.translation_key)),
            "history": request_state.history(self.event),
            "own": moderation.approval_problem(self.event, self.user) if waiting else "",
            "told": self.told,
            "problems": [problem for form in self.forms.values() for problem in _problems(form)],
            "unsent": self.unsent,
            "held_until": held_until,
            "run_out": held_until is not None and held_until <= timezone.now(),
            "dates_url": self._dates_url(),
            "queue_url": reverse("slot_queue"),
            "unanswered": unanswered,
            **(self._decisions() if waiting or unanswered else {}),
        }

    def _dates_url(self) -> str:
        """Where dates of what is in the calendar are called off, moved and taken back."""
        if not self.event.live or not dates.may_change(self.event, self.user):
            return ""
        return reverse("events_calendar_dates", args=[self.event.pk])

    def _decisions(self) -> dict[str, Any]:
        made = {name: self.forms.get(name) or self._empty(name) for name in FORMS}
        return {
            **{f"form_{name}": form for name, form in made.items()},
            "opened": next(iter(self.forms), ""),
            "reasons": RefusalReason.objects.all(),
            "in_line": [_named(entry) for entry in queue_rows.next_in_line(self.event)],
            "slots": self._slots(),
        }

    def _form(self, name: str, data: Any = None, **kwargs: Any) -> forms.Form:
        about: dict[str, Any] = {}
        if name == PROPOSE:
            about["event"] = self.latest
        elif name == APPROVE:
            about["against"] = self.against
        return FORMS[name](data, prefix=name, **about, **kwargs)

    def _empty(self, name: str) -> forms.Form:
        if name != PROPOSE:
            return self._form(name)
        start, end = (moment.astimezone(days.WARSAW) for moment in (self.latest.start, self.latest.end))
        venue = self.latest.venue
        initial = {"dzien": start.date(), "od": start.time(), "do": end.time(), "miejsce": venue.slug if venue else None}
        return self._form(PROPOSE, initial=initial)

    def _slots(self) -> list[dict[str, str]]:
        """Free slots near the one asked for, or near the one that was proposed and is taken."""
        event, form = self.latest, self.forms.get(PROPOSE)
        venue, start, end = event.venue, event.start, event.end
        if form is not None and form.is_bound and form.cleaned_data.get("start") and form.cleaned_data.get("end"):
            found = form.cleaned_data
            venue, start, end = found.get("miejsce") or venue, found["start"], found["end"]
        if venue is None or start <= timezone.now() or end <= start:
            return []
        return [_button(one) for one in self._found(venue, start, end)]

    def _found(self, venue: Venue, start: datetime, end: datetime) -> list[alternatives.Alternative]:
        event = self.latest
        found = alternatives.find(
            venue,
            start,
            end,
            headcount=event.headcount,
            accessibility=event.accessibility,
            setup_minutes=event.setup_minutes,
            cleanup_minutes=event.cleanup_minutes,
            event_id=event.pk,
        )
        ours = set(folders.venues_decided_by(event.owner_cop_id).values_list("pk", flat=True)) | {event.venue_id}
        return [one for one in found if one.venue.pk in ours]


def _button(one: alternatives.Alternative) -> dict[str, str]:
    value = f"{one.venue.slug}|{one.start.isoformat()}/{one.end.isoformat()}"
    return {"label": str(one), "why": str(one.why.label), "value": value}


def _named(entry: WaitingEntry) -> str:
    """Whose turn it is: the request, and who asks."""
    event = entry.event
    title = f"„{event.draft_title or event.title}”"
    return f"{title}, {event.organiser.name}" if event.organiser else title


def _problems(form: forms.Form) -> list[dict[str, str]]:
    """What is wrong with a form that was sent, each with the field to go to."""
    if not form.is_bound:
        return []
    found = []
    for name, errors in form.errors.items():
        field = form[name] if name in form.fields else None
        about = {"label": str(field.label), "field": field.id_for_label} if field is not None else {"label": "", "field": ""}
        found += [{**about, "text": str(error)} for error in errors]
    return found


def _add_errors(form: forms.Form, error: ValidationError) -> None:
    """What the service refuses stands beside the field it is about."""
    if hasattr(error, "error_dict"):
        for name, problems in error.error_dict.items():
            field = _FIELDS.get(name, name)
            form.add_error(field if field in form.fields else None, problems)
    else:
        form.add_error(None, error)
