"""Last year's proposals as drafts for this one."""

from __future__ import annotations

from datetime import date

import pytest

from events_calendar.models import Venue
from framework_calendar.models import Call, Proposal
from framework_calendar.services import copying, proposals
from framework_calendar.services.copying import shifted
from framework_calendar.services.proposals import ProposalRefused
from tests.accounts.factories import People
from tests.events_calendar.factories import at
from tests.framework_calendar.factories import make_call, make_co_organiser, make_proposal, wish_for
from tests.framework_calendar.proposal_pages import another, data_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def last_year(people: People) -> Call:
    return make_call(
        year=2026,
        title="2026",
        opens=date(2025, 11, 1),
        closes=date(2025, 12, 15),
        publication_day=date(2026, 1, 20),
        published_at=at("2026-01-20 08:00"),
    )


@pytest.fixture
def call(last_year: Call) -> Call:
    return make_call()


@pytest.mark.parametrize(
    ("day", "year", "there"),
    [
        (date(2026, 5, 9), 2027, date(2027, 5, 8)),  # a Saturday stays one
        (date(2026, 1, 1), 2027, date(2027, 1, 1 + 6)),  # a Thursday; the nearest is in the year before
        (date(2026, 12, 31), 2027, date(2027, 12, 30)),
        (date(2028, 2, 29), 2029, date(2029, 2, 27)),
        (date(2026, 5, 9), 2026, date(2026, 5, 9)),
    ],
)
def test_a_day_moves_to_the_same_weekday_of_the_year(day: date, year: int, there: date) -> None:
    moved = shifted(day, year)
    assert moved.weekday() == day.weekday()
    assert moved == there


def test_a_copy_is_a_draft_that_can_be_sent_at_once(people: People, last_year: Call, call: Call, room: Venue) -> None:
    source = make_proposal(
        last_year,
        people.ngo,
        wishes=[
            wish_for(date(2026, 5, 9), room),
            wish_for(None, first_day=date(2026, 6, 1), last_day=date(2026, 6, 30), weekday=5),
        ],
        brings="Scena",
    )
    helper, _user = another()
    make_co_organiser(source, helper)
    copy = copying.copy_one(people.ngo_owner, call, source)
    assert (copy.state, copy.copied_from, copy.title) == ("draft", source, "Piknik sąsiedzki")
    # Everything has to be looked at before it is sent.
    for step in ("co", "kiedy", "z-kim"):
        proposals.save_step(people.ngo_owner, copy.pk, step, copy.typed[step], tried=True)
    data = data_of(copy)
    first, second = data.wishes
    assert (first.day, first.venue, str(first.begins)) == (date(2027, 5, 8), room, "15:00:00")
    assert (second.first_day, second.last_day, second.weekday) == (date(2027, 6, 1), date(2027, 6, 30), 5)
    assert (data.brings, list(data.invited), list(data.accessibility)) == ("Scena", [helper], ["step_free"])


def test_what_does_not_exist_any_more_is_dropped(people: People, last_year: Call, call: Call, room: Venue) -> None:
    source = make_proposal(last_year, people.ngo, wishes=[wish_for(date(2026, 5, 9), room)], answers={"999": "Dawna odpowiedź"})
    Venue.objects.update(active=False)
    copy = copying.copy_one(people.ngo_owner, call, source)
    assert copy.typed["kiedy"]["w1-venue"] == [""]
    assert copy.typed["kiedy"]["w1-place_name"] == ["Sala A"]
    assert copy.typed["kiedy"]["w1-commune"] == ["2263011"]
    assert not [name for name in copy.typed["z-kim"] if name.startswith("pytanie")]


def test_all_of_them_are_copied_once(people: People, last_year: Call, call: Call) -> None:
    for title in ("Piknik", "Festyn", "Bieg"):
        make_proposal(last_year, people.ngo, title=title)
    make_proposal(last_year, people.ngo, title="Wycofana", state="withdrawn")
    assert {one.title for one in copying.copy_all(people.ngo_owner, call, people.ngo)} == {"Piknik", "Festyn", "Bieg"}
    assert copying.offered(call, [people.ngo]) == []
    with pytest.raises(ProposalRefused, match="już skopiowane"):
        copying.copy_all(people.ngo_owner, call, people.ngo)
    assert Proposal.objects.filter(call=call).count() == 3


def test_anothers_proposal_is_not_copied(people: People, last_year: Call, call: Call) -> None:
    helper, user = another()
    source = make_proposal(last_year, people.ngo)
    with pytest.raises(ProposalRefused, match="Nie działasz"):
        copying.copy_one(user, call, source)
    assert copying.offered(call, [helper]) == []
