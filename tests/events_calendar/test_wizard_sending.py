"""The last look at a request and its sending: what is taken is told, nothing is sent twice."""

from __future__ import annotations

import pytest
from django.test import Client

from events_calendar.models import EventPage, Reservation, SlotRequestDraft, Venue, WaitingEntry
from events_calendar.services import request_state, requests
from events_calendar.services.request_state import State
from tests.accounts.factories import People
from tests.events_calendar.factories import VenueFactory
from tests.events_calendar.test_requests import ask
from tests.events_calendar.wizard_pages import PATH, WHAT, begin, fill, page, refused, send, step

pytestmark = pytest.mark.django_db


# --- Sent once


def test_sent_twice_it_is_one_request_and_every_page_leads_there(ngo: Client, room: Venue) -> None:
    draft = fill(ngo, begin(ngo))
    event = send(ngo, draft)
    for answer in (
        ngo.post(step(draft, "sprawdz"), {"wyslij": "1", "key": str(draft.key)}),
        ngo.get(step(draft, "sprawdz")),
        ngo.post(step(draft, "co"), WHAT),
    ):
        assert answer["Location"] == f"/pl/moje/terminy/{event.pk}/"
    assert EventPage.objects.filter(is_request=True).count() == 1


def test_another_browser_of_the_same_person_is_led_there_by_the_forms_key(ngo: Client, people: People, room: Venue) -> None:
    draft = fill(ngo, begin(ngo))
    event = send(ngo, draft)
    other = Client()
    other.force_login(people.ngo_owner)
    assert other.post(step(draft, "sprawdz"), {"wyslij": "1", "key": str(draft.key)})["Location"] == f"/pl/moje/terminy/{event.pk}/"
    assert other.post(step(draft, "sprawdz"), {"wyslij": "1", "key": "nie-klucz"}).status_code == 404
    stranger = Client()
    stranger.force_login(people.resident)
    assert stranger.post(step(draft, "sprawdz"), {"wyslij": "1", "key": str(draft.key)}).status_code == 404


# --- The last look


def test_a_taken_slot_is_named_with_others_to_take_instead(ngo: Client, people: People, room: Venue) -> None:
    VenueFactory(name="Sala B", slug="sala-b", accessibility=["step_free"])
    ask(people, room)
    draft = fill(ngo, begin(ngo))
    answer = ngo.get(step(draft, "sprawdz"))
    text = answer.content.decode().replace("\u00a0", " ")
    assert "Ten termin jest zajęty" in text
    assert "Twoja organizacja już prosi o ten termin: " in text
    assert "1 inna prośba o ten termin" not in text, "one's own is no rival"
    SlotRequestDraft.objects.filter(pk=draft.pk).update(organisation=people.office)
    text = page(ngo, step(draft, "sprawdz"))
    assert "1 inna prośba o ten termin" in text
    assert "Twoja organizacja już prosi" not in text
    SlotRequestDraft.objects.filter(pk=draft.pk).update(organisation=people.ngo)
    assert "Wyślij prośbę o termin" not in text
    others = answer.context["others"]
    assert len(others) >= 5
    other = next(one for one in others if one["slot"].venue.slug == "sala-b")
    assert ngo.post(step(draft, "sprawdz"), {"termin": other["value"]})["Location"] == step(draft, "sprawdz")
    text = page(ngo, step(draft, "sprawdz"))
    assert "Ten termin jest zajęty" not in text
    event = send(ngo, draft)
    assert event.venue.slug == "sala-b"
    assert event.start == other["slot"].start


@pytest.mark.parametrize(
    "value",
    [
        "",
        "sala-a",
        "sala-a|x|y",
        "sala-a|2026-12-01T18:00|2026-12-01T19:00",
        "nie-ma|2026-12-01T18:00+01:00|2026-12-01T19:00+01:00",
        "sala\x00a|2026-12-01T18:00+01:00|2026-12-01T19:00+01:00",
        "sala-a|9999-12-31T18:00+01:00|9999-12-31T19:00+01:00",
    ],
)
def test_a_forged_slot_changes_nothing(ngo: Client, room: Venue, value: str) -> None:
    draft = fill(ngo, begin(ngo))
    before = draft.data
    assert ngo.post(step(draft, "sprawdz"), {"termin": value}).status_code == 302
    draft.refresh_from_db()
    assert draft.data == before


def test_who_wants_a_taken_slot_may_wait_for_it(ngo: Client, people: People, room: Venue) -> None:
    ask(people, room)
    draft = fill(ngo, begin(ngo))
    event = send(ngo, draft, czekaj="1")
    assert request_state.state_of(event) == State.WAITING
    assert WaitingEntry.objects.get().event == event


def test_a_slot_freed_while_one_looked_is_held_and_that_is_told(ngo: Client, people: People, room: Venue) -> None:
    rival = ask(people, room)
    draft = fill(ngo, begin(ngo))
    assert "Dołącz do listy oczekujących" in page(ngo, step(draft, "sprawdz"))
    requests.withdraw(rival, people.ngo_owner)
    event = send(ngo, draft, czekaj="1")
    assert request_state.state_of(event) == State.SUBMITTED
    assert Reservation.objects.blocking().get().event == event
    assert "Ten termin właśnie się zwolnił, więc nie trzeba czekać" in page(ngo, f"/pl/moje/terminy/{event.pk}/")


def test_a_slot_lost_while_one_looked_is_told_with_others(ngo: Client, people: People, room: Venue) -> None:
    draft = fill(ngo, begin(ngo))
    assert "Wyślij prośbę o termin" in page(ngo, step(draft, "sprawdz"))
    ask(people, room)
    answer = refused(ngo, step(draft, "sprawdz"), {"wyslij": "1", "key": str(draft.key)})
    assert "Ktoś właśnie zajął ten termin" in answer.content.decode()
    assert len(answer.context["others"]) >= 5
    assert SlotRequestDraft.objects.filter(pk=draft.pk).exists()


def test_rules_holidays_and_rivals_are_said_beforehand(ngo: Client, people: People, room: Venue) -> None:
    from events_calendar.models import SchoolHolidays

    SchoolHolidays.objects.create(name="Przerwa świąteczna", first_day="2026-12-23", last_day="2026-12-31")
    draft = fill(ngo, begin(ngo), day="2026-12-25")
    text = page(ngo, step(draft, "sprawdz"))
    assert "Boże Narodzenie (pierwszy dzień): 25 grudnia 2026" in text
    assert "Przerwa świąteczna" in text
    daily = fill(ngo, begin(ngo), day="2026-12-21", repeat="daily", repeat_count="7")
    assert "Przerwa świąteczna: 5 dni, pierwszy: 23 grudnia 2026" in page(ngo, step(daily, "sprawdz"))
    room.longest_minutes = 60
    room.save()
    text = page(ngo, step(draft, "sprawdz"))
    assert "najdłuższa rezerwacja to 1 godzina" in text
    assert "Wyślij prośbę o termin" not in text
    answer = refused(ngo, step(draft, "sprawdz"), {"wyslij": "1", "key": str(draft.key)})
    assert "najdłuższa rezerwacja to" in answer.content.decode()


def test_what_a_visitor_wrote_is_text_on_every_page(ngo: Client, room: Venue) -> None:
    bad = "<script>alert(1)</script>"
    draft = fill(ngo, begin(ngo), title=bad, summary=bad, gives_back=bad, accessibility_note=bad, co_organisers=bad, audience=bad)
    for path in (PATH, step(draft, "co"), step(draft, "gdzie"), step(draft, "sprawdz"), step(draft, "usun"), "/pl/moje/"):
        assert bad not in page(ngo, path)
    assert bad not in page(ngo, f"/pl/moje/terminy/{send(ngo, draft).pk}/")


def test_a_hold_is_promised_only_where_the_request_may_be_sent(ngo: Client, people: People, room: Venue) -> None:
    draft = fill(ngo, begin(ngo))
    promised = "Termin będzie wstępnie zajęty"
    assert promised in page(ngo, step(draft, "sprawdz"))
    ask(people, room)
    assert promised not in page(ngo, step(draft, "sprawdz"))


def test_days_left_out_of_a_series_are_said_before_it_is_sent(ngo: Client, room: Venue) -> None:
    draft = fill(ngo, begin(ngo), repeat="weekly", repeat_count="4", repeat_without="2026-12-08")
    assert "<dt>Bez tych dni</dt><dd>8 grudnia 2026</dd>" in page(ngo, step(draft, "sprawdz"))


# --- What to do about a refusal


def test_a_series_that_goes_too_far_is_told_its_last_day(ngo: Client, room: Venue) -> None:
    Venue.objects.filter(pk=room.pk).update(furthest_days=30)
    draft = fill(ngo, begin(ngo), repeat="weekly", repeat_count="9")
    text = page(ngo, step(draft, "sprawdz"))
    assert "Wyślij prośbę o termin" not in text
    assert 'name="idz" value="kiedy" formnovalidate>Podaj ostatni dzień serii, najpóźniej 24 grudnia 2026</button>' in text
    draft = fill(ngo, draft, repeat="weekly", repeat_count="4")
    text = page(ngo, step(draft, "sprawdz"))
    assert "Podaj ostatni dzień" not in text
    assert "Wyślij prośbę o termin" in text
    draft = fill(ngo, draft, day="2027-02-02")
    assert ">Wybierz termin nie późniejszy niż 24 grudnia 2026</button>" in page(ngo, step(draft, "sprawdz"))


def test_too_many_people_may_be_fewer(ngo: Client, room: Venue) -> None:
    VenueFactory(name="Sala B", slug="sala-b", capacity=500)
    Venue.objects.filter(pk=room.pk).update(capacity=10)
    fewer = 'name="idz" value="co" formnovalidate>Zmień liczbę osób</button>'
    draft = fill(ngo, begin(ngo))
    text = page(ngo, step(draft, "sprawdz"))
    assert "zmieści się najwyżej 10 osób" in text
    for button in (fewer, ">Zmień termin</button>", ">Zmień miejsce</button>"):
        assert button in text
    draft = fill(ngo, draft, headcount="10")
    assert fewer not in page(ngo, step(draft, "sprawdz"))


# --- Back in the browser


def test_a_refused_page_is_opened_and_not_sent_again(ngo: Client, room: Venue) -> None:
    draft = begin(ngo)
    path = step(draft, "co")
    for _time in range(2):
        text = refused(ngo, path, {**WHAT, "title": "", "gives_back": "Ciasto"}).content.decode()
        assert "Popraw te pola" in text
        assert "Ciasto</textarea>" in text
        assert "<title>Błąd:" in text
    ngo.post(path, WHAT)
    assert "Popraw te pola" not in page(ngo, path)
    # What no draft keeps is in the answer itself.
    for wrong in ({"title": "x" * 300_000}, {"summary": "Zły\x00znak"}):
        answer = ngo.post(path, {**WHAT, **wrong})
        assert answer.status_code == 422
        assert "Popraw te pola" in answer.content.decode()


def test_why_nothing_was_sent_is_said_once_and_of_its_own_draft(ngo: Client, people: People, room: Venue) -> None:
    draft, other = fill(ngo, begin(ngo)), fill(ngo, begin(ngo), day="2026-12-02")
    ask(people, room)
    answer = ngo.post(step(draft, "sprawdz"), {"wyslij": "1", "key": str(draft.key)})
    assert (answer.status_code, answer["Location"]) == (303, step(draft, "sprawdz"))
    lost = "Ktoś właśnie zajął ten termin"
    assert [lost in page(ngo, step(one, "sprawdz")) for one in (other, draft, draft)] == [False, True, False]
