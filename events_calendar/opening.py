"""When a place may be booked: its hours, the days on which others hold, holidays, and how early, late, short and long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import holidays
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.templatetags.portal_ui import long_date
from events_calendar import days

if TYPE_CHECKING:
    from events_calendar.models import SchoolHolidays, Venue

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class DayOff:
    """A day that is pointed out: a public holiday, or one without school."""

    name: str
    public: bool
    is_example: bool = False


@lru_cache(maxsize=64)
def _holidays(year: int, language: str) -> dict[date, str]:
    return dict(holidays.country_holidays("PL", years=year, language="en_US" if language == "en" else "pl"))


def public_holiday(day: date) -> str:
    """The name of the Polish public holiday on this day (act of 18 January 1951 on days off work); empty on other days."""
    return _holidays(day.year, get_language() or "pl").get(day, "")


def days_off(first: date, last: date) -> dict[date, list[DayOff]]:
    """Public and school holidays of these days, both ends included: one query."""
    from events_calendar.models import SchoolHolidays

    found: dict[date, list[DayOff]] = {}
    schools: list[SchoolHolidays] = list(SchoolHolidays.objects.filter(first_day__lte=last, last_day__gte=first))
    day = first
    while day <= last:
        here = [DayOff(name, True) for name in [public_holiday(day)] if name]
        here += [DayOff(row.label, False, row.is_example) for row in schools if row.first_day <= day <= row.last_day]
        if here:
            found[day] = here
        day += timedelta(days=1)
    return found


def _moment(day: date, hour: time, *, closing: bool = False) -> datetime:
    """A time of the Polish clock; closing at 0:00 is the midnight after."""
    if closing and hour == time.min:
        day += timedelta(days=1)
    return datetime.combine(day, hour, days.WARSAW)


def open_hours(venue: Venue, day: date) -> list[Span]:
    """From when to when the place is open on this Polish day. A place without any hours is always open, apart from exceptions.

    Reads `venue.hours` and `venue.exceptions`: prefetch them for many days.
    """
    for exception in venue.exceptions.all():
        if exception.first_day <= day <= exception.last_day:
            if exception.opens is None or exception.closes is None:
                return []
            return [(_moment(day, exception.opens), _moment(day, exception.closes, closing=True))]
    if venue.closed_on_holidays and public_holiday(day):
        return []
    rows = list(venue.hours.all())
    if not rows:
        return [(_moment(day, time.min), _moment(day, time.min, closing=True))]
    return [(_moment(day, row.opens), _moment(day, row.closes, closing=True)) for row in rows if row.weekday == day.weekday()]


def open_spans(venue: Venue, start: datetime, end: datetime) -> list[Span]:
    """When the place is open between two moments; what is open past midnight is one span."""
    day, last = days.first_day(start), days.first_day(end)
    spans: list[Span] = []
    while day <= last:
        for opens, closes in sorted(open_hours(venue, day)):
            if spans and spans[-1][1] >= opens:
                spans[-1] = (spans[-1][0], max(spans[-1][1], closes))
            else:
                spans.append((opens, closes))
        day += timedelta(days=1)
    return [(max(opens, start), min(closes, end)) for opens, closes in spans if opens < end and closes > start]


def closed_problem(venue: Venue, start: datetime, end: datetime) -> str:
    """Why the place is not open for all of this time, in words; empty where it is."""
    spans = open_spans(venue, start, end)
    # Compared as moments: a span's ends may carry another time zone.
    if len(spans) == 1 and spans[0][0] <= start and spans[0][1] >= end:
        return ""
    day = days.first_day(start)
    while day <= days.first_day(end - timedelta(microseconds=1)):
        exception = next((one for one in venue.exceptions.all() if one.first_day <= day <= one.last_day), None)
        if exception is not None and exception.opens is None:
            return _("%(venue)s: %(day)s zamknięte (%(reason)s).") % _said(venue, day, reason=exception.reason)
        holiday = public_holiday(day) if venue.closed_on_holidays and exception is None else ""
        if holiday:
            return _("%(venue)s: %(day)s zamknięte, to święto (%(reason)s).") % _said(venue, day, reason=holiday)
        day += timedelta(days=1)
    day = days.first_day(start)
    hours = ", ".join(f"{_hour(opens)}–{_hour(closes)}" for opens, closes in open_hours(venue, day))
    if not hours:
        return _("%(venue)s: %(day)s zamknięte.") % _said(venue, day)
    return _("%(venue)s: %(day)s można rezerwować w godzinach %(hours)s.") % _said(venue, day, hours=hours)


def _said(venue: Venue, day: date, **words: str) -> dict[str, str]:
    return {"venue": venue.label, "day": long_date(day), **words}


def _hour(moment: datetime) -> str:
    there = moment.astimezone(days.WARSAW)
    return f"{there.hour}:{there:%M}"


def problems(venue: Venue, start: datetime, end: datetime, *, now: datetime | None = None, headcount: int | None = None) -> list[str]:
    """Why the place's rules do not allow this, in words for who asks; an empty list where they do. Not whether it is free."""
    now = now or timezone.now()
    found = []
    if not venue.bookable or not venue.active:
        found.append(_("%(venue)s: tego miejsca nie można rezerwować przez portal.") % {"venue": venue.label})
    if start <= now:
        found.append(_("Ten termin już minął. Wybierz późniejszy."))
    elif start - now < timedelta(hours=venue.min_notice_hours):
        told = {"venue": venue.label, "time": notice_of(venue)}
        found.append(_("%(venue)s: prośbę trzeba wysłać najpóźniej %(time)s wcześniej.") % told)
    return found + too_far(venue, start, now) + lasting_problems(venue, start, end, headcount=headcount)


def furthest_day(venue: Venue, now: datetime) -> date:
    """The last day for which one can book the place now."""
    return days.first_day(now) + timedelta(days=venue.furthest_days)


def notice_of(venue: Venue) -> str:
    """How long beforehand one has to ask: "36 godzin", "28 dni"."""
    hours = venue.min_notice_hours
    if hours and hours % 24 == 0:
        return ngettext("%(count)s dzień", "%(count)s dni", hours // 24) % {"count": hours // 24}
    return ngettext("%(count)s godzinę", "%(count)s godzin", hours) % {"count": hours}


def too_far(venue: Venue, start: datetime, now: datetime) -> list[str]:
    """That nobody books the place so long beforehand; of a series the last date must not be too far either."""
    furthest = furthest_day(venue, now)
    if days.first_day(start) <= furthest:
        return []
    return [_("%(venue)s: terminy można rezerwować do %(day)s.") % {"venue": venue.label, "day": long_date(furthest)}]


def lasting_problems(venue: Venue, start: datetime, end: datetime, *, headcount: int | None = None) -> list[str]:
    """Of the same rules those that a booking may break later, when the place changes: how long, how many people, when it is open."""
    found = []
    length = end - start
    if length <= timedelta(0):
        return []
    if length < timedelta(minutes=venue.shortest_minutes):
        found.append(_("%(venue)s: najkrótsza rezerwacja to %(time)s.") % {"venue": venue.label, "time": in_hours(venue.shortest_minutes)})
    if length > timedelta(minutes=venue.longest_minutes):
        found.append(_("%(venue)s: najdłuższa rezerwacja to %(time)s.") % {"venue": venue.label, "time": in_hours(venue.longest_minutes)})
    found += crowded(venue, headcount)
    shut = closed_problem(venue, start, end)
    return [*found, shut] if shut else found


def crowded(venue: Venue, headcount: int | None) -> list[str]:
    """That so many people do not fit in, in words; an empty list where they do."""
    if not headcount or not venue.capacity or headcount <= venue.capacity:
        return []
    people = ngettext("%(count)s osoba", "%(count)s osób", venue.capacity) % {"count": venue.capacity}
    return [_("%(venue)s: zmieści się najwyżej %(people)s.") % {"venue": venue.label, "people": people}]


def in_hours(minutes: int) -> str:
    """ "45 minut", "2 godziny", "1 godzina 30 minut"."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(count)s godzina", "%(count)s godzin", hours) % {"count": hours})
    if rest or not hours:
        parts.append(ngettext("%(count)s minuta", "%(count)s minut", rest) % {"count": rest})
    return " ".join(parts)
