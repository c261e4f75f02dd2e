"""What already stands on the days of a wish."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.test import Client

from core.models import Territory
from events_calendar.models import SchoolHolidays, Venue, VenueHours
from events_calendar.services import requests
from framework_calendar import week_around
from framework_calendar.models import Call, Proposal, Wish
from tests.accounts.factories import People
from tests.events_calendar.factories import EventPageFactory, VenueFactory, at
from tests.events_calendar.slot_requests import asked
from tests.factories import SiteTree
from tests.framework_calendar.factories import SLUPSK, make_call, make_proposal, wish_for
from tests.framework_calendar.proposal_pages import PATH, WHEN, another, begun, page, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(people: People) -> Call:
    return make_call()


@pytest.fixture
def draft(people: People, call: Call) -> Proposal:
    return begun(people.ngo_owner, call, people.ngo)


def around(wish: Wish, draft: Proposal, headcount: int | None = None) -> week_around.Around:
    return week_around.of_wishes([wish], draft, headcount)[1]


def event(tree: SiteTree, title: str, start: str, code: str = SLUPSK) -> None:
    EventPageFactory(
        parent=tree.calendar_slupsk,
        title=title,
        slug=title.lower(),
        start=at(start),
        end=at(start[:11] + "23:00"),
        territory=Territory.objects.get(code=code),
    )


def test_the_week_of_a_day_shows_events_of_its_commune(site_tree: SiteTree, draft: Proposal) -> None:
    event(site_tree, "Poniedziałek", "2027-05-03 18:00")
    event(site_tree, "Niedziela", "2027-05-09 18:00")
    event(site_tree, "Później", "2027-05-10 18:00")
    event(site_tree, "Kobylnica", "2027-05-08 18:00", "2212062")
    assert [row.title for row in around(wish_for(date(2027, 5, 8)), draft).events] == ["Poniedziałek", "Niedziela"]


def test_of_several_days_only_those_that_fit_are_looked_at(site_tree: SiteTree, draft: Proposal) -> None:
    event(site_tree, "Sobota", "2027-05-15 18:00")
    event(site_tree, "Środa", "2027-05-12 18:00")
    wish = wish_for(None, first_day=date(2027, 5, 1), last_day=date(2027, 5, 31), weekday=5)
    assert [row.title for row in around(wish, draft).events] == ["Sobota"]


def test_other_proposals_stand_there_and_neither_drafts_nor_ones_own(people: People, call: Call, draft: Proposal) -> None:
    helper, _user = another()
    make_proposal(call, helper, title="Festyn")
    make_proposal(call, helper, title="Szkic", state="draft")
    make_proposal(call, helper, title="Gdzie indziej", wishes=[wish_for(date(2027, 5, 8), commune=Territory.objects.get(code="2212062"))])
    make_proposal(call, helper, title="Kiedy indziej", wishes=[wish_for(date(2027, 6, 8))])
    month = {"first_day": date(2027, 5, 1), "last_day": date(2027, 5, 31), "weekday": 6}
    make_proposal(call, helper, title="Niedziele maja", wishes=[wish_for(None, **month)])
    found = around(wish_for(date(2027, 5, 8)), draft).proposals
    assert [(one.title, one.organisation) for one in found] == [("Festyn", "Koło z Bierkowa"), ("Niedziele maja", "Koło z Bierkowa")]
    assert found[0].when == "sobota, 8 maja 2027, 15:00–18:00"
    own = Proposal.objects.get(title="Festyn")
    assert [one.title for one in around(wish_for(date(2027, 5, 8)), own).proposals] == ["Niedziele maja"]


def test_holidays_are_pointed_out(draft: Proposal) -> None:
    SchoolHolidays.objects.create(name="Ferie zimowe", first_day=date(2027, 2, 1), last_day=date(2027, 2, 14))
    assert [(one["off"].name, one["when"]) for one in around(wish_for(date(2027, 5, 3)), draft).holidays] == [
        ("Święto Narodowe Trzeciego Maja", "3 maja 2027")
    ]
    winter = wish_for(None, first_day=date(2027, 2, 1), last_day=date(2027, 2, 28), weekday=5)
    assert [(one["off"].name, one["when"]) for one in around(winter, draft).holidays] == [
        ("Ferie zimowe", "2 dni, pierwszy: 6 lutego 2027")
    ]


def test_whether_the_place_is_free(people: People, draft: Proposal, room: Venue) -> None:
    wish = wish_for(date(2027, 5, 8), room)
    assert around(wish, draft).place == "Sala A: wolne, sobota, 8 maja 2027, 15:00–18:00."
    Venue.objects.update(furthest_days=3000)
    requests.submit(people.ngo_owner, people.ngo, asked(room, "2027-05-08 16:00"))
    taken = around(wish, draft)
    assert taken.is_free is False
    assert "o ten termin prosi już ktoś inny" in taken.place
    saturdays = wish_for(None, room, first_day=date(2027, 5, 1), last_day=date(2027, 5, 31), weekday=5)
    assert around(saturdays, draft).place == "Sala A: wolne w 4 z 5 dni."
    assert "zmieści się najwyżej 40 osób" in around(saturdays, draft, headcount=100).place
    VenueHours.objects.create(venue=room, weekday=0, opens=time(8), closes=time(20))
    assert "zamknięte" in around(wish_for(date(2027, 5, 15), room), draft).place


def test_a_place_that_others_ask_for_at_the_same_time_says_so(people: People, call: Call, draft: Proposal, room: Venue) -> None:
    helper, _user = another()
    day = date(2027, 5, 8)
    month = {"first_day": date(2027, 5, 1), "last_day": date(2027, 5, 31), "weekday": 5}
    part = VenueFactory(name="Połowa sali", parent=room, is_part=True)
    make_proposal(
        call, helper, title="Ta sama", wishes=[wish_for(day, room, begins=time(17), ends=time(20)), wish_for(None, room, **month)]
    )
    make_proposal(call, helper, title="Po niej", wishes=[wish_for(day, room, begins=time(18), ends=time(20))])
    make_proposal(call, helper, title="Inna sala", wishes=[wish_for(day, VenueFactory())])
    make_proposal(call, helper, title="Szkic", state="draft", wishes=[wish_for(day, room)])
    found = around(wish_for(day, room), draft)
    assert "Sala A: wolne, sobota, 8 maja 2027, 15:00–18:00. O to miejsce w tym czasie prosi już 1 inna propozycja." in found.place
    assert found.is_free is False
    make_proposal(call, helper, title="Część", wishes=[wish_for(day, part)])
    assert "już 2 inn" in around(wish_for(day, room), draft).place
    assert "W niektóre z tych dni o to miejsce" in around(wish_for(None, room, **month), draft).place
    assert "innych" not in around(wish_for(date(2027, 5, 9), room), draft).place
    own = Proposal.objects.get(title="Ta sama")
    assert "już 1 inna" in around(wish_for(day, room), own).place


def test_the_page_shows_it_while_the_rest_is_still_wrong(site_tree: SiteTree, ngo: Client, draft: Proposal) -> None:
    event(site_tree, "Bieg", "2027-05-08 10:00")
    answer = step(ngo, draft, "kiedy", {**WHEN, "w1-begins": ""}, "pokaz")
    assert answer["Location"].endswith("#wokol-1")
    text = page(ngo, f"{PATH}{draft.pk}/kiedy/")
    assert "Tydzień od 3 maja 2027 do 9 maja 2027, Słupsk" in text
    assert "Bieg" in text
    step(ngo, draft, "kiedy", {"w1-day": "2027-05-08"}, "pokaz")
    assert "Wybierz miejsce albo gminę, a pokażemy, co już tam stoi." in page(ngo, f"{PATH}{draft.pk}/kiedy/")
    step(ngo, draft, "kiedy", {**WHEN, "w1-day": "2027-09-08"}, "pokaz")
    assert "Nic tu jeszcze nie stoi" in page(ngo, f"{PATH}{draft.pk}/kiedy/")


def test_a_script_may_look_without_saving(ngo: Client, draft: Proposal) -> None:
    answer = step(ngo, draft, "kiedy", {**WHEN, "w1-day": "2027-09-08"}, "podglad")
    assert answer.status_code == 200
    assert "Tydzień od 6 września 2027" in answer.content.decode().replace("\u00a0", " ")
    assert Proposal.objects.get().typed["kiedy"]["w1-day"] == ["2027-05-08"]
