"""What already stands on the days of a wish: events and other proposals in its commune, holidays, and whether its place is free.

A constant number of queries, however many wishes, days and events there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Locale

from core.templatetags.portal_ui import event_when, long_date
from events_calendar import days, opening
from events_calendar.models import EventPage, Venue
from events_calendar.querysets import LISTED
from events_calendar.rows import EventRow, Programme
from events_calendar.services import booking, slots
from framework_calendar import wish_days, wording
from framework_calendar.models import Proposal, Wish
from framework_calendar.proposal_forms.wishes import matching

if TYPE_CHECKING:
    from core.models import Territory
    from framework_calendar.models import Call
    from framework_calendar.proposal_forms import WishForm

# Nobody reads more beside one wish; the rest is counted.
MOST = 8
MOST_READ = 400
# Of so many days a place is asked about: all weekends of a year are fewer.
MOST_DAYS = 120


@dataclass(frozen=True)
class Other:
    """Another proposal of the call on these days."""

    title: str
    organisation: str
    when: str
    where: str


@dataclass
class Around:
    """What to say of one wish. `days` are those that it could be on, `first` to `last` those that are looked at: of a certain day
    its week."""

    rank: int
    first: date
    last: date
    days: list[date]
    commune: Territory | None = None
    events: list[EventRow] = field(default_factory=list)
    more_events: int = 0
    proposals: list[Other] = field(default_factory=list)
    more_proposals: int = 0
    holidays: list[dict[str, Any]] = field(default_factory=list)
    place: str = ""
    is_free: bool | None = None

    @property
    def title(self) -> str:
        said = {"days": wording.span(self.first, self.last), "commune": self.commune.name if self.commune else ""}
        if len(self.days) == 1:
            return _("Tydzień %(days)s, %(commune)s") % said if self.commune else _("Tydzień %(days)s") % said
        return _("Dni do wyboru: %(days)s, %(commune)s") % said if self.commune else _("Dni do wyboru: %(days)s") % said

    @property
    def is_quiet(self) -> bool:
        return not self.events and not self.proposals

    def covers(self, first: date, last: date) -> bool:
        """Whether something from first to last is to be told: on the days of the wish, or in the week of its only one."""
        if last < self.first or first > self.last:
            return False
        return len(self.days) == 1 or any(first <= day <= last for day in self.days)


@dataclass(frozen=True)
class _Wanted:
    """What is known of a wish."""

    rank: int
    span: tuple[date, date]
    weekday: int | None
    hours: tuple[time, time] | None
    venue: Venue | None
    commune: Territory | None


def of_forms(forms: Iterable[WishForm], proposal: Proposal, headcount: int | None = None) -> dict[int, Around]:
    """By the rank of each wish of which the days are known, right or wrong in the rest."""
    wanted = []
    for form in forms:
        span = form.span()
        if span is None or span[0].year != form.year or span[1].year != form.year:
            continue
        weekday = getattr(form, "cleaned_data", {}).get("weekday")
        wanted.append(_Wanted(form.rank, span, int(weekday) if weekday else None, form.hours(), form.chosen, form.where()))
    return _look(wanted, proposal, headcount)


def of_wishes(wishes: Iterable[Wish], proposal: Proposal, headcount: int | None = None) -> dict[int, Around]:
    """By the rank of each wish."""
    wanted = []
    for rank, wish in enumerate(wishes, start=1):
        span = (wish.day, wish.day) if wish.day else (wish.first_day, wish.last_day)
        assert span[0] is not None
        assert span[1] is not None
        wanted.append(_Wanted(rank, (span[0], span[1]), wish.weekday, (wish.begins, wish.ends), wish.venue, wish.commune))
    return _look(wanted, proposal, headcount)


def _look(wanted: Sequence[_Wanted], proposal: Proposal, headcount: int | None) -> dict[int, Around]:
    found = {}
    for one in wanted:
        candidates = matching(*one.span, one.weekday)
        if not candidates:
            continue
        first, last = days.week_bounds(one.span[0]) if one.span[0] == one.span[1] else one.span
        found[one.rank] = Around(one.rank, first, last, candidates, one.commune)
    if not found:
        return {}
    arounds = list(found.values())
    _add_events(arounds)
    _add_proposals(arounds, proposal.call, proposal.pk)
    _add_holidays(arounds)
    _add_places(found, wanted, headcount, proposal)
    return found


def _add_events(arounds: Sequence[Around]) -> None:
    communes = {around.commune.pk for around in arounds if around.commune is not None}
    if not communes:
        return
    programme = Programme.of(EventPage.objects.readable(Locale.get_default().pk).filter(territory__in=communes))
    spans = Q()
    for around in arounds:
        spans |= Q(first_day__lte=around.last, last_day__gte=around.first)
    dates = programme.dates.planned().filter(spans).order_by("start", "pk").for_rows()[:MOST_READ]
    rows = programme.rows(dates, programme.events.only(*LISTED, "territory"))
    for around in arounds:
        commune = around.commune.pk if around.commune is not None else None
        here = [row for row in rows if row.page.territory_id == commune and around.covers(row.first_day, row.last_day)]
        around.events, around.more_events = here[:MOST], max(len(here) - MOST, 0)


def _add_proposals(arounds: Sequence[Around], call: Call, own: int | None) -> None:
    spans = Q()
    for around in arounds:
        spans |= Q(day__range=(around.first, around.last)) | Q(first_day__lte=around.last, last_day__gte=around.first)
    rows = Wish.objects.filter(spans, proposal__call=call, proposal__state=Proposal.State.SUBMITTED).exclude(proposal=own)
    wishes = list(rows.select_related("proposal__organisation", "venue__parent", "commune").order_by("rank", "proposal")[:MOST_READ])
    for around in arounds:
        told: dict[int, Other] = {}
        for wish in wishes:
            first, last = wish.day or wish.first_day, wish.day or wish.last_day
            if first is None or last is None or around.commune is None or wish.commune_id != around.commune.pk:
                continue
            if wish.proposal_id in told or not around.covers(first, last):
                continue
            told[wish.proposal_id] = Other(wish.proposal.title, wish.proposal.organisation.name, wording.when(wish), wording.where(wish))
        lines = list(told.values())
        around.proposals, around.more_proposals = lines[:MOST], max(len(lines) - MOST, 0)


def _add_holidays(arounds: Sequence[Around]) -> None:
    off = opening.days_off(min(around.days[0] for around in arounds), max(around.days[-1] for around in arounds))
    for around in arounds:
        by_name: dict[Any, list[date]] = {}
        for day in around.days:
            for one in off.get(day, ()):
                by_name.setdefault(one, []).append(day)
        around.holidays = [{"off": one, "when": _days_in_words(those)} for one, those in by_name.items()]


def _days_in_words(those: Sequence[date]) -> str:
    if len(those) == 1:
        return long_date(those[0])
    said = {"count": len(those), "first": long_date(those[0])}
    return ngettext("%(count)s dzień, pierwszy: %(first)s", "%(count)s dni, pierwszy: %(first)s", len(those)) % said


def _add_places(found: dict[int, Around], wanted: Sequence[_Wanted], headcount: int | None, proposal: Proposal) -> None:
    """Whether the place is free and open. How early one may book it does not matter here: the COP holds the slot later."""
    asked: list[tuple[Around, _Wanted, list[tuple[Any, Any]]]] = []
    for one in wanted:
        if one.rank in found and one.venue is not None and one.hours is not None:
            times = []
            for day in found[one.rank].days[:MOST_DAYS]:
                start, end = wish_days.slot_on(Wish(begins=one.hours[0], ends=one.hours[1]), day)
                times.append((start, end))
            asked.append((found[one.rank], one, times))
    if not asked:
        return
    places = {one.venue.pk for _around, one, _times in asked if one.venue is not None}
    venues = Venue.objects.filter(pk__in=places).select_related("parent").prefetch_related("hours", "exceptions").in_bulk()
    claims = {
        booking.Claim(start, start, end, one.venue.pk): None
        for _around, one, times in asked
        for start, end in times
        if one.venue is not None
    }
    taken: dict[tuple[Any, Any, int], str] = {}
    for conflict in booking.conflicts_of(None, list(claims)):
        taken.setdefault((conflict.claim.start, conflict.claim.end, conflict.claim.venue_id), str(conflict))
    others = _wishes_for(venues, [around for around, _one, _times in asked], proposal)
    cells = slots.cells({*venues, *(wish.venue_id for wish in others if wish.venue_id)})
    for around, one, times in asked:
        assert one.venue is not None
        venue = venues[one.venue.pk]
        problems = [taken.get((start, end, venue.pk)) or opening.closed_problem(venue, start, end) for start, end in times]
        free = sum(1 for problem in problems if not problem)
        crowded = opening.crowded(venue, headcount)
        if len(times) == 1:
            around.place = problems[0] or _("%(venue)s: wolne, %(when)s.") % {"venue": venue.label, "when": event_when(*times[0])}
        else:
            told = ngettext("%(venue)s: wolne w %(free)s z %(count)s dnia.", "%(venue)s: wolne w %(free)s z %(count)s dni.", len(times))
            around.place = told % {"venue": venue.label, "free": free, "count": len(times)}
        rivals = _rivals(venue, times, others, cells) if free else 0
        around.place = " ".join([around.place, *crowded, *_rivals_in_words(rivals, len(times))])
        around.is_free = bool(free) and not crowded and not rivals


def _wishes_for(venues: dict[int, Venue], arounds: Sequence[Around], proposal: Proposal) -> list[Wish]:
    """What the call's other sent proposals wish for at these places, the halls that they are parts of and their parts. A day more at
    either end, for what lasts past midnight. One query."""
    spans = Q()
    for around in arounds:
        first, last = around.days[0] - timedelta(days=1), around.days[-1] + timedelta(days=1)
        spans |= Q(day__range=(first, last)) | Q(first_day__lte=last, last_day__gte=first)
    there = Q(venue__in={*venues, *(venue.parent_id for venue in venues.values() if venue.parent_id)}) | Q(venue__parent__in=venues)
    rows = Wish.objects.filter(spans, there, proposal__call=proposal.call_id, proposal__state=Proposal.State.SUBMITTED)
    return list(rows.exclude(proposal=proposal.pk))


def _rivals(venue: Venue, times: Sequence[tuple[Any, Any]], others: Sequence[Wish], cells: dict[int, list[int]]) -> int:
    """How many other proposals wish for this place, all or a part of it, at one of these times."""
    found: set[int] = set()
    for wish in others:
        if wish.proposal_id in found or not set(cells[venue.pk]).intersection(cells[wish.venue_id or 0]):
            continue
        if any(_meets(wish, start, end) for start, end in times):
            found.add(wish.proposal_id)
    return len(found)


def _meets(wish: Wish, start: Any, end: Any) -> bool:
    for day in {start.date() - timedelta(days=1), start.date(), end.date()}:
        if wish.day != day and not (
            wish.first_day and wish.last_day and wish.first_day <= day <= wish.last_day and wish.weekday in (None, day.weekday())
        ):
            continue
        begins, ends = wish_days.slot_on(wish, day)
        if begins < end and start < ends:
            return True
    return False


def _rivals_in_words(count: int, number: int) -> list[str]:
    if not count:
        return []
    if number == 1:
        told = ngettext(
            "O to miejsce w tym czasie prosi już %(count)s inna propozycja.",
            "O to miejsce w tym czasie prosi już %(count)s innych propozycji.",
            count,
        )
    else:
        told = ngettext(
            "W niektóre z tych dni o to miejsce prosi już %(count)s inna propozycja.",
            "W niektóre z tych dni o to miejsce prosi już %(count)s innych propozycji.",
            count,
        )
    return [told % {"count": count}]
