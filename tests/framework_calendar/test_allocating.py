"""What moderators do with an allocation: the portal proposes, they choose, they agree; two at once, own organisations, taken places."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Membership
from events_calendar.models import Venue
from framework_calendar import explaining, rights
from framework_calendar.models import Allocation, Call, Proposal
from framework_calendar.services import allocating
from framework_calendar.services.allocating import AllocationRefused, ChangedMeanwhile, Choice, SlotsRefused, seen_of
from tests.accounts.factories import People, make_event
from tests.events_calendar.conftest import later
from tests.events_calendar.factories import VenueFactory, at
from tests.factories import SiteTree
from tests.framework_calendar.balancing import SATURDAY, SUNDAY, another_ngo, balancing_call, wants
from tests.framework_calendar.factories import make_call, make_co_organiser, make_proposal, wish_for


@pytest.fixture
def call(people: People) -> Call:
    return balancing_call()


def fresh(call: Call) -> Call:
    return Call.objects.get(pk=call.pk)


def choice(proposal: Proposal, start: str | None = "2027-05-08 15:00", **fields: object) -> Choice:
    begins = at(start) if start else None
    given = {"start": begins, "end": begins + timedelta(hours=3) if begins else None}
    if start and "venue" not in fields:
        given["place_name"] = "Park Kultury"
    return Choice(proposal.pk, **{**given, **fields})  # type: ignore[arg-type]


# --- The portal proposes


def test_the_portal_proposes_and_says_why(call: Call, people: People, room: Venue) -> None:
    first, second = wants(call, people.ngo, room), wants(call, another_ngo(), room, title="Jarmark")
    assert allocating.propose(call, people.moderator, call.version) == 2
    got, lost = Allocation.objects.get(outcome="slot"), Allocation.objects.get(outcome="none")
    assert {got.proposal, lost.proposal} == {first, second}
    assert (got.chosen, got.rank, got.start, got.venue) == ("portal", 1, at("2027-05-08 15:00"), room)
    assert explaining.sentences(lost.reasons) == [
        f"Pierwsze życzenie (sobota, 8 maja 2027, 15:00–18:00) ma propozycja „{got.proposal.title}” w tym samym czasie i miejscu.",
        "Żadnego z życzeń nie da się spełnić.",
    ]
    assert fresh(call).version == 1


def test_what_a_person_chose_stays_and_is_weighed(call: Call, people: People, room: Venue) -> None:
    kept, other = wants(call, people.ngo, room), wants(call, another_ngo(), room, title="Jarmark")
    allocating.save(call, people.moderator, [choice(kept, venue=room)], 0)
    allocating.propose(call, people.moderator, 1)
    assert kept.allocation.chosen == "person"
    assert Allocation.objects.get(proposal=other).outcome == "none"


def test_proposing_twice_changes_nothing(call: Call, people: People, room: Venue) -> None:
    wants(call, people.ngo, room)
    allocating.propose(call, people.moderator, 0)
    assert allocating.propose(call, people.moderator, 1) == 0
    assert fresh(call).version == 1


def test_a_booked_or_closed_place_is_not_proposed(call: Call, people: People, room: Venue, site_tree: SiteTree) -> None:
    make_event(site_tree.calendar_slupsk, people.editor, live=True, start=at("2027-05-08 16:00"), venue=room, title="Zebranie")
    shut = VenueFactory(name="Sala B", closed_on_holidays=True)
    booked, closed = wants(call, people.ngo, room), wants(call, people.ngo, shut, date(2027, 5, 3), title="Święto")
    allocating.propose(call, people.moderator, 0)
    why = explaining.sentences(Allocation.objects.get(proposal=booked).reasons)
    assert why[0].endswith("miejsce jest już zajęte przez „Zebranie”.")
    assert "zamknięte" in explaining.sentences(Allocation.objects.get(proposal=closed).reasons)[0]


def test_any_saturday_in_may_is_one_of_five_days(call: Call, people: People, room: Venue, site_tree: SiteTree) -> None:
    make_event(site_tree.calendar_slupsk, people.editor, live=True, start=at("2027-05-01 16:00"), venue=room)
    any_saturday = wish_for(None, room, first_day=date(2027, 5, 1), last_day=date(2027, 5, 31), weekday=5)
    proposal = make_proposal(call, people.ngo, wishes=[any_saturday], headcount=30)
    allocating.propose(call, people.moderator, 0)
    got = Allocation.objects.get(proposal=proposal)
    assert got.start == at("2027-05-08 15:00")
    assert got.rank == 1


# --- A person chooses


def test_a_choice_is_stored_with_the_wish_that_it_is(call: Call, people: People, room: Venue) -> None:
    proposal = wants(call, people.ngo, room)
    allocating.save(call, people.moderator, [choice(proposal, venue=room)], 0)
    assert Allocation.objects.get().rank == 1
    allocating.save(call, people.moderator, [choice(proposal, "2027-05-09 15:00", venue=room)], 1)
    got = Allocation.objects.get()
    assert (got.rank, got.chosen, got.changed_by) == (0, "person", people.moderator)


def test_no_slot_needs_a_reason(call: Call, people: People) -> None:
    proposal = wants(call, people.ngo)
    with pytest.raises(SlotsRefused) as refused:
        allocating.save(call, people.moderator, [choice(proposal, None)], 0)
    assert refused.value.problems == {proposal.pk: ["Napisz organizacji, dlaczego nie dostaje terminu."]}
    allocating.save(call, people.moderator, [choice(proposal, None, note="Park jest w remoncie.")], 0)
    assert Allocation.objects.get().note == "Park jest w remoncie."


@pytest.mark.parametrize(
    ("start", "fields", "words"),
    [
        ("2026-12-01 15:00", {}, "już minął"),
        ("2028-05-08 15:00", {}, "roku 2027"),
        ("2027-05-08 15:00", {"place_name": " "}, "Wybierz miejsce"),
        ("2027-05-08 15:00", {"end": at("2027-05-08 14:00")}, "wcześniejsza"),
        ("2027-05-08 15:00", {"end": at("2027-07-08 14:00")}, "31 dni"),
    ],
)
def test_a_slot_that_cannot_be_is_refused_in_words(call: Call, people: People, start: str, fields: dict, words: str) -> None:
    proposal = wants(call, people.ngo)
    with pytest.raises(SlotsRefused) as refused:
        allocating.save(call, people.moderator, [choice(proposal, start, **fields)], 0)
    assert words in refused.value.problems[proposal.pk][0]
    assert not Allocation.objects.exists()


def test_a_booked_place_is_refused(call: Call, people: People, room: Venue, site_tree: SiteTree) -> None:
    make_event(site_tree.calendar_slupsk, people.editor, live=True, start=at("2027-05-08 16:00"), venue=room, title="Zebranie")
    proposal = wants(call, people.ngo, room)
    with pytest.raises(SlotsRefused) as refused:
        allocating.save(call, people.moderator, [choice(proposal, venue=room)], 0)
    assert "Zebranie" in refused.value.problems[proposal.pk][0]


def test_a_hall_and_its_part_cannot_both_be_given(call: Call, people: People, room: Venue) -> None:
    part = VenueFactory(name="Część", parent=room, is_part=True)
    one, two = wants(call, people.ngo, room), wants(call, another_ngo(), part, title="Jarmark")
    with pytest.raises(SlotsRefused) as refused:
        allocating.save(call, people.moderator, [choice(one, venue=room), choice(two, venue=part)], 0)
    assert refused.value.problems[one.pk] == ["W tym czasie miejsce ma już propozycja „Jarmark”. Zmień jeden z terminów."]
    allocating.save(call, people.moderator, [choice(one, venue=room)], 0)
    with pytest.raises(SlotsRefused):
        allocating.save(call, people.moderator, [choice(two, venue=part)], 1)
    allocating.save(call, people.moderator, [choice(two, "2027-05-08 19:00", venue=part)], 1)
    with pytest.raises(SlotsRefused):
        allocating.save(call, people.moderator, [choice(one, "2027-05-08 18:00", venue=room)], 2)


def test_two_may_swap_their_slots_in_one_save(call: Call, people: People, room: Venue) -> None:
    one, two = wants(call, people.ngo, room), wants(call, another_ngo(), room, SUNDAY)
    slots = ["2027-05-08 15:00", "2027-05-09 15:00"]
    allocating.save(call, people.moderator, [choice(one, slots[0], venue=room), choice(two, slots[1], venue=room)], 0)
    allocating.save(call, people.moderator, [choice(one, slots[1], venue=room), choice(two, slots[0], venue=room)], 1)
    assert Allocation.objects.get(proposal=one).start == at(slots[1])


def test_against_the_places_rules_one_is_warned(call: Call, people: People) -> None:
    small = VenueFactory(name="Salka", capacity=10)
    proposal = wants(call, people.ngo, small, headcount=100)
    saved = allocating.save(call, people.moderator, [choice(proposal, venue=small)], 0)
    assert saved.count == 1
    assert "zmieści się najwyżej" in saved.warnings[0]


# --- Two moderators at once


def test_the_second_of_two_moderators_is_told_what_the_first_changed(call: Call, people: People, room: Venue) -> None:
    one, two = wants(call, people.ngo, room), wants(call, another_ngo(), None, title="Jarmark")
    allocating.save(call, people.moderator, [choice(one, venue=room)], 0)
    with pytest.raises(ChangedMeanwhile) as late:
        allocating.save(call, people.second_moderator, [choice(one, None, note="Nie.", seen=""), choice(two, seen="")], 0)
    assert late.value.changes == [f"„Piknik”: sobota, 8 maja 2027, 15:00–18:00, Sala A ({people.moderator})."]
    assert Allocation.objects.get().outcome == "slot"
    # Having read it, they may.
    seen = seen_of(Allocation.objects.get())
    saved = allocating.save(call, people.second_moderator, [choice(one, None, note="Nie.", seen=seen), choice(two, seen="")], 1)
    assert saved.count == 2


def test_what_did_not_change_is_not_the_persons(call: Call, people: People, room: Venue) -> None:
    proposal = wants(call, people.ngo, room)
    allocating.propose(call, people.moderator, 0)
    assert allocating.save(call, people.moderator, [choice(proposal, venue=room)], 1).count == 0
    assert Allocation.objects.get().chosen == "portal"
    assert allocating.save(call, people.moderator, [choice(proposal, venue=room)], 1, pin=True).count == 1
    got = Allocation.objects.get()
    assert (got.chosen, got.reasons[0]) == ("person", {"code": "wish", "rank": 1})


# --- Who may


def test_only_the_calls_moderators_and_cio_allocate(call: Call, people: People) -> None:
    wants(call, people.ngo)
    for user in (people.editor, people.tczew_moderator, people.ngo_owner, people.officer):
        with pytest.raises(AllocationRefused):
            allocating.propose(call, user, 0)
        assert not rights.calls_of(user).exists()
    assert not rights.moderates(call, AnonymousUser())
    assert allocating.propose(call, people.cio, 0) == 1


def test_nobody_decides_on_their_own_organisations_proposal(call: Call, people: People) -> None:
    proposal = wants(call, people.ngo)
    Membership.objects.create(user=people.moderator, organisation=people.ngo, role="member")
    with pytest.raises(SlotsRefused) as refused:
        allocating.save(call, people.moderator, [choice(proposal)], 0)
    assert "Twojej organizacji" in refused.value.problems[proposal.pk][0]
    allocating.propose(call, people.moderator, 0)
    with pytest.raises(AllocationRefused, match="Twojej organizacji"):
        allocating.settle(call, people.moderator, 1)
    # Another moderator decides, and then the first may agree on the whole.
    allocating.save(call, people.second_moderator, [choice(proposal)], 1, pin=True)
    assert allocating.settle(call, people.moderator, 2).settled_by == people.moderator


def test_a_confirmed_co_organisers_people_do_not_decide_either(call: Call, people: People) -> None:
    helps = another_ngo()
    proposal = wants(call, people.ngo)
    make_co_organiser(proposal, helps)
    Membership.objects.create(user=people.moderator, organisation=helps, role="member")
    assert rights.own_among([proposal], people.moderator) == {proposal.pk}
    assert rights.own_among([proposal], people.second_moderator) == set()


def test_an_officer_who_moderates_does_not_decide_on_their_local_governments_proposal(call: Call, people: People) -> None:
    proposal = wants(call, people.office, author=people.second_moderator)
    people.moderator.groups.add(*people.officer.groups.all())
    assert rights.own_among([proposal], people.moderator) == {proposal.pk}
    with pytest.raises(SlotsRefused) as refused:
        allocating.save(call, people.moderator, [choice(proposal)], 0)
    assert "Twojej organizacji" in refused.value.problems[proposal.pk][0]


def test_nothing_is_allocated_while_the_call_is_open(people: People) -> None:
    call = make_call()
    with pytest.raises(AllocationRefused, match="jeszcze trwa"):
        allocating.propose(call, people.moderator, 0)


# --- Agreeing


def test_agreeing_needs_a_decision_on_each_and_every_change_takes_it_back(call: Call, people: People) -> None:
    one, two = wants(call, people.ngo), wants(call, another_ngo(), title="Jarmark")
    allocating.save(call, people.moderator, [choice(one)], 0)
    with pytest.raises(AllocationRefused, match="1 propozycja nie ma"):
        allocating.settle(call, people.moderator, 1)
    allocating.save(call, people.moderator, [choice(two)], 1)
    allocating.settle(call, people.moderator, 2)
    assert fresh(call).settled_at is not None
    allocating.save(call, people.second_moderator, [choice(two, "2027-05-09 10:00")], 2)
    assert fresh(call).settled_at is None
    allocating.settle(call, people.moderator, 3)
    allocating.take_back(call, people.second_moderator)
    assert fresh(call).settled_by is None


def test_agreeing_on_what_one_has_not_seen_is_refused(call: Call, people: People) -> None:
    allocating.save(call, people.moderator, [choice(wants(call, people.ngo))], 0)
    with pytest.raises(ChangedMeanwhile):
        allocating.settle(call, people.second_moderator, 0)


def test_a_published_proposal_stays(call: Call, people: People) -> None:
    one, two = wants(call, people.ngo), wants(call, another_ngo(), title="Jarmark")
    allocating.save(call, people.moderator, [choice(one), choice(two)], 0)
    Allocation.objects.filter(proposal=one).update(published_at=at("2027-01-20 07:00"))
    later("2027-01-20 08:00")
    with pytest.raises(SlotsRefused) as refused:
        allocating.save(call, people.moderator, [choice(one, "2027-05-10 10:00")], 1)
    assert "już ogłoszona" in refused.value.problems[one.pk][0]
    assert allocating.propose(call, people.moderator, 1) == 0


def test_saving_and_proposing_take_the_same_queries_for_more(
    call: Call, people: People, room: Venue, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from framework_calendar import gathering

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            gathering.round_of(fresh(call))
        return len(queries)

    for number in range(3):
        wants(call, people.ngo, room, SATURDAY + timedelta(days=number))
    few = count()
    for number in range(12):
        wants(call, people.ngo, VenueFactory(), SATURDAY + timedelta(days=number))
    assert count() == few
