"""Events as iCalendar (RFC 5545), for a telephone's calendar."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from icalendar import Calendar, Event, Timezone, vCalAddress, vText
from icalendar.prop import vUri

from core.feeds import xml_text
from events_calendar import days

if TYPE_CHECKING:
    from events_calendar.models import EventPage

PRODUCT = "-//Portal Wspolpracy//Kalendarz//PL"
_LINE_SEPARATORS = re.compile("[\u0085\u2028\u2029]")


@lru_cache(maxsize=1)
def _warsaw() -> bytes:
    """The rules of summer time, worked out once."""
    first, after = date(days.FIRST_YEAR, 1, 1), date(days.today().year + 25, 1, 1)
    return Timezone.from_tzid("Europe/Warsaw", first_date=first, last_date=after).to_ical()


def _text(value: str) -> str:
    """Without what the format cannot hold: control signs, and separators that some programs take for a new line."""
    return _LINE_SEPARATORS.sub(" ", xml_text(value)).replace("\r", "")


def _line(value: str) -> str:
    """The same in one line: a parameter cannot hold another, and a title has none."""
    return " ".join(_text(value).split())


def calendar(name: str, events: Iterable[EventPage], request: HttpRequest) -> Calendar:
    """A calendar of these events. Their UID is one for all languages, so that a reader never has an event twice."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _line(name))
    made.add("x-wr-timezone", "Europe/Warsaw")
    made.add_component(Timezone.from_ical(_warsaw()))
    for event in events:
        made.add_component(_entry(event, request))
    return made


def _entry(event: EventPage, request: HttpRequest) -> Event:
    entry = Event()
    host = request.get_host().split(":")[0]
    changed = event.last_published_at or event.latest_revision_created_at or timezone.now()
    entry.add("uid", f"{event.translation_key}@{host}")
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    if event.all_day:
        # Days, not hours; the end is the first day after the event.
        entry.add("dtstart", days.first_day(event.start))
        entry.add("dtend", days.first_day(event.end) + timedelta(days=1))
    else:
        entry.add("dtstart", event.start.astimezone(days.WARSAW))
        if event.end > event.start:
            entry.add("dtend", event.end.astimezone(days.WARSAW))
    entry.add("summary", _line(event.title))
    if event.summary:
        entry.add("description", _text(event.summary))
    place = ", ".join(part for part in (event.place_name, event.address) if part)
    if place or event.online_url:
        entry.add("location", _line(place or event.online_url))
    entry.add("url", vUri(event.get_full_url(request)))
    entry.add("categories", [_text(event.kind_label)])
    entry.add("status", "CONFIRMED")
    address = event.contact_email or (event.organiser.email if event.organiser else "")
    if event.organiser and address:
        organizer = vCalAddress(f"mailto:{address}")
        organizer.params["cn"] = vText(_line(event.organiser.name))
        entry.add("organizer", organizer)
    return entry


def response(made: Calendar, name: str) -> HttpResponse:
    """The file as an answer; a browser offers to open it in a calendar."""
    answer = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
