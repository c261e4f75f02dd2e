"""Killed between any two steps, publishing leaves whole events and untouched proposals; run again, it does each once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from accounts.models import CopCommune, MailMessage
from core.outbox.models import OutboxEntry
from events_calendar.models import EventPage, Occurrence, Reservation
from framework_calendar.models import Allocation, Call
from framework_calendar.services import allocating, publishing
from framework_calendar.services.chosen_slots import Choice
from tests.accounts.factories import People, make_people
from tests.events_calendar.conftest import later
from tests.events_calendar.factories import VenueFactory, at
from tests.factories import make_site_tree
from tests.framework_calendar.balancing import PUBLICATION, SATURDAY, balancing_call, wants
from tests.processes import at_once, killed_at

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
# More queries than publishing all of them needs: the last kill comes after the end.
MOST = 1500
EVENTS = 2


@pytest.fixture
def people(transactional_db: None) -> People:
    tree = make_site_tree()
    made = make_people(tree)
    CopCommune.objects.create(cop=tree.slupsk, territory=tree.slupsk.territory)
    return made


def settled(people: People, count: int = EVENTS) -> Call:
    """So many proposals with a slot and one without, agreed on, on the day of publication."""
    call = balancing_call()
    room = VenueFactory(name="Sala A")
    choices = []
    for number in range(count):
        proposal = wants(call, people.ngo, room, SATURDAY + timedelta(days=number), title=f"Piknik {number}")
        start = at("2027-05-08 15:00") + timedelta(days=number)
        choices.append(Choice(proposal.pk, start, start + timedelta(hours=3), room))
    choices.append(Choice(wants(call, people.ngo, room, title="Bez terminu").pk, note="Sala jest jedna."))
    allocating.save(call, people.moderator, choices, 0)
    allocating.settle(call, people.moderator, 1)
    later(PUBLICATION)
    return Call.objects.get()


def whole() -> int:
    """How many proposals are published; each of them with all that belongs to it, and the others with nothing."""
    rows = Allocation.objects.exclude(published_at=None)
    events = EventPage.objects.filter(live=True)
    assert EventPage.objects.count() == events.count() == rows.filter(outcome="slot").count()
    assert set(events.values_list("translation_key", flat=True)) == set(rows.filter(outcome="slot").values_list("proposal__key", flat=True))
    assert set(rows.filter(outcome="slot").values_list("event", flat=True)) == set(events.values_list("pk", flat=True))
    assert list(Reservation.objects.values_list("status", flat=True)) == ["confirmed"] * events.count()
    assert Occurrence.objects.count() == events.count()
    letters = MailMessage.objects.filter(kind__startswith="framework.")
    assert letters.count() == rows.count()
    assert OutboxEntry.objects.filter(kind="mail.send").count() == letters.count()
    return rows.count()


def test_publishing_killed_anywhere_and_run_again_makes_one_event_each(people: People) -> None:
    call = settled(people)
    seen, kills = set(), 0
    for query in range(1, MOST):
        killed = killed_at(query, lambda: publishing.publish(call))
        seen.add(whole())
        if not killed:
            break
        kills += 1
    else:
        raise AssertionError(f"more than {MOST} queries")
    # Some kills came before the first was done, some between two.
    assert seen >= {0, 1, EVENTS + 1}
    assert kills > 100, "each of its queries was a place to die at"
    assert Call.objects.get().published_at is not None
    publishing.publish(call)
    assert whole() == EVENTS + 1
    print(f"killed {kills} times on {connection.vendor}")


def test_two_that_publish_at_once_publish_each_once(people: People) -> None:
    call = settled(people, 4)
    answers, _seconds = at_once(2, lambda _number: publishing.publish(call).events)
    assert [how for how, _what in answers] == ["returned", "returned"], answers
    assert sum(number for _how, number in answers) == 4
    assert whole() == 5


def test_of_two_moderators_who_save_at_once_one_is_told_and_nothing_is_lost(people: People) -> None:
    call = balancing_call()
    room = VenueFactory(name="Sala A")
    proposals = [wants(call, people.ngo, room, SATURDAY + timedelta(days=number)) for number in range(2)]
    users = [people.moderator, people.second_moderator]

    def save(number: int) -> int:
        start = at("2027-05-08 15:00") + timedelta(days=number)
        choice = Choice(proposals[number].pk, start, start + timedelta(hours=3), room, seen="")
        return allocating.save(call, users[number], [choice], 0).count

    answers, _seconds = at_once(2, save)
    assert sorted(how for how, _what in answers) == ["raised", "returned"], answers
    assert any("ChangedMeanwhile" in str(what) for how, what in answers if how == "raised"), answers
    assert Allocation.objects.count() == 1
    assert Call.objects.get().version == 1
