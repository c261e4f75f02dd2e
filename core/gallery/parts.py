"""What the gallery is made of."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.templatetags.static import static

WIDE = {"month", "filter_panel", "table", "cta", "doors", "error_summary", "share", "section_head", "prev_next", "pagination", "gallery"}
WIDE |= {"empty_state", "search_form", "event_row", "page_header", "note"}


@dataclass(frozen=True)
class Sample:
    """One component in one state."""

    component: str
    state: str
    context: dict[str, Any] = field(default_factory=dict)

    @property
    def wide(self) -> bool:
        """Whether it takes a whole row of the gallery."""
        return self.component in WIDE

    @property
    def template(self) -> str:
        """The component's template."""
        return f"components/{self.component}.html"


@dataclass(frozen=True)
class Group:
    """Components of one kind."""

    title: str
    slug: str
    samples: list[Sample]


def picture(name: str) -> dict[str, Any]:
    """A sample picture of static/img/samples."""
    return {"url": static(f"img/samples/{name}.webp"), "width": 800, "height": 500}


def month_weeks(year: int, month: int, events: dict[int, list[dict[str, Any]]], today: date) -> list[list[dict[str, Any]]]:
    """Weeks of a month in the shape that mini_month.html and month.html take."""
    names = ("poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela")
    weeks = []
    for week in calendar.Calendar().monthdatescalendar(year, month):
        days = []
        for day in week:
            todays = events.get(day.day, []) if day.month == month else []
            days.append(
                {
                    "day": day.day,
                    "in_month": day.month == month,
                    "today": day == today,
                    "url": f"?data={day.isoformat()}" if todays else "",
                    "label": f"{day.day}.{day.month:02d}, wydarzenia: {len(todays)}",
                    "weekday": names[day.weekday()],
                    "events": todays[:2],
                    "more": {"label": f"jeszcze {len(todays) - 2}", "url": f"?data={day.isoformat()}"} if len(todays) > 2 else None,
                }
            )
        weeks.append(days)
    return weeks
