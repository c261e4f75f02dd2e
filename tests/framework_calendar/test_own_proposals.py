"""The part of "Moje" about the yearly call."""

from __future__ import annotations

import pytest
from django.test import Client

from framework_calendar.models import Call
from tests.accounts.factories import People
from tests.framework_calendar.conftest import later
from tests.framework_calendar.factories import make_call, make_co_organiser, make_proposal
from tests.framework_calendar.proposal_pages import another, begun, page, sent
from tests.measure import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(people: People) -> Call:
    return make_call()


def test_who_acts_for_nobody_has_no_such_part(client: Client, call: Call, people: People) -> None:
    client.force_login(people.resident)
    assert "moje-ramowy" not in page(client, "/pl/moje/")


def test_open_calls_stand_there_with_their_last_day(ngo: Client, call: Call, people: People) -> None:
    text = page(ngo, "/pl/moje/")
    assert "COP Słupsk: nabór do 15 grudnia 2026" in text
    assert 'href="/pl/kalendarz/ramowy/2027/slupsk/zglos/"' in text
    later("2026-12-16 08:00")
    ngo.force_login(people.ngo_owner)
    assert "moje-ramowy" not in page(ngo, "/pl/moje/")


def test_drafts_proposals_and_questions_stand_there(ngo: Client, call: Call, people: People) -> None:
    begun(people.ngo_owner, call, people.ngo, co={"title": "Zaczęty festyn"})
    own = sent(people.ngo_owner, call, people.ngo)
    helper, user = another()
    make_co_organiser(own, helper, "asks")
    theirs = make_proposal(call, helper, title="Bieg po zdrowie")
    make_co_organiser(theirs, people.ngo, "invited")
    shared = make_proposal(call, helper, title="Wspólny kiermasz")
    make_co_organiser(shared, people.ngo, "confirmed")
    text = page(ngo, "/pl/moje/")
    assert "Koło z Bierkowa chce dołączyć: „Piknik nad Słupią”" in text
    assert "Koło z Bierkowa zaprasza Was: „Bieg po zdrowie”" in text
    assert "Zaczęty festyn" in text
    assert "Wspólny kiermasz" in text
    assert f'href="/pl/moje/ramowy/{own.pk}/"' in text
    ngo.force_login(user)
    text = page(ngo, "/pl/moje/")
    assert "zaprasza Was" not in text
    assert "Zaczęty festyn" not in text


def test_it_costs_the_same_for_many(ngo: Client, call: Call, people: People) -> None:
    def more(first: int, last: int) -> None:
        for number in range(first, last):
            make_proposal(call, people.ngo)
            begun(people.ngo_owner, call, people.ngo, co={"title": f"Szkic {number}"})
            helper = another(f"Koło {number}", f"kolo-{number}")[0]
            make_co_organiser(make_proposal(call, helper), people.ngo, "invited")
            make_co_organiser(make_proposal(call, helper), people.ngo, "confirmed")

    more(0, 1)
    few = len(queries(ngo, "/pl/moje/"))
    more(1, 8)
    assert len(queries(ngo, "/pl/moje/")) == few
