"""Requests for slots, for the tests of who decides on them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client

from accounts.models import CopCommune, User
from events_calendar.models import EventPage, SlotTaskState, Venue
from events_calendar.services import request_state, requests
from events_calendar.services.request_data import RequestData
from events_calendar.services.request_state import State
from tests.accounts.factories import People, make_people
from tests.events_calendar.factories import at
from tests.factories import SiteTree


def make_deciders(tree: SiteTree) -> People:
    """People of each role, where COP Słupsk serves its commune."""
    people = make_people(tree)
    CopCommune.objects.create(cop=tree.slupsk, territory=tree.slupsk.territory)
    return people


def asked(room: Venue | None, start: str = "2026-12-01 18:00", **fields: Any) -> RequestData:
    begins = at(start)
    given = {"start": begins, "end": begins + timedelta(hours=2), "venue": room, "accessibility": ["step_free"], "headcount": 20}
    return RequestData(**{"title": "Warsztaty dla seniorów", "summary": "Uczymy się obsługi telefonu.", **given, **fields})


def ask(people: People, room: Venue | None, start: str = "2026-12-01 18:00", **fields: Any) -> EventPage:
    """A request that waits for a decision."""
    return requests.submit(people.ngo_owner, people.ngo, asked(room, start, **fields))


def decision(event: EventPage) -> int:
    """The decision that waits."""
    return SlotTaskState.objects.filter(workflow_state__object_id=str(event.pk), status="in_progress").get().pk


def began(event: EventPage, moment: str) -> None:
    """The request has waited since then."""
    SlotTaskState.objects.filter(workflow_state__object_id=str(event.pk)).update(started_at=at(moment))


# --- One request before the moderator


def read(client: Client, user: User, event: EventPage) -> str:
    client.force_login(user)
    answer = client.get(f"/admin/terminy/{event.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def decide(client: Client, user: User, event: EventPage, name: str, state_id: int | None = None, **fields: Any) -> str:
    client.force_login(user)
    data = {"zrob": name, "decyzja": state_id or decision(event)}
    data |= {key if key in ("termin", "powod") else f"{name}-{key}": value for key, value in fields.items()}
    return client.post(f"/admin/terminy/{event.pk}/", data, follow=True).content.decode()


def state(event: EventPage) -> State:
    return request_state.state_of(EventPage.objects.get(pk=event.pk))
