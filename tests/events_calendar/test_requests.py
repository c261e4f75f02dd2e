"""A request for a slot from its sending to its end, as decision 6's table has it: what it holds, who is told, what is logged."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Membership, User
from accounts.workflows import AlreadyDecided, ReviewRefused
from core import outbox
from events_calendar.models import EventPage, Occurrence, Reservation, SlotRequestDraft, SlotTaskState, Venue, WaitingEntry
from events_calendar.services import booking, calling_off, moderation, request_state, requests, waiting, weighing
from events_calendar.services.request_data import RequestData, RulesBroken
from events_calendar.services.request_state import State
from events_calendar.services.requests import RequestRefused
from tests.accounts.factories import People
from tests.events_calendar.factories import EventPageFactory, VenueFactory, at
from tests.factories import SiteTree


@pytest.fixture
def room(site_tree: SiteTree) -> Venue:
    return VenueFactory(name="Sala A", hold_days=14)


def data(room: Venue | None, start: str = "2026-12-01 18:00", **fields: Any) -> RequestData:
    begins = at(start)
    return RequestData(
        **{
            "title": "Warsztaty dla seniorów",
            "summary": "Uczymy się obsługi telefonu.",
            "start": begins,
            "end": begins + timedelta(hours=2),
            "venue": room,
            "accessibility": ["step_free"],
            "headcount": 20,
            **fields,
        }
    )


def ask(people: People, room: Venue | None, start: str = "2026-12-01 18:00", **fields: Any) -> EventPage:
    return requests.submit(people.ngo_owner, people.ngo, data(room, start, **fields))


def decision(event: EventPage) -> int:
    return SlotTaskState.objects.filter(workflow_state__object_id=str(event.pk), status="in_progress").get().pk


def slots(room: Venue) -> list[tuple[int, str, str]]:
    """Blocking rows of the room: whose, in which state, from when."""
    rows = Reservation.objects.blocking().filter(venue=room).order_by("start", "event_id")
    return [(row.event_id, row.status, f"{timezone.localtime(row.start):%d.%m %H:%M}") for row in rows]


def mails(person: User) -> list[str]:
    """The subjects of what this person got since they were last asked for."""
    outbox.drain()
    got = [message for message in mail.outbox if person.email in message.to]
    mail.outbox[:] = [message for message in mail.outbox if message not in got]
    return [message.subject for message in got]


def state(event: EventPage) -> State:
    return request_state.state_of(EventPage.objects.get(pk=event.pk))


def test_a_request_is_a_draft_that_holds_its_slot_until_somebody_decides(people: People, room: Venue) -> None:
    event = ask(people, room)
    assert not event.live
    assert event.get_parent().slug == "slupsk"
    assert slots(room) == [(event.pk, "held", "01.12 18:00")]
    assert Reservation.objects.get().expires_at == at("2026-12-01 18:00"), "never past the slot itself"
    assert state(event) == State.SUBMITTED
    assert not Occurrence.objects.filter(event=event).exists(), "nobody reads of it yet"
    assert mails(people.moderator) == ["Prośba o termin: Warsztaty dla seniorów"]
    approved = moderation.approve(decision(event), people.moderator)
    assert approved.live
    assert slots(room) == [(event.pk, "confirmed", "01.12 18:00")]
    assert Occurrence.objects.get(event=event).venue == room
    assert state(event) == State.CONFIRMED
    assert mails(people.ngo_owner) == ["Mamy Twoją prośbę: Warsztaty dla seniorów", "Termin potwierdzony: Warsztaty dla seniorów"]


def test_sent_twice_with_one_draft_it_is_one_request(people: People, room: Venue) -> None:
    draft = SlotRequestDraft.objects.create(user=people.ngo_owner)
    first = requests.submit(people.ngo_owner, people.ngo, data(room), key=draft.key)
    again = requests.submit(people.ngo_owner, people.ngo, data(room), key=draft.key)
    assert first == again
    assert EventPage.objects.filter(is_request=True).count() == 1
    assert not SlotRequestDraft.objects.exists()


def test_two_requests_with_one_title_have_two_addresses(people: People, room: Venue) -> None:
    first, second = ask(people, room), ask(people, room, "2026-12-02 18:00")
    assert first.slug != second.slug


def test_who_does_not_act_for_the_organisation_cannot_ask(people: People, room: Venue) -> None:
    with pytest.raises(RequestRefused):
        requests.submit(people.resident, people.ngo, data(room))
    with pytest.raises(RequestRefused):
        requests.wait(people.resident, people.ngo, data(room))
    assert not EventPage.objects.exists()


def test_a_taken_slot_is_refused_and_nothing_is_left_behind(people: People, room: Venue) -> None:
    first = ask(people, room)
    with pytest.raises(booking.SlotTaken):
        ask(people, room, "2026-12-01 19:00")
    assert list(EventPage.objects.values_list("pk", flat=True)) == [first.pk]
    assert mails(people.moderator) == ["Prośba o termin: Warsztaty dla seniorów"]


def test_the_rules_of_the_place_hold_for_requests(people: People) -> None:
    room = VenueFactory(name="Sala A", min_notice_hours=48, longest_minutes=180, capacity=30)
    for fields, words in (
        ({"start": "2026-11-24 09:00"}, "już minął"),
        ({"start": "2026-11-25 18:00"}, "najpóźniej 2 dni wcześniej"),
        ({"start": "2028-01-10 18:00"}, "terminy można rezerwować do"),
        ({"rule": "FREQ=WEEKLY"}, "terminy można rezerwować do"),
        ({"end": at("2026-12-01 22:00")}, "najdłuższa rezerwacja to 3 godziny"),
        ({"headcount": 31}, "zmieści się najwyżej 30 osób"),
    ):
        with pytest.raises(RulesBroken) as refused:
            ask(people, room, **fields)
        assert words in " ".join(refused.value.messages)


def test_no_request_without_accessibility(people: People, room: Venue) -> None:
    with pytest.raises(ValidationError, match="co jest dostępne"):
        ask(people, room, accessibility=[])
    assert ask(people, room, accessibility=[], accessibility_note="Trzy stopnie przy wejściu.").pk


def test_what_a_visitor_wrote_is_text(people: People, room: Venue) -> None:
    event = ask(people, room, description="<script>alert(1)</script>\n\nDrugi akapit")
    assert "<p>&lt;script&gt;" in event.body.get_prep_value()[0]["value"]
    assert "<script>" not in str(event.body.render_as_block())


def test_a_trusted_organisation_has_its_slot_at_once(people: People, room: Venue) -> None:
    room.trusted_organisations.add(people.ngo)
    event = ask(people, room)
    assert state(event) == State.CONFIRMED
    assert slots(room) == [(event.pk, "confirmed", "01.12 18:00")]
    assert mails(people.moderator) == []


def test_a_question_and_its_answer_travel_with_the_request(people: People, room: Venue) -> None:
    event = ask(people, room)
    first = decision(event)
    with pytest.raises(ValidationError):
        moderation.ask_for_changes(first, people.moderator, " ")
    moderation.ask_for_changes(first, people.moderator, "Ile osób przyjdzie?")
    assert state(event) == State.CHANGES
    assert slots(room) == [(event.pk, "held", "01.12 18:00")], "it still holds its slot"
    requests.resubmit(event, people.ngo_owner, data(room, headcount=15), "Piętnaście.")
    assert state(event) == State.SUBMITTED
    old = SlotTaskState.objects.get(pk=first)
    assert (old.comment, old.answer, old.outcome) == ("Ile osób przyjdzie?", "Piętnaście.", "changes")
    with pytest.raises(AlreadyDecided):
        moderation.approve(first, people.moderator)
    approved = moderation.approve(decision(event), people.moderator)
    assert approved.headcount == 15
    assert [(line.what, line.comment) for line in request_state.history(event)] == [
        ("Prośba wysłana, termin wstępnie zajęty", ""),
        ("COP prosi o zmiany", "Ile osób przyjdzie?"),
        ("Prośba wysłana ponownie", "Piętnaście."),
        ("Prośba zatwierdzona", ""),
    ]


def test_a_request_changed_while_it_waits_is_decided_on_as_it_is_now(people: People, room: Venue) -> None:
    event = ask(people, room)
    first = decision(event)
    requests.resubmit(event, people.ngo_owner, data(room, "2026-12-03 10:00"))
    assert slots(room) == [(event.pk, "held", "03.12 10:00")], "the old slot is free"
    with pytest.raises(AlreadyDecided):
        moderation.approve(first, people.moderator)
    moderation.approve(decision(event), people.moderator)
    assert slots(room) == [(event.pk, "confirmed", "03.12 10:00")]


def test_a_proposal_holds_both_slots_and_accepted_frees_the_first(people: People, room: Venue) -> None:
    other = VenueFactory(name="Sala B")
    event = ask(people, room)
    start = at("2026-12-02 10:00")
    moderation.propose(decision(event), people.moderator, start=start, end=start + timedelta(hours=2), venue=other, comment="Malujemy.")
    assert state(event) == State.PROPOSED
    assert (len(slots(room)), len(slots(other))) == (1, 1)
    assert "Propozycja innego terminu: Warsztaty dla seniorów" in mails(people.ngo_owner)
    requests.accept_proposal(event, people.ngo_owner)
    assert (slots(room), slots(other)) == ([], [(event.pk, "held", "02.12 10:00")])
    assert state(event) == State.SUBMITTED
    approved = moderation.approve(decision(event), people.moderator)
    assert (approved.start, approved.place_name) == (start, "Sala B")


def test_a_proposal_declined_is_free_again_and_the_request_waits_as_it_was(people: People, room: Venue) -> None:
    event = ask(people, room)
    start = at("2026-12-02 10:00")
    moderation.propose(decision(event), people.moderator, start=start, end=start + timedelta(hours=2), venue=room)
    requests.decline_proposal(event, people.ngo_owner, "Wtedy pracujemy.")
    assert slots(room) == [(event.pk, "held", "01.12 18:00")]
    assert state(event) == State.SUBMITTED


def test_a_taken_slot_cannot_be_proposed(people: People, room: Venue) -> None:
    event = ask(people, room)
    ask(people, room, "2026-12-02 10:00")
    start = at("2026-12-02 11:00")
    with pytest.raises(booking.SlotTaken):
        moderation.propose(decision(event), people.moderator, start=start, end=start + timedelta(hours=1), venue=room)
    assert state(event) == State.SUBMITTED


def test_a_refusal_says_why_frees_the_slot_and_names_others(people: People, room: Venue) -> None:
    event = ask(people, room)
    mails(people.ngo_owner)
    moderation.refuse(decision(event), people.moderator, "W tym dniu jest remont.")
    assert (state(event), slots(room)) == (State.REJECTED, [])
    outbox.drain()
    letter = next(message for message in mail.outbox if message.subject.startswith("Prośba odrzucona"))
    assert "W tym dniu jest remont." in letter.body
    assert letter.body.count("\n- ") == 3, "three free alternatives"
    requests.resubmit(event, people.ngo_owner, data(room, "2026-12-03 10:00"))
    assert (state(event), slots(room)) == (State.SUBMITTED, [(event.pk, "held", "03.12 10:00")])


def test_withdrawn_it_is_free_at_once(people: People, room: Venue) -> None:
    event = ask(people, room)
    with pytest.raises(RequestRefused):
        requests.withdraw(event, people.resident)
    requests.withdraw(event, people.ngo_owner, "Chora prowadząca")
    assert (state(event), slots(room)) == (State.WITHDRAWN, [])
    with pytest.raises(RequestRefused, match="wycofana"):
        requests.withdraw(event, people.ngo_owner)


def test_a_request_nobody_decided_on_expires_and_is_told(people: People, room: Venue) -> None:
    event = ask(people, room)
    mails(people.ngo_owner)
    Reservation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert waiting.expire_requests() == 1
    assert waiting.expire_requests() == 0
    assert (state(event), slots(room)) == (State.EXPIRED, [])
    assert mails(people.ngo_owner) == ["Prośba wygasła: Warsztaty dla seniorów"]


def test_a_hold_that_ran_out_is_approved_only_while_the_slot_is_free(people: People, room: Venue) -> None:
    event = ask(people, room)
    Reservation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    rival = ask(people, room, title="Inne")
    with pytest.raises(booking.SlotTaken):
        moderation.approve(decision(event), people.moderator)
    assert slots(room) == [(rival.pk, "held", "01.12 18:00")]
    assert not EventPage.objects.get(pk=event.pk).live
    requests.withdraw(rival, people.ngo_owner)
    moderation.approve(decision(event), people.moderator)
    assert slots(room) == [(event.pk, "confirmed", "01.12 18:00")]


def test_nobody_decides_for_themselves_or_for_another_cop(people: People, room: Venue) -> None:
    event = ask(people, room)
    with pytest.raises(ReviewRefused):
        moderation.approve(decision(event), people.tczew_moderator)
    with pytest.raises(ReviewRefused):
        moderation.approve(decision(event), people.editor)
    Membership.objects.create(user=people.moderator, organisation=people.ngo)
    with pytest.raises(ReviewRefused, match="Twojej organizacji"):
        moderation.approve(decision(event), people.moderator)
    assert moderation.approve(decision(event), people.second_moderator).live


def test_of_two_moderators_the_second_finds_it_decided(people: People, room: Venue) -> None:
    event = ask(people, room)
    pk = decision(event)
    moderation.approve(pk, people.moderator)
    with pytest.raises(AlreadyDecided):
        moderation.refuse(pk, people.second_moderator, "Nie.")
    assert EventPage.objects.get(pk=event.pk).live


def test_a_confirmed_event_called_off_stays_and_says_so(people: People, room: Venue) -> None:
    event = moderation.approve(decision(ask(people, room)), people.moderator)
    with pytest.raises(ValidationError):
        calling_off.cancel(event, people.ngo_owner, " ")
    event = calling_off.cancel(event, people.ngo_owner, "Choroba")
    assert event.live
    assert (state(event), slots(room)) == (State.CANCELLED, [])
    assert Occurrence.objects.get(event=event).reason == "Choroba"


def test_a_change_of_a_confirmed_event_holds_the_new_slot_beside_the_old(people: People, room: Venue) -> None:
    event = moderation.approve(decision(ask(people, room)), people.moderator)
    requests.ask_for_change(event, people.ngo_owner, data(room, "2026-12-01 18:30"))
    assert state(event) == State.CHANGE_PENDING
    assert slots(room) == [(event.pk, "confirmed", "01.12 18:00"), (event.pk, "held", "01.12 18:30")]
    assert Occurrence.objects.get(event=event).start == at("2026-12-01 18:00"), "readers see the old time"
    moderation.approve(decision(event), people.moderator)
    assert slots(room) == [(event.pk, "confirmed", "01.12 18:30")]
    assert Occurrence.objects.get(event=event).start == at("2026-12-01 18:30")


def test_a_refused_change_leaves_the_confirmed_slot(people: People, room: Venue) -> None:
    event = moderation.approve(decision(ask(people, room)), people.moderator)
    requests.ask_for_change(event, people.ngo_owner, data(room, "2026-12-02 18:00"))
    moderation.refuse(decision(event), people.moderator, "Sala jest wtedy potrzebna.")
    assert slots(room) == [(event.pk, "confirmed", "01.12 18:00")]
    assert state(event) == State.CONFIRMED


def test_who_waits_is_offered_the_freed_slot_in_order(people: People, room: Venue) -> None:
    event = ask(people, room)
    first = requests.wait(people.ngo_owner, people.ngo, data(room, title="Pierwsze czekające"))
    second = requests.wait(people.ngo_owner, people.ngo, data(room, title="Drugie czekające"))
    assert len(waiting.asking(room, first.start, first.end)) == 3
    assert state(first) == State.WAITING
    requests.withdraw(event, people.ngo_owner)
    outbox.drain()
    assert (state(first), state(second)) == (State.OFFERED, State.WAITING)
    assert slots(room) == [(first.pk, "held", "01.12 18:00")]
    WaitingEntry.objects.filter(event=first).update(offered_until=timezone.now() - timedelta(minutes=1))
    assert waiting.pass_unanswered() == 1
    outbox.drain()
    assert (state(first), state(second)) == (State.EXPIRED, State.OFFERED)
    requests.accept_offer(second, people.ngo_owner)
    assert state(second) == State.SUBMITTED
    assert moderation.approve(decision(second), people.moderator).live


def test_many_harmless_ones_are_approved_and_the_others_named(people: People, room: Venue) -> None:
    harmless, crowded = ask(people, room), ask(people, VenueFactory(name="Sala B", capacity=30), "2026-12-02 18:00")
    room_b = crowded.venue
    assert room_b is not None
    room_b.capacity = 10
    room_b.save()
    approved, left = moderation.approve_harmless([decision(harmless), decision(crowded), 999_999], people.moderator)
    assert [event.pk for event in approved] == [harmless.pk]
    assert "najwyżej 10 osób" in left[0][1]
    assert "już nie ma" in left[1][1]


def test_rivals_are_seen_side_by_side(people: People, room: Venue) -> None:
    event = ask(people, room)
    rival = requests.wait(people.ngo_owner, people.ngo, data(room, "2026-12-01 19:00", title="Rywal"))
    requests.wait(people.ngo_owner, people.ngo, data(room, "2026-12-02 19:00", title="Nie rywal"))
    assert weighing.weigh([event])[event.pk].rivals == [rival]


def test_a_request_outside_the_portals_places_goes_to_the_organisations_cop(people: People, site_tree: SiteTree) -> None:
    people.ngo.territory = site_tree.slupsk.territory
    people.ngo.save()
    event = ask(people, None, place_name="Plaża", address="Ustka")
    assert event.get_parent().slug == "slupsk"
    assert not Reservation.objects.exists()
    assert moderation.approve(decision(event), people.moderator).live


def test_drafts_are_kept_for_thirty_days(people: People) -> None:
    old, new = (SlotRequestDraft.objects.create(user=people.ngo_owner, key=uuid4()) for _number in range(2))
    SlotRequestDraft.objects.filter(pk=old.pk).update(updated=timezone.now() - timedelta(days=31))
    assert requests.prune_drafts() == 1
    assert list(SlotRequestDraft.objects.all()) == [new]


def test_states_of_many_requests_cost_three_queries(people: People, room: Venue, django_assert_num_queries: Any) -> None:
    events = [ask(people, room, f"2026-12-{day:02} 18:00") for day in range(1, 6)]
    with django_assert_num_queries(3):
        assert set(request_state.states_of(events).values()) == {State.SUBMITTED}


def test_the_form_cannot_smuggle_a_longer_booking(people: People, room: Venue) -> None:
    with pytest.raises(ValidationError):
        requests.submit(people.ngo_owner, people.ngo, replace(data(room), end=at("2026-12-01 17:00")))


def test_an_event_of_editors_still_goes_the_editors_way(site_tree: SiteTree, people: People) -> None:
    event = EventPageFactory(parent=site_tree.calendar_slupsk, live=False)
    workflow = event.get_workflow()
    assert workflow is not None
    assert workflow.name.startswith("Redakcja")
