"""Claiming and doing the work that committed changes asked for. At least once, never by two workers at a time.

A claim is a short transaction: it moves `claimed_until` into the future and counts the attempt. The handler runs
outside of it. Whoever finishes an entry names the attempt it claimed, so a worker that was so slow that its claim ran
out cannot write over the work of the next one.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from core.outbox.models import OutboxEntry

    StrOrPromise = str | _StrPromise

logger = logging.getLogger(__name__)

Handler = Callable[["OutboxEntry"], None]
handlers: dict[str, Handler] = {}
labels: dict[str, StrOrPromise] = {}

LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 10
BATCH = 20
KEEP_DONE = timedelta(days=30)


def register_handler(kind: str, handler: Handler, label: StrOrPromise) -> None:
    """Say what does the work of this kind, and what people call it. Called in `AppConfig.ready()`."""
    handlers[kind] = handler
    labels[kind] = label


def enqueue(kind: str, payload: dict[str, Any], *, available_at: datetime | None = None) -> OutboxEntry:
    """Ask for work of this kind. The row is part of the caller's transaction: rolled back, it never was."""
    from core.outbox.models import OutboxEntry

    return OutboxEntry.objects.create(kind=kind, payload=payload, **({"available_at": available_at} if available_at else {}))


def enqueue_many(kind: str, payloads: Iterable[dict[str, Any]]) -> None:
    """Ask for many pieces of work of this kind, written in portions."""
    from core.outbox.models import OutboxEntry

    OutboxEntry.objects.bulk_create([OutboxEntry(kind=kind, payload=payload) for payload in payloads], batch_size=500)


def _due(now: datetime) -> QuerySet[OutboxEntry]:
    from core.outbox.models import OutboxEntry

    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    return OutboxEntry.objects.filter(free, done_at=None, failed_at=None, available_at__lte=now).order_by("available_at", "pk")


def claim(limit: int = BATCH) -> list[OutboxEntry]:
    """Take at most `limit` due entries, oldest first. No other worker gets them until the lease ends."""
    from core.outbox.models import OutboxEntry

    now = timezone.now()
    # Looking first costs nothing; on SQLite the transaction below holds the only write lock.
    if not _due(now).exists():
        return []
    with transaction.atomic():
        entries = list(_due(now).select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)[:limit])
        until = timezone.now() + LEASE
        OutboxEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(claimed_until=until, attempts=F("attempts") + 1)
    for entry in entries:
        entry.claimed_until = until
        entry.attempts += 1
    return entries


def _finish(entry: OutboxEntry, **fields: Any) -> bool:
    """Write the outcome, unless the entry was claimed anew in the meantime; says whether it was written."""
    from core.outbox.models import OutboxEntry

    return bool(OutboxEntry.objects.filter(pk=entry.pk, attempts=entry.attempts, done_at=None).update(claimed_until=None, **fields))


def back_off(attempts: int) -> timedelta:
    """How long to wait after this many attempts: half a minute, doubled each time, at most six hours."""
    return min(timedelta(seconds=30) * 2 ** max(0, attempts - 1), timedelta(hours=6))


def _record_failure(entry: OutboxEntry, error: str) -> None:
    now = timezone.now()
    if entry.attempts >= MAX_ATTEMPTS:
        logger.error("outbox: %s given up after %d attempts: %s", entry, entry.attempts, error.strip().splitlines()[-1])
        _finish(entry, failed_at=now, last_error=error)
    else:
        logger.warning("outbox: %s failed, attempt %d: %s", entry, entry.attempts, error.strip().splitlines()[-1])
        _finish(entry, available_at=now + back_off(entry.attempts), last_error=error)


def work_on(entry: OutboxEntry) -> bool:
    """Do one claimed entry and write down how it went; True when it is done."""
    if entry.attempts > MAX_ATTEMPTS:
        # Each attempt ended with its worker killed: nobody wrote a failure down.
        _record_failure(entry, entry.last_error or "every attempt ended without an answer")
        return False
    try:
        handler = handlers.get(entry.kind)
        if handler is None:
            raise LookupError(f"nothing is registered for work of the kind {entry.kind!r}")
        handler(entry)
    except Exception:
        _record_failure(entry, traceback.format_exc(limit=20)[-8000:].replace("\x00", ""))
        return False
    return _finish(entry, done_at=timezone.now(), last_error="")


def drain(limit: int = 100, *, should_stop: Callable[[], bool] = lambda: False) -> int:
    """Do the work that is due, oldest first, at most `limit` entries; returns how many were taken.

    `should_stop` is asked before each entry; what was claimed and not begun is given back.
    """
    from core.outbox.models import OutboxEntry

    taken = 0
    while taken < limit and not should_stop():
        entries = claim(min(BATCH, limit - taken))
        if not entries:
            break
        for number, entry in enumerate(entries):
            if should_stop():
                left = [other.pk for other in entries[number:]]
                OutboxEntry.objects.filter(pk__in=left, claimed_until=entry.claimed_until).update(
                    claimed_until=None, attempts=F("attempts") - 1
                )
                return taken
            # The entries before it took so long that another worker may hold it by now.
            if entry.claimed_until and entry.claimed_until <= timezone.now():
                continue
            work_on(entry)
            taken += 1
    return taken


def retry_failed() -> int:
    """Give every entry that was given up a fresh start; returns how many there were."""
    from core.outbox.models import OutboxEntry

    return OutboxEntry.objects.filter(done_at=None).exclude(failed_at=None).update(failed_at=None, attempts=0, available_at=timezone.now())


def prune() -> int:
    """Delete entries done more than 30 days ago; those that failed stay for people to look at."""
    from core.outbox.models import OutboxEntry

    deleted, _by_model = OutboxEntry.objects.filter(done_at__lt=timezone.now() - KEEP_DONE).delete()
    return deleted
