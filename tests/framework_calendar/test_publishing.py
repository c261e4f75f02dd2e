"""An allocation that is agreed on becomes events: once, each in a transaction of its own, and everybody is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as django_mail

from accounts.models import CopCommune, MailMessage, Membership
from events_calendar.models import EventPage, Occurrence, Reservation, Venue
from events_calendar.services import booking, request_state
from events_calendar.services.request_state import State
from framework_calendar import year_numbers, year_register
from framework_calendar.models import Allocation, Call, Proposal
from framework_calendar.services import allocating, publishing
from framework_calendar.services.allocating import AllocationRefused, Choice
from tests.accounts.factories import People, make_event
from tests.events_calendar.conftest import later
from tests.events_calendar.factories import VenueFactory, at
from tests.factories import SiteTree
from tests.framework_calendar.balancing import PUBLICATION, SATURDAY, SUNDAY, another_ngo, balancing_call, wants
from tests.framework_calendar.factories import allocate, make_co_organiser, make_proposal


@pytest.fixture
def call(people: People) -> Call:
    return balancing_call()


def agree(call: Call, people: People, *choices: Choice) -> Call:
    """The moderators chose this and agreed on it; the day of publication has come."""
    allocating.save(call, people.moderator, choices, Call.objects.get(pk=call.pk).version)
    settled = allocating.settle(call, people.moderator, Call.objects.get(pk=call.pk).version)
    later(PUBLICATION)
    return settled


def gets(proposal: Proposal, venue: Venue | None = None, start: str = "2027-05-08 15:00", **fields: Any) -> Choice:
    begins = at(start)
    return Choice(proposal.pk, begins, begins + timedelta(hours=3), venue, "" if venue else "Park Kultury", **fields)


def letters(kind: str) -> list[str]:
    return sorted(MailMessage.objects.filter(kind=kind).values_list("recipient__email", flat=True))


def text_of(kind: str, email: str) -> str:
    from accounts.mail import services

    message = MailMessage.objects.get(kind=kind, recipient__email=email)
    built = services.build(message)
    assert built is not None
    return f"{built.subject}\n{built.body}"


def test_a_slot_becomes_a_confirmed_event_in_its_cops_calendar(call: Call, people: People, room: Venue, site_tree: SiteTree) -> None:
    proposal = wants(call, people.ngo, room, brings="namiot i wolontariuszy")
    agree(call, people, gets(proposal, room))
    done = publishing.publish(call, people.moderator)
    assert (done.events, done.without_slot, done.problems) == (1, 0, 0)
    event = EventPage.objects.get()
    assert event.translation_key == proposal.key
    assert event.get_parent() == site_tree.calendar_slupsk.page_ptr
    assert (event.live, event.owner, event.organiser, event.owner_cop) == (True, people.ngo_owner, people.ngo, call.cop)
    assert (event.start, event.venue, event.headcount, event.audience) == (at("2027-05-08 15:00"), room, 30, "rodziny z dziećmi")
    # What it brings along is not what it gives back for the slot: nobody has agreed on that.
    assert event.gives_back == ""
    assert request_state.state_of(event) == State.CONFIRMED
    assert Occurrence.objects.get().venue == room
    assert Reservation.objects.get().status == "confirmed"
    allocation = Allocation.objects.get()
    assert (allocation.event, allocation.published_at is not None) == (event, True)
    assert Call.objects.get().phase() == Call.Phase.PUBLISHED


def test_the_proposer_and_confirmed_co_organisers_are_told_once(call: Call, people: People, room: Venue) -> None:
    proposal = wants(call, people.ngo, room)
    helps, asked = another_ngo("Koło Gospodyń", "kolo"), another_ngo("Nie odpowiedzieli", "nie")
    make_co_organiser(proposal, helps)
    make_co_organiser(proposal, asked, "invited")
    agree(call, people, gets(proposal, room, note="Zapraszamy od ulicy Wspólnej."))
    publishing.publish(call)
    publishing.publish(call)
    assert letters("framework.published") == ["kolo@example.org", people.ngo_owner.email]
    assert not MailMessage.objects.filter(kind="slots.confirmed").exists()
    assert list(EventPage.objects.get().co_organisers.all()) == [helps]
    mine = text_of("framework.published", people.ngo_owner.email)
    for words in (
        "Termin w kalendarzu ramowym: Piknik",
        "sobota, 8 maja 2027, 15:00–18:00",
        "Sala A",
        "To pierwsze życzenie.",
        "od ulicy Wspólnej",
    ):
        assert words in mine
    assert "współorganizujecie (Fundacja Dobra)" in text_of("framework.published", "kolo@example.org")
    django_mail.outbox.clear()


@pytest.mark.parametrize(("rank", "told"), [(1, False), (2, True), (0, True)])
def test_who_did_not_get_the_first_wish_reads_why(call: Call, people: People, rank: int, told: bool) -> None:
    proposal = wants(call, people.ngo)
    reasons = [
        *({"code": "wish", "rank": rank}, {"code": "closed", "rank": 1, "venue": "Sala A"}),
        {"code": "rival", "title": "Jarmark"},
    ]
    allocate(proposal, at("2027-05-08 15:00"), rank=rank, chosen="portal", reasons=reasons)
    allocating.settle(call, people.moderator, 0)
    later(PUBLICATION)
    publishing.publish(call)
    text = text_of("framework.published", people.ngo_owner.email)
    assert ("Dlaczego nie pierwsze życzenie:" in text) == told
    assert ("- Pierwsze życzenie: miejsce „Sala A” jest wtedy zamknięte." in text) == told
    assert "- To drugie życzenie." not in text


def test_an_officer_of_a_local_government_that_proposed_is_told(call: Call, people: People) -> None:
    office = people.officer.groups.get().portal_role.organisation
    proposal = make_proposal(call, office, author=people.officer)
    agree(call, people, gets(proposal))
    assert publishing.publish(call).unreachable == []
    assert letters("framework.published") == [people.officer.email]


def test_a_place_of_another_cop_is_held_and_that_cop_decides(call: Call, people: People, site_tree: SiteTree) -> None:
    tczew = site_tree.tczew.territory
    CopCommune.objects.create(cop=site_tree.tczew, territory=tczew)
    away = VenueFactory(name="Sala w Tczewie", owner=site_tree.tczew, territory=tczew)
    proposal = wants(call, people.ngo, away)
    agree(call, people, gets(proposal, away))
    publishing.publish(call)
    event = EventPage.objects.get()
    assert (event.live, event.owner_cop, event.get_parent()) == (False, site_tree.tczew, site_tree.calendar_tczew.page_ptr)
    assert request_state.state_of(event) == State.SUBMITTED
    assert Reservation.objects.get().status == "held"
    assert people.tczew_moderator.email in letters("slots.submitted")
    told = text_of("framework.published", people.ngo_owner.email)
    assert "Wstępny termin" in told
    assert f"O tym miejscu decyduje {site_tree.tczew.name}" in told
    assert not MailMessage.objects.filter(kind="slots.received").exists()
    (entry,) = year_register.entries(call.year)
    assert (entry.rank, entry.event) == (1, None)


def test_without_a_slot_one_reads_why_and_what_else_is_free(call: Call, people: People, room: Venue) -> None:
    one, two = wants(call, people.ngo, room), wants(call, another_ngo(), room, title="Jarmark")
    agree(call, people, gets(two, room), Choice(one.pk, note="Sala jest jedna."))
    done = publishing.publish(call)
    assert (done.events, done.without_slot) == (1, 1)
    told = text_of("framework.without_slot", people.ngo_owner.email)
    assert "Sala jest jedna." in told
    assert "Wolne są teraz na przykład:" in told
    assert "Sala A" in told
    assert "8 maja 2027, 15:00–18:00" not in told
    assert Allocation.objects.get(proposal=one).event is None


def test_a_slot_that_somebody_else_has_by_now_stops_nobody_else(call: Call, people: People, room: Venue, site_tree: SiteTree) -> None:
    one, two = wants(call, people.ngo, room), wants(call, another_ngo(), None, SUNDAY, title="Jarmark")
    agree(call, people, gets(one, room), gets(two, start="2027-05-09 15:00"))
    make_event(site_tree.calendar_slupsk, people.editor, live=True, start=at("2027-05-08 16:00"), venue=room, title="Zebranie")
    for _again in range(2):
        done = publishing.publish(call)
        assert done.problems == 1
    problem = Allocation.objects.get(proposal=one)
    assert problem.published_at is None
    assert "Zebranie" in problem.problem
    assert EventPage.objects.filter(translation_key=two.key, live=True).exists()
    assert not EventPage.objects.filter(translation_key=one.key).exists()
    assert letters("framework.problem") == sorted([people.moderator.email, people.second_moderator.email])
    assert "Zebranie" in text_of("framework.problem", people.moderator.email)
    # The others are told and the calendar is published; this one is still looked after.
    fresh = Call.objects.get()
    assert fresh.published_at is not None
    assert [(one.proposal, one.placed) for one in year_register.entries(call.year)] == [(two.pk, True), (one.pk, False)]
    # Another slot, agreed on and published.
    later("2027-01-21 08:00")
    allocating.save(fresh, people.moderator, [gets(one, room, "2027-05-15 15:00")], fresh.version)
    allocating.settle(fresh, people.moderator, fresh.version + 1)
    assert publishing.publish(fresh, people.moderator).events == 1
    assert EventPage.objects.get(translation_key=one.key).live
    assert letters("framework.published").count(people.ngo_owner.email) == 1


def test_publishing_twice_makes_one_event_each(call: Call, people: People, room: Venue) -> None:
    proposals = [wants(call, people.ngo, room, SATURDAY + timedelta(days=number), title=f"P{number}") for number in range(3)]
    agree(call, people, *(gets(one, room, f"2027-05-{8 + number:02} 15:00") for number, one in enumerate(proposals)))
    assert publishing.publish(call).events == 3
    assert publishing.publish(call).events == 0
    assert EventPage.objects.count() == 3
    assert MailMessage.objects.filter(kind="framework.published").count() == 3


def test_a_proposal_that_nobody_can_store_is_a_problem_and_no_more(
    call: Call, people: People, room: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = wants(call, people.ngo, room), wants(call, people.ngo, None, SUNDAY, title="Jarmark")
    agree(call, people, gets(one, room), gets(two, start="2027-05-09 15:00"))
    hold = booking.take

    def broken(event: EventPage, *args: Any, **kwargs: Any) -> Any:
        if event.title == "Piknik":
            raise RuntimeError("nobody expects this")
        return hold(event, *args, **kwargs)

    monkeypatch.setattr(booking, "take", broken)
    done = publishing.publish(call)
    assert (done.events, done.problems) == (1, 1)
    assert not EventPage.objects.filter(translation_key=one.key).exists()


def test_a_slot_that_is_over_by_now_is_a_problem(call: Call, people: People, room: Venue) -> None:
    proposal = wants(call, people.ngo, room)
    agree(call, people, gets(proposal, room))
    later("2027-05-08 16:00")
    assert publishing.publish(call).problems == 1
    assert Allocation.objects.get().problem == "Ten termin już minął. Wybierz późniejszy."
    assert not EventPage.objects.exists()


def test_what_says_nothing_of_access_is_not_published(call: Call, people: People) -> None:
    proposal = wants(call, people.ngo, accessibility=[])
    agree(call, people, gets(proposal))
    assert publishing.publish(call).problems == 1
    assert "dostępne" in Allocation.objects.get().problem


def test_who_left_the_organisation_is_not_told_and_those_who_act_for_it_are(call: Call, people: People, room: Venue) -> None:
    proposal = wants(call, people.ngo, room)
    Membership.objects.filter(user=people.ngo_owner).delete()
    Membership.objects.create(user=people.resident, organisation=people.ngo, role="member")
    agree(call, people, gets(proposal, room))
    publishing.publish(call)
    assert letters("framework.published") == [people.resident.email]
    assert EventPage.objects.get().owner == people.resident


def test_an_officer_hears_what_their_local_government_got_and_leads_the_event(call: Call, people: People, room: Venue) -> None:
    one = wants(call, people.office, room, author=people.officer)
    two = wants(call, people.office, None, SUNDAY, title="Jarmark", author=people.officer)
    agree(call, people, gets(one, room), Choice(two.pk, note="Rynek jest w remoncie."))
    publishing.publish(call)
    assert letters("framework.published") == [people.officer.email]
    event = EventPage.objects.get()
    assert event.owner == people.officer
    # Their own event's page they may open, and ask for no other slot.
    assert f"/terminy/{event.pk}/" in text_of("framework.published", people.officer.email)
    assert "O wolny termin poprosisz" not in text_of("framework.without_slot", people.officer.email)


# --- When and who


def test_only_what_is_settled_and_only_from_its_day_on_is_published(call: Call, people: People) -> None:
    proposal = wants(call, people.ngo)
    allocating.save(call, people.moderator, [gets(proposal)], 0)
    with pytest.raises(AllocationRefused, match="uzgodniony"):
        publishing.publish(call, people.moderator)
    allocating.settle(call, people.moderator, 1)
    with pytest.raises(AllocationRefused, match="jeszcze nie nadszedł"):
        publishing.publish(call, people.moderator)
    for user in (people.editor, people.tczew_moderator, people.ngo_owner):
        with pytest.raises(AllocationRefused):
            publishing.publish(call, user)
    assert publishing.publish(call, people.cio).events == 1


def test_the_clock_publishes_on_the_day_and_not_before(call: Call, people: People) -> None:
    proposal = wants(call, people.ngo)
    allocating.save(call, people.moderator, [gets(proposal)], 0)
    allocating.settle(call, people.moderator, 1)
    later("2027-01-19 07:00")
    assert publishing.publish_due() == 0
    later("2027-01-20 07:00")
    assert publishing.publish_due() == 1
    assert EventPage.objects.get().live
    assert publishing.publish_due() == 0


def test_moderators_are_reminded_once_a_day_of_what_nobody_settled(call: Call, people: People) -> None:
    wants(call, people.ngo)
    for moment, count in (("2027-01-20 07:00", 2), ("2027-01-20 07:05", 2), ("2027-01-21 07:00", 4), ("2027-01-23 07:00", 4)):
        later(moment)
        publishing.publish_due()
        assert MailMessage.objects.filter(kind="framework.unsettled").count() == count, moment
    assert not EventPage.objects.exists()


def test_a_call_without_proposals_reminds_nobody(call: Call, people: People) -> None:
    later(PUBLICATION)
    assert publishing.publish_due() == 0
    assert not MailMessage.objects.exists()


def test_the_job_runs_at_seven() -> None:
    from core import schedule

    job = schedule.jobs["framework_calendar.publish"]
    assert job.slot(at("2027-01-20 12:00")) == at("2027-01-20 07:00")


# --- What everybody reads


def test_the_year_says_who_got_which_wish(call: Call, people: People, room: Venue) -> None:
    other = another_ngo()
    one, two, three = wants(call, people.ngo, room), wants(call, other, room, title="Jarmark"), wants(call, people.ngo, None, title="Bieg")
    agree(call, people, gets(one, room), gets(two, room, "2027-05-22 10:00"), Choice(three.pk, note="Trasa w remoncie."))
    assert not year_register.published().exists()
    publishing.publish(call)
    entries = year_register.entries(call.year)
    assert [(entry.proposal, entry.rank, entry.event is not None) for entry in entries] == [
        (one.pk, 1, True),
        (two.pk, year_register.OTHER, True),
        (three.pk, None, False),
    ]
    lines = {line.name: (line.proposals, line.events, line.first, line.share) for line in year_numbers.organisation_lines(entries)}
    assert lines == {"Fundacja Dobra": (2, 1, 1, "50%"), "Stowarzyszenie Inne": (1, 1, 0, "0%")}
    assert year_numbers.totals(entries).share == 33


def test_a_place_outside_the_portal_in_another_cops_commune_is_that_cops_to_decide(call: Call, people: People, site_tree: SiteTree) -> None:
    tczew = site_tree.tczew.territory
    CopCommune.objects.create(cop=site_tree.tczew, territory=tczew)
    proposal = wants(call, people.ngo)
    agree(call, people, gets(proposal, commune=tczew))
    publishing.publish(call)
    event = EventPage.objects.get()
    assert (event.live, event.owner_cop, event.territory) == (False, site_tree.tczew, tczew)
    assert request_state.state_of(event) == State.SUBMITTED
    assert not Reservation.objects.exists()
