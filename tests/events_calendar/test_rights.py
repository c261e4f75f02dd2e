"""Who may do what with requests and dates: the services ask themselves, whichever page or program calls them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Membership
from events_calendar.models import EventPage, Venue
from events_calendar.services import moderation, requests
from events_calendar.services.request_state import State
from events_calendar.services.requests import RequestRefused
from tests.accounts.factories import People
from tests.events_calendar.factories import VenueFactory
from tests.events_calendar.slot_requests import ask, asked, decision, make_deciders
from tests.events_calendar.test_requests import state
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    return make_deciders(site_tree)


@pytest.fixture
def room(people: People) -> Venue:
    return VenueFactory(name="Sala A")


# --- Who left the organisation


@pytest.mark.parametrize(
    "act",
    [
        lambda event, user, room: requests.cancel(event, user, "Na złość"),
        lambda event, user, room: requests.ask_for_change(event, user, asked(room, "2026-12-02 18:00")),
    ],
)
def test_who_left_the_organisation_changes_nothing_in_its_name(people: People, room: Venue, act: Callable[..., Any]) -> None:
    event = moderation.approve(decision(ask(people, room)), people.moderator)
    Membership.objects.filter(user=people.ngo_owner).delete()
    with pytest.raises(RequestRefused, match="nie jest prośba Twojej organizacji"):
        act(event, people.ngo_owner, room)
    assert state(event) == State.CONFIRMED


def test_who_left_the_organisation_still_reads_what_they_asked_for(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    Membership.objects.filter(user=people.ngo_owner).delete()
    with pytest.raises(RequestRefused):
        requests.resubmit(event, people.ngo_owner, asked(room, "2026-12-02 18:00"))
    client.force_login(people.ngo_owner)
    url = f"/pl/moje/terminy/{event.pk}/"
    words = client.get(url).content.decode()
    assert "Warsztaty dla seniorów" in words
    assert "Zmień prośbę" not in words
    assert "Wycofaj prośbę" not in words
    client.post(f"{url}wycofaj/", {"reason": "Na złość"})
    assert state(event) == State.SUBMITTED
    assert EventPage.objects.get(pk=event.pk).owner_id == people.ngo_owner.pk
