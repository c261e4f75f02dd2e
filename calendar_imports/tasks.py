"""What the worker does for imports: a portion of a run at a time, and addresses by the clock."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from core import schedule

if TYPE_CHECKING:
    from core.outbox.models import OutboxEntry


def store(entry: OutboxEntry) -> None:
    """Store the next portion of a run."""
    from calendar_imports.services import storing

    storing.store_portion(entry.payload["run"])


def undo(entry: OutboxEntry) -> None:
    """Take the next portion of a run back."""
    from calendar_imports.services import undoing

    undoing.undo_portion(entry.payload["run"])


def read_source(entry: OutboxEntry) -> None:
    """Read an organisation's calendar now."""
    from calendar_imports.services import sources

    sources.read(entry.payload["source"])


@schedule.every(minutes=5, name="calendar_imports.read_due")
def read_due() -> None:
    """Read the calendars whose time has come."""
    from calendar_imports.services import sources

    sources.ask_for_due()


@schedule.daily(at=time(4, 10), name="calendar_imports.prune")
def prune() -> None:
    """Forget previews that nobody stored and readings of long ago."""
    from calendar_imports.services import sources

    sources.prune()
