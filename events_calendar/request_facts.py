"""What a decision on a request needs to know, in words: facts side by side, each date with its troubles, the day at the place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import WorkflowState, get_default_page_content_type

from core.templatetags.portal_ui import event_hours, event_when
from events_calendar import days, differences, left_out, opening, queue_rows, recurrence
from events_calendar.models import Accessibility, Attendance, Equipment, EventPage, Reservation, SlotTaskState, Venue
from events_calendar.services import slots
from events_calendar.services.weighing import AgainstDate, Fate, Weighed

MOST_DATES = 60
MOST_NAMED = 10
Facts = dict[str, str]


def _labels(codes: Sequence[str], choices: type[Accessibility] | type[Equipment], note: str) -> str:
    known = {one.value: str(one.label) for one in choices}
    return "; ".join([*(known.get(code, code) for code in codes), *filter(None, [note.strip()])])


def facts(event: EventPage) -> Facts:
    """What is asked for, as label and words; empty where nothing was said."""
    venue = event.venue
    dates = recurrence.dates_of(event) if event.rule or event.dates.all() else []
    counted = left_out.counted(dates, left_out.of(event) if event.live and dates else [])
    when = "; ".join(filter(None, [event_when(event.start, event.end, event.all_day), counted]))
    people = str(event.headcount or "")
    if venue is not None and venue.capacity:
        people = _("%(asked)s (zmieści się %(capacity)s)") % {"asked": event.headcount or _("nie podano"), "capacity": venue.capacity}
    around = [(_("przed: %(time)s"), event.setup_minutes), (_("po: %(time)s"), event.cleanup_minutes)]
    return {
        _("Organizacja"): event.organiser.name if event.organiser else "",
        _("Kiedy"): when,
        _("Gdzie"): queue_rows.place_of(event),
        _("Ile osób"): people,
        _("Przygotowanie i sprzątanie"): ", ".join(text % {"time": opening.in_hours(minutes)} for text, minutes in around if minutes),
        _("Sprzęt"): _labels(event.equipment, Equipment, event.equipment_note),
        _("Dostępność"): _labels(event.accessibility, Accessibility, event.accessibility_note),
        _("Kto może przyjść"): ", ".join(filter(None, [str(Attendance(event.attendance).label), event.sign_up, event.audience])),
        _("Co będzie na wydarzeniu"): "; ".join(map(str, event.get_circumstances_labels())),
        _("Wstęp"): _("wolny") if event.free else event.price or _("płatny"),
        _("Co organizacja daje w zamian"): event.gives_back,
    }


def missing_equipment(event: EventPage) -> str:
    """What is asked for and the place does not have."""
    if event.venue is None:
        return ""
    return _labels([code for code in event.equipment if code not in event.venue.equipment], Equipment, "")


@dataclass
class FactRow:
    label: str
    values: list[str]
    differs: bool = False


def side_by_side(events: Sequence[EventPage]) -> list[FactRow]:
    """The same facts of several requests, a row each; rows in which nobody said anything are left out."""
    columns = [facts(event) for event in events]
    rows = [FactRow(label, [column[label] for column in columns]) for label in columns[0]]
    titles = FactRow(_("Tytuł"), [event.title for event in events])
    for row in (found := [row for row in [titles, *rows] if any(row.values)]):
        row.differs = len(set(row.values)) > 1
    return found


def changes(before: EventPage, after: EventPage) -> list[FactRow]:
    """What a change of a live event changes: facts, and which dates go and come, which a number of dates would hide."""
    rows = [row for row in side_by_side([before, after]) if row.differs]
    if before.rule or after.rule or before.dates.all() or after.dates.all():
        rows += [FactRow(one.term, list(one.pair), differs=True) for one in differences.of_dates(before, after)]
    return rows


@dataclass
class DateLine:
    """One date of the request and what speaks against it."""

    when: str
    where: str
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def date_lines(weighed: Weighed) -> tuple[list[DateLine], int]:
    """The coming dates, each with clashes and days off, and how many more there are than are shown."""
    event, now = weighed.event, timezone.now()
    coming = [date for date in recurrence.dates_of(event) if date.end > now and not date.cancelled]
    # One that is left takes no more room than the words about it.
    shown = coming if len(coming) == MOST_DATES + 1 else coming[:MOST_DATES]
    if not shown:
        return [], 0
    ids = {date.venue_id for date in shown if date.venue_id}
    venues = Venue.objects.select_related("parent").prefetch_related("hours", "exceptions").in_bulk(ids)
    clashes: dict[datetime, list[str]] = {}
    for conflict in weighed.conflicts:
        clashes.setdefault(conflict.claim.original, []).append(str(conflict))
    off = opening.days_off(days.first_day(shown[0].start), days.first_day(shown[-1].start))
    lines = []
    for date in shown:
        venue = venues.get(date.venue_id or 0)
        shut = opening.closed_problem(venue, date.start, date.end) if venue is not None and date.end > date.start else ""
        lines.append(
            DateLine(
                event_when(date.start, date.end, event.all_day),
                venue.full_name if venue is not None else queue_rows.place_of(event),
                [*clashes.get(date.original, []), *filter(None, [shut])],
                [one.name for one in off.get(days.first_day(date.start), [])],
            )
        )
    return lines, len(coming) - len(shown)


def consequences(weighed: Weighed) -> list[str]:
    """What approving does to the dates that something speaks against, for who ticks that they approve all the same."""
    against = weighed.against
    left_out = [date for date in against if date.fate == Fate.LEFT_OUT]
    in_the_way = [date for date in against if date.fate == Fate.IN_THE_WAY]
    shut = [date for date in against if date.fate == Fate.TAKES_PLACE and date.shut]
    if in_the_way:
        said = _("Zatwierdzić się nie da, dopóki zajęte jest: %(dates)s. Zaproponuj inny termin albo odrzuć prośbę.")
        return [said % {"dates": _listed(in_the_way, weighed)}]
    if left_out and len(left_out) == weighed.claimed:
        return [_("Nie zostanie żaden termin. Zaproponuj inny albo odrzuć prośbę.")]
    taken = [date for date in left_out if date.conflict is not None]
    closed = [date for date in left_out if date not in taken and date.shut]
    before = [date for date in left_out if date not in taken and date not in closed]
    found = []
    for dates, one, many in (
        (taken, _("Odpadnie, bo miejsce jest zajęte: %(dates)s."), _("Odpadną, bo miejsce jest zajęte: %(dates)s.")),
        (closed, _("Odpadnie, bo miejsce jest zamknięte: %(dates)s."), _("Odpadną, bo miejsce jest zamknięte: %(dates)s.")),
        (before, _("Odpadł wcześniej i tak zostanie: %(dates)s."), _("Odpadły wcześniej i tak zostanie: %(dates)s.")),
        (
            shut,
            _("Odbędzie się, choć według zasad miejsce jest wtedy zamknięte: %(dates)s."),
            _("Odbędą się, choć według zasad miejsce jest wtedy zamknięte: %(dates)s."),
        ),
    ):
        if dates:
            found.append((one if len(dates) == 1 else many) % {"dates": _listed(dates, weighed)})
    rest = weighed.claimed - len(left_out) - len(shut)
    if weighed.claimed > 1 and rest:
        found.append(
            ngettext("%(count)s termin odbędzie się tak, jak w prośbie.", "%(count)s terminów odbędzie się tak, jak w prośbie.", rest)
            % {"count": rest}
        )
    return found or [_("Wydarzenie odbędzie się mimo uwag.")]


def _listed(dates: Sequence[AgainstDate], weighed: Weighed) -> str:
    said = [event_when(date.claim.start, date.claim.end, weighed.event.all_day) for date in dates[:MOST_NAMED]]
    rest = len(dates) - MOST_NAMED
    if rest > 0:
        said.append(ngettext("i jeszcze %(count)s termin", "i jeszcze %(count)s terminów", rest) % {"count": rest})
    return "; ".join(said)


@dataclass
class TakenLine:
    """What else is at the place on a day."""

    hours: str
    title: str
    where: str
    status: str
    mine: bool


def day_at_place(event: EventPage) -> list[TakenLine]:
    """What is on at the place, and in the hall or the parts that are shut with it, on the day that is asked for first."""
    if event.venue_id is None:
        return []
    day = days.first_day(event.start)
    begins = datetime.combine(day, time.min, days.WARSAW)
    rows = (
        Reservation.objects.blocking()
        .overlapping(slots.related(event.venue_id), begins, begins + timedelta(days=1))
        .select_related("event", "asked")
        .order_by("start", "pk")
    )
    found: dict[tuple[int, datetime, int], TakenLine] = {}
    for row in rows:
        line = TakenLine(
            event_hours(row.start, row.end),
            row.event.draft_title or row.event.title,
            row.asked.label,
            str(Reservation.Status(row.status).label),
            row.event_id == event.pk,
        )
        found.setdefault((row.event_id, row.start, row.asked_id), line)
    return list(found.values())


def rounds(event: EventPage) -> list[SlotTaskState]:
    """Questions and proposals of earlier rounds and what was answered, oldest first."""
    states = WorkflowState.objects.filter(base_content_type=get_default_page_content_type(), object_id=str(event.pk))
    asked = [SlotTaskState.Outcome.CHANGES, SlotTaskState.Outcome.PROPOSED]
    return list(
        SlotTaskState.objects.filter(workflow_state__in=states, outcome__in=asked)
        .select_related("finished_by", "proposed_venue__parent")
        .order_by("started_at", "pk")
    )
