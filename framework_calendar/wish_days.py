"""On which days a wish may come true, and from when to when on each. Hours are of the Polish clock, moments UTC."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from events_calendar import recurrence

if TYPE_CHECKING:
    from framework_calendar.models import Wish

# A wish for any day of a year is a wish; whoever writes more days than that has slipped.
MOST_DAYS = 370


def days_of(wish: Wish) -> list[date]:
    """The days that the wish names, earliest first: one, or each that its weekday leaves of a stretch."""
    if wish.day is not None:
        return [wish.day]
    if wish.first_day is None or wish.last_day is None:
        return []
    count = min((wish.last_day - wish.first_day).days + 1, MOST_DAYS)
    found = (wish.first_day + timedelta(days=number) for number in range(count))
    return [day for day in found if wish.weekday is None or day.weekday() == wish.weekday]


def slot_on(wish: Wish, day: date) -> tuple[datetime, datetime]:
    """From when to when on this day; what does not end after it begins ends on the next one."""
    last = day if wish.ends > wish.begins else day + timedelta(days=1)
    return recurrence.moment(datetime.combine(day, wish.begins)), recurrence.moment(datetime.combine(last, wish.ends))
