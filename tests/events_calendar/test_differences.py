"""What a change of a confirmed event changes is said in words wherever it is read before it is decided."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from core import outbox
from events_calendar import differences
from events_calendar.models import EventPage, SlotRequestDraft, Venue
from events_calendar.services import moderation, requests
from tests.accounts.factories import People
from tests.events_calendar.factories import VenueFactory, at
from tests.events_calendar.slot_requests import ask, asked, decision
from tests.events_calendar.test_own_requests import page, url
from tests.measure import queries

pytestmark = pytest.mark.django_db
WEEKLY = {"rule": "FREQ=WEEKLY;BYDAY=TU;COUNT=4", "contact_email": "biuro@example.org"}
SWAPPED = {
    **WEEKLY,
    "excluded": [at("2026-12-08 18:00")],
    "added": [(at("2026-12-10 18:00"), at("2026-12-10 20:00"))],
}
GOES, COMES = "Odpada termin: wtorek, 8 grudnia 2026, 18:00–20:00", "Dochodzi termin: czwartek, 10 grudnia 2026, 18:00–20:00"


def confirmed(people: People, room: Venue | None, **fields: Any) -> EventPage:
    event = moderation.approve(decision(ask(people, room, **fields)), people.moderator)
    outbox.drain()
    mail.outbox.clear()
    return event


def changed(people: People, event: EventPage, room: Venue | None, **fields: Any) -> EventPage:
    return requests.ask_for_change(event, people.ngo_owner, asked(room, **fields), "Bo sala jest wtedy zajęta.")


def told(event: EventPage) -> list[str]:
    return [str(one) for one in differences.between(EventPage.objects.get(pk=event.pk), event)]


def words(text: str) -> str:
    """A page's text on one line, its rows as "term: words"."""
    return text.replace("</dt><dd>", ": ")


def test_a_swapped_date_is_named_in_both_mails_and_on_the_requests_page(ngo: Client, people: People, room: Venue) -> None:
    event = confirmed(people, room, **WEEKLY)
    changed(people, event, room, **SWAPPED, headcount=35)
    outbox.drain()
    for person in (people.ngo_owner, people.moderator):
        (body,) = [message.body.replace("\u00a0", " ") for message in mail.outbox if person.email in message.to]
        assert f"Co się zmienia:\n- {GOES}\n- {COMES}\n- Ile osób: 20 osób → 35 osób" in body
        assert ("Bo sala jest wtedy zajęta." in body) == (person == people.moderator)
    text = words(page(ngo, url(event)))
    assert GOES in text
    assert COMES in text
    assert "Ile osób: 20 osób → <b>35 osób</b>" in text
    assert GOES in words(page(ngo, url(event, "wycofaj-zmiane/")))
    moderation.approve(decision(event), people.moderator)
    assert "Co się zmienia" not in page(ngo, url(event))


def test_the_check_of_a_change_says_what_it_changes_so_far(ngo: Client, people: People, room: Venue) -> None:
    event = confirmed(people, room, **WEEKLY)
    path = ngo.post(url(event, "zmien/"))["Location"]
    assert "Na razie nic się nie zmienia" in page(ngo, path)
    few = len(queries(ngo, path))
    draft = SlotRequestDraft.objects.get()
    when = {**draft.data["kiedy"], "repeat_without": ["2026-12-08"], "repeat_added": ["2026-12-10"]}
    assert ngo.post(path.replace("sprawdz", "kiedy"), when).status_code == 302
    text = words(page(ngo, path))
    assert GOES in text
    assert COMES in text
    assert len(queries(ngo, path)) <= few


def test_a_new_request_has_nothing_to_be_compared_with(ngo: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    assert "Co się zmienia" not in page(ngo, url(event))
    outbox.drain()
    assert not any("Co się zmienia" in message.body for message in mail.outbox)


def test_an_answer_to_a_question_says_what_was_put_right(people: People, room: Venue) -> None:
    event = ask(people, room, **WEEKLY)
    moderation.ask_for_changes(decision(event), people.moderator, "Ile osób?")
    outbox.drain()
    mail.outbox.clear()
    requests.resubmit(event, people.ngo_owner, asked(room, **SWAPPED, headcount=35), "Trzydzieści pięć.")
    outbox.drain()
    (body,) = [message.body.replace("\u00a0", " ") for message in mail.outbox if people.moderator.email in message.to]
    assert f"- {GOES}\n- {COMES}\n- Ile osób: 20 osób → 35 osób" in body


def test_each_kind_of_difference_has_its_words(people: People, room: Venue) -> None:
    other = VenueFactory(name="Sala B", slug="sala-b")
    event = confirmed(people, room)
    changed_text = changed(people, event, other, start="2026-12-02 10:00", description="Przyjdź z telefonem.", contact_phone="59 840 00 00")
    assert told(changed_text) == [
        "Termin: wtorek, 1 grudnia 2026, 18:00–20:00 → środa, 2 grudnia 2026, 10:00–12:00",
        "Kontakt: nie podano → 59 840 00 00",
        "Miejsce: Sala A, ul. Wspólna 4, Słupsk → Sala B, ul. Wspólna 4, Słupsk",
        "Opis: zmieniony tekst",
    ]


def test_a_series_at_another_hour_keeps_its_days(people: People, room: Venue) -> None:
    rule = {"rule": "FREQ=WEEKLY;BYDAY=TU;COUNT=2"}
    event = confirmed(people, room, **rule)
    assert told(changed(people, event, room, start="2026-12-01 17:00", **rule)) == [
        "Inna godzina: wtorek, 1 grudnia 2026, 18:00–20:00 → wtorek, 1 grudnia 2026, 17:00–19:00; "
        "wtorek, 8 grudnia 2026, 18:00–20:00 → wtorek, 8 grudnia 2026, 17:00–19:00"
    ]


def test_a_new_date_that_somebody_else_has_is_not_said_to_come(people: People, room: Venue) -> None:
    moderation.approve(decision(ask(people, room, "2026-12-29 18:00", title="Koło")), people.moderator)
    event = confirmed(people, room, **WEEKLY)
    changed(people, event, room, rule="FREQ=WEEKLY;BYDAY=TU;COUNT=6", contact_email="biuro@example.org")
    outbox.drain()
    (body,) = [message.body.replace("\u00a0", " ") for message in mail.outbox if people.ngo_owner.email in message.to]
    assert "Dochodzi termin: wtorek, 5 stycznia 2027, 18:00–20:00" in body
    assert "odpadły, bo miejsce jest wtedy zajęte albo zamknięte:\n- wtorek, 29 grudnia 2026" in body


def test_who_decides_sees_which_dates_go_and_come(client: Client, people: People, room: Venue) -> None:
    event = confirmed(people, room, **WEEKLY)
    changed(people, event, room, **SWAPPED)
    client.force_login(people.moderator)
    text = client.get(reverse("slot_queue_request", args=[event.pk])).content.decode().replace("\u00a0", " ")
    table = text.split("Teraz w kalendarzu")[1].split("</table>")[0]
    assert "Odpada termin</th><td>wtorek, 8 grudnia 2026, 18:00–20:00</td><td>—" in table
    assert "Dochodzi termin</th><td>—</td><td>czwartek, 10 grudnia 2026" in table
