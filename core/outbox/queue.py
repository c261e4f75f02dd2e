from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

if TYPE_CHECKING:
    from core.outbox.models import OutboxEntry

Handler = Callable[["OutboxEntry"], None]
handlers: dict[str, Handler] = {}


def register_handler(kind: str, handler: Handler) -> None:
    """Say what does the work of this kind. Called in `AppConfig.ready()`."""
    handlers[kind] = handler


def enqueue(kind: str, payload: dict[str, Any], *, available_at: datetime | None = None) -> OutboxEntry:
    """Ask for work of this kind. The row is part of the caller's transaction: rolled back, it never was."""
    from core.outbox.models import OutboxEntry

    return OutboxEntry.objects.create(kind=kind, payload=payload, **({"available_at": available_at} if available_at else {}))


def drain(limit: int = 100) -> int:
    """Do the work that is due, oldest first, at most `limit` rows; returns how many were taken."""
    from core.outbox.models import OutboxEntry

    entries = list(OutboxEntry.objects.filter(done_at=None, failed_at=None, available_at__lte=timezone.now())[:limit])
    for entry in entries:
        handlers[entry.kind](entry)
        entry.done_at = timezone.now()
        entry.save(update_fields=["done_at"])
    return len(entries)
