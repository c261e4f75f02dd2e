"""What the worker does for the outcome of calls by the clock."""

from __future__ import annotations

from datetime import time

from core import schedule


@schedule.daily(at=time(7), name="framework_calendar.publish")
def publish_due() -> None:
    """Publish the calls whose day has come, or remind their moderators that nobody has settled them."""
    from framework_calendar.services import publishing

    publishing.publish_due()
