"""An event as machines read it: JSON-LD of schema.org."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from events_calendar import days, recurrence

if TYPE_CHECKING:
    from events_calendar.models import EventPage
    from events_calendar.rows import EventRow
    from events_calendar.series import Dates

SCHEMA = "https://schema.org/"
# Dates that stand one by one; the rule says the rest.
MOST_SUB_EVENTS = 30
_DAYS = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}
# Of an interval in ISO 8601: every two weeks is P2W.
_UNITS = {"DAILY": "D", "WEEKLY": "W", "MONTHLY": "M", "YEARLY": "Y"}


def event(page: EventPage, dates: Dates, request: HttpRequest) -> dict[str, Any]:
    """The event at its next date, with its schedule and its single dates where it has several."""
    row = dates.next
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": page.title,
        "description": page.summary,
        **_when(row),
        "eventStatus": _status(row),
        "eventAttendanceMode": _mode(page),
        "url": page.get_full_url(request),
        "isAccessibleForFree": page.free,
    }
    location = _location(page, row)
    if location:
        data["location"] = location
    if page.organiser:
        data["organizer"] = {"@type": "Organization", "name": page.organiser.name}
    if row.rescheduled:
        data["previousStartDate"] = _moment(row.occurrence.original, row.all_day)
    if page.audience:
        data["audience"] = {"@type": "Audience", "audienceType": page.audience}
    if dates.is_series:
        schedule = _schedule(page)
        if schedule:
            data["eventSchedule"] = schedule
        data["subEvent"] = [
            {"@type": "Event", "name": page.title, **_when(one), "eventStatus": _status(one), "location": _location(page, one)}
            for one in dates.ahead[:MOST_SUB_EVENTS]
        ]
    return data


def _moment(moment: datetime, all_day: bool) -> str:
    return days.first_day(moment).isoformat() if all_day else moment.astimezone(days.WARSAW).isoformat()


def _when(row: EventRow) -> dict[str, str]:
    return {"startDate": _moment(row.start, row.all_day), "endDate": _moment(row.end, row.all_day)}


def _status(row: EventRow) -> str:
    name = "EventCancelled" if row.cancelled else "EventRescheduled" if row.rescheduled else "EventScheduled"
    return f"{SCHEMA}{name}"


def _mode(page: EventPage) -> str:
    name = "Offline"
    if page.is_online:
        name = "Mixed" if page.place_name else "Online"
    return f"{SCHEMA}{name}EventAttendanceMode"


def _location(page: EventPage, row: EventRow) -> Any:
    """Where one goes, with how one gets in; where to join; both, where both are possible."""
    places: list[dict[str, Any]] = []
    venue = row.occurrence.venue if row.elsewhere else None
    name, address = (venue.full_name, venue.where) if venue else (page.place_name, page.address)
    if name:
        place: dict[str, Any] = {"@type": "Place", "name": name, "address": address or name}
        features = [] if venue else [str(label) for label in page.get_accessibility_labels()]
        if features:
            place["amenityFeature"] = [{"@type": "LocationFeatureSpecification", "name": label, "value": True} for label in features]
        places.append(place)
    if page.online_url:
        places.append({"@type": "VirtualLocation", "url": page.online_url})
    return places[0] if len(places) == 1 else places or None


def _schedule(page: EventPage) -> dict[str, Any] | None:
    """The rule as a Schedule; None for a list of dates, and for a rule that schema.org has no words for."""
    if not page.rule:
        return None
    try:
        parts = recurrence.parts_of(page.rule)
    except ValidationError:
        return None
    unit = _UNITS.get(parts.get("FREQ", ""))
    if unit is None or parts.keys() & {"BYSETPOS", "BYYEARDAY", "BYWEEKNO", "BYHOUR", "BYMINUTE"}:
        return None
    start, end = recurrence.local(page.start), recurrence.local(page.end)
    schedule: dict[str, Any] = {
        "@type": "Schedule",
        "repeatFrequency": f"P{parts.get('INTERVAL', '1')}{unit}",
        "startDate": start.date().isoformat(),
        "scheduleTimezone": str(days.WARSAW),
    }
    if not page.all_day:
        schedule |= {"startTime": f"{start:%H:%M:%S}", "endTime": f"{end:%H:%M:%S}"}
    if "COUNT" in parts:
        schedule["repeatCount"] = int(parts["COUNT"])
    if "UNTIL" in parts:
        schedule["endDate"] = f"{parts['UNTIL'][:4]}-{parts['UNTIL'][4:6]}-{parts['UNTIL'][6:8]}"
    if "BYDAY" in parts:
        # "2TU" is the second Tuesday; schema.org takes iCal's own words for it.
        schedule["byDay"] = [f"{SCHEMA}{_DAYS[day]}" if day in _DAYS else day for day in parts["BYDAY"].split(",")]
    for name, called in (("BYMONTHDAY", "byMonthDay"), ("BYMONTH", "byMonth")):
        if name in parts:
            schedule[called] = [int(number) for number in parts[name].split(",")]
    away = [change.original for change in page.source_dates() if change.change in ("excluded", "cancelled") and change.original]
    if away:
        schedule["exceptDate"] = [_moment(moment, page.all_day) for moment in away]
    return schedule
