"""Plain links that put an event into the calendars that most people use. Nothing is asked of these services by the page itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from events_calendar import days
from events_calendar.models.bookings import Occurrence

if TYPE_CHECKING:
    from events_calendar.models import EventPage


def add_links(event: EventPage, request: HttpRequest) -> list[dict[str, str]]:
    """Name and address of each service, the file last. Services that know no series get the next date, and the name says so."""
    start, end = _next(event)
    url = event.get_full_url(request) or ""
    details = "\n\n".join(part for part in (event.summary, url) if part)
    place = ", ".join(part for part in (event.place_name, event.address) if part) or event.online_url
    file = f"{event.get_url(request) or ''}{event.reverse_subpage('ics')}"
    google = {
        "action": "TEMPLATE",
        "text": event.title,
        "dates": f"{_compact(start, event.all_day)}/{_compact(end, event.all_day, last=True)}",
        "details": details,
        "location": place,
        "ctz": "Europe/Warsaw",
    }
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": event.title,
        "startdt": _iso(start, event.all_day),
        "enddt": _iso(end, event.all_day, last=True),
        "allday": "true" if event.all_day else "false",
        "body": details,
        "location": place,
    }
    yahoo = {
        "v": "60",
        "title": event.title,
        "st": _compact(start, event.all_day),
        "et": _compact(end, event.all_day),
        "dur": "allday" if event.all_day else "",
        "desc": details,
        "in_loc": place,
    }
    services = (
        ("Google", "https://calendar.google.com/calendar/render", google),
        ("Outlook.com", "https://outlook.live.com/calendar/0/deeplink/compose", outlook),
        ("Office 365", "https://outlook.office.com/calendar/0/deeplink/compose", outlook),
        ("Yahoo", "https://calendar.yahoo.com/", yahoo),
    )
    name = gettext("%(service)s (najbliższy termin)") if event.rule else "%(service)s"
    links = [
        {"label": name % {"service": service}, "url": f"{base}?{urlencode({k: v for k, v in query.items() if v}, quote_via=quote)}"}
        for service, base, query in services
    ]
    return [
        *links,
        {"label": gettext("Subskrybuj: zmiany przyjdą same"), "url": f"webcal://{request.get_host()}{file}"},
        {"label": gettext("Plik .ics"), "url": file},
    ]


def _next(event: EventPage) -> tuple[datetime, datetime]:
    """The date to put into a calendar: of a series the next one that takes place."""
    now = timezone.now()
    if event.rule or event.end < now:
        rows = Occurrence.objects.planned().filter(translation_key=event.translation_key, end__gte=now)
        found = rows.order_by("start").values_list("start", "end").first()
        if found is not None:
            return found
    return event.start, event.end


def _compact(moment: datetime, all_day: bool, *, last: bool = False) -> str:
    if all_day:
        return f"{days.first_day(moment) + timedelta(days=int(last)):%Y%m%d}"
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _iso(moment: datetime, all_day: bool, *, last: bool = False) -> str:
    if all_day:
        return (days.first_day(moment) + timedelta(days=int(last))).isoformat()
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
