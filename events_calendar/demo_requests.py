"""Demo requests for slots in every state, each made as people make it: through the services, step by step.

`fixtures/slot_requests.yaml` tells what happened to each. A step "passes: 3" says that three days went by: what has happened
so far moves back by so much, and its mails are not sent today.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision, TaskState, WorkflowState, get_default_page_content_type

from accounts.models import MailMessage, User
from accounts.workflows import ReviewRefused
from core.demo.loading import DemoRun
from core.demo.reading import WARSAW, fixture, moment, span
from core.models import OutboxEntry
from events_calendar import request_mail
from events_calendar.models import EventPage, Occurrence, Reservation, SlotTaskState, Venue, WaitingEntry
from events_calendar.services import booking, calling_off, drafts, moderation, request_data, request_state, requests, waiting
from events_calendar.services.dates import reschedule
from events_calendar.services.request_data import RequestData
from events_calendar.services.request_state import State

if TYPE_CHECKING:
    from accounts.models import Organisation

PLAIN = (
    *("title", "summary", "rule", "description", "kind", "audience", "headcount", "setup_minutes", "cleanup_minutes", "equipment"),
    *("equipment_note", "attendance", "sign_up", "accessibility", "accessibility_note", "gives_back", "co_organisers_note"),
    "circumstances",
)
# A slot that is taken or shut on this day of loading: the same hour of a later week will do.
WEEKS = 8
# What is over was decided so many days before it.
ASKED_DAYS = 9
KEY, HISTORY = "slot-request", "slot-request-history"


class Left(Exception):
    """This request cannot be made today; the demo does without it."""


def load_requests(run: DemoRun) -> None:
    """Make the requests that are not there yet, and again those that nobody touched and that time has passed by."""
    rows = fixture("slot_requests")
    forget_stale(run)  # those too that waited for an event which has moved
    for row in rows["requests"]:
        key = f"{KEY}:{row['key']}"
        if run.is_loaded(key):
            continue
        try:
            with transaction.atomic():
                event = _Story(row, run).tell()
        except (Left, ReviewRefused, ValidationError) as problem:
            told = "; ".join(problem.messages) if isinstance(problem, ValidationError) else str(problem)
            run.say(f"Demo obędzie się dziś bez prośby „{row['title']}”: {told}")
            continue
        run.remember(key, event.pk)
        run.remember(f"{HISTORY}:{row['key']}", _last_act(event))
    for row in rows["drafts"]:
        key = f"slot-draft:{row['key']}"
        user = run.users.get(row["who"])
        if not run.is_loaded(key) and user is not None:
            run.remember(key, _begin_draft(row, run, user))


def _begin_draft(row: dict[str, Any], run: DemoRun, user: User) -> int:
    """A request that somebody has begun and left at the third page."""
    draft = drafts.start(user, run.organisations[row["organisation"]])
    typed = drafts.typed_of(request_data.apply(_data(row, run, *span(row["start"], row["end"], run.today), None, user), EventPage()))
    for step in ("co", "kiedy"):
        draft = drafts.save_step(draft, step, typed[step], tried=True)
    return drafts.save_step(draft, "gdzie", {"people": [str(row["headcount"])]}, tried=False).pk


def _data(row: dict[str, Any], run: DemoRun, start: datetime, end: datetime, venue: Venue | None, user: User) -> RequestData:
    given = {name: row[name] for name in PLAIN if name in row}
    topics = [run.topics[slug] for slug in row.get("topics", ())]
    helpers = [run.organisations[slug] for slug in row.get("co_organisers", ())]
    if venue is not None:
        given.setdefault("accessibility", list(venue.access_there))
    return RequestData(start=start, end=end, venue=venue, topics=topics, co_organisers=helpers, contact_email=user.email, **given)


# --- Again on a later day


def _last_act(event: EventPage) -> int:
    """The newest thing that a person did to the request. What the worker does has no name to it."""
    newest = PageLogEntry.objects.filter(page=event.pk).exclude(user=None).order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0


def forget_stale(run: DemoRun) -> None:
    """Take away what is stale and untouched, so that it is made again from today. What a person did anything to is theirs."""
    for row in fixture("slot_requests")["requests"]:
        item, history = run.loaded.get(f"{KEY}:{row['key']}"), run.loaded.get(f"{HISTORY}:{row['key']}")
        if item is None or history is None or item.base_date == run.today:
            continue
        event = EventPage.objects.filter(pk=item.object_id).first()
        if event is None or _last_act(event) != history.object_id or not _is_stale(event, row, run):
            continue
        booking.free(event)  # whoever else waits for the slot is offered it
        event.delete()
        for gone in (item, history):
            del run.loaded[gone.key]
            gone.delete()


def _is_stale(event: EventPage, row: dict[str, Any], run: DemoRun) -> bool:
    """Whether the request no longer shows what it is there to show."""
    state, now = request_state.state_of(event), timezone.now()
    if state != row["state"]:
        return True
    if "slot_of" in row and (other := _who_has_the_slot(row, run)) is not None and other.start != event.start:
        return True  # the other event has moved with the date
    if event.live:
        is_to_come = "slot_of" in row or moment(row["start"], run.today) > now
        return is_to_come and not Occurrence.objects.filter(event=event, end__gt=now).exists()
    held = Reservation.objects.filter(event=event, status=Reservation.Status.HELD, expires_at__lte=now)
    offered = WaitingEntry.objects.filter(event=event, original=None, status=WaitingEntry.Status.OFFERED, offered_until__lte=now)
    return event.start <= now or held.exists() or offered.exists()


def _who_has_the_slot(row: dict[str, Any], run: DemoRun) -> EventPage | None:
    """The event or the request whose slot this one waits for."""
    other = run.loaded.get(f"{KEY}:{row['slot_of']}") or run.loaded.get(f"event:{row['slot_of']}")
    return EventPage.objects.filter(pk=other.object_id).first() if other is not None else None


# --- One request


class _Story:
    """A request from its first day to the present one."""

    event: EventPage
    data: RequestData

    def __init__(self, row: dict[str, Any], run: DemoRun) -> None:
        self.row, self.run = row, run
        user, organisation = run.users.get(row["who"]), run.organisations.get(row["organisation"])
        venue = run.venues.get(row.get("venue", ""))
        if user is None or organisation is None or (venue is None and "slot_of" not in row):
            raise Left("nie ma już osoby, organizacji albo miejsca z tej prośby")
        self.user: User = user
        self.organisation: Organisation = organisation
        self.venue: Venue | None = venue

    def tell(self) -> EventPage:
        self._ask()
        for step in self.row.get("story", ()):
            # "approve" without words, or "approve: words".
            ((name, words),) = step.items() if isinstance(step, dict) else ((step, ""),)
            _STEPS[name](self, words)
        self._fresh()
        self._put_into_the_past()
        state = request_state.state_of(self.event)
        if state != self.row.get("at_first", self.row["state"]):
            raise Left(f"stan „{state.label}” zamiast „{State(self.row['state']).label}”")
        return self.event

    def _fresh(self) -> None:
        self.event = EventPage.objects.get(pk=self.event.pk)

    def _ask(self) -> None:
        if "slot_of" in self.row:
            other = _who_has_the_slot(self.row, self.run)
            if other is None:
                raise Left("nie ma już wydarzenia, na którego termin ktoś czeka")
            self.venue = other.venue
            self.data = self._said(other.start, other.end)
            self.event = requests.wait(self.user, self.organisation, self.data)
            return
        self.event = self._submit()

    def _said(self, start: datetime, end: datetime) -> RequestData:
        return _data(self.row, self.run, start, end, self.venue, self.user)

    def _submit(self) -> EventPage:
        start, end = span(self.row["start"], self.row["end"], self.run.today)
        first = 0
        while _weeks_later(start, first) <= timezone.now():
            first += 1
        problem: Exception | None = None
        for weeks in range(first, first + WEEKS):
            self.data = self._said(_weeks_later(start, weeks), _weeks_later(end, weeks))
            try:
                return requests.submit(self.user, self.organisation, self.data)
            except (booking.SlotTaken, request_data.RulesBroken) as refused:
                problem = problem or refused
        assert problem is not None
        raise problem

    def _put_into_the_past(self) -> None:
        """What is over was asked for when it was still to come; now it moves to its day."""
        if "slot_of" in self.row:
            return
        start, end = span(self.row["start"], self.row["end"], self.run.today)
        if start < timezone.now():
            reschedule(self.event, start, end)
            self.event.save_revision(user=self.event.owner, changed=False)
            self._passes((self.run.today - start.date()).days + ASKED_DAYS)

    # --- Steps

    def _decision(self) -> tuple[int, User]:
        self._fresh()
        state = SlotTaskState.objects.filter(
            workflow_state__object_id=str(self.event.pk), status=TaskState.STATUS_IN_PROGRESS, workflow_state__status="in_progress"
        ).first()
        people = [user for user in request_mail.moderators(self.event) if not moderation.approval_problem(self.event, user)]
        if state is None or not people:
            raise Left("nie ma kto zdecydować")
        return state.pk, min(people, key=lambda user: user.pk)

    def _passes(self, days: int) -> None:
        """So many days go by: everything that has happened moves back, and what was written about it was read long ago."""
        pk, by = self.event.pk, timedelta(days=days)
        states = WorkflowState.objects.filter(base_content_type=get_default_page_content_type(), object_id=str(pk))
        steps = TaskState.objects.filter(workflow_state__in=states)
        steps.exclude(finished_at=None).update(finished_at=F("finished_at") - by)
        steps.update(started_at=F("started_at") - by)
        states.update(created_at=F("created_at") - by)
        PageLogEntry.objects.filter(page=pk).update(timestamp=F("timestamp") - by)
        Revision.page_revisions.filter(object_id=str(pk)).update(created_at=F("created_at") - by)
        Reservation.objects.filter(event=pk).update(expires_at=F("expires_at") - by)
        WaitingEntry.objects.filter(event=pk).update(created=F("created") - by)
        moments = ("latest_revision_created_at", "first_published_at", "last_published_at")
        EventPage.objects.filter(pk=pk).update(**{name: F(name) - by for name in moments})
        addresses = [reverse("slot_request", args=[pk]), reverse("slot_queue_request", args=[pk])]
        mails = MailMessage.objects.filter(kind__startswith="slots.", context__url__in=addresses)
        OutboxEntry.objects.filter(payload__message__in=list(mails.values_list("pk", flat=True))).delete()
        mails.delete()

    def _approve(self, comment: str) -> None:
        moderation.approve(*self._decision(), comment)

    def _changes(self, question: str) -> None:
        moderation.ask_for_changes(*self._decision(), question)

    def _answer(self, answer: str) -> None:
        self._fresh()
        requests.resubmit(self.event, self.user, self.data, answer)

    def _propose(self, said: dict[str, Any]) -> None:
        """Another hour of the same day, in another room where one is named."""
        day = self.data.start.astimezone(WARSAW).date()
        start, end = (datetime.combine(day, time.fromisoformat(said[name]), WARSAW) for name in ("from", "to"))
        venue = self.run.venues.get(said["venue"])
        moderation.propose(*self._decision(), start=start, end=end, venue=venue, comment=said["comment"])

    def _refuse(self, reason: str) -> None:
        text = next(row["text"] for row in fixture("refusal_reasons") if row["key"] == reason)
        moderation.refuse(*self._decision(), text)

    def _withdraw(self, reason: str) -> None:
        self._fresh()
        requests.withdraw(self.event, self.user, reason)

    def _cancel(self, reason: str) -> None:
        self._fresh()
        calling_off.cancel(self.event, self.user, reason)

    def _ask_change(self, said: dict[str, Any]) -> None:
        self._fresh()
        later = timedelta(minutes=said["later_minutes"])
        changed = self._said(self.data.start + later, self.data.end + later)
        requests.ask_for_change(self.event, self.user, changed, said["reason"])

    def _free_what_it_waits_for(self, reason: str) -> None:
        """The request that has the slot is withdrawn, and the slot is offered to this one."""
        other = _who_has_the_slot(self.row, self.run)
        assert other is not None and other.owner is not None and self.venue is not None  # noqa: PT018
        if request_state.state_of(other) == State.SUBMITTED:
            requests.withdraw(other, other.owner, reason)
        # The worker would do it in a moment.
        waiting.offer_freed(self.venue.pk, self.data.start, self.data.end)
        history = self.run.loaded[f"{HISTORY}:{self.row['slot_of']}"]
        history.object_id = _last_act(other)
        history.save(update_fields=["object_id"])

    def _expire(self, _words: str) -> None:
        waiting.expire_requests()


_STEPS: dict[str, Callable[[_Story, Any], None]] = {
    "passes": _Story._passes,
    "approve": _Story._approve,
    "changes": _Story._changes,
    "answer": _Story._answer,
    "propose": _Story._propose,
    "refuse": _Story._refuse,
    "withdraw": _Story._withdraw,
    "cancel": _Story._cancel,
    "ask_change": _Story._ask_change,
    "freed": _Story._free_what_it_waits_for,
    "expire": _Story._expire,
}


def _weeks_later(when: datetime, weeks: int) -> datetime:
    """The same hour of a Polish clock so many weeks later."""
    return when.astimezone(WARSAW) + timedelta(weeks=weeks)
