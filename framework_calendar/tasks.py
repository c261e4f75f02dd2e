"""What the worker does for the yearly call by the clock."""

from __future__ import annotations

from datetime import time

from core import schedule


@schedule.daily(at=time(8, 30), name="framework_calendar.remind")
def remind() -> None:
    """Remind organisations of a call that ends soon."""
    from framework_calendar.services import calls

    calls.remind()


@schedule.daily(at=time(7, 30), name="framework_calendar.tell_closed")
def tell_closed() -> None:
    """Tell of a call that has ended what comes next."""
    from framework_calendar.services import calls

    calls.tell_closed()
