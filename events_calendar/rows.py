"""Dates of events as lists show them: the page in the reader's language, with the times, place and state of that one date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext

from events_calendar.models.choices import Attendance

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.models import PortalImage
    from events_calendar.models import EventPage, Occurrence
    from events_calendar.querysets import EventQuerySet, OccurrenceQuerySet


def date_anchor(occurrence_pk: int | None) -> str:
    """Where on a series' page this date stands: who pressed one date in the calendar finds it marked among the others."""
    return f"#termin-{occurrence_pk}"


@dataclass(frozen=True)
class EventRow:
    """One date of an event in a list."""

    page: EventPage
    occurrence: Occurrence

    # --- What is the event's

    @property
    def pk(self) -> int:
        return self.page.pk

    @property
    def title(self) -> str:
        return self.page.title

    @property
    def summary(self) -> str:
        return self.page.summary

    @property
    def kind(self) -> str:
        return self.page.kind

    @property
    def kind_label(self) -> str:
        return self.page.kind_label

    @property
    def free(self) -> bool:
        return self.page.free

    @property
    def step_free(self) -> bool:
        return self.page.step_free

    @property
    def listing_image(self) -> PortalImage | None:
        return self.page.listing_image

    def get_url(self, request: HttpRequest | None = None) -> str:
        """The event's page, of a series at this date."""
        return (self.page.get_url(request) or "") + (date_anchor(self.occurrence.pk) if self.page.rule else "")

    # --- What is this date's

    @property
    def start(self) -> datetime:
        return self.occurrence.start

    @property
    def end(self) -> datetime:
        return self.occurrence.end

    @property
    def all_day(self) -> bool:
        return self.occurrence.all_day

    @property
    def first_day(self) -> date:
        return self.occurrence.first_day

    @property
    def last_day(self) -> date:
        return self.occurrence.last_day

    @property
    def cancelled(self) -> bool:
        return self.occurrence.is_cancelled

    @property
    def reason(self) -> str:
        """Why the date is cancelled or was moved, where somebody said it."""
        return self.occurrence.reason

    @property
    def elsewhere(self) -> bool:
        """This date alone is at another place of the portal than the others."""
        return self.occurrence.venue_id is not None and self.occurrence.venue_id != self.page.venue_id

    @property
    def rescheduled(self) -> bool:
        """Not at the time that the event's rule says."""
        return self.occurrence.start != self.occurrence.original

    @property
    def where(self) -> str:
        """The place in a few words: this date's own, where it has one."""
        return self.occurrence.venue.full_name if self.elsewhere and self.occurrence.venue else self.page.where

    @property
    def changes(self) -> list[dict[str, str]]:
        """In what this date differs from the others of its event."""
        if self.cancelled:
            return []
        changes = []
        if self.rescheduled:
            changes.append({"label": gettext("zmieniony termin"), "icon": "calendar-clock", "style": "warn"})
        if self.elsewhere:
            changes.append({"label": gettext("zmienione miejsce"), "icon": "map-pin", "style": "warn"})
        return changes

    @property
    def marks(self) -> list[dict[str, str]]:
        """What a list says of the date beside the usual: changed, how long it lasts, that it is on, or over."""
        now = timezone.now()
        marks = self.changes
        if self.page.attendance == Attendance.CLOSED:
            marks.append({"label": gettext("tylko dla zaproszonych"), "icon": "lock"})
        if self.last_day > self.first_day:
            marks.append({"label": gettext("do %(day)s") % {"day": date_format(self.last_day, "j E")}, "icon": "calendar"})
        if self.cancelled:
            return marks
        if self.start <= now <= self.end:
            marks.append({"label": gettext("trwa teraz"), "icon": "clock"})
        elif self.end < now:
            marks.append({"label": gettext("już się odbyło"), "icon": ""})
        return marks


class Line(NamedTuple):
    """One date of an event in a grid or among a month's next ones: what a line says."""

    pk: int
    title: str
    # Of the page, from the root of the tree; of a series, at this date.
    url_path: str
    kind: str
    start: datetime
    first_day: date
    last_day: date
    all_day: bool
    cancelled: bool
    # At another time or place than the event's others.
    changed: bool


@dataclass(frozen=True)
class Programme:
    """What a list is made of: dates, and the events that anybody may read in the list's language, whose dates they are."""

    dates: OccurrenceQuerySet
    events: EventQuerySet

    @classmethod
    def of(cls, events: EventQuerySet) -> Programme:
        """All dates of these events."""
        from events_calendar.models import Occurrence

        return cls(Occurrence.objects.of(events), events)

    def rows(self, dates: Iterable[Occurrence], events: EventQuerySet | None = None) -> list[EventRow]:
        """These dates with their pages, in one query more; `events` gives the pages other columns than those of a list."""
        shown = list(dates)
        pages: dict[Any, EventPage] = {}
        if shown:
            keys = {occurrence.translation_key for occurrence in shown}
            found = self.events.for_rows() if events is None else events
            pages = {page.translation_key: page for page in found.order_by().filter(translation_key__in=keys)}
        return [EventRow(pages[one.translation_key], one) for one in shown if one.translation_key in pages]

    def lines(self, dates: Iterable[Any]) -> dict[int, Line]:
        """These dates (`OccurrenceQuerySet.as_lines`) by their keys: one query more. A busy month needs no hundred whole pages."""
        found = list(dates)
        events = self.events.order_by().filter(translation_key__in={one.translation_key for one in found})
        pages = {key: page for key, *page in events.values_list("translation_key", "title", "url_path", "kind", "venue_id", "rule")}
        lines = {}
        for one in found:
            if one.translation_key not in pages:
                continue
            title, url_path, kind, usual, rule = pages[one.translation_key]
            cancelled = one.status == "cancelled"
            changed = not cancelled and (one.start != one.original or one.venue_id not in (None, usual))
            url_path += date_anchor(one.pk) if rule else ""
            lines[one.pk] = Line(one.pk, title, url_path, kind, one.start, one.first_day, one.last_day, one.all_day, cancelled, changed)
        return lines

    def coming(self, day: date, count: int) -> list[EventRow]:
        """The first dates from this day on, those that still last first: two queries."""
        return self.rows(self.dates.from_day(day).for_rows()[:count])

    def next_of_each(self) -> list[EventRow]:
        """Each of these few events once: at its next planned date, else its next cancelled one, else its last. Three queries."""
        found = {one.translation_key: one for one in self.dates.last_of_each().for_rows()}
        found |= {one.translation_key: one for one in self.dates.next_of_each().for_rows()}
        return self.rows(sorted(found.values(), key=lambda one: (one.start, one.pk)))
