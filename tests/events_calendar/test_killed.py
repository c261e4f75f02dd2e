"""Killed between any two steps, a submission or an approval leaves the old state or the new one, nothing in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from accounts.models import CopCommune, MailMessage
from core.outbox.models import OutboxEntry
from events_calendar.models import EventPage, Occurrence, Reservation, SlotRequestDraft
from events_calendar.services import moderation, request_state, requests
from events_calendar.services.request_state import State
from tests.accounts.factories import People, make_people
from tests.events_calendar.factories import VenueFactory
from tests.events_calendar.test_requests import data, decision
from tests.factories import make_site_tree
from tests.processes import killed_at

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
# More queries than any of these needs: the last kill comes after the end.
MOST = 400


@pytest.fixture
def people(transactional_db: None) -> People:
    tree = make_site_tree()
    made = make_people(tree)
    CopCommune.objects.create(cop=tree.slupsk, territory=tree.slupsk.territory)
    return made


def kill_at_every_step(work: Callable[[], Any], look: Callable[[], str]) -> dict[str, int]:
    """Kill the work before its first query, its second, ... until it runs through; how often each state was found after it."""
    found: dict[str, int] = {}
    for query in range(1, MOST):
        killed = killed_at(query, work)
        state = look()
        found[state] = found.get(state, 0) + 1
        if not killed:
            return found
        if state == "new":
            raise AssertionError(f"committed before query {query}, which came after it")
    raise AssertionError(f"more than {MOST} queries")


def test_a_submission_killed_anywhere_is_not_there_or_whole(people: People) -> None:
    room = VenueFactory(name="Sala A")
    draft = SlotRequestDraft.objects.create(user=people.ngo_owner)

    def look() -> str:
        event = EventPage.objects.first()
        held = Reservation.objects.filter(status="held").count()
        letters = MailMessage.objects.filter(kind__startswith="slots.").count()
        work = OutboxEntry.objects.filter(kind="mail.send").count()
        if event is None:
            assert (held, letters, work, SlotRequestDraft.objects.count()) == (0, 0, 0, 1)
            return "old"
        assert request_state.state_of(event) == State.SUBMITTED
        assert held == 1
        assert letters == work
        assert letters >= 2
        assert not SlotRequestDraft.objects.exists()
        return "new"

    found = kill_at_every_step(lambda: requests.submit(people.ngo_owner, people.ngo, data(room), key=draft.key), look)
    assert found["new"] == 1
    assert found["old"] > 50, "each of its queries was a place to die at"
    print(f"killed {found['old']} times on {connection.vendor}")


def test_an_approval_killed_anywhere_is_not_there_or_whole(people: People) -> None:
    room = VenueFactory(name="Sala A")
    pk = decision(requests.submit(people.ngo_owner, people.ngo, data(room)))

    def look() -> str:
        event = EventPage.objects.get()
        statuses = list(Reservation.objects.values_list("status", flat=True))
        told = MailMessage.objects.filter(kind="slots.confirmed").count()
        if not event.live:
            assert (statuses, told, Occurrence.objects.count()) == (["held"], 0, 0)
            assert request_state.state_of(event) == State.SUBMITTED
            return "old"
        assert (statuses, told, Occurrence.objects.count()) == (["confirmed"], 1, 1)
        assert request_state.state_of(event) == State.CONFIRMED
        return "new"

    found = kill_at_every_step(lambda: moderation.approve(pk, people.moderator), look)
    assert found["new"] == 1
    assert found["old"] > 50
    print(f"killed {found['old']} times on {connection.vendor}")
