"""The YAML of `fixtures/` and its relative dates."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from django.conf import settings

from core.demo.quiet_days import is_quiet

WARSAW = ZoneInfo("Europe/Warsaw")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WORKDAY = "workday"
_RELATIVE = re.compile(rf"([+-]\d+)d(?: ({'|'.join((*_WEEKDAYS, _WORKDAY))}))?(?: (\d{{2}}):(\d{{2}}))?")
# Farther than any row of holidays reaches.
_FARTHEST = 42


@cache
def fixture(name: str) -> Any:
    """The content of `fixtures/<name>.yaml`. Shared between callers: copy before you change it."""
    with open(settings.ROOT / "fixtures" / f"{name}.yaml", encoding="utf-8") as file:
        return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders


def moment(text: str, base: date, *, end_of_day: bool = False, lasts: int = 0) -> datetime:
    """The aware time that "+12d 17:00" or "+12d sat 17:00" means: days from `base`, the hour in Europe/Warsaw.

    With a weekday, or "workday" for Monday to Friday, it is the nearest such day that is no holiday, nor is any of the days
    that it `lasts` beyond the first; it stays on its side of `base`. Without an hour it is the day's first minute, or its
    last with `end_of_day`. Raises ValueError on other forms.
    """
    match = _RELATIVE.fullmatch(text)
    if match is None:
        raise ValueError(f"not a relative date: {text!r}")
    days, weekday, hour, minute = match.groups()
    clock = time(int(hour), int(minute)) if hour is not None else (time(23, 59) if end_of_day else time(0, 0))
    day = _nearest(weekday, base, int(days), lasts) if weekday else base + timedelta(days=int(days))
    return datetime.combine(day, clock, tzinfo=WARSAW)


def span(start: str, end: str, base: date) -> tuple[datetime, datetime]:
    """When an event begins and ends. Its end counts from the day of its beginning: "+0d 19:00" is that evening."""
    match = _RELATIVE.fullmatch(end)
    if match is None:
        raise ValueError(f"not a relative date: {end!r}")
    begins = moment(start, base, lasts=int(match[1]))
    return begins, moment(end, begins.date(), end_of_day=True)


def _nearest(weekday: str, base: date, days: int, lasts: int) -> date:
    """The day of this kind that is nearest to so many days from `base`, on the same side of it."""
    wanted = range(5) if weekday == _WORKDAY else (_WEEKDAYS.index(weekday),)
    target = base + timedelta(days=days)
    for distance in range(_FARTHEST):
        for day in (target + timedelta(days=distance), target - timedelta(days=distance)):
            all_days = [day + timedelta(days=number) for number in range(lasts + 1)]
            on_its_side = all_days[0] > base if days > 0 else all_days[-1] < base
            if on_its_side and day.weekday() in wanted and not any(map(is_quiet, all_days)):
                return day
    raise ValueError(f"no {weekday} near {target}")
