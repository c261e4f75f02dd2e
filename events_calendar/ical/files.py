"""Calendars as files, and as answers that a program need not read again while nothing has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from icalendar import Calendar, Timezone

from core import conditional
from events_calendar.ical import entries, sources
from events_calendar.ical.text import line

if TYPE_CHECKING:
    from events_calendar.models import EventPage

PRODUCT = "-//Portal Wspolpracy//Kalendarz//PL"


# Since 1996 one rule for the whole Union. Written out: icalendar 7.3 makes a list of dates with each spring's change an hour late,
# and ical.js reads only the first of each list. A test holds it against the system's own time zones.
WARSAW = """BEGIN:VTIMEZONE
TZID:Europe/Warsaw
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


def empty(name: str = "") -> Calendar:
    """A calendar with its time zone and no events yet.

    Without a METHOD: a file that one subscribes to is no message, and servers for calendars refuse entries with one.
    """
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    if name:
        made.add("x-wr-calname", line(name))
        made.add("x-wr-timezone", "Europe/Warsaw")
    made.add_component(Timezone.from_ical(WARSAW))
    return made


def calendar(name: str, events: Iterable[EventPage], request: HttpRequest | None) -> Calendar:
    """A calendar of these events, with all their dates. A constant number of queries, if the events come `for_ical`."""
    listed = list(events)
    read = sources.read(listed)
    made = empty(name)
    for event in listed:
        for entry in entries.of(event, read, request):
            made.add_component(entry)
    return made


def answer(request: HttpRequest, name: str, make: Callable[[], Calendar], *, private: bool = False) -> HttpResponse:
    """The file as an answer; a browser offers to open it in a calendar. 304 for whoever has it already.

    `private` for what only its owner may see: then no cache on the way keeps it, nor ours.
    """

    def build() -> HttpResponse:
        made = HttpResponse(make().to_ical(), content_type="text/calendar; charset=utf-8")
        made["Content-Disposition"] = f'attachment; filename="{name}"'
        if private:
            made["Cache-Control"] = "private, no-store"
            made["X-Robots-Tag"] = "noindex"
        return made

    return conditional.answer(request, build, public=not private)
