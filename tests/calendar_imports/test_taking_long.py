"""Files that take long to work out keep nobody from writing, and end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from calendar_imports import planning
from calendar_imports.models import CalendarSource
from calendar_imports.reading import files
from calendar_imports.services import runs, sources
from core.models import Territory
from events_calendar import recurrence
from events_calendar.models import EventPage
from tests.accounts.factories import People
from tests.calendar_imports.calendar_server import serving
from tests.calendar_imports.files import COMMUNE, choices, entry, file_of, finish, look, outcomes
from tests.events_calendar.factories import at

TWO = file_of(entry("1"), entry("2", "Warsztaty"))


def test_what_is_not_worked_out_in_time_is_told_row_by_row(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "SECONDS", -1)
    run = look(people.cio, TWO)
    assert outcomes(run) == [("Zebranie", "skipped"), ("Warsztaty", "skipped")]
    assert all("trwało za długo" in row.reason for row in run.rows.all())


@pytest.mark.django_db(transaction=True)
def test_a_file_is_read_and_worked_out_outside_of_a_transaction(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    # On SQLite a transaction that writes keeps everybody else from writing.
    inside: list[bool] = []
    read, plan = files.read, planning.plan
    monkeypatch.setattr(files, "read", lambda content: (inside.append(connection.in_atomic_block), read(content))[1])
    monkeypatch.setattr(planning, "plan", lambda *a, **k: (inside.append(connection.in_atomic_block), plan(*a, **k))[1])
    run = look(people.cio, TWO)
    runs.look_again(run.pk, people.cio, choices(kind="workshop"))
    assert inside == [False] * 4
    assert outcomes(run) == [("Zebranie", "new"), ("Warsztaty", "new")]


@pytest.fixture
def source(people: People, settings: Any) -> Iterator[CalendarSource]:
    """A calendar with two events that was read once."""
    settings.IMPORTS_FROM_LOOPBACK = True
    people.ngo.territory = Territory.objects.get(code=COMMUNE)
    people.ngo.save()
    with serving() as server:
        server.content = TWO
        asked = sources.ask(people.ngo_owner, people.ngo, server.url)
        allowed = sources.allow(asked.pk, people.moderator, choices())
        run = sources.read(allowed.pk)
        assert run is not None
        finish(run)
        yield allowed


def test_an_address_that_takes_long_has_not_lost_its_events(source: CalendarSource, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "SECONDS", -1)
    run = sources.read(source.pk, timezone.now() + timedelta(days=2))
    assert run is not None
    assert outcomes(finish(run)) == [("Zebranie", "skipped"), ("Warsztaty", "skipped")]
    assert EventPage.objects.filter(live=True, cancelled=False).count() == 2


@pytest.mark.django_db(transaction=True)
def test_an_address_is_worked_out_outside_of_a_transaction_too(source: CalendarSource, monkeypatch: pytest.MonkeyPatch) -> None:
    inside: list[bool] = []
    plan = planning.plan
    monkeypatch.setattr(planning, "plan", lambda *a, **k: (inside.append(connection.in_atomic_block), plan(*a, **k))[1])
    sources.read(source.pk, timezone.now() + timedelta(days=2))
    assert inside == [False]


def test_who_chooses_otherwise_while_an_address_is_read_is_asked_for_another_reading(
    people: People, source: CalendarSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = planning.plan

    def meanwhile(*given: Any, **more: Any) -> Any:
        rows = plan(*given, **more)
        sources.allow(source.pk, people.moderator, choices(kind="culture"))
        return rows

    monkeypatch.setattr(planning, "plan", meanwhile)
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert sources.read(source.pk) is None
    source.refresh_from_db()
    assert (source.digest, source.kind) == ("", "culture")


@pytest.mark.parametrize("rule", ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=WEEKLY;BYSETPOS=40;BYDAY=MO", "FREQ=YEARLY;BYYEARDAY=400"])
def test_an_editors_rule_that_names_no_day_is_refused(rule: str) -> None:
    with pytest.raises(ValidationError, match=r"ani razu|Nie rozumiemy"):
        recurrence.validate(rule, at("2026-12-01T18:00"))


@pytest.mark.parametrize(
    ("rule", "start"),
    [
        ("FREQ=YEARLY", "2028-02-29T18:00"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2027-03-01T18:00"),
        ("FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO", "2027-03-01T18:00"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SA", "2027-03-01T18:00"),
        ("FREQ=DAILY;INTERVAL=400;COUNT=2", "2027-03-01T18:00"),
    ],
)
def test_a_rare_day_is_a_day(rule: str, start: str) -> None:
    assert not recurrence.never_occurs(rule, at(start))
