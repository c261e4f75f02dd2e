"""A request's own page and its place in "Moje": the state in words, the history, and what can be done now, by whom."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, User
from events_calendar.models import EventPage, Reservation, SlotRequestDraft, Venue, WaitingEntry
from events_calendar.request_actions import BY_SLUG
from events_calendar.services import calling_off, drafts, moderation, request_state, requests, waiting
from events_calendar.services.request_data import RequestData
from events_calendar.services.request_state import State
from tests.accounts.factories import People
from tests.events_calendar.factories import VenueFactory, at
from tests.events_calendar.test_requests import data as bare_data
from tests.events_calendar.test_requests import decision, slots, state
from tests.measure import queries

pytestmark = pytest.mark.django_db


def data(room: Venue, start: str = "2026-12-01 18:00", **fields: Any) -> RequestData:
    """A request with all that the form asks for."""
    whole = bare_data(room, start, contact_email="biuro@example.org")
    return replace(whole, **fields)


def ask(people: People, room: Venue, start: str = "2026-12-01 18:00", **fields: Any) -> EventPage:
    return requests.submit(people.ngo_owner, people.ngo, data(room, start, **fields))


def url(event: EventPage, what: str = "") -> str:
    return f"/pl/moje/terminy/{event.pk}/{what}"


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code, answer.get("Location"))
    return answer.content.decode().replace("\u00a0", " ")


def offered(text: str) -> set[str]:
    """The actions that a request's page offers."""
    return set(re.findall(r'(?:href|action)="/pl/moje/terminy/\d+/([\w-]+)/"', text))


def press(client: Client, event: EventPage, what: str, **fields: str) -> str:
    """Do it; what the page says afterwards."""
    answer = client.post(url(event, f"{what}/"), fields)
    assert answer.status_code == 302, answer.content.decode()
    return page(client, answer["Location"])


# --- By state


def test_a_sent_request_waits_and_can_be_changed_or_withdrawn(ngo: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    text = page(ngo, url(event))
    assert "czeka na decyzję" in text
    assert "Termin jest wstępnie zajęty do:" in text
    assert "COP odpowiada w 3 dni" in text
    assert "Prośba wysłana, termin wstępnie zajęty" in text
    assert str(people.ngo_owner) in text
    assert offered(text) == {"zmien", "wycofaj"}
    assert "Wycofać prośbę?" in page(ngo, url(event, "wycofaj/"))
    text = press(ngo, event, "wycofaj", reason="Zmiana planów")
    assert "Prośba jest wycofana" in text
    assert "Zmiana planów" in text
    assert state(event) == State.WITHDRAWN
    assert offered(text) == {"zmien"}
    assert slots(room) == []


def test_a_question_is_answered_with_the_changed_request(ngo: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    moderation.ask_for_changes(decision(event), people.moderator, "Ile osób naprawdę przyjdzie?")
    text = page(ngo, url(event))
    assert "COP prosi o zmiany" in text
    assert "Ile osób naprawdę przyjdzie?" in text
    assert "Odpowiedz i popraw prośbę" in text
    path = ngo.post(url(event, "zmien/"))["Location"]
    text = page(ngo, path)
    assert "Ile osób naprawdę przyjdzie?" in text
    draft = SlotRequestDraft.objects.get()
    ngo.post(path.replace("sprawdz", "co"), {**_posted(draft, "co"), "headcount": "12"})
    answer = ngo.post(path, {"wyslij": "1", "answer": "Dwanaście.", "key": str(draft.key), "prosba": str(event.pk)})
    assert answer["Location"] == url(event)
    assert state(event) == State.SUBMITTED
    event.refresh_from_db()
    assert event.get_latest_revision_as_object().headcount == 12
    assert "Dwanaście." in page(ngo, url(event))
    assert EventPage.objects.filter(is_request=True).count() == 1
    # Pressed twice, it is sent once.
    again = ngo.post(path, {"wyslij": "1", "answer": "Dwanaście.", "prosba": str(event.pk)})
    assert again["Location"] == url(event)
    assert [line.comment for line in request_state.history(event)].count("Dwanaście.") == 1


def _posted(draft: SlotRequestDraft, step: str) -> dict[str, list[str]]:
    return dict(draft.data[step])


def test_a_proposal_stands_beside_the_request_and_is_taken_with_one_press(ngo: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    moderation.propose(
        decision(event), people.moderator, start=at("2026-12-02 17:00"), end=at("2026-12-02 19:00"), venue=room, comment="Środa?"
    )
    text = page(ngo, url(event))
    assert "wtorek, 1 grudnia 2026, 18:00–20:00" in text
    assert "środa, 2 grudnia 2026, 17:00–19:00" in text
    assert offered(text) == {"przyjmij", "nie-pasuje", "zmien", "wycofaj"}
    press(ngo, event, "przyjmij")
    assert state(event) == State.SUBMITTED
    assert slots(room) == [(event.pk, "held", "02.12 17:00")]


def test_a_proposal_that_does_not_suit_needs_a_word(ngo: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    moderation.propose(
        decision(event), people.moderator, start=at("2026-12-02 17:00"), end=at("2026-12-02 19:00"), venue=room, comment="Środa?"
    )
    answer = ngo.post(url(event, "nie-pasuje/"), {"reason": " "})
    assert answer.status_code == 422
    assert "Napisz, dlaczego termin nie pasuje" in answer.content.decode()
    press(ngo, event, "nie-pasuje", reason="Tylko wtorki.")
    assert state(event) == State.SUBMITTED
    assert slots(room) == [(event.pk, "held", "01.12 18:00")]


def test_an_offer_says_until_when_and_is_taken_or_let_go(ngo: Client, people: People, room: Venue) -> None:
    first = ask(people, room)
    second = requests.wait(people.ngo_owner, people.ngo, data(room, title="Drugie"))
    assert offered(page(ngo, url(second))) == {"nie-czekam"}
    requests.withdraw(first, people.ngo_owner)
    waiting.offer_freed(room.pk, second.start, second.end)
    text = page(ngo, url(second))
    assert "Odpowiedz do: <strong>czwartek, 26 listopada 2026, 12:00" in text
    assert offered(text) == {"biore", "rezygnuje"}
    press(ngo, second, "biore")
    assert state(second) == State.SUBMITTED
    third = requests.wait(people.ngo_owner, people.ngo, data(room, title="Trzecie"))
    requests.withdraw(second, people.ngo_owner)
    waiting.offer_freed(room.pk, third.start, third.end)
    press(ngo, third, "rezygnuje")
    assert state(third) == State.WITHDRAWN
    assert WaitingEntry.objects.get(event=third).status == "left"


def test_a_confirmed_event_is_changed_beside_the_old_one_or_cancelled_with_a_reason(ngo: Client, people: People, room: Venue) -> None:
    event = moderation.approve(decision(ask(people, room)), people.moderator)
    text = page(ngo, url(event))
    assert f'href="{event.url}"' in text
    assert f'href="{event.url}wydarzenie.ics"' in text
    assert offered(text) == {"zmien", "odwolaj"}
    path = ngo.post(url(event, "zmien/"))["Location"]
    draft = SlotRequestDraft.objects.get()
    ngo.post(path.replace("sprawdz", "kiedy"), {**_posted(draft, "kiedy"), "day": "2026-12-03"})
    assert "W kalendarzu zostanie obecna wersja" in page(ngo, path) or "zostanie obecna wersja" in page(ngo, path)
    ngo.post(path, {"wyslij": "1", "key": str(draft.key), "prosba": str(event.pk)})
    assert state(event) == State.CHANGE_PENDING
    assert slots(room) == [(event.pk, "confirmed", "01.12 18:00"), (event.pk, "held", "03.12 18:00")]
    assert offered(page(ngo, url(event))) == {"wycofaj-zmiane", "odwolaj"}
    press(ngo, event, "wycofaj-zmiane")
    assert state(event) == State.CONFIRMED
    assert ngo.post(url(event, "odwolaj/"), {"reason": ""}).status_code == 422
    text = press(ngo, event, "odwolaj", reason="Choroba prowadzącej")
    assert state(event) == State.CANCELLED
    assert "Choroba prowadzącej" in text
    assert offered(text) == set()
    assert slots(room) == []


@pytest.mark.parametrize("end", ["refused", "expired"])
def test_what_ended_without_a_yes_is_sent_again(ngo: Client, people: People, room: Venue, end: str) -> None:
    event = ask(people, room)
    if end == "refused":
        moderation.refuse(decision(event), people.moderator, "Remont.")
    else:
        Reservation.objects.filter(event=event).update(expires_at=timezone.now() - timedelta(minutes=1))
        waiting.expire_requests()
    text = page(ngo, url(event))
    assert offered(text) == {"zmien"}
    assert ("Remont." in text) == (end == "refused")
    path = ngo.post(url(event, "zmien/"))["Location"]
    draft = SlotRequestDraft.objects.get()
    ngo.post(path, {"wyslij": "1", "key": str(draft.key), "prosba": str(event.pk)})
    assert state(event) == State.SUBMITTED


def test_what_cannot_be_done_any_more_is_said_and_not_done(ngo: Client, people: People, room: Venue) -> None:
    """Two tabs: in the other one the request was withdrawn."""
    event = ask(people, room)
    requests.withdraw(event, people.ngo_owner)
    assert ngo.get(url(event, "wycofaj/"))["Location"] == url(event)
    assert "Tego nie można już zrobić" in press(ngo, event, "wycofaj")
    assert "Tego nie można już zrobić" in press(ngo, event, "przyjmij")
    confirmed = moderation.approve(decision(ask(people, room)), people.moderator)
    calling_off.cancel(confirmed, people.ngo_owner, "Choroba")
    assert "nie można teraz zmienić" in press(ngo, confirmed, "zmien")
    assert not SlotRequestDraft.objects.exists()


# --- Whose


def test_a_guessed_address_is_not_there(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    assert client.get(url(event))["Location"].startswith("/pl/konto/login/")
    client.force_login(people.resident)
    for what in ("", "zmien/", *(f"{slug}/" for slug in BY_SLUG)):
        assert client.get(url(event, what)).status_code == 404, what
        assert client.post(url(event, what), {"reason": "Bo tak"}).status_code == 404, what
    assert state(event) == State.SUBMITTED
    client.force_login(people.ngo_owner)
    assert client.get("/pl/moje/terminy/99999999999999999999/").status_code == 404
    assert client.get(url(event, "nie-ma/")).status_code == 404
    public = EventPage.objects.filter(is_request=False).values_list("pk", flat=True).first()
    assert public is None or client.get(f"/pl/moje/terminy/{public}/").status_code == 404


def test_a_colleague_acts_too_and_a_change_begun_goes_on_until_somebody_else_changes(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    colleague = User.objects.create_user("kolega@example.org", "tajne-haslo")
    Membership.objects.create(user=colleague, organisation=people.ngo)
    client.force_login(colleague)
    first = client.post(url(event, "zmien/"))["Location"]
    assert client.post(url(event, "zmien/"))["Location"] == first
    requests.resubmit(event, people.ngo_owner, data(room, headcount=7))
    event.refresh_from_db()
    second = client.post(url(event, "zmien/"))["Location"]
    assert second != first
    assert SlotRequestDraft.objects.get().data["co"]["headcount"] == ["7"]


def test_an_event_read_into_the_form_says_the_same_again(people: People, room: Venue) -> None:
    from events_calendar.wizard_steps import Wizard

    for fields in (
        {"description": "Raz\n\nDwa <b>", "equipment": ["projector"], "gives_back": "Ciasto", "free": False, "price": "5 zł"},
        {"start": at("2026-12-01 00:00"), "end": at("2026-12-03 23:59"), "all_day": True},
        {"end": at("2026-12-02 01:30")},
        {"added": [(at("2026-12-08 17:00"), at("2026-12-08 19:00"))], "co_organisers": [people.office], "co_organisers_note": "Koło"},
    ):
        room.longest_minutes = 31 * 24 * 60
        room.save()
        wanted = replace(data(room), **fields)
        event = requests.submit(people.ngo_owner, people.ngo, wanted)
        read = Wizard(drafts.change(people.ngo_owner, event)).data()
        assert read is not None
        for name in ("title", "summary", "description", "start", "end", "all_day", "venue", "headcount", "free", "price", "gives_back"):
            assert getattr(read, name) == getattr(wanted, name), name
        assert list(read.equipment) == list(wanted.equipment)
        assert (list(read.co_organisers), read.co_organisers_note) == (list(wanted.co_organisers), wanted.co_organisers_note)
        assert [start for start, _end in read.added] == [start for start, _end in wanted.added]
        requests.withdraw(event, people.ngo_owner)


# --- "Moje"


def test_moje_shows_first_what_waits_for_the_person(ngo: Client, people: People, room: Venue) -> None:
    assert "Tu zobaczysz, co się dzieje" in page(ngo, "/pl/moje/")
    early, asked = ask(people, room, title="Wcześniejsza"), ask(people, room, "2026-12-05 18:00", title="Z pytaniem")
    over = ask(people, room, "2026-12-07 18:00", title="Wycofana")
    requests.withdraw(over, people.ngo_owner)
    moderation.ask_for_changes(decision(asked), people.moderator, "Po co?")
    drafts.start(people.ngo_owner, people.ngo)
    text = page(ngo, "/pl/moje/")
    order = [text.index(word) for word in ("Z pytaniem", "Wcześniejsza", "Prośba bez nazwy", "1 zakończona prośba", "Wycofana")]
    assert order == sorted(order)
    assert f'href="{url(early)}"' in text
    assert "COP prosi o zmiany" in text


def test_moje_has_no_such_part_for_who_has_no_organisation(client: Client, people: People) -> None:
    client.force_login(people.resident)
    assert "Moje prośby o termin" not in page(client, "/pl/moje/")


def test_moje_costs_the_same_with_one_request_and_with_twenty(ngo: Client, people: People, room: Venue) -> None:
    ask(people, room)
    drafts.start(people.ngo_owner, people.ngo)
    ngo.get("/pl/moje/")
    few = queries(ngo, "/pl/moje/")
    for number in range(2, 12):
        ask(people, room, f"2026-12-{number:02} 18:00")
        drafts.start(people.ngo_owner, people.ngo)
    assert len(queries(ngo, "/pl/moje/")) == len(few)


def test_a_requests_page_and_the_check_take_a_bounded_number_of_queries(ngo: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    assert len(queries(ngo, url(event))) <= 40
    path = ngo.post(url(event, "zmien/"))["Location"]
    few = queries(ngo, path)
    for number in range(15):
        VenueFactory(name=f"Inna {number}", slug=f"inna-{number}")
    assert len(queries(ngo, path)) == len(few)
    assert len(queries(ngo, path.replace("sprawdz", "gdzie"))) <= 45


@pytest.mark.parametrize("way", [{"wstecz": "1"}, {"idz": "co"}, {"tydzien": "2026-12-14"}, {"termin": "x"}])
def test_an_answer_waits_with_the_draft_and_is_not_optional(ngo: Client, people: People, room: Venue, way: dict[str, str]) -> None:
    event = ask(people, room)
    moderation.ask_for_changes(decision(event), people.moderator, "Ile osób naprawdę przyjdzie?")
    path = ngo.post(url(event, "zmien/"))["Location"]
    text = page(ngo, path)
    assert "Odpowiedź na pytanie COP</label>" in text, "nothing says that it may be left out"
    assert "Odpowiedz na pytanie COP, choćby" not in text
    assert ngo.post(path, {"answer": "Dwanaście.", **way}).status_code == 302
    text = page(ngo, path)
    assert "Dwanaście.</textarea>" in text
    refused = ngo.post(path, {"wyslij": "1", "answer": " ", "prosba": str(event.pk)}, follow=True)
    assert refused.redirect_chain == [(path, 303)]
    assert "Odpowiedz na pytanie COP, choćby jednym zdaniem." in refused.content.decode().replace("\u00a0", " ")


def test_who_was_refused_takes_a_free_slot_with_one_press(ngo: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    assert 'name="termin"' not in page(ngo, url(event))
    moderation.refuse(decision(event), people.moderator, "Wybierz jeden z wolnych terminów poniżej.")
    slots_offered = re.findall(r'name="termin" value="([^"]+)"', page(ngo, url(event)))
    assert len(slots_offered) >= 5
    path = ngo.post(url(event, "zmien/"), {"termin": slots_offered[0]})["Location"]
    assert "Zmieniliśmy termin w prośbie" in page(ngo, path)
    draft = SlotRequestDraft.objects.get()
    ngo.post(path, {"wyslij": "1", "key": str(draft.key), "prosba": str(event.pk)})
    assert state(event) == State.SUBMITTED
    _slug, start, _end = slots_offered[0].split("|")
    assert EventPage.objects.get(pk=event.pk).start.isoformat() == datetime.fromisoformat(start).astimezone(UTC).isoformat()


def test_a_slot_that_is_none_is_not_taken(ngo: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    moderation.refuse(decision(event), people.moderator, "Remont.")
    assert ngo.post(url(event, "zmien/"), {"termin": "sala-a|wczoraj"})["Location"] == url(event)
    assert "Tego terminu nie można wybrać" in page(ngo, url(event))
