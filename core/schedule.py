"""What happens by the clock: apps register jobs in `AppConfig.ready()`, `manage.py work` runs those that are due.

    @schedule.every(minutes=1, name="core.publish_scheduled")
    @schedule.daily(at=time(7), name="accounts.mail_digests")

A run belongs to a slot: the minute, or the day's hour in Warsaw. Several workers may run; a slot is done once. A worker
that was down does the last missed slot when it comes back. A job that fails or whose worker is killed is tried again,
so a job must bear being repeated.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.management import call_command
from django.db.models import Q
from django.utils import timezone

from core import database

logger = logging.getLogger(__name__)

WARSAW = ZoneInfo("Europe/Warsaw")
LEASE = timedelta(minutes=10)
WAIT_AFTER_FAILURE = timedelta(minutes=5)


@dataclass(frozen=True)
class Job:
    """Something that is done in each slot; `slot` gives the start of the slot a moment lies in."""

    name: str
    run: Callable[[], object]
    slot: Callable[[datetime], datetime]


jobs: dict[str, Job] = {}
Function = Callable[[], object]


def every(*, minutes: int, name: str) -> Callable[[Function], Function]:
    """Run the function once in each stretch of this many minutes, counted from the full hour of UTC."""
    length = timedelta(minutes=minutes)
    epoch = datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC"))

    def slot(now: datetime) -> datetime:
        return epoch + (now - epoch) // length * length

    return _register(name, slot)


def daily(*, at: time, name: str) -> Callable[[Function], Function]:
    """Run the function once a day, at this hour in Warsaw or as soon after it as a worker runs."""

    def slot(now: datetime) -> datetime:
        local = now.astimezone(WARSAW)
        today = datetime.combine(local.date(), at, tzinfo=WARSAW)
        return today if today <= local else datetime.combine(local.date() - timedelta(days=1), at, tzinfo=WARSAW)

    return _register(name, slot)


def _register(name: str, slot: Callable[[datetime], datetime]) -> Callable[[Function], Function]:
    def remember(function: Function) -> Function:
        jobs[name] = Job(name, function, slot)
        return function

    return remember


def run_due(*, should_stop: Callable[[], bool] = lambda: False) -> list[str]:
    """Run every job whose present slot is not done; returns the names of those that ran."""
    from core.outbox.models import ScheduledRun

    now = timezone.now()
    done = dict(ScheduledRun.objects.values_list("name", "slot"))
    ran = []
    for job in list(jobs.values()):
        last = done.get(job.name)
        if should_stop():
            break
        if (last is None or last < job.slot(now)) and _run(job, now):
            ran.append(job.name)
    return ran


def _run(job: Job, now: datetime) -> bool:
    """Run the job in its present slot, unless another worker does; True when it ran through."""
    from core.outbox.models import ScheduledRun

    slot = job.slot(now)
    ScheduledRun.objects.get_or_create(name=job.name)
    row = ScheduledRun.objects.filter(name=job.name)
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    until = now + LEASE
    # One UPDATE is the claim: of two workers only one changes the row.
    if not row.filter(free, Q(slot=None) | Q(slot__lt=slot)).update(claimed_until=until):
        return False
    try:
        job.run()
    except Exception:
        logger.exception("schedule: %s failed", job.name)
        row.filter(claimed_until=until).update(claimed_until=timezone.now() + WAIT_AFTER_FAILURE)
        return False
    row.filter(claimed_until=until).update(slot=slot, claimed_until=None, done_at=timezone.now())
    return True


# --- What core itself does by the clock


@every(minutes=1, name="core.publish_scheduled")
def publish_scheduled() -> None:
    """Publish and expire pages to the minute."""
    call_command("publish_scheduled", verbosity=0)


@daily(at=time(3, 20), name="core.clear_sessions")
def clear_sessions() -> None:
    """Delete sessions that have run out."""
    call_command("clearsessions", verbosity=0)


@daily(at=time(3, 30), name="core.prune_outbox")
def prune_outbox() -> None:
    """Delete old finished entries of the outbox."""
    from core import outbox

    outbox.prune()


@daily(at=time(3, 40), name="core.refresh_statistics")
def refresh_statistics() -> None:
    """Let SQLite count what is in its tables; PostgreSQL's autovacuum does it by itself."""
    database.refresh_statistics()
