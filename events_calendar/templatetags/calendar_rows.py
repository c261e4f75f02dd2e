"""Dates of events in lists."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from events_calendar.rows import EventRow

register = template.Library()


@register.inclusion_tag("components/event_row.html", takes_context=True)
def date_row(context: Context, row: EventRow, compact: bool = False) -> dict[str, Any]:
    """One date in a list. `compact` leaves the marks out, but for a cancelled or changed date.

    What the component asks for is gathered here: a template that did it spent half of a list's time on passing values on.
    """
    said = {
        "title": row.title,
        "url": row.get_url(context.get("request")),
        "start": row.start,
        "end": row.end,
        "all_day": row.all_day,
        "place": row.where,
        "cancelled": row.cancelled,
        "reason": row.reason,
    }
    if compact:
        return {**said, "tags": row.changes}
    return {
        **said,
        "kind": row.kind,
        "kind_label": row.kind_label,
        "free": row.free,
        "accessible": row.step_free,
        "tags": row.marks,
    }
