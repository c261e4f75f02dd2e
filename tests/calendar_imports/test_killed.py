"""Killed between any two steps, a portion of an import is stored or it is not, and the next worker goes on."""

from __future__ import annotations

import pytest
from django.db import connection

from accounts.models import CopCommune
from calendar_imports.models import ImportedEvent, ImportRow, ImportRun
from calendar_imports.services import runs, storing, undoing
from core.outbox.models import OutboxEntry
from events_calendar.models import EventPage, Occurrence, Reservation
from tests.accounts.factories import People, make_people
from tests.calendar_imports.files import entry, file_of, look
from tests.events_calendar.factories import VenueFactory
from tests.events_calendar.test_killed import kill_at_every_step
from tests.factories import make_site_tree

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(transactional_db: None) -> People:
    tree = make_site_tree()
    made = make_people(tree)
    CopCommune.objects.create(cop=tree.slupsk, territory=tree.slupsk.territory)
    return made


def there() -> tuple[int, int, int, int]:
    return (
        EventPage.objects.count(),
        Occurrence.objects.count(),
        Reservation.objects.blocking().count(),
        ImportedEvent.objects.count(),
    )


def test_a_portion_killed_anywhere_is_stored_whole_or_not_at_all(people: People) -> None:
    room = VenueFactory(name="Sala A")
    run = look(people.cio, file_of(entry("1"), entry("2", "Festyn", "20261205T100000", "20261205T120000")), venue=room)
    runs.store(run.pk, people.cio)

    def state() -> str:
        done = ImportRow.objects.filter(run=run, done=True).count()
        now = ImportRun.objects.get(pk=run.pk)
        if done == 0:
            assert there() == (0, 0, 0, 0)
            assert (now.state, now.done) == ("storing", 0)
            return "old"
        assert done == 2
        assert there() == (2, 2, 2, 2)
        assert (now.state, now.done) == ("stored", 2)
        return "new"

    found = kill_at_every_step(lambda: storing.store_portion(run.pk), state)
    assert found["new"] == 1
    assert found["old"] > 40, "each of its queries was a place to die at"
    print(f"killed {found['old']} times on {connection.vendor}")


def test_undoing_killed_anywhere_takes_a_portion_back_whole_or_not_at_all(people: People) -> None:
    run = look(people.cio, file_of(entry("1")))
    runs.store(run.pk, people.cio)
    storing.store_portion(run.pk)
    runs.undo(run.pk, people.cio)

    def state() -> str:
        now = ImportRun.objects.get(pk=run.pk)
        if EventPage.objects.exists():
            assert there() == (1, 1, 0, 1)
            assert now.state == "undoing"
            return "old"
        assert there() == (0, 0, 0, 0)
        assert now.state == "undone"
        return "new"

    found = kill_at_every_step(lambda: undoing.undo_portion(run.pk), state)
    assert found["new"] == 1
    assert found["old"] > 30
    print(f"killed {found['old']} times on {connection.vendor}")


def test_each_portion_asks_for_the_next_in_its_own_transaction(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "PORTION", 1)
    run = look(people.cio, file_of(entry("1"), entry("2", "Festyn", "20261205T100000", "20261205T120000")))
    runs.store(run.pk, people.cio)
    before = OutboxEntry.objects.filter(kind=storing.STORE).count()

    def state() -> str:
        asked = OutboxEntry.objects.filter(kind=storing.STORE).count() - before
        done = ImportRow.objects.filter(run=run, done=True).count()
        assert asked == done
        return "new" if done else "old"

    assert kill_at_every_step(lambda: storing.store_portion(run.pk), state)["new"] == 1
