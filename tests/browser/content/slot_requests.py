"""Requests for slots in several states, and drafts at several steps, all of one person."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import Organisation, User
from events_calendar import days
from events_calendar.models import EventPage, SlotRequestDraft, SlotTaskState, Venue
from events_calendar.services import moderation, requests
from events_calendar.services.request_data import RequestData
from tests.events_calendar.factories import VenueFactory
from tests.events_calendar.wizard_pages import PAGES
from tests.factories import SiteTree

PERSON = "mieszkanka@example.org"
EMPTY, WRONG, FREE, TAKEN = "Pusty szkic", "Błędny szkic", "Wolny termin", "Zajęty termin"


def make_requests(tree: SiteTree) -> None:
    """The person's organisation asks for a room; the COP has answered most of it."""
    user, staff = User.objects.get(email=PERSON), User.objects.get(email="cio@example.org")
    organisation = user.memberships.get().organisation
    moderation.make_workflow(tree.slupsk, [Group.objects.create(name="Terminy")], "Terminy: Słupsk")
    room = VenueFactory(name="Sala rad", slug="sala-rad", accessibility=["step_free", "lift"])
    VenueFactory(name="Sala druga", slug="sala-druga")
    asked = {
        title: _ask(user, organisation, room, title, 10 + number)
        for number, title in enumerate(("Wysłana", "Pytanie", "Propozycja", "Zgoda"))
    }
    moderation.ask_for_changes(_decision(asked["Pytanie"]), staff, "Ile osób przyjdzie?")
    start, end = _hours(20)
    moderation.propose(_decision(asked["Propozycja"]), staff, start=start, end=end, venue=room, comment="Sala jest w remoncie.")
    moderation.approve(_decision(asked["Zgoda"]), staff)
    for title, day in ((EMPTY, None), (WRONG, None), (FREE, 15), (TAKEN, 10)):
        _draft(user, organisation, title, day)


def _hours(number: int) -> tuple[datetime, datetime]:
    start = datetime.combine(timezone.localdate() + timedelta(days=number), time(18), days.WARSAW)
    return start, start + timedelta(hours=2)


def _ask(user: User, organisation: Organisation, room: Venue, title: str, number: int) -> EventPage:
    start, end = _hours(number)
    asked = RequestData(title, "Jedno zdanie.", start, end, venue=room, accessibility=["step_free"], headcount=20)
    return requests.submit(user, organisation, asked)


def _decision(event: EventPage) -> int:
    return SlotTaskState.objects.get(workflow_state__object_id=str(event.pk), status="in_progress").pk


def _draft(user: User, organisation: Organisation, title: str, number: int | None) -> None:
    pages: dict[str, dict[str, Any]] = {"co": {"title": title}}
    if title == WRONG:
        pages = {"co": {"title": title}, "kiedy": {"day": "2026-02-31", "start": "25:00"}, "gdzie": {"venue": "inne"}}
    elif number is not None:
        day = _hours(number)[0].date().isoformat()
        pages = {"co": {**PAGES["co"], "title": title}, "kiedy": {**PAGES["kiedy"], "day": day}, "gdzie": {"venue": "sala-rad"}}
    typed = {step: {name: value if isinstance(value, list) else [value] for name, value in page.items()} for step, page in pages.items()}
    tried = list(pages) if title != EMPTY else []
    SlotRequestDraft.objects.create(user=user, organisation=organisation, data={**typed, "tried": tried})


def draft_address(title: str, step: str) -> str:
    """A page of the draft with this name."""
    return f"/pl/kalendarz/zglos/{SlotRequestDraft.objects.get(data__co__title=[title]).pk}/{step}/"


def request_address(title: str, what: str = "") -> str:
    """The page of the request with this name, or of an action on it."""
    return f"/pl/moje/terminy/{EventPage.objects.get(title=title, is_request=True).pk}/{what}"
