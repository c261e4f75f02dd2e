"""Days on which nobody in Poland holds a meeting: public holidays, and those between Christmas and the New Year."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

# Day and month of the holidays with a fixed date (Act of 18 January 1951 on days free from work); Christmas Eve since 2025.
_FIXED = ((1, 1), (6, 1), (1, 5), (3, 5), (15, 8), (1, 11), (11, 11), (24, 12), (25, 12), (26, 12))
# Easter Sunday and Monday, Pentecost, Corpus Christi: days after Easter Sunday.
_AFTER_EASTER = (0, 1, 49, 60)


def easter(year: int) -> date:
    """Easter Sunday of a year of the Gregorian calendar (the method of Meeus, Jones and Butcher)."""
    golden, century = year % 19, year // 100
    of_century = year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


@cache
def public_holidays(year: int) -> frozenset[date]:
    """The days free from work in Poland, Sundays that are none of their own left out."""
    fixed = [date(year, month, day) for day, month in _FIXED]
    return frozenset([*fixed, *(easter(year) + timedelta(days=days) for days in _AFTER_EASTER)])


def is_quiet(day: date) -> bool:
    """Whether an event of the demo would look odd on this day: a holiday, its eve at Easter, the last week of the year."""
    in_last_week = (day.month, day.day) >= (12, 24)
    return in_last_week or day in public_holidays(day.year) or day + timedelta(days=1) == easter(day.year)
