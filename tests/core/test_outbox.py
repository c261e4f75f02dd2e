"""The outbox: in the caller's transaction, at least once, never by two workers at a time."""

from __future__ import annotations

import os
import signal
import threading
import time as clock
from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from core import outbox, schedule
from core.models import OutboxEntry, ScheduledRun
from core.outbox import queue

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Numbers of the entries of the kind "test" that were done, in order."""
    numbers: list[int] = []
    monkeypatch.setitem(queue.handlers, "test", lambda entry: numbers.append(entry.payload["n"]))
    return numbers


def _fail(_entry: OutboxEntry) -> None:
    raise RuntimeError("the mail server is asleep")


def _later(entry: OutboxEntry) -> None:
    OutboxEntry.objects.filter(pk=entry.pk).update(available_at=timezone.now() - timedelta(seconds=1))


@pytest.mark.django_db
def test_rolled_back_means_never(done: list[int]) -> None:
    with transaction.atomic():
        outbox.enqueue("test", {"n": 1})
        transaction.set_rollback(True)
    outbox.enqueue("test", {"n": 2})
    assert outbox.drain() == 1
    assert done == [2]


@pytest.mark.django_db
def test_done_in_order_and_once(done: list[int]) -> None:
    for number in range(30):
        outbox.enqueue("test", {"n": number})
    outbox.enqueue("test", {"n": 99}, available_at=timezone.now() + timedelta(hours=1))
    assert outbox.drain() == 30
    assert outbox.drain() == 0
    assert done == list(range(30))
    assert OutboxEntry.objects.exclude(done_at=None).count() == 30


@pytest.mark.django_db
def test_a_failure_waits_longer_each_time_and_is_given_up(monkeypatch: pytest.MonkeyPatch, done: list[int]) -> None:
    monkeypatch.setitem(queue.handlers, "broken", _fail)
    entry = outbox.enqueue("broken", {})
    outbox.enqueue("test", {"n": 1})
    waits = []
    for _attempt in range(queue.MAX_ATTEMPTS):
        before = timezone.now()
        assert outbox.drain()
        assert outbox.drain() == 0, "it must wait"
        entry.refresh_from_db()
        waits.append((entry.available_at - before).total_seconds())
        _later(entry)
    assert done == [1], "one broken entry does not hold up the others"
    assert 29 < waits[0] < 40
    assert 59 < waits[1] < 70
    assert waits[-2] > 2000
    assert entry.failed_at
    assert "the mail server is asleep" in entry.last_error
    assert outbox.drain() == 0
    assert outbox.retry_failed() == 1
    monkeypatch.setitem(queue.handlers, "broken", lambda entry: done.append(2))
    assert outbox.drain() == 1
    assert done == [1, 2]


@pytest.mark.django_db
def test_a_kind_nobody_handles_is_tried_again_later(done: list[int]) -> None:
    entry = outbox.enqueue("unheard-of", {})
    outbox.drain()
    entry.refresh_from_db()
    assert entry.done_at is None
    assert "unheard-of" in entry.last_error


@pytest.mark.django_db
def test_a_killed_workers_entry_is_done_after_its_lease(done: list[int]) -> None:
    entry = outbox.enqueue("test", {"n": 1})
    (claimed,) = outbox.claim()
    assert outbox.claim() == []
    assert outbox.drain() == 0
    OutboxEntry.objects.filter(pk=entry.pk).update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert outbox.drain() == 1
    assert done == [1]
    # The first worker was not dead, only slow: its late failure changes nothing.
    queue._record_failure(claimed, "late")
    entry.refresh_from_db()
    assert entry.done_at
    assert entry.last_error == ""


@pytest.mark.django_db
def test_a_slow_worker_does_not_write_over_the_one_that_took_its_entry(done: list[int]) -> None:
    entry = outbox.enqueue("test", {"n": 1})
    (slow,) = outbox.claim()
    OutboxEntry.objects.filter(pk=entry.pk).update(claimed_until=timezone.now() - timedelta(seconds=1))
    (second,) = outbox.claim()
    queue._record_failure(slow, "late")
    entry.refresh_from_db()
    assert entry.claimed_until == second.claimed_until
    assert entry.last_error == ""
    assert outbox.work_on(second)


@pytest.mark.django_db
def test_an_entry_that_kills_its_worker_each_time_is_given_up(done: list[int]) -> None:
    entry = outbox.enqueue("test", {"n": 1})
    OutboxEntry.objects.filter(pk=entry.pk).update(attempts=queue.MAX_ATTEMPTS, claimed_until=timezone.now() - timedelta(seconds=1))
    outbox.drain()
    entry.refresh_from_db()
    assert entry.failed_at
    assert done == []


@pytest.mark.django_db
def test_stopping_gives_back_what_was_not_begun(done: list[int]) -> None:
    for number in range(3):
        outbox.enqueue("test", {"n": number})
    assert outbox.drain(should_stop=lambda: len(done) == 1) == 1
    rest = OutboxEntry.objects.filter(done_at=None)
    assert [(entry.claimed_until, entry.attempts) for entry in rest] == [(None, 0), (None, 0)]


@pytest.mark.django_db
def test_prune_keeps_young_and_failed(done: list[int]) -> None:
    long_ago = timezone.now() - timedelta(days=31)
    old, failed, young = (outbox.enqueue("test", {"n": number}) for number in range(3))
    OutboxEntry.objects.filter(pk=old.pk).update(done_at=long_ago)
    OutboxEntry.objects.filter(pk=failed.pk).update(failed_at=long_ago)
    OutboxEntry.objects.filter(pk=young.pk).update(done_at=timezone.now() - timedelta(days=29))
    assert outbox.prune() == 1
    assert set(OutboxEntry.objects.values_list("pk", flat=True)) == {failed.pk, young.pk}


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same_entry() -> None:
    OutboxEntry.objects.bulk_create([OutboxEntry(kind="test", payload={"n": number}) for number in range(60)])
    taken: list[list[int]] = [[], [], []]
    errors: list[BaseException] = []
    start = threading.Barrier(len(taken))

    def worker(mine: list[int]) -> None:
        try:
            start.wait(10)
            while entries := outbox.claim(2):
                mine += [entry.pk for entry in entries]
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=worker, args=(mine,)) for mine in taken]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    together = [pk for mine in taken for pk in mine]
    assert not errors
    # A worker may find all remaining rows locked by others and go home; nothing is taken twice, and the rest is still there.
    assert len(together) == len(set(together))
    assert set(together) | {entry.pk for entry in outbox.claim(60)} == set(OutboxEntry.objects.values_list("pk", flat=True))
    assert set(OutboxEntry.objects.values_list("attempts", flat=True)) == {1}


# --- The schedule


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> dict[str, schedule.Job]:
    """An empty schedule."""
    empty: dict[str, schedule.Job] = {}
    monkeypatch.setattr(schedule, "jobs", empty)
    return empty


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets the clock of the schedule: `at(7, 0)` is seven o'clock in Warsaw on the first day, `at(7, 0, day=1)` on the next."""

    def set_clock(hour: int, minute: int, second: int = 0, *, day: int = 0) -> None:
        now = datetime(2026, 3, 28, hour, minute, second, tzinfo=WARSAW) + timedelta(days=day)
        monkeypatch.setattr(schedule.timezone, "now", lambda: now)

    return set_clock


@pytest.mark.django_db
def test_a_job_of_the_minute_runs_once_in_each_minute(jobs: dict, at: Callable[..., None]) -> None:
    runs = []
    schedule.every(minutes=1, name="a")(lambda: runs.append(1))
    at(12, 0, 0)
    assert schedule.run_due() == ["a"]
    at(12, 0, 59)
    assert schedule.run_due() == []
    at(12, 1, 0)
    assert schedule.run_due() == ["a"]
    assert len(runs) == 2


@pytest.mark.django_db
def test_a_daily_job_runs_at_its_hour_in_warsaw_also_over_summer_time(jobs: dict, at: Callable[..., None]) -> None:
    runs = []
    schedule.daily(at=time(7), name="digest")(lambda: runs.append(1))
    at(6, 30)
    schedule.run_due()
    at(6, 59, 59)
    assert schedule.run_due() == []
    at(7, 0)
    assert schedule.run_due() == ["digest"]
    at(23, 0)
    assert schedule.run_due() == []
    # 29 March 2026: the clock goes forward, seven o'clock comes after 23 hours.
    at(6, 59, day=1)
    assert schedule.run_due() == []
    at(7, 0, day=1)
    assert schedule.run_due() == ["digest"]
    # The worker was down for two days: the missed slot is made up for once.
    at(9, 0, day=3)
    assert schedule.run_due() == ["digest"]
    assert schedule.run_due() == []


@pytest.mark.django_db
def test_a_failed_job_is_tried_again_and_others_go_on(jobs: dict, at: Callable[..., None]) -> None:
    runs = []

    @schedule.daily(at=time(7), name="broken")
    def broken() -> None:
        runs.append(1)
        if len(runs) == 1:
            raise RuntimeError

    schedule.daily(at=time(7), name="fine")(lambda: None)
    at(7, 0)
    assert schedule.run_due() == ["fine"]
    assert schedule.run_due() == []
    at(7, 6)
    assert schedule.run_due() == ["broken"]
    assert len(runs) == 2


@pytest.mark.django_db
def test_a_job_that_another_worker_holds_is_left_to_it(jobs: dict, at: Callable[..., None]) -> None:
    runs: list[int] = []
    schedule.daily(at=time(7), name="a")(lambda: runs.append(1))
    at(7, 0)
    ScheduledRun.objects.create(name="a", claimed_until=timezone.now() + timedelta(minutes=5))
    assert schedule.run_due() == []
    at(7, 6)
    assert schedule.run_due() == ["a"]


def test_the_portals_own_jobs_are_registered() -> None:
    assert {
        "core.publish_scheduled",
        "core.clear_sessions",
        "core.prune_outbox",
        "accounts.mail_digests",
        "accounts.prune_mails",
    } <= set(schedule.jobs)
    seven = datetime(2026, 7, 1, 12, tzinfo=WARSAW)
    assert schedule.jobs["accounts.mail_digests"].slot(seven) == datetime(2026, 7, 1, 7, tzinfo=WARSAW)


@pytest.mark.django_db
def test_the_schedule_publishes_what_is_due(site_tree: object) -> None:
    from news.models import NewsPage

    page = site_tree.news_slupsk.add_child(  # type: ignore[attr-defined]
        instance=NewsPage(title="Nowina", slug="nowina", live=False, date=timezone.now(), go_live_at=timezone.now() - timedelta(minutes=1))
    )
    page.save_revision(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    schedule.publish_scheduled()
    page.refresh_from_db()
    assert page.live


# --- manage.py work


@pytest.mark.django_db
def test_work_once_does_all_that_is_due(jobs: dict, done: list[int]) -> None:
    ran = []
    schedule.every(minutes=1, name="a")(lambda: ran.append(1))
    for number in range(130):
        outbox.enqueue("test", {"n": number})
    call_command("work", "--once")
    assert len(done) == 130
    assert ran == [1]


@pytest.mark.django_db(transaction=True)
def test_work_stops_cleanly_on_sigterm_after_the_entry_in_hand(jobs: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    finished = []

    def slow(entry: OutboxEntry) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        clock.sleep(0.2)
        finished.append(entry.pk)

    monkeypatch.setitem(queue.handlers, "slow", slow)
    first, second = outbox.enqueue("slow", {}), outbox.enqueue("slow", {})
    before = signal.getsignal(signal.SIGTERM)
    call_command("work", "--seconds", "30")
    assert finished == [first.pk]
    second.refresh_from_db()
    assert (second.claimed_until, second.attempts, second.done_at) == (None, 0, None)
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.django_db(transaction=True)
def test_work_lives_through_a_database_error(jobs: dict, done: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    from core.management.commands import work

    calls = []
    real = outbox.drain

    def drain(*args: object, **kwargs: object) -> int:
        calls.append(1)
        if len(calls) == 1:
            raise DatabaseError("the database is restarting")
        return real(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(work.outbox, "drain", drain)
    monkeypatch.setattr(work, "PAUSE_AFTER_DATABASE_ERROR", 0.05)
    outbox.enqueue("test", {"n": 1})
    started = clock.monotonic()
    call_command("work", "--seconds", "1.5")
    assert done == [1]
    assert clock.monotonic() - started < 10


# --- The admin's list


@pytest.mark.django_db
def test_the_list_shows_failures_and_changes_nothing(admin_client: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(queue.handlers, "broken", _fail)
    monkeypatch.setattr(queue, "MAX_ATTEMPTS", 1)
    entry = outbox.enqueue("broken", {})
    outbox.drain()
    page = admin_client.get("/admin/skrzynka-nadawcza/?state=failed").content.decode()  # type: ignore[attr-defined]
    assert "the mail server is asleep" in page
    assert "the mail server is asleep" not in admin_client.get("/admin/skrzynka-nadawcza/?state=done").content.decode()  # type: ignore[attr-defined]
    for path in ("new/", f"edit/{entry.pk}/", f"delete/{entry.pk}/"):
        answer = admin_client.post(f"/admin/skrzynka-nadawcza/{path}", {"kind": "x"})  # type: ignore[attr-defined]
        assert answer.status_code in (302, 403, 404)
    entry.refresh_from_db()
    assert entry.kind == "broken"
    assert OutboxEntry.objects.filter(kind="x").count() == 0
