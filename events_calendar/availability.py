"""When a place is free in a week, and what is there in the rest of it: for the place's page and for the request form.

Only an answer to a question. Who wants a time asks `services.booking`, which asks again under its lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.privacy import public_q
from events_calendar import days, opening
from events_calendar.models.bookings import Reservation
from events_calendar.services import slots

if TYPE_CHECKING:
    from events_calendar.models import EventPage, Venue
    from events_calendar.opening import DayOff, Span

# What is free begins at a time that somebody would ask for.
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Taken:
    """A time of one day in which somebody else has the place. `title` is empty where the event is not public."""

    start: datetime
    end: datetime
    # With the time before and after, in which nobody else gets in.
    blocked: Span
    held: bool
    title: str = ""
    url: str = ""
    # Where the title is not in the reader's language.
    lang: str = ""
    # The hall or the part of it that was booked, where it is not the place asked about.
    place: str = ""

    @property
    def hours(self) -> str:
        return hours_of(self.start, self.end)

    @property
    def what(self) -> str:
        """ "Spotkanie Rady", else how sure it is; with the part of the hall."""
        said = self.title or (_("wstępnie zajęte") if self.held else _("zajęte"))
        return f"{said} ({self.place})" if self.place else said

    def __str__(self) -> str:
        if self.title:
            return _("zajęte %(hours)s: %(what)s") % {"hours": self.hours, "what": self.what}
        return f"{self.what} {self.hours}"


@dataclass(frozen=True)
class Day:
    """One Polish day of a place. `free` is what one may still ask for, `open` what the place's hours say."""

    day: date
    open: tuple[Span, ...]
    free: tuple[Span, ...]
    taken: tuple[Taken, ...]
    days_off: tuple[DayOff, ...]
    # Why nothing is free, in words; empty where something is.
    closed: str = ""
    past: bool = False
    # The place wants to be asked earlier than now.
    too_late: bool = False

    @property
    def free_hours(self) -> list[str]:
        return [hours_of(start, end) for start, end in self.free]


@dataclass(frozen=True)
class Week:
    """Seven days of one place, Monday first."""

    venue: Venue
    monday: date
    days: tuple[Day, ...]

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def has_free(self) -> bool:
        return any(day.free for day in self.days)

    @property
    def notice(self) -> str:
        """How early one has to ask, where that is why a day is refused."""
        if not any(day.too_late for day in self.days):
            return ""
        return _("O termin prosi się tu najpóźniej %(time)s wcześniej.") % {"time": opening.notice_of(self.venue)}


def hours_of(start: datetime, end: datetime) -> str:
    """ "18:00–20:00" of the Polish clock; the midnight that ends a day is 24:00."""
    first, last = start.astimezone(days.WARSAW), end.astimezone(days.WARSAW)
    closes = "24:00" if last.time() == time.min and last.date() > first.date() else f"{last.hour}:{last:%M}"
    return f"{first.hour}:{first:%M}–{closes}"


def week(venue: Venue, monday: date, *, now: datetime | None = None) -> Week:
    """The week's free and taken times, in the reader's language. A constant number of queries."""
    monday = days.week_bounds(monday)[0]
    return Week(venue, monday, days_between(venue, monday, monday + timedelta(days=6), now=now))


def days_between(venue: Venue, first: date, last: date, *, now: datetime | None = None) -> tuple[Day, ...]:
    """The free and taken times of each day from the first to the last, in the reader's language. A constant number of queries."""
    now = now or timezone.now()
    prefetch_related_objects([venue], "hours", "exceptions")
    rows = _reservations(venue, _midnight(first), _midnight(last + timedelta(days=1)), now)
    events = _public_events(rows)
    off = opening.days_off(first, last)
    count = (last - first).days + 1
    return tuple(_day(venue, first + timedelta(days=number), rows, events, off, now) for number in range(count))


def free_spans(venue: Venue, spans: Iterable[Span], blocked: Iterable[Span], now: datetime) -> list[Span]:
    """What of these open times one may still ask for: not taken, with the place's own time before and after, neither too
    near nor too far, and long enough."""
    first, last = bookable_between(venue, now)
    before, after = timedelta(minutes=venue.preparation_minutes), timedelta(minutes=venue.cleanup_minutes)
    shut = sorted((start - after, end + before) for start, end in blocked)
    shortest = timedelta(minutes=venue.shortest_minutes)
    found: list[Span] = []
    for opens, closes in sorted(spans):
        begins, ends = max(opens, first), min(closes, last)
        for start, end in shut:
            if end <= begins or start >= ends:
                continue
            found.append((begins, start))
            begins = end
        found.append((begins, ends))
    return [(start, end) for start, end in found if end - start >= shortest]


def bookable_between(venue: Venue, now: datetime) -> Span:
    """From when to when the place's rules let one ask for a time at all."""
    # Not before: at the next quarter, since nobody asks for 12:00:17.
    soonest = now + timedelta(hours=venue.min_notice_hours)
    first = soonest + (datetime.min.replace(tzinfo=UTC) - soonest) % QUARTER
    return first, _midnight(days.first_day(now) + timedelta(days=venue.furthest_days + 1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, days.WARSAW)


def _reservations(venue: Venue, start: datetime, end: datetime, now: datetime) -> list[Reservation]:
    """Each booking once, though a hall has a row for itself and one for each part."""
    (cells,) = slots.cells([venue.pk]).values()
    rows = (
        Reservation.objects.blocking(now)
        .overlapping(cells, start, end)
        .select_related("event", "asked")
        .only("start", "end", "blocked_start", "blocked_end", "status", "asked__name", "asked__name_en", "event__translation_key")
        .order_by("blocked_start", "pk")
    )
    return list({(row.event_id, row.asked_id, row.start, row.end): row for row in reversed(rows)}.values())[::-1]


def _public_events(rows: Sequence[Reservation]) -> dict[Any, EventPage]:
    """The pages that anybody may read of these bookings, by translation key: in the reader's language, else the Polish one."""
    from events_calendar.models import EventPage

    if not rows:
        return {}
    pages = (
        EventPage.objects.live()
        .filter(public_q(), translation_key__in={row.event.translation_key for row in rows})
        .select_related("locale")
        .only("title", "url_path", "path", "translation_key", "locale__language_code")
    )
    language = get_language()
    # The reader's language last, so that it stays.
    return {page.translation_key: page for page in sorted(pages, key=lambda page: page.locale.language_code == language)}


def _day(
    venue: Venue, day: date, rows: Sequence[Reservation], events: dict[Any, EventPage], off: dict[date, list[DayOff]], now: datetime
) -> Day:
    begins, ends = _midnight(day), _midnight(day + timedelta(days=1))
    spans = sorted(opening.open_hours(venue, day))
    here = [row for row in rows if row.blocked_start < ends and row.blocked_end > begins]
    bookable = venue.bookable and venue.active
    free = free_spans(venue, spans, [(row.blocked_start, row.blocked_end) for row in here], now) if bookable else []
    taken = tuple(
        _taken(venue, row, events.get(row.event.translation_key), begins, ends) for row in here if row.end > begins and row.start < ends
    )
    return Day(
        day,
        tuple(spans),
        tuple(free),
        taken,
        tuple(off.get(day, ())),
        closed="" if free else _why_nothing(venue, day, spans, now),
        past=ends <= now,
        too_late=bookable and not free and _is_too_late(venue, spans, now),
    )


def _taken(venue: Venue, row: Reservation, event: EventPage | None, begins: datetime, ends: datetime) -> Taken:
    # An all-day event ends a minute before midnight; that minute is not free.
    if row.status == Reservation.Status.HELD:
        event = None  # a change that nobody has agreed to yet is not what the public event says
    end = row.end + timedelta(minutes=1) if row.end.astimezone(days.WARSAW).time() == time(23, 59) else row.end
    return Taken(
        max(row.start, begins),
        min(end, ends),
        (max(row.blocked_start, begins), min(row.blocked_end, ends)),
        held=row.status == Reservation.Status.HELD,
        title=event.title if event else "",
        url=(event.url or "") if event else "",
        lang=event.locale.language_code if event and event.locale.language_code != get_language() else "",
        place=row.asked.label if row.asked_id != venue.pk else "",
    )


def _is_too_late(venue: Venue, spans: Sequence[Span], now: datetime) -> bool:
    """Whether all of these hours are still ahead or on, and too near to ask for."""
    return bool(spans) and now < spans[-1][1] <= bookable_between(venue, now)[0]


def _why_nothing(venue: Venue, day: date, spans: Sequence[Span], now: datetime) -> str:
    """Why a day has no free time, in a few words."""
    if not (venue.bookable and venue.active):
        return _("tego miejsca się nie rezerwuje")
    if not spans:
        exception = next((one for one in venue.exceptions.all() if one.first_day <= day <= one.last_day), None)
        if exception is not None:
            return _("zamknięte (%(reason)s)") % {"reason": exception.reason}
        # Its name stands among the days off.
        return _("zamknięte, święto") if venue.closed_on_holidays and opening.public_holiday(day) else _("zamknięte")
    if _midnight(day + timedelta(days=1)) <= now:
        return _("minęło")
    if spans[-1][1] <= now:
        return _("już po godzinach")
    if _is_too_late(venue, spans, now):
        return _("za późno na prośbę")
    if spans[0][0] >= bookable_between(venue, now)[1]:
        return _("za wcześnie na prośbę")
    return _("nie ma wolnego czasu")
