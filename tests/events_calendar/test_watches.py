"""Dates of a series that have no place: they wait by themselves, are offered in turn, claimed with one link, and let go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, Organisation, User
from core import outbox
from events_calendar.models import EventPage, Occurrence, Reservation, Venue, VenueException, WaitingEntry
from events_calendar.services import booking, calling_off, dates, moderation, offers, request_state, requests, series, waiting, whole_event
from events_calendar.services.request_state import State
from events_calendar.services.requests import RequestRefused
from tests.accounts.factories import People, make_event
from tests.events_calendar.conftest import later
from tests.events_calendar.factories import VenueFactory, at
from tests.events_calendar.slot_requests import ask, asked, decision
from tests.events_calendar.test_requests import mails, slots, state
from tests.factories import SiteTree
from tests.measure import queries

WEEKLY = "FREQ=WEEKLY;COUNT=4"
SECOND = "2026-12-08 18:00"
OFFERED = "Zwolnił się termin serii: Warsztaty dla seniorów"


def approve(people: People, event: EventPage) -> EventPage:
    return moderation.approve(decision(event), people.moderator)


def taken(people: People, room: Venue, start: str = SECOND, **fields: Any) -> EventPage:
    """Another event that has the room for certain."""
    return approve(people, ask(people, room, start, title="Próba chóru", **fields))


def weekly(people: People, room: Venue, **fields: Any) -> EventPage:
    """A series of four Tuesdays from 1 December, approved."""
    return approve(people, ask(people, room, rule=WEEKLY, **fields))


def entry_of(event: EventPage) -> WaitingEntry:
    return WaitingEntry.objects.get(event=event)


def statuses(event: EventPage) -> list[str]:
    return list(WaitingEntry.objects.filter(event=event).order_by("start").values_list("status", flat=True))


def call_off(people: People, event: EventPage) -> None:
    calling_off.cancel(event, people.ngo_owner, "Nie uda się.")
    outbox.drain()


@pytest.fixture
def other(people: People) -> User:
    """Who acts for another organisation."""
    organisation = Organisation.objects.create(kind="ngo", name="Koło Seniora", slug="kolo-seniora", town="Słupsk")
    user = User.objects.create_user("kolo@example.org", "tajne-haslo", first_name="Halina", last_name="Testowa")
    Membership.objects.create(user=user, organisation=organisation, role="owner")
    return user


# --- Joining


def test_a_date_left_out_when_the_series_is_approved_waits_for_that_very_slot(people: People, room: Venue) -> None:
    event = ask(people, room, rule=WEEKLY)
    assert slots(room)[1][2] == "08.12 18:00"
    # The hold has run out, and another has the second date for certain by then.
    Reservation.objects.filter(event=event).update(expires_at=timezone.now() - timedelta(minutes=1))
    choir = taken(people, room)
    approve(people, event)
    entry = entry_of(event)
    assert (entry.original, entry.start, entry.venue, entry.status) == (at(SECOND), at(SECOND), room, "waiting")
    assert choir.pk not in WaitingEntry.objects.values_list("event_id", flat=True)
    assert state(event) == State.CONFIRMED, "the series itself waits for nothing"


def test_a_date_of_a_shut_place_waits_for_nothing(people: People, site_tree: SiteTree) -> None:
    room = VenueFactory()
    VenueException.objects.create(venue=room, first_day=at(SECOND).date(), last_day=at(SECOND).date(), reason="Remont")
    event = make_event(site_tree.calendar_slupsk, people.editor, live=True, start=at("2026-12-01 18:00"), rule=WEEKLY, venue=room)
    assert Occurrence.objects.filter(event=event, skipped=True).count() == 1
    assert not WaitingEntry.objects.exists()


def test_rolling_out_again_changes_nothing_in_the_line(people: People, room: Venue) -> None:
    taken(people, room)
    event = weekly(people, room)
    before = entry_of(event)
    dates.extend_series()
    event.save_revision().publish()
    assert entry_of(event).pk == before.pk
    assert statuses(event) == ["waiting"]


def test_one_who_frees_the_slot_meanwhile_is_not_missed(people: People, room: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    choir = taken(people, room)
    real = booking.take

    def free_just_after(event: EventPage, *args: Any, **kwargs: Any) -> Any:
        found = real(event, *args, **kwargs)
        if kwargs["status"] == "confirmed" and event.rule:
            Reservation.objects.filter(event=choir).update(status="cancelled")
        return found

    monkeypatch.setattr(booking, "take", free_just_after)
    event = weekly(people, room)
    monkeypatch.undo()
    outbox.drain()
    assert statuses(event) == ["offered"]


# --- Being offered


def test_the_freed_slot_is_held_and_one_mail_has_the_link(people: People, room: Venue) -> None:
    choir = taken(people, room)
    event = weekly(people, room)
    mails(people.ngo_owner)
    call_off(people, choir)
    entry = entry_of(event)
    assert entry.status == "offered"
    assert (event.pk, "held", "08.12 18:00") in slots(room)
    assert Occurrence.objects.get(event=event, original=at(SECOND)).skipped, "not in the calendar until somebody claims it"
    letters = [message for message in mail.outbox if message.subject == OFFERED]
    assert len(letters) == 1
    text = str(letters[0].body)
    assert f"/moje/terminy/czeka/{entry.pk}/" in text
    assert "wtorek, 8 grudnia 2026, 18:00–20:00" in text
    assert "czwartek, 26 listopada 2026" in text, "until when"
    assert [line.comment for line in request_state.history(event) if line.what.startswith("Termin się zwolnił")] == [
        "wtorek, 8 grudnia 2026, 18:00–20:00"
    ]


def test_requests_and_dates_stand_in_one_line(people: People, room: Venue) -> None:
    choir = taken(people, room)
    first = requests.wait(people.ngo_owner, people.ngo, asked(room, SECOND, title="Czeka"))
    event = weekly(people, room)
    last = requests.wait(people.ngo_owner, people.ngo, asked(room, SECOND, title="Czeka też"))
    call_off(people, choir)
    assert (state(first), statuses(event), state(last)) == (State.OFFERED, ["waiting"], State.WAITING)
    requests.withdraw(first, people.ngo_owner)
    outbox.drain()
    assert (statuses(event), state(last)) == (["offered"], State.WAITING)
    offers.leave(entry_of(event).pk, people.ngo_owner)
    outbox.drain()
    assert (statuses(event), state(last)) == (["left"], State.OFFERED)


def test_an_offer_that_nobody_answers_goes_to_the_next_and_the_series_goes_on(people: People, room: Venue) -> None:
    choir = taken(people, room)
    event = weekly(people, room)
    later("2026-11-24 13:00")
    next_one = requests.wait(people.ngo_owner, people.ngo, asked(room, SECOND, title="Czeka"))
    call_off(people, choir)
    mails(people.ngo_owner)
    later("2026-11-26 14:00")
    assert waiting.expire_requests() == 0
    assert waiting.pass_unanswered() == 1
    assert "Minął czas na przyjęcie terminu: Warsztaty dla seniorów" in mails(people.ngo_owner)
    assert (statuses(event), state(event), state(next_one)) == (["passed"], State.CONFIRMED, State.OFFERED)
    dates.extend_series()
    assert statuses(event) == ["passed"], "it does not join again by itself"


def test_what_is_offered_outlives_every_saving_of_the_series(people: People, room: Venue) -> None:
    choir = taken(people, room)
    event = weekly(people, room)
    call_off(people, choir)
    dates.extend_series()
    EventPage.objects.get(pk=event.pk).save_revision().publish()
    assert (event.pk, "held", "08.12 18:00") in slots(room)
    changed = requests.ask_for_change(event, people.ngo_owner, asked(room, rule=WEEKLY, summary="Inaczej."))
    assert Reservation.objects.filter(event=event, offer=True, status="held").exists()
    requests.withdraw(changed, people.ngo_owner)
    assert Reservation.objects.filter(event=event, offer=True, status="held").exists()
    assert statuses(event) == ["offered"]
    offers.claim(entry_of(event).pk, people.ngo_owner)
    assert [row for row in slots(room) if row[2].startswith("08.12")] == [(event.pk, "confirmed", "08.12 18:00")]


def test_a_place_that_is_shut_by_now_is_not_offered(people: People, room: Venue) -> None:
    choir = taken(people, room)
    event = weekly(people, room)
    VenueException.objects.create(venue=room, first_day=at(SECOND).date(), last_day=at(SECOND).date(), reason="Remont")
    call_off(people, choir)
    assert statuses(event) == ["waiting"]
    assert slots(room)[0][2] == "01.12 18:00"
    assert (event.pk, "held", "08.12 18:00") not in slots(room)


def test_of_an_editors_series_who_may_change_it_is_asked(people: People, room: Venue, site_tree: SiteTree, client: Client) -> None:
    choir = taken(people, room)
    event = make_event(site_tree.calendar_slupsk, people.editor, live=True, start=at("2026-12-01 18:00"), rule=WEEKLY, venue=room)
    outbox.drain()
    mail.outbox.clear()
    call_off(people, choir)
    told = {address for message in mail.outbox if message.subject.startswith("Zwolnił się termin serii") for address in message.to}
    assert told == {person.email for person in (people.editor, people.moderator, people.second_moderator)}
    with pytest.raises(RequestRefused, match="nie działasz"):
        offers.claim(entry_of(event).pk, people.tczew_editor)
    client.force_login(people.editor)
    text = page(client, f"/admin/kalendarz/terminy/{event.pk}/")
    assert "Miejsce się zwolniło i czeka na odpowiedź" in text
    assert url(entry_of(event)) in text
    assert f"/admin/kalendarz/terminy/{event.pk}/" in page(client, url(entry_of(event)))
    offers.claim(entry_of(event).pk, people.editor)
    assert not Occurrence.objects.get(event=event, original=at(SECOND)).is_cancelled


# --- Claiming


def offered(people: People, room: Venue) -> tuple[EventPage, WaitingEntry]:
    choir = taken(people, room)
    event = weekly(people, room)
    call_off(people, choir)
    return event, entry_of(event)


def url(entry: WaitingEntry) -> str:
    return f"/pl/moje/terminy/czeka/{entry.pk}/"


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode().replace("\u00a0", " ")


def test_opening_the_link_takes_nothing_and_pressing_does(people: People, room: Venue, client: Client) -> None:
    event, entry = offered(people, room)
    assert client.get(url(entry)).status_code == 302, "one logs in first"
    client.force_login(people.ngo_owner)
    text = page(client, url(entry))
    assert "wtorek, 8 grudnia 2026, 18:00–20:00" in text
    assert "COP już zatwierdził" in text
    assert entry_of(event).status == "offered"
    mails(people.ngo_owner)
    answer = client.post(url(entry), {"biore": "1"})
    assert answer["Location"] == f"/pl/moje/terminy/{event.pk}/"
    assert "Termin jest Wasz" in page(client, answer["Location"])
    row = Occurrence.objects.get(event=event, original=at(SECOND))
    assert (row.status, row.skipped, row.reason) == ("planned", False, "")
    assert (event.pk, "confirmed", "08.12 18:00") in slots(room)
    assert not Reservation.objects.filter(event=event, offer=True).exists()
    assert entry_of(event).status == "accepted"
    outbox.drain()
    (letter,) = [message for message in mail.outbox if people.ngo_owner.email in message.to]
    assert "Dochodzi: wtorek, 8 grudnia 2026, 18:00–20:00." in str(letter.body)
    assert any("calendar" in str(getattr(part, "get_content_type", lambda: "")()) for part in letter.attachments), "the phone is told"
    assert "Termin serii, na który organizacja czekała, jest jej" in [line.what for line in request_state.history(event)]


def test_pressed_in_two_tabs_the_second_is_told(people: People, room: Venue, client: Client) -> None:
    event, entry = offered(people, room)
    client.force_login(people.ngo_owner)
    client.post(url(entry), {"biore": "1"})
    answer = client.post(url(entry), {"biore": "1"})
    assert answer["Location"] == url(entry)
    assert "Ten termin jest już przyjęty." in page(client, url(entry))
    assert slots(room).count((event.pk, "confirmed", "08.12 18:00")) == 1


def test_who_claims_too_late_is_told_and_nothing_changes(people: People, room: Venue, client: Client) -> None:
    event, entry = offered(people, room)
    client.force_login(people.ngo_owner)
    later("2026-11-26 14:00")
    client.force_login(people.ngo_owner)
    client.post(url(entry), {"biore": "1"})
    assert "Na odpowiedź było 48 godzin." in page(client, url(entry))
    assert Occurrence.objects.get(event=event, original=at(SECOND)).skipped
    waiting.pass_unanswered()
    assert "Na odpowiedź było 48 godzin." in page(client, url(entry))


def test_a_date_that_is_over_is_said_to_be_over(people: People, room: Venue) -> None:
    _event, entry = offered(people, room)
    later("2026-12-08 18:01")
    with pytest.raises(RequestRefused, match="już minął"):
        offers.claim(entry.pk, people.ngo_owner)


def test_somebody_else_may_neither_read_nor_claim_it(people: People, room: Venue, client: Client, other: User) -> None:
    event, entry = offered(people, room)
    client.force_login(other)
    text = page(client, url(entry), 403)
    assert "w której imieniu nie działasz" in text
    assert "Warsztaty dla seniorów" not in text
    assert client.post(url(entry), {"biore": "1"}).status_code == 403
    assert client.post(url(entry), {"rezygnuje": "1"}).status_code == 403
    with pytest.raises(RequestRefused):
        offers.leave(entry.pk, other)
    assert statuses(event) == ["offered"]
    single = requests.wait(people.ngo_owner, people.ngo, asked(room, "2026-12-08 19:00", title="Czeka"))
    client.force_login(people.ngo_owner)
    page(client, url(entry_of(single)), 404)
    page(client, "/pl/moje/terminy/czeka/99999999999999999999/", 404)


def test_a_booking_cannot_have_what_is_offered(people: People, room: Venue) -> None:
    event, _entry = offered(people, room)
    with pytest.raises(booking.SlotTaken):
        ask(people, room, SECOND, title="Za późno")
    assert statuses(event) == ["offered"]


# --- Ending


def test_one_lets_a_date_go_that_still_waits(people: People, room: Venue, client: Client) -> None:
    taken(people, room)
    event = weekly(people, room)
    client.force_login(people.ngo_owner)
    assert "Twoje miejsce na liście: 1." in page(client, url(entry_of(event)))
    client.post(url(entry_of(event)), {"rezygnuje": "1"})
    assert statuses(event) == ["left"]
    assert "Ktoś z Was zrezygnował" in page(client, url(entry_of(event)))
    dates.extend_series()
    assert statuses(event) == ["left"]
    with pytest.raises(RequestRefused, match="na nic nie czeka"):
        offers.leave(entry_of(event).pk, people.ngo_owner)


def test_a_series_called_off_waits_no_more_and_taken_back_it_waits_again(people: People, room: Venue) -> None:
    event, entry = offered(people, room)
    next_one = requests.wait(people.ngo_owner, people.ngo, asked(room, SECOND, title="Czeka"))
    whole_event.cancel_event(event, "Powódź.", by=people.moderator)
    assert statuses(event) == ["ended"]
    with pytest.raises(RequestRefused, match="inne terminy"):
        offers.claim(entry.pk, people.ngo_owner)
    outbox.drain()
    assert state(next_one) == State.OFFERED
    whole_event.restore_event(event, by=people.moderator)
    assert statuses(event) == ["waiting"]
    assert entry_of(event).pk > WaitingEntry.objects.get(event=next_one).pk, "at the end of the line"


def test_an_unpublished_series_waits_no_more(people: People, room: Venue) -> None:
    event, _entry = offered(people, room)
    EventPage.objects.get(pk=event.pk).unpublish()
    assert statuses(event) == ["ended"]
    assert not Reservation.objects.blocking().filter(event=event, offer=True).exists()


def test_a_series_that_is_shorter_or_moved_leaves_the_line(people: People, room: Venue) -> None:
    taken(people, room)
    event = weekly(people, room)
    page = EventPage.objects.get(pk=event.pk)
    page.rule = "FREQ=WEEKLY;COUNT=1"
    page.save_revision().publish()
    assert statuses(event) == ["ended"]


def test_split_the_new_page_waits_where_it_has_no_place(people: People, room: Venue) -> None:
    taken(people, room, "2026-12-15 18:00")
    event = weekly(people, room)
    made = series.split(event, at(SECOND), start=at(SECOND), end=at("2026-12-08 20:00"), by=people.moderator)
    assert made.pk != event.pk
    assert (statuses(event), statuses(made)) == (["ended"], ["waiting"])


@pytest.mark.parametrize("how", ["waiting", "offered"])
def test_a_date_restored_by_hand_leaves_the_line(people: People, room: Venue, how: str) -> None:
    choir = taken(people, room)
    event = weekly(people, room)
    if how == "offered":
        call_off(people, choir)
    else:
        calling_off.cancel(choir, people.ngo_owner, "Nie uda się.")
    dates.restore_date(event, at(SECOND), by=people.moderator)
    assert statuses(event) == ["ended"]
    outbox.drain()
    assert statuses(event) == ["ended"]
    assert [row for row in slots(room) if row[2].startswith("08.12")] == [(event.pk, "confirmed", "08.12 18:00")]


def test_a_date_that_waited_until_its_time_ends_without_a_mail(people: People, room: Venue) -> None:
    taken(people, room)
    event = weekly(people, room)
    mails(people.ngo_owner)
    later("2026-12-08 18:01")
    assert waiting.end_past() == 1
    assert statuses(event) == ["passed"]
    assert [subject for subject in mails(people.ngo_owner) if "wygas" in subject] == []


# --- Reading


def test_the_requests_page_and_moje_name_the_dates_and_the_place_in_line(people: People, room: Venue, ngo: Client) -> None:
    choir = taken(people, room)
    requests.wait(people.ngo_owner, people.ngo, asked(room, SECOND, title="Czeka"))
    event = weekly(people, room)
    for path in (f"/pl/moje/terminy/{event.pk}/", "/pl/moje/"):
        assert "wtorek, 8 grudnia 2026, 18:00–20:00: 2. na liście oczekujących" in page(ngo, path)
    WaitingEntry.objects.filter(event__title="Czeka").update(status="left")
    call_off(people, choir)
    assert "Weź ten termin" in page(ngo, f"/pl/moje/terminy/{event.pk}/")
    text = page(ngo, "/pl/moje/")
    assert "zwolnił się termin" in text
    assert url(entry_of(event)) in text


def test_moderators_read_them_in_the_waiting_list(people: People, room: Venue, client: Client) -> None:
    taken(people, room)
    event = weekly(people, room)
    client.force_login(people.moderator)
    text = page(client, "/admin/terminy/oczekujacy/")
    assert "Warsztaty dla seniorów" in text
    assert "(termin serii)" in text
    assert f"/admin/terminy/{event.pk}/" in text


def test_an_editors_series_that_waits_is_no_rival_to_be_decided_on(
    people: People, room: Venue, site_tree: SiteTree, client: Client
) -> None:
    held = ask(people, room, SECOND, title="Próba chóru")
    make_event(site_tree.calendar_slupsk, people.editor, live=True, start=at("2026-12-01 18:00"), rule=WEEKLY, venue=room)
    assert WaitingEntry.objects.count() == 1
    client.force_login(people.moderator)
    text = page(client, f"/admin/terminy/{held.pk}/")
    assert "Kto jeszcze prosi o ten termin" not in text
    assert "Spotkanie" in page(client, "/admin/terminy/oczekujacy/")


def test_a_change_names_nobody_for_what_is_only_offered(people: People, room: Venue) -> None:
    from events_calendar import queue_rows

    event, _entry = offered(people, room)
    requests.wait(people.ngo_owner, people.ngo, asked(room, SECOND, title="Czeka"))
    changed = requests.ask_for_change(event, people.ngo_owner, asked(room, "2026-12-02 18:00", rule=WEEKLY))
    assert queue_rows.next_in_line(changed) == []


def test_moje_costs_the_same_with_many_dates_that_wait(people: People, ngo: Client) -> None:
    def cost(count: int) -> int:
        room = VenueFactory()
        for day in range(8, 8 + count):
            taken(people, room, f"2026-12-{day:02} 18:00")
        approve(people, ask(people, room, rule="FREQ=DAILY;COUNT=16"))
        outbox.drain()
        return len(queries(ngo, "/pl/moje/"))

    first = cost(1)
    assert cost(5) <= first
