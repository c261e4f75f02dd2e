"""What the worker does for the calendar: by the clock, and for slots that have become free."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from core import schedule

if TYPE_CHECKING:
    from core.outbox.models import OutboxEntry


def offer_freed_slot(entry: OutboxEntry) -> None:
    """Offer a slot that has become free to who waits for it."""
    from events_calendar.services import waiting

    payload = entry.payload
    waiting.offer_freed(payload["venue"], datetime.fromisoformat(payload["start"]), datetime.fromisoformat(payload["end"]))


def tell_of_taken_slot(entry: OutboxEntry) -> None:
    """Tell who waits for a slot that it is another's for certain."""
    from events_calendar.services import waiting

    waiting.tell_taken(entry.payload["event"], entry.payload["waiting"])


def rename_events(entry: OutboxEntry) -> None:
    """Write a place's new words into its events: some now, the rest in the next entry."""
    from core import outbox
    from events_calendar.services import venues

    payload = entry.payload
    last = venues.rename_events(payload["venue"], payload["after"])
    if last is not None:
        outbox.enqueue(venues.RENAMED, {"venue": payload["venue"], "after": last})


@schedule.every(minutes=5, name="events_calendar.expire_requests")
def expire_requests() -> None:
    """End requests whose hold has run out, pass offers on that nobody answered, end what waited until its time had come."""
    from events_calendar.services import waiting

    waiting.expire_requests()
    waiting.pass_unanswered()
    waiting.end_past()


@schedule.every(minutes=5, name="events_calendar.tell_next_dates")
def tell_next_dates() -> None:
    """Let the search tell the next date of events one of whose dates is over."""
    from events_calendar.services import dates

    dates.tell_next_dates()


@schedule.daily(at=time(3, 50), name="events_calendar.prune_drafts")
def prune_drafts() -> None:
    """Delete drafts of requests that nobody touched for a month."""
    from events_calendar.services import requests

    requests.prune_drafts()


@schedule.daily(at=time(3, 10), name="events_calendar.extend_series")
def extend_series() -> None:
    """Roll the series out to the horizon, which moves on every day."""
    from events_calendar.services import dates

    dates.extend_series()


@schedule.daily(at=time(8), name="events_calendar.remind_moderators")
def remind_moderators() -> None:
    """On working days, remind of requests that wait longer than is promised."""
    from events_calendar.services import reminders

    reminders.remind_moderators()


@schedule.daily(at=time(9), name="events_calendar.remind_requesters")
def remind_requesters() -> None:
    """Remind who asked of their organisation's events of tomorrow."""
    from events_calendar.services import reminders

    reminders.remind_requesters()


@schedule.daily(at=time(9, 20), name="events_calendar.remind_duties")
def remind_duties() -> None:
    """Remind of legal duties that are not ticked, a week before their deadline and when it is over."""
    from events_calendar.services import duty_mail

    duty_mail.remind()
