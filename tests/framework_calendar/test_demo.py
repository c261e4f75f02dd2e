"""The demo's yearly call: open, with wishes that meet one another; run again it neither doubles nor destroys."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.demo import load_organisations, load_users
from accounts.models import MailMessage
from core.demo.content import load_territories, load_topics
from core.demo.loading import DemoRun
from core.demo.reading import fixture
from events_calendar import days
from events_calendar import demo as calendar_demo
from events_calendar.models import EventPage
from framework_calendar import demo, explaining
from framework_calendar.models import Allocation, Call, CoOrganiser, Proposal, Wish
from home.demo.tree import load_centres, load_tree
from tests.framework_calendar.conftest import later

pytestmark = pytest.mark.django_db


def load() -> list[str]:
    """The demo's call and what it needs, without pictures; returns what the loading said."""
    told: list[str] = []
    places = fixture("venues")
    bare = {"venues": {**places, "venues": [{**row, "pictures": []} for row in places["venues"]]}}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calendar_demo, "fixture", lambda name: bare.get(name) or fixture(name))
        run = DemoRun(today=days.today(), say=told.append)
        patch.setattr(DemoRun, "resolve", lambda self, kind, what: None)
        patch.setattr(DemoRun, "body", lambda self, blocks, seed: "[]")
        for loader in (load_territories, load_topics, load_organisations, load_tree, load_centres, load_users):
            loader(run)
        for loader in (calendar_demo.load_venues, demo.load_calls, demo.load_proposals):
            loader(run)
    return told


@pytest.fixture
def loaded(db: None) -> list[str]:
    return load()


def test_everything_in_the_file_is_made(loaded: list[str]) -> None:
    assert loaded == []
    call = Call.objects.get(year=days.today().year + 1)
    assert call.phase() == Call.Phase.OPEN
    rows = fixture("framework_calendar")["proposals"]
    assert Proposal.objects.count() == len(rows)
    draft = Proposal.objects.get(state="draft")
    assert draft.typed["kiedy"]["w1-weekday"] == ["4"]
    assert set(CoOrganiser.objects.values_list("status", flat=True)) == {"invited", "asks", "confirmed"}
    # Three want the hall on one Saturday.
    same_day = Wish.objects.filter(rank=1, venue__slug="hala-sportowa-slupsk", proposal__call=call).values_list("day", flat=True)
    assert len(same_day) > len(set(same_day))
    assert all(wish.commune for wish in Wish.objects.select_related("commune"))
    assert not MailMessage.objects.filter(kind="framework.received").exists()
    assert MailMessage.objects.filter(kind="framework.invited").exists()


def test_run_again_it_is_the_same_and_the_days_move_on(loaded: list[str]) -> None:
    before = set(Proposal.objects.values_list("pk", "title"))
    later("2026-12-20 12:00")
    assert load() == []
    assert set(Proposal.objects.values_list("pk", "title")) == before
    call = Call.objects.get(year=2027)
    assert call.opens == days.today() - timedelta(days=20)
    # What somebody has changed is theirs.
    Call.objects.filter(pk=call.pk).update(closes=days.today() + timedelta(days=2))
    later("2026-12-21 12:00")
    load()
    call.refresh_from_db()
    assert call.closes == days.today() + timedelta(days=1)


def test_last_years_round_shows_what_came_of_it(loaded: list[str]) -> None:
    allocations = Allocation.objects.filter(proposal__call__year=days.today().year)
    assert allocations.count() == Proposal.objects.filter(call__year=days.today().year).count()
    assert set(allocations.values_list("outcome", flat=True)) == {"slot", "none"}
    assert {0, 1, 2, 3} <= set(allocations.filter(outcome="slot").values_list("rank", flat=True))
    events = EventPage.objects.filter(framework_allocations__in=allocations)
    assert events.filter(cancelled=True).count() == 1
    assert [
        each.event.start - each.start for each in allocations.select_related("event") if each.event and each.event.start != each.start
    ] == [timedelta(days=7)]
    (refused,) = allocations.filter(outcome="none")
    (why,) = explaining.sentences(refused.reasons)
    assert "zajęte przez „Targ rolny" in why
    assert "()" not in why
