"""Which legal duties an event meets, and by when: from a few facts about it, whoever plans it. The portal informs, it gives no advice."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from events_calendar import days, promises, recurrence
from events_calendar.models.duties import Counting, DutyWords, LegalDuty

if TYPE_CHECKING:
    from core.models import Territory
    from events_calendar.models import EventPage, Venue


@dataclass(frozen=True)
class Facts:
    """What the conditions ask about. `commune` may be any area; of a series `start` is its next date."""

    start: datetime
    headcount: int | None = None
    kind: str = ""
    circumstances: Collection[str] = ()
    commune: Territory | None = None
    venue: Venue | None = None


@dataclass(frozen=True)
class Arisen:
    """A rule that an event meets, with its days."""

    duty: LegalDuty
    deadline: date | None
    earliest: date | None


def of(facts: Facts) -> list[Arisen]:
    """The duties that the facts meet, in their order: one query, and one for whose place it is."""
    active = LegalDuty.objects.filter(active=True).select_related("territory")
    return [Arisen(duty, *days_of(duty, facts.start)) for duty in matching(active, facts)]


def matching(duties: Iterable[LegalDuty], facts: Facts) -> list[LegalDuty]:
    """Those of the rules whose every condition the facts meet."""
    return [duty for duty in duties if _meets(duty, facts)]


def _meets(duty: LegalDuty, facts: Facts) -> bool:
    said = set(facts.circumstances)
    if duty.at_least and (facts.headcount or 0) < duty.at_least:
        return False
    if duty.kinds and facts.kind not in duty.kinds:
        return False
    if not set(duty.circumstances) <= said or set(duty.without) & said:
        return False
    if duty.owners and (facts.venue is None or facts.venue.owner.kind not in duty.owners):
        return False
    # The code of a county begins those of its communes.
    return duty.territory is None or (facts.commune is not None and facts.commune.code.startswith(duty.territory.code))


def days_of(words: DutyWords, start: datetime) -> tuple[date | None, date | None]:
    """The last day on which it can be done, and the first; None where the act names none."""
    day = days.first_day(start)
    earliest = day - timedelta(days=words.earliest_days) if words.earliest_days else None
    return deadline(day, words.days, words.counting), earliest


def deadline(day: date, count: int | None, counting: str) -> date | None:
    """The last day that lies so many days before this one: "na 30 dni przed 31 grudnia" is 1 December.

    Of working days those between are counted: two before a Monday is the Thursday before.
    """
    if not count:
        return None
    if counting == Counting.CALENDAR:
        return day - timedelta(days=count)
    while count > 0:
        day -= timedelta(days=1)
        count -= promises.is_working_day(day)
    return day


def last_open_day(day: date) -> date:
    """The day itself, or the working day before it where offices are shut."""
    while not promises.is_working_day(day):
        day -= timedelta(days=1)
    return day


def facts_of(event: EventPage) -> Facts:
    """The facts of an event as its text says them: of one with several dates the next that is to take place."""
    venue = event.venue
    return Facts(
        start=_next_start(event),
        headcount=event.headcount,
        kind=event.kind,
        circumstances=tuple(event.circumstances),
        commune=venue.commune if venue is not None else event.territory,
        venue=venue,
    )


def _next_start(event: EventPage) -> datetime:
    now = timezone.now()
    return next((date.start for date in recurrence.dates_of(event) if not date.cancelled and date.end > now), event.start)
