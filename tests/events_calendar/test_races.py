"""Many at once: one slot has one winner, different slots all have theirs, and whatever comes, no two bookings overlap."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import CopCommune, User
from events_calendar import alternatives
from events_calendar.models import EventPage, Reservation, SlotRequestDraft, SlotTaskState, Venue
from events_calendar.services import booking, moderation, requests
from tests.accounts.factories import People, make_people
from tests.bulk import bulk_children
from tests.events_calendar.factories import VenueFactory, at
from tests.events_calendar.test_requests import data, decision
from tests.factories import SiteTree, make_site_tree
from tests.processes import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

AT_ONCE = 50


@pytest.fixture
def tree(transactional_db: None) -> SiteTree:
    return make_site_tree()


@pytest.fixture
def people(tree: SiteTree) -> People:
    made = make_people(tree)
    CopCommune.objects.create(cop=tree.slupsk, territory=tree.slupsk.territory)
    return made


def no_two_overlap() -> None:
    """Told from the places' tree alone, without the code that took them."""
    rows = list(Reservation.objects.filter(status__in=["held", "confirmed"]).select_related("asked"))
    for one, other in combinations(rows, 2):
        if one.event_id == other.event_id or one.blocked_end <= other.blocked_start or other.blocked_end <= one.blocked_start:
            continue
        a, b = one.asked, other.asked
        one_place = a == b or (a.is_part and a.parent_id == b.pk) or (b.is_part and b.parent_id == a.pk)
        assert not one_place, f"{a} and {b} overlap"


def test_fifty_for_one_slot_have_one_winner_and_the_others_other_slots(people: People) -> None:
    room = VenueFactory(name="Sala A")

    def work(number: int) -> Any:
        try:
            return requests.submit(people.ngo_owner, people.ngo, data(room, title=f"Prośba {number}")).pk
        except booking.SlotTaken as refused:
            found = alternatives.find(room, at("2026-12-01 18:00"), at("2026-12-01 20:00"), headcount=20)
            return (refused.messages, len(found))

    answers, took = at_once(AT_ONCE, work)
    won = [answer for how, answer in answers if how == "returned" and isinstance(answer, int)]
    lost = [answer for how, answer in answers if how == "returned" and not isinstance(answer, int)]
    assert [answer for how, answer in answers if how == "raised"] == []
    assert (len(won), len(lost)) == (1, AT_ONCE - 1)
    assert all("prosi już ktoś inny" in messages[0] and count >= 5 for messages, count in lost)
    assert list(EventPage.objects.values_list("pk", flat=True)) == won
    assert Reservation.objects.count() == 1
    print(f"fifty for one slot: {took:.1f} s on {connection.vendor}")


def test_fifty_for_fifty_slots_all_have_theirs(people: People) -> None:
    room = VenueFactory(name="Sala A")

    def work(number: int) -> int:
        day = at("2026-12-01 18:00") + timedelta(days=number)
        asked = data(room, start=f"{day:%Y-%m-%d} 18:00", title="Spotkanie")
        return requests.submit(people.ngo_owner, people.ngo, asked).pk

    answers, took = at_once(AT_ONCE, work)
    assert [answer for how, answer in answers if how == "raised"] == []
    assert len({answer for _how, answer in answers}) == AT_ONCE
    assert Reservation.objects.filter(status="held").count() == AT_ONCE
    assert len(set(EventPage.objects.values_list("path", flat=True))) == AT_ONCE
    assert len(set(EventPage.objects.values_list("slug", flat=True))) == AT_ONCE
    print(f"fifty for fifty slots: {took:.1f} s on {connection.vendor}")
    assert took <= 30


def test_one_draft_sent_ten_times_at_once_is_one_request(people: People) -> None:
    room = VenueFactory(name="Sala A")
    draft = SlotRequestDraft.objects.create(user=people.ngo_owner, key=uuid4())
    answers, _took = at_once(10, lambda number: requests.submit(people.ngo_owner, people.ngo, data(room), key=draft.key).pk)
    assert [answer for how, answer in answers if how == "raised"] == []
    assert len({answer for _how, answer in answers}) == 1
    assert EventPage.objects.count() == 1


def test_of_moderators_at_once_one_decides(people: People) -> None:
    pk = decision(requests.submit(people.ngo_owner, people.ngo, data(VenueFactory(name="Sala A"))))
    both: list[User] = [people.moderator, people.second_moderator]

    def work(number: int) -> str:
        try:
            if number % 2:
                moderation.refuse(pk, both[number // 2 % 2], "Nie w tym dniu.")
                return "refused"
            moderation.approve(pk, both[number // 2 % 2])
            return "approved"
        except moderation.AlreadyDecided:
            return "late"

    answers, _took = at_once(8, work)
    assert sorted(answer for _how, answer in answers)[:1] in (["approved"], ["late"])
    said = [answer for _how, answer in answers]
    assert said.count("late") == 7, said
    event = EventPage.objects.get()
    state = SlotTaskState.objects.get(pk=pk)
    assert event.live is (state.outcome == "approved")
    assert Reservation.objects.filter(status="confirmed").count() == int(event.live)


# --- Whatever comes

_PLACES = ("hall", "left", "right", "room")
_CLAIMS = st.lists(
    st.tuples(st.sampled_from(_PLACES), st.integers(0, 40), st.integers(1, 8)),
    min_size=200,
    max_size=200,
)


_HOW = {
    "deadline": None,
    "phases": [Phase.generate],
    "derandomize": True,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.large_base_example],
}


# A list of claims takes half a minute.
@settings(max_examples=1, **_HOW)
@given(wanted=_CLAIMS)
def test_two_hundred_random_requests_leave_no_two_that_overlap(tree: SiteTree, wanted: list[tuple[str, int, int]]) -> None:
    claim_all(tree, wanted)


@pytest.mark.slow
@settings(max_examples=3, **_HOW)
@given(wanted=_CLAIMS)
def test_several_lists_of_two_hundred_leave_no_two_that_overlap(tree: SiteTree, wanted: list[tuple[str, int, int]]) -> None:
    claim_all(tree, wanted)


def claim_all(tree: SiteTree, wanted: list[tuple[str, int, int]]) -> None:
    Reservation.objects.all().delete()
    for event in EventPage.objects.all():
        event.delete()
    Venue.objects.exclude(parent=None).delete()
    Venue.objects.all().delete()
    hall = VenueFactory(name="Hala", slug="hala", preparation_minutes=15)
    places = {
        "hall": hall,
        "left": VenueFactory(name="Lewa", slug="lewa", parent=hall, is_part=True, cleanup_minutes=30),
        "right": VenueFactory(name="Prawa", slug="prawa", parent=hall, is_part=True),
        "room": VenueFactory(name="Sala", slug="sala", parent=hall),
    }
    first = at("2026-12-01 08:00")
    folder = tree.calendar_slupsk
    pages = [
        EventPage(
            title=f"Prośba {number}",
            slug=f"prosba-{number}",
            start=first + timedelta(minutes=30 * begin),
            end=first + timedelta(minutes=30 * (begin + length)),
            venue=places[place],
            live=False,
        )
        for number, (place, begin, length) in enumerate(wanted)
    ]
    events = bulk_children(folder, pages)
    share = len(events) // 10

    def work(number: int) -> list[int]:
        had = []
        for event in events[number * share : (number + 1) * share]:
            claim = booking.Claim(event.start, event.start, event.end, event.venue_id or 0)
            try:
                booking.take(event, [claim], status="held")
                had.append(event.pk)
            except booking.SlotTaken:
                pass
        return had

    answers, _took = at_once(10, work)
    assert [answer for how, answer in answers if how == "raised"] == []
    had = {pk for _how, answer in answers for pk in answer}
    assert had == set(Reservation.objects.values_list("event_id", flat=True))
    no_two_overlap()
    # Nobody was refused for nothing.
    for event in events:
        if event.pk not in had:
            claim = booking.Claim(event.start, event.start, event.end, event.venue_id or 0)
            assert booking.conflicts_of(event, [claim]), event.title
