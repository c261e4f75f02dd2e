"""A change of a confirmed event on its way to a decision, and what stays as it was held whatever else happens."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import Membership, User
from core import outbox
from core.models import Topic
from events_calendar.models import EventDate, EventPage, Occurrence, Reservation, Venue, WaitingEntry
from events_calendar.services import booking, dates, moderation, request_data, requests, series, waiting, whole_event
from events_calendar.services.request_state import State
from tests.accounts.factories import People
from tests.events_calendar.conftest import later
from tests.events_calendar.factories import EventPageFactory, VenueFactory, at
from tests.events_calendar.slot_requests import ask, asked, decision
from tests.events_calendar.test_requests import slots, state
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db
WEEKLY = {"rule": "FREQ=WEEKLY;BYDAY=TU;COUNT=3"}


def confirmed(people: People, room: Venue | None, start: str = "2026-12-01 18:00", **fields: Any) -> EventPage:
    return moderation.approve(decision(ask(people, room, start, **fields)), people.moderator)


def change(people: People, event: EventPage, room: Venue | None, start: str = "2026-12-01 18:00", **fields: Any) -> EventPage:
    return requests.ask_for_change(event, people.ngo_owner, asked(room, start, **fields))


def fresh(event: EventPage) -> EventPage:
    return EventPage.objects.get(pk=event.pk)


# --- Time before and after


def test_more_time_for_cleaning_up_is_taken_too(site_tree: SiteTree, people: People, room: Venue) -> None:
    event = EventPageFactory(parent=site_tree.calendar_slupsk, venue=room, start=at("2026-12-01 18:00"))
    event.cleanup_minutes = 60
    event.save()
    assert Reservation.objects.blocking().get(event=event).blocked_end == at("2026-12-01 21:00")
    with pytest.raises(booking.SlotTaken):
        EventPageFactory(parent=site_tree.calendar_slupsk, venue=room, start=at("2026-12-01 20:30"))


def test_more_time_before_a_neighbour_is_refused(site_tree: SiteTree, people: People, room: Venue) -> None:
    event = EventPageFactory(parent=site_tree.calendar_slupsk, venue=room, start=at("2026-12-01 18:00"))
    EventPageFactory(parent=site_tree.calendar_slupsk, venue=room, start=at("2026-12-01 16:00"))
    event.setup_minutes = 30
    with pytest.raises(booking.SlotTaken):
        event.save()
    assert slots(room)[1] == (event.pk, "confirmed", "01.12 18:00")


def test_a_longer_preparation_that_the_place_asks_for_since_moves_no_booking(site_tree: SiteTree, people: People, room: Venue) -> None:
    event = EventPageFactory(parent=site_tree.calendar_slupsk, venue=room, start=at("2026-12-01 18:00"), setup_minutes=15)
    EventPageFactory(parent=site_tree.calendar_slupsk, venue=room, start=at("2026-12-01 15:30"))
    room.preparation_minutes = 120
    room.save()
    before = list(Reservation.objects.filter(event=event).values_list("pk", "blocked_start"))
    fresh(event).save()
    assert list(Reservation.objects.blocking().filter(event=event).values_list("pk", "blocked_start")) == before


def test_time_added_by_a_change_is_held_beside_and_confirmed_with_it(people: People, room: Venue) -> None:
    event = confirmed(people, room)
    change(people, event, room, cleanup_minutes=60)
    assert slots(room) == [(event.pk, "confirmed", "01.12 18:00"), (event.pk, "held", "01.12 18:00")]
    dates.extend_series()
    moderation.approve(decision(event), people.moderator)
    assert Reservation.objects.blocking().get().blocked_end == at("2026-12-01 21:00")


# --- What is held for a change


def test_the_nightly_roll_out_leaves_what_is_held_for_a_change(people: People, room: Venue) -> None:
    event = confirmed(people, room, **WEEKLY)
    change(people, event, room, "2026-12-02 10:00", rule="FREQ=WEEKLY;BYDAY=WE;COUNT=2")
    held = [row for row in slots(room) if row[1] == "held"]
    assert len(held) == 2
    assert dates.extend_series() == 1
    assert [row for row in slots(room) if row[1] == "held"] == held
    assert len(slots(room)) == 5
    moderation.approve(decision(event), people.moderator)
    assert slots(room) == [(event.pk, "confirmed", "02.12 10:00"), (event.pk, "confirmed", "09.12 10:00")]


def test_a_date_cancelled_while_a_change_waits_frees_nothing_of_it_and_stays_cancelled(people: People, room: Venue) -> None:
    event = confirmed(people, room, **WEEKLY)
    change(people, event, room, title="Nowy tytuł", added=[(at("2026-12-03 10:00"), at("2026-12-03 12:00"))], **WEEKLY)
    dates.cancel_date(fresh(event), at("2026-12-08 18:00"), "Remont", by=people.moderator)
    assert (event.pk, "held", "03.12 10:00") in slots(room)
    approved = moderation.approve(decision(event), people.second_moderator)
    assert approved.title == "Nowy tytuł"
    assert [row[2] for row in slots(room)] == ["01.12 18:00", "03.12 10:00", "15.12 18:00"]
    assert Occurrence.objects.get(event=event, original=at("2026-12-08 18:00")).reason == "Remont"


# --- A question and a proposal about a change


def test_a_question_about_a_change_is_answered_and_readers_see_nothing_of_it(people: People, room: Venue) -> None:
    event = confirmed(people, room)
    change(people, event, room, "2026-12-02 10:00", title="Warsztaty i pokaz")
    moderation.ask_for_changes(decision(event), people.moderator, "Ile osób?")
    assert state(event) == State.CHANGE_RETURNED
    answered = asked(room, "2026-12-03 10:00", title="Warsztaty i pokaz", headcount=35)
    requests.resubmit(event, people.ngo_owner, answered, "Trzydzieści pięć.")
    assert state(event) == State.CHANGE_PENDING
    page = fresh(event)
    assert (page.title, page.headcount, page.start) == ("Warsztaty dla seniorów", 20, at("2026-12-01 18:00"))
    assert slots(room) == [(event.pk, "confirmed", "01.12 18:00"), (event.pk, "held", "03.12 10:00")]
    approved = moderation.approve(decision(event), people.moderator)
    assert (approved.title, approved.headcount) == ("Warsztaty i pokaz", 35)
    assert slots(room) == [(event.pk, "confirmed", "03.12 10:00")]


@pytest.mark.parametrize("accepted", [True, False])
def test_another_slot_is_proposed_for_a_change(people: People, room: Venue, accepted: bool) -> None:
    event = confirmed(people, room)
    change(people, event, room, "2026-12-02 10:00")
    start = at("2026-12-03 12:00")
    moderation.propose(decision(event), people.moderator, start=start, end=start + timedelta(hours=2), venue=room)
    assert state(event) == State.CHANGE_PROPOSED
    dates.follow(fresh(event))
    assert [row[1:] for row in slots(room)] == [("confirmed", "01.12 18:00"), ("held", "02.12 10:00"), ("held", "03.12 12:00")]
    if accepted:
        requests.accept_proposal(event, people.ngo_owner)
    else:
        requests.decline_proposal(event, people.ngo_owner, "Nie możemy.")
    wanted = "03.12 12:00" if accepted else "02.12 10:00"
    assert fresh(event).start == at("2026-12-01 18:00"), "nobody has approved it yet"
    assert [row[1:] for row in slots(room)] == [("confirmed", "01.12 18:00"), ("held", wanted)]
    moderation.approve(decision(event), people.moderator)
    assert [row[1:] for row in slots(room)] == [("confirmed", wanted)]


def test_a_change_sent_back_can_be_answered_withdrawn_or_the_event_called_off(client: Client, people: People, room: Venue) -> None:
    event = confirmed(people, room)
    change(people, event, room, "2026-12-02 10:00", contact_email="biuro@example.org")
    moderation.ask_for_changes(decision(event), people.moderator, "Ile osób przyjdzie?")
    client.force_login(people.ngo_owner)
    address = f"/pl/moje/terminy/{event.pk}/"
    text = client.get(address).content.decode()
    for what in ("zmien", "wycofaj-zmiane", "odwolaj"):
        assert f"{address}{what}/" in text, what
    assert "Ile osób przyjdzie?" in text
    step = client.post(f"{address}zmien/")["Location"]
    assert "Ile osób przyjdzie?" in client.get(step).content.decode()
    client.post(f"{address}wycofaj-zmiane/", {"reason": ""})
    assert (state(event), slots(room)) == (State.CONFIRMED, [(event.pk, "confirmed", "01.12 18:00")])


# --- The rest of a series


def test_a_new_title_keeps_what_was_done_to_single_dates(people: People, room: Venue) -> None:
    other = VenueFactory(name="Sala B")
    added = [(at("2026-12-03 10:00"), at("2026-12-03 12:00"))]
    event = confirmed(people, room, added=added, **WEEKLY)
    event = dates.cancel_date(event, at("2026-12-08 18:00"), "Remont", by=people.moderator)
    moved = {"start": at("2026-12-16 10:00"), "end": at("2026-12-16 11:00")}
    event = dates.move_date(event, at("2026-12-15 18:00"), **moved, by=people.moderator)
    event = dates.move_date(event, *[row[0] for row in added], start=added[0][0], end=added[0][1], venue=other, by=people.moderator)
    change(people, event, room, title="Nowy tytuł", added=added, **WEEKLY)
    assert [row for row in slots(room) if row[1] == "held"] == []
    approved = moderation.approve(decision(event), people.second_moderator)
    assert approved.title == "Nowy tytuł"
    assert [row[2] for row in slots(room)] == ["01.12 18:00", "16.12 10:00"]
    assert [row[2] for row in slots(other)] == ["03.12 10:00"]
    assert Occurrence.objects.get(event=event, original=at("2026-12-08 18:00")).reason == "Remont"


def test_an_added_date_that_is_taken_out_takes_what_was_said_of_it_along(people: People, room: Venue) -> None:
    added = [(at("2026-12-08 10:00"), at("2026-12-08 12:00"))]
    event = confirmed(people, room, added=added, **WEEKLY)
    event = dates.cancel_date(event, added[0][0], "Remont", by=people.moderator)
    change(people, event, room, **WEEKLY)
    approved = moderation.approve(decision(event), people.second_moderator)
    assert list(approved.dates.all()) == []
    assert [row[2] for row in slots(room)] == ["01.12 18:00", "08.12 18:00", "15.12 18:00"]


# --- A change that does not come


def _refused(people: People, event: EventPage) -> None:
    moderation.refuse(decision(event), people.moderator, "Sala jest potrzebna.")


def _withdrawn(people: People, event: EventPage) -> None:
    requests.withdraw(event, people.ngo_owner)


def _expired(people: People, event: EventPage) -> None:
    later("2026-12-02 10:30")
    assert waiting.expire_requests() == 1


def test_called_off_by_its_cop_the_event_is_called_off_as_it_is_live(people: People, room: Venue) -> None:
    event = confirmed(people, room)
    change(people, event, room, "2026-12-02 10:00", title="Nowy tytuł")
    page = whole_event.cancel_event(event, "Remont", by=people.moderator)
    latest = page.get_latest_revision_as_object()
    assert (latest.title, latest.cancelled, page.has_unpublished_changes) == (event.title, True, False)
    assert slots(room) == []


@pytest.mark.parametrize("end", [_refused, _withdrawn, _expired])
def test_of_a_change_that_does_not_come_nothing_is_left_in_the_text(people: People, room: Venue, end: Any) -> None:
    event = confirmed(people, room, "2026-12-08 18:00", **WEEKLY)
    published = fresh(event).last_published_at
    change(people, event, room, "2026-12-02 10:00", title="Nowy tytuł")
    end(people, event)
    page = fresh(event)
    latest = page.get_latest_revision_as_object()
    assert (latest.title, latest.start, latest.rule) == (event.title, at("2026-12-08 18:00"), event.rule)
    assert (page.draft_title, page.has_unpublished_changes, page.last_published_at) == (event.title, False, published)
    assert [row[1] for row in slots(room)] == ["confirmed"] * 3
    split = {"start": at("2026-12-15 10:00"), "end": at("2026-12-15 12:00")}
    assert series.split(page, at("2026-12-15 18:00"), **split, by=people.moderator).pk != event.pk
    change(people, event, room, "2026-12-08 18:00", title="Inny")
    assert moderation.approval_problem(fresh(event), people.moderator) == "", "who refused has written nothing"


# --- Proposals and decisions about series


def test_a_proposal_on_another_weekday_takes_the_rule_along(people: People, room: Venue) -> None:
    event = ask(people, room, **WEEKLY)
    start = at("2026-12-02 10:00")
    moderation.propose(decision(event), people.moderator, start=start, end=start + timedelta(hours=2), venue=room)
    assert [row[2] for row in slots(room)][1::2] == ["02.12 10:00", "09.12 10:00", "16.12 10:00"]
    requests.accept_proposal(event, people.ngo_owner)
    approved = moderation.approve(decision(event), people.moderator)
    assert (approved.start, approved.rule) == (start, "FREQ=WEEKLY;BYDAY=WE;COUNT=3")
    assert [row[2] for row in slots(room)] == ["02.12 10:00", "09.12 10:00", "16.12 10:00"]


def test_a_series_on_several_weekdays_is_not_offered_a_day_that_it_does_not_have(people: People, room: Venue) -> None:
    event = ask(people, room, rule="FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4")
    start = at("2026-12-02 10:00")
    with pytest.raises(ValidationError) as refused:
        moderation.propose(decision(event), people.moderator, start=start, end=start + timedelta(hours=2), venue=room)
    assert "start" in refused.value.message_dict
    assert state(event) == State.SUBMITTED


def test_a_new_hour_is_proposed_for_the_dates_that_are_left_of_a_series(people: People, room: Venue) -> None:
    event = ask(people, room, excluded=[at("2026-12-08 18:00")], **WEEKLY)
    start = at("2026-12-01 10:00")
    moderation.propose(decision(event), people.moderator, start=start, end=start + timedelta(hours=2), venue=room)
    assert [row[2] for row in slots(room)] == ["01.12 10:00", "01.12 18:00", "15.12 10:00", "15.12 18:00"]


def test_a_list_of_dates_is_approved_while_one_is_ahead(people: People, room: Venue) -> None:
    event = ask(people, room, added=[(at("2026-12-03 10:00"), at("2026-12-03 12:00"))])
    later("2026-12-02 12:00")
    assert moderation.approve(decision(event), people.moderator).live
    assert (event.pk, "confirmed", "03.12 10:00") in slots(room)


def test_a_series_that_is_over_is_not_approved(people: People, room: Venue) -> None:
    event = ask(people, room, **WEEKLY)
    later("2026-12-20 12:00")
    with pytest.raises(moderation.ReviewRefused, match="już minął"):
        moderation.approve(decision(event), people.moderator)


def test_sent_again_after_an_offer_that_passed_and_refused_it_is_refused(people: People, room: Venue) -> None:
    first = ask(people, room)
    waits = requests.wait(people.ngo_owner, people.ngo, asked(room, title="Czeka"))
    requests.withdraw(first, people.ngo_owner)
    waiting.offer_freed(room.pk, first.start, first.end)
    later("2026-11-27 12:00")
    assert waiting.pass_unanswered() == 1
    assert state(waits) == State.EXPIRED
    requests.resubmit(waits, people.ngo_owner, asked(room, title="Czeka"))
    assert state(waits) == State.SUBMITTED
    moderation.refuse(decision(waits), people.moderator, "Remont.")
    assert (state(waits), WaitingEntry.objects.get().status) == (State.REJECTED, "passed")


# --- Topics


def test_topics_are_changed_and_taken_away_with_the_rest(people: People, room: Venue) -> None:
    seniors, health = (Topic.objects.create(name=name, name_en=name, slug=name) for name in ("Seniorzy", "Zdrowie"))
    event = ask(people, room, topics=[seniors])
    requests.resubmit(event, people.ngo_owner, asked(room))
    assert list(fresh(event).topics.all()) == []
    event = moderation.approve(decision(event), people.moderator)
    change(people, event, room, topics=[health])
    assert list(fresh(event).topics.all()) == [], "not before it is approved"
    assert list(moderation.approve(decision(event), people.moderator).topics.all()) == [health]


def test_the_form_of_a_change_says_which_dates_are_left(people: People) -> None:
    """A date that a person added keeps its row, with the room it was given."""
    event = EventPage(start=at("2026-12-01 18:00"), end=at("2026-12-01 20:00"))
    row = EventDate(change="added", start=at("2026-12-03 10:00"), end=at("2026-12-03 12:00"), reason="Sala obok")
    event.dates.set([row])
    data = replace(asked(None), added=[(at("2026-12-03 10:00"), at("2026-12-03 13:00"))])
    (kept,) = request_data.apply(data, event).dates.all()
    assert (kept.reason, kept.end) == ("Sala obok", at("2026-12-03 13:00"))


# --- What is said of a change


def test_a_change_that_changes_nothing_is_refused_in_words(people: People, room: Venue) -> None:
    given = {
        "cleanup_minutes": 30,
        "topics": [Topic.objects.create(name="Zdrowie", name_en="Health", slug="zdrowie")],
        "description": "Raz <b>\n\nDwa",
    }
    event = confirmed(people, room, **WEEKLY, **given)
    with pytest.raises(requests.RequestRefused, match="Nic się nie zmieniło"):
        change(people, event, room, **WEEKLY, **given)
    assert state(event) == State.CONFIRMED
    change(people, event, room, **WEEKLY, **{**given, "description": "Raz <b>\n\nTrzy"})
    assert state(event) == State.CHANGE_PENDING


def test_the_mails_about_a_change_name_the_place_the_series_and_that_it_is_a_change(people: People, room: Venue) -> None:
    event = confirmed(people, room, **WEEKLY)
    other = VenueFactory(name="Sala B")
    outbox.drain()
    mail.outbox.clear()
    # Somebody else of the organisation asks: both mails go out.
    colleague = User.objects.create_user("kolega@example.org", "tajne-haslo")
    Membership.objects.create(user=colleague, organisation=people.ngo)
    requests.ask_for_change(event, colleague, asked(other, "2026-12-02 18:00", rule="FREQ=WEEKLY;BYDAY=WE;COUNT=13"))
    outbox.drain()
    sent = {message.to[0]: message for message in mail.outbox}
    for person in (people.ngo_owner, people.moderator):
        body = sent[person.email].body.replace("\u00a0", " ")
        assert "Sala B" in body
        assert "poza portalem" not in body
        assert "środa, 2 grudnia 2026, 18:00–20:00; co środę, 13 razy; razem 13 terminów" in body
        assert "zmianę potwierdzonego wydarzenia" in body
    assert sent[people.moderator.email].subject.endswith("Prośba o zmianę: Warsztaty dla seniorów")
