"""What becomes of a confirmed request reaches who asked, whoever did it, once, and their phone keeps one entry that changes and goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from accounts.models import User
from core import outbox
from events_calendar.ical.entries import uid
from events_calendar.models import EventPage, Reservation, Venue
from events_calendar.services import calling_off, dates, moderation, requests, series
from tests.accounts.factories import People, event_form, make_event
from tests.events_calendar.conftest import later
from tests.events_calendar.factories import VenueFactory, at
from tests.events_calendar.slot_requests import ask, asked, decision
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db
WHEN = "2026-12-01 18:00"


@pytest.fixture
def room(site_tree: SiteTree) -> Venue:
    return VenueFactory(name="Sala A", hold_days=14)


def got(person: User) -> list[tuple[str, str, list[Any]]]:
    """What came for this person since they were last asked for: subject, method of the attachment, its entries."""
    outbox.drain()
    mine = [message for message in mail.outbox if person.email in message.to]
    mail.outbox[:] = [message for message in mail.outbox if message not in mine]
    return [(message.subject, *attached(message)) for message in mine]


def attached(message: Any) -> tuple[str, list[Any]]:
    parts = [part for part in message.message().walk() if part.get_content_type() == "text/calendar"]
    if not parts:
        return "", []
    (part,) = parts
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    assert part.get_param("method") == calendar["METHOD"]
    return str(calendar["METHOD"]), list(calendar.walk("VEVENT"))


def one(person: User) -> tuple[str, str, list[Any]]:
    (found,) = got(person)
    return found


def confirmed(people: People, room: Venue | None, **fields: Any) -> EventPage:
    """A request that somebody confirmed, its mails read."""
    event = moderation.approve(decision(ask(people, room, **fields)), people.moderator)
    got(people.ngo_owner)
    return event


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


# --- One entry in the phone


def test_one_entry_is_confirmed_moved_and_cancelled_with_a_growing_number(people: People, room: Venue) -> None:
    event = ask(people, room)
    assert one(people.ngo_owner)[1] == "", "nothing that is not agreed comes into a phone"
    moderation.approve(decision(event), people.moderator, "Zapraszamy")
    subject, method, (first,) = one(people.ngo_owner)
    assert (subject, method, first["STATUS"]) == ("Termin potwierdzony: Warsztaty dla seniorów", "REQUEST", "CONFIRMED")
    assert first["ATTENDEE"] == f"mailto:{people.ngo_owner.email}"
    later("2026-11-24 13:00")
    event = EventPage.objects.get(pk=event.pk)
    other = VenueFactory(name="Sala B")
    dates.move_date(event, event.start, start=at("2026-12-02 17:00"), end=at("2026-12-02 19:00"), venue=other, by=people.editor)
    subject, method, found = one(people.ngo_owner)
    assert (subject, method) == ("Zmiana terminu: Warsztaty dla seniorów", "REQUEST")
    moved = found[-1]
    assert moved.start == at("2026-12-02 17:00")
    assert "Sala B" in moved["LOCATION"]
    later("2026-11-24 14:00")
    calling_off.cancel(EventPage.objects.get(pk=event.pk), people.ngo_owner, "Choroba prowadzącej")
    subject, method, gone = one(people.ngo_owner)
    assert (subject, method) == ("Wydarzenie nie odbędzie się: Warsztaty dla seniorów", "CANCEL")
    assert {str(entry["STATUS"]) for entry in gone} == {"CANCELLED"}
    assert {str(entry["UID"]) for entry in (first, *found, *gone)} == {uid(event)}
    assert first["SEQUENCE"] < moved["SEQUENCE"] < gone[0]["SEQUENCE"]


def test_a_mail_about_a_move_says_from_where_to_where(people: People, room: Venue) -> None:
    event = confirmed(people, room)
    dates.move_date(event, event.start, start=at("2026-12-02 17:00"), end=at("2026-12-02 19:00"), by=people.editor)
    outbox.drain()
    (message,) = [message for message in mail.outbox if people.ngo_owner.email in message.to]
    assert "- wtorek, 1 grudnia 2026, 18:00–20:00, Sala A. Teraz: środa, 2 grudnia 2026, 17:00–19:00, Sala A." in message.body


def test_an_editor_who_changes_the_hour_in_the_editor_tells_too_and_other_words_tell_nothing(
    client: Client, people: People, room: Venue
) -> None:
    event = confirmed(people, room)
    url = reverse("wagtailadmin_pages:edit", args=[event.pk])
    form = {"slug": event.slug, "venue": room.pk, "accessibility": "step_free", "action-publish": "1"}
    signed_in(client, people.cio).post(url, event_form("Nowy tytuł", start=WHEN, end="2026-12-01 20:00", **form))
    assert EventPage.objects.get(pk=event.pk).title == "Nowy tytuł"
    assert got(people.ngo_owner) == []
    client.post(url, event_form("Nowy tytuł", start="2026-12-01 17:00", end="2026-12-01 20:00", **form))
    assert EventPage.objects.get(pk=event.pk).start == at("2026-12-01 17:00")
    subject, method, (entry,) = one(people.ngo_owner)
    assert (subject, method, entry.start) == ("Zmiana terminu: Nowy tytuł", "REQUEST", at("2026-12-01 17:00"))


def test_one_date_of_a_series_goes_alone_and_comes_back(people: People, room: Venue) -> None:
    club = confirmed(people, room, rule="FREQ=WEEKLY;COUNT=4")
    dates.cancel_date(club, at("2026-12-08 18:00"), "Remont", by=people.editor)
    subject, method, (entry,) = one(people.ngo_owner)
    assert (subject, method, entry["STATUS"], entry["UID"]) == ("Zmiana terminu: Warsztaty dla seniorów", "CANCEL", "CANCELLED", uid(club))
    assert entry["RECURRENCE-ID"].dt == at("2026-12-08 18:00")
    assert "RRULE" not in entry, "the others stay"
    later("2026-11-24 13:00")
    dates.restore_date(EventPage.objects.get(pk=club.pk), at("2026-12-08 18:00"), by=people.editor)
    _subject, method, (back,) = one(people.ngo_owner)
    assert (method, "RECURRENCE-ID" in back) == ("REQUEST", False), "as the rule says again"
    assert back["SEQUENCE"] > entry["SEQUENCE"]


def test_one_date_of_a_series_moves_alone(people: People, room: Venue) -> None:
    club = confirmed(people, room, rule="FREQ=WEEKLY;COUNT=4")
    dates.move_date(club, at("2026-12-08 18:00"), start=at("2026-12-09 10:00"), end=at("2026-12-09 11:00"), by=people.editor)
    _subject, method, (whole, moved) = one(people.ngo_owner)
    assert (method, whole["RRULE"]["COUNT"]) == ("REQUEST", [4])
    assert (moved["RECURRENCE-ID"].dt, moved.start) == (at("2026-12-08 18:00"), at("2026-12-09 10:00"))


def test_this_and_all_following_end_one_entry_and_begin_another(people: People, room: Venue) -> None:
    club = confirmed(people, room, rule="FREQ=WEEKLY;COUNT=4")
    start = at("2026-12-15 17:00")
    made = series.split(club, at("2026-12-15 18:00"), start=start, end=start + timedelta(hours=1), by=people.editor)
    assert made.owner == people.ngo_owner
    found = {subject.split(":")[0]: (method, entries) for subject, method, entries in got(people.ngo_owner)}
    assert found.keys() == {"Zmiana terminu", "Termin potwierdzony"}
    (ended,), (begun,) = found["Zmiana terminu"][1], found["Termin potwierdzony"][1]
    assert "UNTIL" in ended["RRULE"]
    assert (ended["UID"], begun["UID"], begun.start) == (uid(club), uid(made), start)


def test_a_date_that_the_rule_gives_later_and_that_is_taken_leaves_the_phone(site_tree: SiteTree, people: People, room: Venue) -> None:
    room.furthest_days = 3000
    room.save()
    club = confirmed(people, room, rule="FREQ=WEEKLY")
    last = club.occurrences.order_by("-start").first()
    assert last is not None
    start = last.start + timedelta(days=7)
    make_event(site_tree.calendar_slupsk, people.editor, live=True, title="Rada", venue=room, start=start)
    later("2026-12-10 12:00")
    dates.extend_series()
    found = [(method, entries) for subject, method, entries in got(people.ngo_owner) if subject.startswith("Terminy bez miejsca")]
    ((method, (entry,)),) = found
    assert (method, entry["RECURRENCE-ID"].dt, entry["STATUS"]) == ("CANCEL", start, "CANCELLED")


def test_a_refused_change_leaves_the_entry_as_it_is(people: People, room: Venue) -> None:
    event = confirmed(people, room)
    requests.ask_for_change(event, people.ngo_owner, asked(room, "2026-12-03 18:00"))
    got(people.ngo_owner)
    moderation.refuse(decision(event), people.moderator, "Sala jest wtedy zamknięta")
    assert [(subject, method) for subject, method, _entries in got(people.ngo_owner)] == [("Prośba odrzucona: Warsztaty dla seniorów", "")]


def test_an_approved_change_tells_once(people: People, room: Venue) -> None:
    event = confirmed(people, room)
    later("2026-11-24 13:00")
    requests.ask_for_change(event, people.ngo_owner, asked(room, "2026-12-03 18:00"))
    got(people.ngo_owner)
    moderation.approve(decision(event), people.moderator)
    _subject, method, (entry,) = one(people.ngo_owner)
    assert (method, entry.start, entry["UID"]) == ("REQUEST", at("2026-12-03 18:00"), uid(event))


# --- By another door than the workflow


def test_published_directly_it_is_confirmed_once(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    got(people.ngo_owner)
    people.cio.is_superuser = True
    people.cio.save()
    form = event_form("Warsztaty", slug=event.slug, venue=room.pk, start=WHEN, end="2026-12-01 20:00", accessibility="step_free")
    url = reverse("wagtailadmin_pages:edit", args=[event.pk])
    signed_in(client, people.cio).post(url, {**form, "action-publish": "1"})
    assert EventPage.objects.get(pk=event.pk).live
    assert Reservation.objects.get().status == "confirmed"
    assert [(subject, method) for subject, method, _entries in got(people.ngo_owner)] == [("Termin potwierdzony: Warsztaty", "REQUEST")]
    client.post(url, {**form, "action-publish": "1"})
    assert got(people.ngo_owner) == [], "once"


def test_by_the_workflow_it_is_confirmed_once(people: People, room: Venue) -> None:
    event = ask(people, room)
    got(people.ngo_owner)
    moderation.approve(decision(event), people.moderator)
    assert len(got(people.ngo_owner)) == 1


def test_trusted_it_is_confirmed_once(people: People, room: Venue) -> None:
    room.trusted_organisations.add(people.ngo)
    event = ask(people, room)
    assert event.pk
    assert [(subject, method) for subject, method, _entries in got(people.ngo_owner)] == [
        ("Termin potwierdzony: Warsztaty dla seniorów", "REQUEST")
    ]


def test_taken_down_who_asked_hears_and_the_entry_goes(client: Client, people: People, room: Venue) -> None:
    event = confirmed(people, room)
    signed_in(client, people.cio).post(reverse("wagtailadmin_pages:unpublish", args=[event.pk]))
    assert not EventPage.objects.get(pk=event.pk).live
    subject, method, (entry,) = one(people.ngo_owner)
    assert (subject, method) == ("Wydarzenie nie odbędzie się: Warsztaty dla seniorów", "CANCEL")
    assert (entry["STATUS"], entry["ATTENDEE"]) == ("CANCELLED", f"mailto:{people.ngo_owner.email}")
    assert not Reservation.objects.blocking().exists()


@pytest.mark.parametrize("above", [False, True])
def test_deleted_who_asked_hears_and_who_waits_is_asked(
    client: Client, site_tree: SiteTree, people: People, room: Venue, above: bool
) -> None:
    event = confirmed(people, room)
    waiting = requests.wait(people.ngo_owner, people.ngo, asked(room, title="Czekam"))
    waiting.move(site_tree.calendar_tczew, pos="last-child")
    got(people.ngo_owner)
    key = uid(event)
    deleted = site_tree.calendar_slupsk if above else event
    people.cio.is_superuser = True
    people.cio.save()
    signed_in(client, people.cio).post(reverse("wagtailadmin_pages:delete", args=[deleted.pk]))
    assert not EventPage.objects.filter(pk=event.pk).exists()
    found = {subject: (method, entries) for subject, method, entries in got(people.ngo_owner)}
    assert found.keys() == {"Wydarzenie nie odbędzie się: Warsztaty dla seniorów", "Zwolnił się termin: Czekam"}
    method, (entry,) = found["Wydarzenie nie odbędzie się: Warsztaty dla seniorów"]
    assert (method, entry["UID"], entry["ATTENDEE"]) == ("CANCEL", key, f"mailto:{people.ngo_owner.email}")


def test_what_is_over_is_tidied_up_without_a_word(people: People, room: Venue) -> None:
    event, gone = confirmed(people, room), confirmed(people, room, start="2026-12-02 18:00")
    later("2026-12-03 12:00")
    EventPage.objects.get(pk=event.pk).unpublish()
    EventPage.objects.get(pk=gone.pk).delete()
    assert got(people.ngo_owner) == []


def test_an_editors_own_event_tells_nobody(site_tree: SiteTree, people: People, room: Venue) -> None:
    own = make_event(site_tree.calendar_slupsk, people.editor, live=True, venue=room, start=at(WHEN))
    own.unpublish()
    own.delete()
    assert got(people.editor) == []
