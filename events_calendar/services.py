"""Changing events: one function for each thing that is done to them outside the page editor."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from core import pagecache
from events_calendar.models import EventPage


def reschedule(event: EventPage, start: datetime, end: datetime) -> None:
    """Give the event, in all languages, other times and leave everything else, its own revisions too, as it is.

    A bare `update()` of the two columns would leave the event on its old days in the calendar, and its translations too.
    """
    event.start, event.end = start, end
    with transaction.atomic():
        event.save(update_fields=["start", "end", "first_day", "last_day"])
        pagecache.bump()
