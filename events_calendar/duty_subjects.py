"""Whose the checklists of legal duties are: those of requests, and of drafts that are not sent yet."""

from __future__ import annotations

from collections.abc import Callable, Collection
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from events_calendar import request_mail
from events_calendar.models import EventPage, SlotRequestDraft
from events_calendar.services import duties, request_state, requests
from events_calendar.services.duties import Subject
from events_calendar.services.request_state import State

# In which nothing is going to take place.
_OVER = (State.REJECTED, State.WITHDRAWN, State.EXPIRED, State.CANCELLED)


def find(keys: Collection[UUID]) -> dict[UUID, Subject]:
    """Requests and drafts by their keys."""
    wanted = {"translation_key__in": list(keys), "is_request": True, "alias_of": None, "locale__language_code": settings.LANGUAGE_CODE}
    events = list(EventPage.objects.filter(**wanted).select_related("owner", "organiser").defer("body"))
    states = request_state.states_of(events) if events else {}
    found = {event.translation_key: _of_event(event, states[event.pk]) for event in events}
    drafts = SlotRequestDraft.objects.filter(key__in=set(keys) - found.keys()).select_related("user")
    return {**{draft.key: _of_draft(draft) for draft in drafts}, **found}


def _of_event(event: EventPage, state: State) -> Subject:
    return Subject(
        title=event.draft_title or event.title,
        url=reverse("slot_request", args=[event.pk]),
        people=request_mail.requesters(event),
        may_tick=lambda user: requests.may_act(event, user),
        active=state not in _OVER,
    )


def _of_draft(draft: SlotRequestDraft) -> Subject:
    """Its author's alone, and nobody is written to before it is sent."""
    own: Callable[[User], bool] = lambda user: user.pk == draft.user_id  # noqa: E731
    return Subject(
        title="", url=reverse("slot_wizard_step", kwargs={"pk": draft.pk, "step": "sprawdz"}), people=(), may_tick=own, active=False
    )


def register() -> None:
    duties.register_subjects(find)
