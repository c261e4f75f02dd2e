"""Who may do what with requests and dates: the services ask themselves, whichever page or program calls them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import CopCommune, Membership, User
from core.models import Territory
from events_calendar import wizard_check
from events_calendar.models import CalendarFolderPage, EventPage, Venue
from events_calendar.services import calling_off, dates, folders, moderation, requests, series
from events_calendar.services.request_state import State
from events_calendar.services.requests import RequestRefused
from tests.accounts.factories import People, event_form, make_event
from tests.events_calendar.factories import VenueFactory, at
from tests.events_calendar.slot_requests import ask, asked, decision
from tests.events_calendar.test_booking import taken
from tests.events_calendar.test_requests import state
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db


# --- Who left the organisation


@pytest.mark.parametrize(
    "act",
    [
        lambda event, user, room: calling_off.cancel(event, user, "Na złość"),
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


# --- Whose dates


CHANGES: list[Callable[..., Any]] = [
    lambda event, by: dates.cancel_date(event, at("2026-12-08 18:00"), "Na złość", by=by),
    lambda event, by: dates.restore_date(event, at("2026-12-15 18:00"), by=by),
    lambda event, by: dates.move_date(event, at("2026-12-08 18:00"), start=at("2026-12-09 10:00"), end=at("2026-12-09 11:00"), by=by),
    lambda event, by: series.split(event, at("2026-12-08 18:00"), start=at("2026-12-08 17:00"), end=at("2026-12-08 19:00"), by=by),
]


@pytest.fixture
def club(site_tree: SiteTree, people: People, room: Venue) -> EventPage:
    """A club that meets on four Tuesdays but the third. A member of an NGO asked for it."""
    fields = {"title": "Klub", "venue": room, "rule": "FREQ=WEEKLY;COUNT=4", "start": at("2026-12-01 18:00")}
    event = make_event(site_tree.calendar_slupsk, people.ngo_owner, live=True, **fields)
    return dates.cancel_date(event, at("2026-12-15 18:00"), "Remont", by=None)


@pytest.mark.parametrize("change", CHANGES)
def test_who_may_not_change_the_page_changes_no_date_by_a_service_either(
    people: People, room: Venue, club: EventPage, change: Callable[..., Any]
) -> None:
    before = taken(room)
    for user in (people.ngo_owner, people.tczew_editor, people.officer):
        with pytest.raises(PermissionDenied):
            change(club, user)
    assert taken(room) == before
    change(club, people.editor)
    assert taken(room) != before


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_not_public_has_no_dates_to_change(people: People, room: Venue, club: EventPage, change: Callable[..., Any]) -> None:
    club.unpublish()
    with pytest.raises(ValidationError):
        change(EventPage.objects.get(pk=club.pk), people.editor)
    assert taken(room) == []


# --- Whose places


@pytest.fixture
def theirs(site_tree: SiteTree, people: People) -> Venue:
    """A hall where another COP decides."""
    CopCommune.objects.create(cop=site_tree.tczew, territory=site_tree.tczew.territory)
    return VenueFactory(name="Hala", slug="hala", owner=site_tree.tczew, territory=site_tree.tczew.territory)


@pytest.fixture
def town_hall(people: People) -> Venue:
    """A place of a local government, in the commune that COP Słupsk serves."""
    return VenueFactory(name="Ratusz", slug="ratusz", owner=people.office)


def test_a_request_stays_with_the_cop_that_it_was_sent_to(people: People, room: Venue, theirs: Venue, town_hall: Venue) -> None:
    event = ask(people, room)
    with pytest.raises(RequestRefused, match="COP Tczew"):
        requests.resubmit(event, people.ngo_owner, asked(theirs))
    assert taken(theirs) == []
    requests.resubmit(event, people.ngo_owner, asked(town_hall))
    event = moderation.approve(decision(event), people.moderator)
    assert taken(town_hall) == [("01.12 18:00", "20:00")]
    with pytest.raises(RequestRefused, match="nową prośbę"):
        requests.ask_for_change(event, people.ngo_owner, asked(theirs))
    assert taken(theirs) == []
    told = wizard_check.look(asked(theirs), event.get_latest_revision_as_object())
    assert "COP Tczew" in " ".join(told.problems), "said before it is sent"


def test_no_place_of_another_cop_is_proposed(client: Client, people: People, room: Venue, theirs: Venue, town_hall: Venue) -> None:
    event = ask(people, room)
    slot = {"start": at("2026-12-02 10:00"), "end": at("2026-12-02 12:00")}
    with pytest.raises(ValidationError, match="COP Tczew"):
        moderation.propose(decision(event), people.moderator, venue=theirs, **slot)
    client.force_login(people.moderator)
    words = client.get(f"/admin/terminy/{event.pk}/").content.decode()
    assert 'value="ratusz"' in words
    assert 'value="hala"' not in words
    moderation.propose(decision(event), people.moderator, venue=town_hall, **slot)
    assert state(event) == State.PROPOSED


def test_an_editor_gives_events_only_places_on_which_their_cop_decides(
    client: Client, site_tree: SiteTree, people: People, theirs: Venue, town_hall: Venue
) -> None:
    event = make_event(site_tree.calendar_slupsk, people.editor, title="Spotkanie")
    url = reverse("wagtailadmin_pages:edit", args=[event.pk])

    def place_after(venue: Venue, user: User) -> Venue | None:
        client.force_login(user)
        client.post(url, event_form(event.title, slug=event.slug, venue=venue.pk), follow=True)
        latest: EventPage = EventPage.objects.get(pk=event.pk).get_latest_revision_as_object()
        return latest.venue

    assert place_after(theirs, people.editor) is None
    assert place_after(town_hall, people.editor) == town_hall
    assert place_after(theirs, people.cio) == theirs
    assert place_after(theirs, people.editor) == theirs, "what CIO gave stays"
    listed = client.get("/admin/wybor-miejsca/").json()["html"]
    assert "Ratusz" in listed
    assert "Hala" not in listed


def test_nor_single_dates(people: People, club: EventPage, theirs: Venue) -> None:
    for change in (dates.move_date, series.split):
        with pytest.raises(ValidationError, match="COP Tczew"):
            change(
                club,
                at("2026-12-08 18:00"),
                start=at("2026-12-08 18:00"),
                end=at("2026-12-08 20:00"),
                venue=theirs,
                by=people.editor,
            )
    assert taken(theirs) == []


def test_places_by_cop_are_those_whose_requests_it_gets(site_tree: SiteTree, people: People, theirs: Venue, town_hall: Venue) -> None:
    house = VenueFactory(bookable=False, territory=site_tree.tczew.territory)
    hall = VenueFactory(parent=house, territory=None, address="")
    VenueFactory(parent=hall, is_part=True, territory=None, address="")
    VenueFactory(territory=Territory.objects.get(code="2212062"))  # no COP serves it
    for folder in CalendarFolderPage.objects.filter(locale__language_code="pl"):
        decided = set(folders.venues_decided_by(folder.owner_cop_id))
        assert decided == {one for one in Venue.objects.all() if folders.folder_of(one.commune) == folder}
