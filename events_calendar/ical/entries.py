"""One event as VEVENT entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from icalendar import Event, vCalAddress, vGeo, vRecur, vText
from icalendar.prop import vUri

from events_calendar import days
from events_calendar.ical import series
from events_calendar.ical.sources import Sources
from events_calendar.ical.text import line, text
from events_calendar.models.venues import Venue

if TYPE_CHECKING:
    from events_calendar.models import EventPage
    from events_calendar.recurrence import Date

# SEQUENCE counts the seconds from here to the last change: it grows with each change, falls never, and needs no column.
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def uid(event: EventPage) -> str:
    """One for all languages, files and mails, so that nobody has an event twice. The host is the portal's, however it was asked."""
    return f"{event.translation_key}@{host()}"


def host() -> str:
    """What the UIDs of the portal's own events end with."""
    return urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "localhost"


def changed(event: EventPage, known: series.Known | None) -> datetime:
    """When what the entry says was last changed."""
    published = event.last_published_at if event.live else event.latest_revision_created_at
    moments = [moment for moment in (published, known.changed if known else None) if moment is not None]
    return max(moments) if moments else event.latest_revision_created_at or timezone.now()


def sequence_at(moment: datetime) -> int:
    return max(0, int((moment - EPOCH).total_seconds()))


def of(event: EventPage, sources: Sources, request: HttpRequest | None, *, sequence: int | None = None) -> Iterator[Event]:
    """The entries of one event: the whole, what differs from it, and what stands alone. `sequence` where a mail has its own."""
    known = sources.known[event.translation_key]
    plan = series.plan(event, known)
    if plan.base is None:
        return
    when = changed(event, known)
    count = sequence_at(when) if sequence is None else sequence
    whole = _entry(event, plan.base, sources, request, when, count)
    if plan.rule:
        whole.add("rrule", vRecur.from_ical(plan.rule))
    for name, starts in (("exdate", plan.left_out), ("rdate", plan.added)):
        _add_dates(whole, name, starts, event.all_day)
    yield whole
    for original, date in plan.others:
        other = _entry(event, date, sources, request, when, count)
        _add_when(other, "recurrence-id", original, event.all_day)
        yield other
    for date in plan.alone:
        past = _entry(event, date, sources, request, when, count)
        past["uid"] = vText(f"{date.original.astimezone(UTC):%Y%m%dT%H%M%SZ}-{uid(event)}")
        yield past


def single(event: EventPage, sources: Sources, dates: Iterable[Date], *, sequence: int) -> Iterator[Event]:
    """Single dates of a series, each with its RECURRENCE-ID and without the series: for a message that is about nothing else."""
    when = changed(event, sources.known[event.translation_key])
    for date in dates:
        entry = _entry(event, date, sources, None, when, sequence)
        _add_when(entry, "recurrence-id", date.original, event.all_day)
        yield entry


def _entry(event: EventPage, date: Date, sources: Sources, request: HttpRequest | None, when: datetime, sequence: int) -> Event:
    entry = Event()
    entry.add("uid", uid(event))
    entry.add("dtstamp", when.astimezone(UTC))
    entry.add("last-modified", when.astimezone(UTC))
    entry.add("sequence", sequence)
    _add_when(entry, "dtstart", date.start, event.all_day)
    if event.all_day:
        # Days, not hours; the end is the first day after the event.
        entry.add("dtend", days.first_day(date.end) + timedelta(days=1))
    elif date.end > date.start:
        _add_when(entry, "dtend", date.end, False)
    entry.add("summary", line(event.title))
    said = [gettext("Odwołane: %(reason)s") % {"reason": date.reason} if date.reason else gettext("Odwołane.")] if date.cancelled else []
    description = "\n\n".join(part for part in (*said, event.summary) if part)
    if description:
        entry.add("description", text(description))
    _add_place(entry, event, date, sources.venues.get(date.venue_id or 0))
    if event.live:
        entry.add("url", vUri(event.get_full_url(request)))
    entry.add("categories", [text(event.kind_label)])
    entry.add("status", "CANCELLED" if date.cancelled else "CONFIRMED" if event.live else "TENTATIVE")
    _add_organiser(entry, event)
    return entry


def _add_when(entry: Event, name: str, moment: datetime, all_day: bool) -> None:
    entry.add(name, series.day_or_moment(moment, all_day))


def _add_dates(entry: Event, name: str, starts: list[datetime], all_day: bool) -> None:
    """EXDATE or RDATE: all in one property, but an hour that comes twice, which is UTC, in one of its own."""
    values = [series.day_or_moment(start, all_day) for start in starts]
    in_utc = [value for value in values if isinstance(value, datetime) and value.tzinfo is UTC]
    for group in ([value for value in values if value not in in_utc], in_utc):
        if group:
            entry.add(name, group, parameters={"VALUE": "DATE"} if all_day else {})


def _add_place(entry: Event, event: EventPage, date: Date, venue: Venue | None) -> None:
    other = venue if date.venue_id != event.venue_id else None
    words = (other.full_name, other.where) if other else (event.place_name, event.address)
    place = ", ".join(part for part in words if part)
    if place or event.online_url:
        entry.add("location", line(place or event.online_url))
    if venue is not None:
        point = venue if venue.latitude is not None or venue.parent is None else venue.parent
        if point.latitude is not None and point.longitude is not None:
            entry.add("geo", vGeo((float(point.latitude), float(point.longitude))))


def _add_organiser(entry: Event, event: EventPage) -> None:
    address = event.contact_email or (event.organiser.email if event.organiser else "")
    if event.organiser and address:
        organizer = vCalAddress(f"mailto:{address}")
        organizer.params["cn"] = vText(line(event.organiser.name))
        entry.add("organizer", organizer)
