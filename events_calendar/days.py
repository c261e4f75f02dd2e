"""On which days an event happens, and the days of a month and a week. All days are days in Poland."""

from __future__ import annotations

import calendar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")
# Years that the calendar shows; outside them a date is a slip of the finger or a robot.
FIRST_YEAR, LAST_YEAR = 2000, 2099
# What ends before six in the morning, within twelve hours, is still the evening before.
NIGHT_ENDS = 6
LONGEST_NIGHT = timedelta(hours=12)
# No event lasts longer, so a month's events begin within a bounded range, which an index can serve.
LONGEST_EVENT = timedelta(days=366)
# Nobody takes a place for longer, with the time before and after; so an index finds whatever may overlap.
LONGEST_BOOKING = timedelta(days=31)
LONGEST_BLOCKED = LONGEST_BOOKING + timedelta(days=2)
# Minutes that setting up or cleaning up may take.
LONGEST_SETUP = 24 * 60
SETUP = timedelta(minutes=LONGEST_SETUP)
# How far ahead the dates of a series are rows.
HORIZON_MONTHS = 24


def in_calendar(moment: datetime | None) -> bool:
    """Whether a moment, where there is one, is in a year that the calendar shows. Beyond them Python may know no local time."""
    if moment is None:
        return True
    # Its own year first: the last hours of the year 9999 have no local time.
    return FIRST_YEAR - 1 <= moment.year <= LAST_YEAR + 1 and FIRST_YEAR <= moment.astimezone(WARSAW).year <= LAST_YEAR


def today() -> date:
    return datetime.now(WARSAW).date()


def first_day(start: datetime) -> date:
    """The day an event belongs to: the one it starts on."""
    return start.astimezone(WARSAW).date()


def last_day(start: datetime, end: datetime, all_day: bool) -> date:
    """The last day on which an event is shown. One that runs past midnight stays on the day it starts on."""
    first, last = start.astimezone(WARSAW), end.astimezone(WARSAW)
    if all_day or last.date() <= first.date():
        return max(first.date(), last.date())
    if last.hour < NIGHT_ENDS and end - start < LONGEST_NIGHT:
        return first.date()
    # An end at midnight is the end of the day before.
    return (last - timedelta(microseconds=1)).date()


def whole_days(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """The bounds of an all-day event: from the first midnight to the last minute of its last day, which is included."""
    first, last = first_day(start), first_day(end)
    return datetime.combine(first, time.min, WARSAW), datetime.combine(max(first, last), time(23, 59), WARSAW)


def month_weeks(day: date) -> list[list[date]]:
    """The weeks, Monday first, that a month's grid shows, with the days of its neighbours."""
    return calendar.Calendar(firstweekday=0).monthdatescalendar(day.year, day.month)


def month_bounds(day: date) -> tuple[date, date]:
    """The first and the last day of the month."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def week_bounds(day: date) -> tuple[date, date]:
    """Monday and Sunday of the week."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def weekend_bounds(day: date) -> tuple[date, date]:
    """Saturday and Sunday of the week: the coming ones, or those that it is now."""
    sunday = week_bounds(day)[1]
    return sunday - timedelta(days=1), sunday


def shifted_month(day: date, months: int) -> date | None:
    """The first day of a month so many months away; None outside the years that the calendar shows."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, 1) if FIRST_YEAR <= year <= LAST_YEAR else None


def shifted_days(day: date, days: int) -> date | None:
    """A day so many days away; None outside the years that the calendar shows."""
    moved = day + timedelta(days=days)
    return moved if FIRST_YEAR <= moved.year <= LAST_YEAR else None
