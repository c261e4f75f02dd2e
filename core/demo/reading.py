"""The YAML of `fixtures/` and its relative dates."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from django.conf import settings

WARSAW = ZoneInfo("Europe/Warsaw")
_RELATIVE = re.compile(r"([+-]\d+)d(?: (\d{2}):(\d{2}))?")


@cache
def fixture(name: str) -> Any:
    """The content of `fixtures/<name>.yaml`. Shared between callers: copy before you change it."""
    with open(settings.ROOT / "fixtures" / f"{name}.yaml", encoding="utf-8") as file:
        return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders


def moment(text: str, base: date, *, end_of_day: bool = False) -> datetime:
    """The aware time that "+12d 17:00" means: days from `base`, the hour in Europe/Warsaw.

    Without an hour it is the day's first minute, or its last with `end_of_day`. Raises ValueError on other forms.
    """
    match = _RELATIVE.fullmatch(text)
    if match is None:
        raise ValueError(f"not a relative date: {text!r}")
    days, hour, minute = match.groups()
    clock = time(int(hour), int(minute)) if hour is not None else (time(23, 59) if end_of_day else time(0, 0))
    return datetime.combine(base + timedelta(days=int(days)), clock, tzinfo=WARSAW)
