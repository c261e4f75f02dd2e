"""How soon a COP promises to decide: working days, that is without weekends and Polish public holidays."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from wagtail.models import Site

from core.navigation import site_settings
from events_calendar import days
from events_calendar.opening import public_holiday


def promised_days() -> int:
    """Within how many working days an answer is promised, as CIO has set it."""
    return site_settings(Site.objects.filter(is_default_site=True).first()).slot_answer_days


def is_working_day(day: date) -> bool:
    """Monday to Friday, unless it is a public holiday."""
    return day.weekday() < 5 and not public_holiday(day)


def working_days_since(moment: datetime, today: date | None = None) -> int:
    """How many whole working days lie between the day of the moment and today, neither of them counted."""
    day, today = days.first_day(moment) + timedelta(days=1), today or days.today()
    count = 0
    while day < today:
        count += is_working_day(day)
        day += timedelta(days=1)
    return count


def overdue_before(promised: int, today: date | None = None) -> datetime:
    """What was asked before this moment has waited longer than so many working days.

    Asked on Monday with three days promised, there is time until the end of Thursday.
    """
    day = today or days.today()
    while promised > 0:
        day -= timedelta(days=1)
        promised -= is_working_day(day)
    return datetime.combine(day, time.min, days.WARSAW)
