"""A whole event called off in the admin and taken back: who may, what is free then, what is refused in words."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from accounts.models import User
from events_calendar.models import EventPage, Reservation, Venue
from events_calendar.services import request_state, requests, whole_event
from events_calendar.services.request_state import Action, State
from tests.accounts.factories import People, make_event
from tests.events_calendar.conftest import later
from tests.events_calendar.factories import VenueFactory, at
from tests.events_calendar.slot_requests import ask, asked, decision
from tests.events_calendar.test_booking import taken
from tests.events_calendar.test_telling import confirmed, got, one
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db
WHEN = "2026-12-01 18:00"


@pytest.fixture
def room(site_tree: SiteTree) -> Venue:
    return VenueFactory(name="Sala A", hold_days=14)


@pytest.fixture
def meeting(site_tree: SiteTree, people: People, room: Venue) -> EventPage:
    return make_event(site_tree.calendar_slupsk, people.editor, live=True, title="Zebranie", venue=room, start=at(WHEN))


def cancel_url(event: EventPage) -> str:
    return reverse("events_calendar_cancel", args=[event.pk])


def restore_url(event: EventPage) -> str:
    return reverse("events_calendar_restore", args=[event.pk])


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def test_the_editor_and_the_dates_lead_there(client: Client, people: People, meeting: EventPage) -> None:
    signed_in(client, people.editor)
    for url in (reverse("wagtailadmin_pages:edit", args=[meeting.pk]), reverse("events_calendar_dates", args=[meeting.pk])):
        assert cancel_url(meeting) in client.get(url).content.decode()
    whole_event.cancel_event(meeting, "Choroba", by=people.editor)
    for url in (reverse("wagtailadmin_pages:edit", args=[meeting.pk]), reverse("events_calendar_dates", args=[meeting.pk])):
        words = client.get(url).content.decode()
        assert restore_url(meeting) in words
        assert cancel_url(meeting) not in words


def test_called_off_it_stays_and_says_why_and_the_room_is_free(client: Client, people: People, room: Venue, meeting: EventPage) -> None:
    signed_in(client, people.editor)
    assert "Miejsce będzie od razu wolne" in client.get(cancel_url(meeting)).content.decode()
    assert taken(room) == [("01.12 18:00", "20:00")], "only asked"
    empty = client.post(cancel_url(meeting), {"reason": " "})
    assert empty.status_code == 422
    assert "dlaczego wydarzenie jest odwołane" in empty.content.decode()
    shown = client.post(cancel_url(meeting), {"reason": "Choroba <b>prowadzącej</b>"}, follow=True).content.decode()
    assert "Wydarzenie „Zebranie” jest odwołane" in shown
    assert "Choroba &lt;b&gt;prowadzącej&lt;/b&gt;" in shown
    fresh = EventPage.objects.get(pk=meeting.pk)
    assert (fresh.live, fresh.cancelled, fresh.cancel_reason) == (True, True, "Choroba <b>prowadzącej</b>")
    assert taken(room) == []
    assert fresh.occurrences.get().status == "cancelled"
    page = Client().get(fresh.url).content.decode()
    assert "odwołane" in page.lower()
    assert "Choroba &lt;b&gt;prowadzącej&lt;/b&gt;" in page
    assert PageLogEntry.objects.get(page=meeting.pk, action=Action.EVENT_CANCELLED).user == people.editor


def test_pressed_twice_it_is_called_off_once(client: Client, people: People, meeting: EventPage) -> None:
    signed_in(client, people.editor)
    client.post(cancel_url(meeting), {"reason": "Choroba"})
    again = client.post(cancel_url(meeting), {"reason": "Remont"})
    assert again.status_code == 422
    assert "To wydarzenie jest już odwołane." in again.content.decode()
    assert EventPage.objects.get(pk=meeting.pk).cancel_reason == "Choroba"
    assert PageLogEntry.objects.filter(page=meeting.pk, action=Action.EVENT_CANCELLED).count() == 1
    client.post(restore_url(meeting))
    twice = client.post(restore_url(meeting))
    assert twice.status_code == 422
    assert "To wydarzenie nie jest odwołane." in twice.content.decode()


def test_who_may_not_change_the_page_may_not_call_it_off(client: Client, people: People, meeting: EventPage) -> None:
    for user in (people.tczew_editor, people.officer, people.ngo_owner):
        with pytest.raises(PermissionDenied):
            whole_event.cancel_event(meeting, "Na złość", by=user)
        signed_in(client, user)
        for url in (cancel_url(meeting), restore_url(meeting)):
            assert client.get(url).status_code in (302, 403)
            assert client.post(url, {"reason": "Na złość"}).status_code in (302, 403)
    assert not EventPage.objects.get(pk=meeting.pk).cancelled
    whole_event.cancel_event(meeting, "Choroba", by=people.editor)
    with pytest.raises(PermissionDenied):
        whole_event.restore_event(meeting, by=people.tczew_editor)


def test_taken_back_it_has_its_room_again(client: Client, people: People, room: Venue, meeting: EventPage) -> None:
    whole_event.cancel_event(meeting, "Choroba", by=people.editor)
    shown = signed_in(client, people.editor).post(restore_url(meeting), follow=True).content.decode()
    assert "Wydarzenie „Zebranie” odbędzie się." in shown
    fresh = EventPage.objects.get(pk=meeting.pk)
    assert (fresh.cancelled, fresh.cancel_reason) == (False, "")
    assert taken(room) == [("01.12 18:00", "20:00")]
    assert fresh.occurrences.get().status == "planned"


def test_taken_back_too_late_it_says_who_has_the_room(
    client: Client, site_tree: SiteTree, people: People, room: Venue, meeting: EventPage
) -> None:
    whole_event.cancel_event(meeting, "Choroba", by=people.editor)
    make_event(site_tree.calendar_slupsk, people.editor, live=True, title="Spotkanie Rady", venue=room, start=at("2026-12-01 19:00"))
    answer = signed_in(client, people.editor).post(restore_url(meeting))
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "Miejsce ma już ktoś inny" in words
    assert "Sala A: zajęte (wtorek, 1 grudnia 2026, 19:00–21:00, Spotkanie Rady)." in words
    assert EventPage.objects.get(pk=meeting.pk).cancelled
    assert Reservation.objects.blocking().exclude(event=meeting).count() == Reservation.objects.blocking().count() == 1


def test_a_request_called_off_tells_who_asked_and_asks_who_waits(people: People, room: Venue) -> None:
    event = confirmed(people, room)
    waiting = requests.wait(people.ngo_owner, people.ngo, asked(room, title="Czekam"))
    got(people.ngo_owner)
    later("2026-11-24 13:00")
    whole_event.cancel_event(event, "Awaria ogrzewania", by=people.editor)
    assert request_state.state_of(EventPage.objects.get(pk=event.pk)) == State.CANCELLED
    found = {subject: (method, entries) for subject, method, entries in got(people.ngo_owner)}
    assert found.keys() == {"Wydarzenie nie odbędzie się: Warsztaty dla seniorów", "Zwolnił się termin: Czekam"}
    method, (gone,) = found["Wydarzenie nie odbędzie się: Warsztaty dla seniorów"]
    assert (method, gone["STATUS"]) == ("CANCEL", "CANCELLED")
    assert request_state.state_of(EventPage.objects.get(pk=waiting.pk)) == State.OFFERED
    assert request_state.history(event)[-1].comment == "Awaria ogrzewania"


def test_a_request_taken_back_is_in_the_phone_again(people: People, room: Venue) -> None:
    event = confirmed(people, room)
    whole_event.cancel_event(event, "Awaria ogrzewania", by=people.editor)
    _subject, _method, (gone,) = one(people.ngo_owner)
    later("2026-11-24 13:00")
    whole_event.restore_event(event, by=people.editor)
    subject, method, (back,) = one(people.ngo_owner)
    assert (subject, method, back["STATUS"]) == ("Termin potwierdzony: Warsztaty dla seniorów", "REQUEST", "CONFIRMED")
    assert back["UID"] == gone["UID"]
    assert back["SEQUENCE"] > gone["SEQUENCE"]


def test_a_change_that_waits_ends_with_the_event(people: People, room: Venue) -> None:
    event = confirmed(people, room)
    requests.ask_for_change(event, people.ngo_owner, asked(room, "2026-12-03 18:00"))
    waits = decision(event)
    whole_event.cancel_event(event, "Awaria ogrzewania", by=people.editor)
    assert taken(room) == [], "what was held for the change is free too"
    from accounts.workflows import AlreadyDecided
    from events_calendar.services import moderation

    with pytest.raises(AlreadyDecided):
        moderation.approve(waits, people.moderator)
    assert EventPage.objects.get(pk=event.pk).cancelled


def test_what_is_over_or_not_public_is_not_called_off(site_tree: SiteTree, people: People, room: Venue, meeting: EventPage) -> None:
    draft = make_event(site_tree.calendar_slupsk, people.editor, title="Szkic")
    with pytest.raises(ValidationError, match="nie jest opublikowane"):
        whole_event.cancel_event(draft, "Choroba", by=people.editor)
    later("2026-12-02 12:00")
    with pytest.raises(ValidationError, match="już minęło"):
        whole_event.cancel_event(meeting, "Choroba", by=people.editor)
    assert ask(people, room, "2026-12-05 18:00").pk


def test_the_search_says_that_it_is_called_off_and_no_longer_that_it_comes(people: People, meeting: EventPage) -> None:
    before = meeting.search_document()
    assert before is not None
    assert before.date
    whole_event.cancel_event(meeting, "Choroba", by=people.editor)
    off = EventPage.objects.get(pk=meeting.pk).search_document()
    assert off is not None
    assert (off.title, off.date, off.end) == (f"Odwołane: {meeting.title}", None, None)
    whole_event.restore_event(meeting, by=people.editor)
    assert EventPage.objects.get(pk=meeting.pk).search_document() == before


def test_the_search_knows_who_makes_it(people: People, meeting: EventPage) -> None:
    meeting.organiser = people.ngo
    meeting.co_organisers.set([people.office])
    document = meeting.search_document()
    assert document is not None
    assert document.body.splitlines()[-2] == f"{people.ngo.name}, {people.office.name}"
