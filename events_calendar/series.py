"""All dates of one event, as its own page, the search and machines are told of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Case, Count, F, Max, Q, Sum, Value, When, Window
from django.utils import timezone

from events_calendar import days, recurrence
from events_calendar.rows import EventRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from events_calendar.models import EventPage, Occurrence

# Dates that stand on the page at once; the others unfold.
SHOWN = 10
# More than these nobody reads, and the page would grow heavy.
MOST = 100


@dataclass(frozen=True)
class Dates:
    """The dates of an event. `next` is the one the page begins with: the next planned, else the next cancelled, else the last."""

    next: EventRow
    ahead: list[EventRow] = field(default_factory=list)
    ahead_count: int = 0
    past_count: int = 0
    last_end: datetime | None = None

    @property
    def is_series(self) -> bool:
        """More than one date."""
        return self.ahead_count + self.past_count > 1

    @property
    def shown(self) -> list[EventRow]:
        return self.ahead[:SHOWN]

    @property
    def folded(self) -> list[EventRow]:
        return self.ahead[SHOWN:]

    @property
    def beyond(self) -> int:
        """How many are ahead and not on the page."""
        return self.ahead_count - len(self.ahead)

    def is_over(self, now: datetime | None = None) -> bool:
        return self.last_end is not None and self.last_end < (now or timezone.now())


def of(event: EventPage, *, as_written: bool = False) -> Dates:
    """The event's dates: its rows, in one query. `as_written` works them out from the page's own text, for a preview.

    An event without rows, a draft, is told as it is written too.
    """
    now = timezone.now()
    if not as_written and event.pk is not None:
        found = _stored(event, now)
        if found is not None:
            return found
    return _written(event, now)


def _stored(event: EventPage, now: datetime) -> Dates | None:
    from events_calendar.models import Occurrence

    is_ahead = Q(end__gte=now)
    # Those ahead in their order; behind them, and hence only where none is ahead first, the last that was.
    order: list[Any] = [Case(When(is_ahead, then=Value(0)), default=Value(1)), Case(When(is_ahead, then=F("start"))), "-start", "-pk"]
    rows = list(
        Occurrence.objects.filter(translation_key=event.translation_key)
        .annotate(
            number=Window(Count("pk")),
            number_ahead=Window(Sum(Case(When(is_ahead, then=Value(1)), default=Value(0)))),
            last=Window(Max("end")),
        )
        .for_rows()
        .order_by(*order)[:MOST]
    )
    if not rows:
        return None
    number, coming, last = rows[0].number, rows[0].number_ahead, rows[0].last
    return _told(event, rows[: coming or 1], coming, number - coming, last)


def _written(event: EventPage, now: datetime) -> Dates:
    try:
        dates = recurrence.dates_of(event)
    except ValidationError:  # an unfinished rule in a preview
        dates = []
    made = _rows(event, dates) or _rows(event, [recurrence.Date(event.start, event.start, event.end, event.venue_id)])
    ahead = [one for one in made if one.end >= now]
    last = max(one.end for one in made)
    return _told(event, ahead[:MOST] or made[-1:], len(ahead), len(made) - len(ahead), last)


def _told(event: EventPage, rows: Sequence[Occurrence], ahead: int, past: int, last: datetime) -> Dates:
    for one in rows:
        if one.skipped:
            # Who comes every week looks for it here. Why the place was not to be had is between the COP and the organisation.
            one.reason = ""
    told = [EventRow(event, one) for one in rows]
    first = next((row for row in told if not row.cancelled), told[0])
    return Dates(first, told if ahead else [], ahead, past, last)


def _rows(event: EventPage, dates: Iterable[recurrence.Date]) -> list[Occurrence]:
    """Rows that are not stored."""
    from events_calendar.models import Occurrence

    return [
        Occurrence(
            translation_key=event.translation_key,
            original=date.original,
            start=date.start,
            end=date.end,
            all_day=event.all_day,
            venue_id=date.venue_id,
            status=Occurrence.Status.CANCELLED if date.cancelled else Occurrence.Status.PLANNED,
            reason=date.reason,
            first_day=days.first_day(date.start),
            last_day=days.last_day(date.start, date.end, event.all_day),
        )
        for date in dates
    ]
