"""The last word before a request is sent: what stands in its way, what one should know of its days, and what else is free."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.portal_ui import long_date
from events_calendar import alternatives, days, opening, recurrence
from events_calendar.alternatives import Alternative
from events_calendar.models import EventPage
from events_calendar.services import booking, folders, request_data, waiting

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import Organisation
    from events_calendar.models import Venue
    from events_calendar.opening import DayOff
    from events_calendar.services.request_data import RequestData


@dataclass
class Found:
    """What a look at the wanted slots has found. Only an answer: sending asks again."""

    # As it would be written; never saved.
    event: EventPage
    dates: list[recurrence.Date]
    conflicts: list[booking.Conflict] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    days_off: dict[date, list[DayOff]] = field(default_factory=dict)
    # Dates of a rule that somebody else has: the series goes without them.
    skipped: list[booking.Conflict] = field(default_factory=list)
    rivals: int = 0
    # What the person's own organisation asks for at this time; no rivals.
    own: list[EventPage] = field(default_factory=list)
    alternatives: list[Alternative] = field(default_factory=list)
    # What to do about dates that are too far ahead, in words; more people than the place takes.
    too_far: str = ""
    is_crowded: bool = False

    @property
    def holidays(self) -> list[tuple[DayOff, str]]:
        """Each holiday once, with its day, or with how many days of a series fall into it."""
        by_name: dict[DayOff, list[date]] = {}
        for day, offs in self.days_off.items():
            for off in offs:
                by_name.setdefault(off, []).append(day)
        return [(off, long_date(those[0]) if len(those) == 1 else _days_in_words(those)) for off, those in by_name.items()]

    @property
    def may_send(self) -> bool:
        return not self.conflicts and not self.problems

    @property
    def may_wait(self) -> bool:
        """On a waiting list one waits for one date that somebody else has."""
        return bool(self.conflicts) and not self.problems and self.event.venue is not None and len(self.dates) == 1


def look(data: RequestData, event: EventPage | None, organisation: Organisation | None = None) -> Found:
    """What there is to say of the organisation's request; `event` is the one that it changes. A constant number of queries for one date."""
    pk = event.pk if event is not None else None
    # Before the new place is written into it.
    elsewhere = folders.refusal(event, data.venue) if event is not None else ""
    shown = request_data.apply(data, event if event is not None else EventPage())
    dates = [date for date in recurrence.dates_of(shown) if not date.cancelled]
    claims = [claim for claim in map(booking.Claim.of, dates) if claim is not None]
    conflicts = booking.conflicts_of(event, claims, setup_minutes=shown.setup_minutes, cleanup_minutes=shown.cleanup_minutes)
    found = Found(
        shown,
        dates,
        conflicts=[conflict for conflict in conflicts if not conflict.claim.by_rule],
        skipped=[conflict for conflict in conflicts if conflict.claim.by_rule],
        problems=[*([elsewhere] if elsewhere else []), *request_data.problems_of(shown)],
        days_off=_days_off(dates, shown.all_day),
    )
    if shown.venue is None:
        return found
    asking = waiting.asking(shown.venue, shown.start, shown.end, but=pk)
    if asking and organisation is not None:
        own = EventPage.objects.filter(pk__in=asking, organiser=organisation, is_request=True)
        found.own = list(own.defer("body").order_by("start", "pk"))
    found.rivals = len(asking) - len(found.own)
    found.too_far = _too_far(shown.venue, found)
    found.is_crowded = not set(opening.crowded(shown.venue, shown.headcount)).isdisjoint(found.problems)
    first = {conflict.claim.start for conflict in found.conflicts}
    if shown.start in first or found.problems:
        found.alternatives = alternatives.of(shown)
    return found


def _too_far(venue: Venue, found: Found) -> str:
    """What to do about it, where the last date is refused for being too far ahead."""
    now = timezone.now()
    if not found.dates or set(opening.too_far(venue, found.dates[-1].start, now)).isdisjoint(found.problems):
        return ""
    last = opening.furthest_day(venue, now)
    if found.dates[-1].by_rule and days.first_day(found.dates[0].start) <= last:
        return _("Podaj ostatni dzień serii, najpóźniej %(day)s") % {"day": long_date(last)}
    return _("Wybierz termin nie późniejszy niż %(day)s") % {"day": long_date(last)}


def _days_in_words(those: list[date]) -> str:
    """ "5 dni, pierwszy: 1 lutego 2027"."""
    said = {"count": len(those), "first": long_date(min(those))}
    return ngettext("%(count)s dzień, pierwszy: %(first)s", "%(count)s dni, pierwszy: %(first)s", len(those)) % said


def _days_off(dates: list[recurrence.Date], whole: bool) -> dict[date, list[DayOff]]:
    """Holidays on the days of these dates, of a long series those of its first year: one query."""
    spans = [(days.first_day(one.start), days.last_day(one.start, one.end, whole)) for one in dates]
    if not spans:
        return {}
    first = min(span[0] for span in spans)
    found = opening.days_off(first, min(max(span[1] for span in spans), first + days.LONGEST_EVENT))
    return {day: off for day, off in found.items() if any(begins <= day <= ends for begins, ends in spans)}
