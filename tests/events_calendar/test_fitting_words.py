"""What a request's people read fits what happens: a place alone that changes, no place that could be held, a list that is joined."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from core import outbox
from events_calendar.models import SlotRequestDraft, Venue
from events_calendar.services import dates, moderation
from tests.accounts.factories import People
from tests.events_calendar.factories import VenueFactory, at
from tests.events_calendar.slot_requests import ask, decision
from tests.events_calendar.test_own_dates import row_of
from tests.events_calendar.test_own_requests import page, url
from tests.events_calendar.wizard_pages import begin, fill, send, step

pytestmark = pytest.mark.django_db
ONLINE = {"online_url": "https://spotkania.example.org/1"}


def mails_to(email: str) -> list[tuple[str, str]]:
    """Subject and words of what came for this address since the last time."""
    outbox.drain()
    found = [(message.subject, message.body.replace("\u00a0", " ")) for message in mail.outbox if email in message.to]
    mail.outbox.clear()
    return found


def moved(people: People, room: Venue, **fields: Any) -> tuple[str, str]:
    """The mail about a confirmed event of which one date was moved."""
    event = moderation.approve(decision(ask(people, room)), people.moderator)
    mails_to(people.ngo_owner.email)
    given = {"start": event.start, "end": event.end, "venue": None, **fields}
    dates.move_date(event, event.start, by=people.cio, **given)
    (found,) = mails_to(people.ngo_owner.email)
    return found


# --- Only the place


def test_where_only_the_place_changes_the_mail_speaks_of_the_place(people: People, room: Venue) -> None:
    subject, body = moved(people, room, venue=VenueFactory(name="Sala B", slug="sala-b"))
    assert subject == "Zmiana miejsca: Warsztaty dla seniorów"
    assert "COP zmienia miejsce wydarzenia" in body
    subject, body = moved(people, room, start=at("2026-12-01 17:00"))
    assert subject == "Zmiana terminu: Warsztaty dla seniorów"
    assert "COP zmienia terminy" in body


def test_a_free_place_at_the_same_hour_is_another_place_and_not_another_date(ngo: Client, people: People, room: Venue) -> None:
    VenueFactory(name="Sala B", slug="sala-b", accessibility=["step_free"])
    ask(people, room)
    draft = fill(ngo, begin(ngo))
    others = ngo.get(step(draft, "sprawdz")).context["others"]
    same = next(one for one in others if (one["slot"].venue.slug, one["slot"].start) == ("sala-b", at("2026-12-01 18:00")))
    other = next(one for one in others if one["slot"].start != at("2026-12-01 18:00"))
    ngo.post(step(draft, "sprawdz"), {"termin": same["value"]})
    assert "Zmieniliśmy miejsce w prośbie" in page(ngo, step(draft, "sprawdz"))
    ngo.post(step(draft, "sprawdz"), {"termin": other["value"]})
    assert "Zmieniliśmy termin w prośbie" in page(ngo, step(draft, "sprawdz"))


# --- No place of the portal


def test_without_a_place_nothing_is_said_to_be_held(ngo: Client, people: People, room: Venue) -> None:
    draft = fill(ngo, begin(ngo), venue="internet", **ONLINE)
    text = page(ngo, step(draft, "sprawdz"))
    assert "COP odpowiada w 3 dni" in text
    assert "zajęty" not in text
    assert "Termin zajmiemy" not in text
    event = send(ngo, draft)
    text = page(ngo, url(event))
    assert "Prośba jest w COP" in text
    assert "<b>Prośba wysłana</b>" in text
    assert "zajęty" not in text
    ((subject, body),) = mails_to(people.ngo_owner.email)
    assert subject == "Mamy Twoją prośbę: Warsztaty dla seniorów"
    assert "nikt inny" not in body
    moderation.ask_for_changes(decision(event), people.moderator, "Ile osób?")
    assert "zajęty" not in page(ngo, url(event))
    ((_subject, body),) = mails_to(people.ngo_owner.email)
    assert "zajęty" not in body


# --- The waiting list


def test_on_a_taken_slot_the_page_tells_what_waiting_leads_to(ngo: Client, people: People, room: Venue) -> None:
    ask(people, room)
    mails_to(people.ngo_owner.email)
    draft = fill(ngo, begin(ngo))
    text = page(ngo, step(draft, "sprawdz"))
    assert "Prośba trafi na listę oczekujących" in text
    assert "COP odpowiada w" not in text
    ngo.post(step(draft, "sprawdz"), {"czekaj": "1", "key": str(draft.key)})
    ((subject, body),) = mails_to(people.ngo_owner.email)
    assert subject == "Lista oczekujących: Warsztaty dla seniorów"
    assert "jest na liście oczekujących" in body


def test_where_nothing_can_be_sent_nothing_is_promised(ngo: Client, room: Venue) -> None:
    room.capacity = 5
    room.save()
    draft = fill(ngo, begin(ngo))
    assert "Co się stanie po wysłaniu" not in page(ngo, step(draft, "sprawdz"))


# --- A question


def test_the_question_and_its_answer_stand_above_the_summary(ngo: Client, people: People, room: Venue) -> None:
    event = ask(people, room, contact_email="biuro@example.org")
    moderation.ask_for_changes(decision(event), people.moderator, "Ile osób naprawdę przyjdzie?")
    path = ngo.post(url(event, "zmien/"))["Location"]
    text = page(ngo, path)
    order = [text.index(part) for part in ("Ile osób naprawdę przyjdzie?", "<textarea", 'id="czesc-co"', 'id="pytania"')]
    assert order == sorted(order)
    (field,) = re.findall(r"<textarea[^>]*>", text)
    assert 'form="pytania"' in field
    draft = SlotRequestDraft.objects.get()
    sent = ngo.post(path, {"wyslij": "1", "answer": "Dwanaście.", "key": str(draft.key), "prosba": str(event.pk)})
    assert sent["Location"] == url(event)


# --- A series in lists


def test_moje_says_how_a_series_repeats(ngo: Client, people: People, room: Venue) -> None:
    weekly = ask(people, room, rule="FREQ=WEEKLY;BYDAY=TU;UNTIL=20270331T235959")
    assert "co wtorek do 31 marca 2027" in row_of(page(ngo, "/pl/moje/"), weekly)
    several = ask(people, room, "2026-12-02 18:00", added=[(at("2026-12-03 18:00"), at("2026-12-03 20:00"))])
    assert "razem 2 terminy" in row_of(page(ngo, "/pl/moje/"), several)
    alone = ask(people, room, "2026-12-04 18:00")
    row = row_of(page(ngo, "/pl/moje/"), alone)
    assert "razem" not in row
    assert "co " not in row


@pytest.mark.parametrize(("count", "rest"), [(12, ""), (13, ""), (14, "i jeszcze 2 terminy")])
def test_one_date_that_is_left_is_shown(ngo: Client, people: People, room: Venue, count: int, rest: str) -> None:
    text = page(ngo, url(ask(people, room, rule=f"FREQ=WEEKLY;BYDAY=TU;COUNT={count}")))
    assert ("i jeszcze" in text) == bool(rest)
    assert rest in text
    assert ("wtorek, 23 lutego 2027" in text) == (count == 13)


# --- The calendar in a phone


def test_the_whole_calendar_has_the_portals_name_and_a_part_of_it_its_own(client: Client, people: People) -> None:
    def name(path: str) -> str:
        (found,) = re.findall(r"X-WR-CALNAME:(.*)\r\n", client.get(path).content.decode())
        return found

    assert name("/pl/kalendarz/kalendarz.ics") == "Kalendarz: Portal Współpracy"
    assert name("/pl/kalendarz/kalendarz.ics?odbiorcy=seniorzy").startswith("Kalendarz: ")
    assert "Portal" not in name("/pl/kalendarz/kalendarz.ics?odbiorcy=seniorzy")
    assert name("/pl/kalendarz/slupsk/kalendarz.ics") == "Kalendarz COP Słupsk"
