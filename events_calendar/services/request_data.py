"""What a request for a slot says, how it is written into its event, and whether the rules of its place allow it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import escape, strip_tags
from django.utils.translation import gettext as _

from accounts.models import Organisation
from core.models import Territory, Topic
from events_calendar import opening, recurrence
from events_calendar.models import EventPage, Occurrence, Reservation, Venue


class RulesBroken(ValidationError):
    """The place does not allow this: shut, too early, too long, too many people."""


@dataclass
class RequestData:
    """What a request says, whichever form it was written in. Times are aware; `added` and `excluded` are dates beside the rule."""

    title: str
    summary: str
    start: datetime
    end: datetime
    all_day: bool = False
    rule: str = ""
    added: Sequence[tuple[datetime, datetime]] = ()
    excluded: Sequence[datetime] = ()
    venue: Venue | None = None
    place_name: str = ""
    address: str = ""
    territory: Territory | None = None
    online_url: str = ""
    description: str = ""
    kind: str = "meeting"
    topics: Sequence[Topic] = ()
    audience: str = ""
    headcount: int | None = None
    setup_minutes: int = 0
    cleanup_minutes: int = 0
    equipment: Sequence[str] = ()
    equipment_note: str = ""
    attendance: str = "open"
    sign_up: str = ""
    free: bool = True
    price: str = ""
    accessibility: Sequence[str] = ()
    accessibility_note: str = ""
    gives_back: str = ""
    circumstances: Sequence[str] = ()
    co_organisers: Sequence[Organisation] = field(default_factory=list)
    co_organisers_note: str = ""
    contact_email: str = ""
    contact_phone: str = ""


# Columns that are written as they stand.
_PLAIN = (
    *("title", "summary", "start", "end", "all_day", "rule", "venue", "place_name", "address", "online_url", "kind", "audience"),
    *("headcount", "setup_minutes", "cleanup_minutes", "equipment_note", "attendance", "sign_up", "free", "price"),
    *("accessibility_note", "gives_back", "co_organisers_note", "contact_email", "contact_phone"),
)


def apply(data: RequestData, event: EventPage) -> EventPage:
    """Write what the request says into the event, in memory; returns it. A description becomes paragraphs, never markup."""
    for name in _PLAIN:
        setattr(event, name, getattr(data, name))
    event.accessibility, event.equipment = list(data.accessibility), list(data.equipment)
    event.circumstances = list(data.circumstances)
    if data.venue is None:
        event.territory = data.territory
    paragraphs = [part.strip() for part in (data.description or data.summary).split("\n\n") if part.strip()]
    text = "".join(f"<p>{escape(part).replace(chr(10), '<br/>')}</p>" for part in paragraphs)
    event.body = [("text", text)] if text else []
    recurrence.rewrite_dates(event, data.added, data.excluded)
    event.co_organisers.set(data.co_organisers)
    return event


def problems_of(event: EventPage) -> list[str]:
    """Why the place's rules do not allow the request: of a series those that its first date breaks, and the last one's distance.

    What the event holds or has already was allowed once: no rule, nor the time that passed since, takes it back.
    """
    now = timezone.now()
    dates = [date for date in recurrence.dates_of(event) if not date.cancelled]
    if not dates:
        return [_("To wydarzenie nie ma żadnego terminu.")]
    if event.live:
        # What is over belongs to the event's past.
        dates = [date for date in dates if date.end > now] or dates
    chosen = [*(date for date in dates if not date.by_rule), *[date for date in dates if date.by_rule][:1]]
    had = _had(event) if event.pk else set()
    new = [date for date in chosen if (date.original, date.start, date.end, date.venue_id) not in had]
    if event.venue is None:
        return [_("Ten termin już minął. Wybierz późniejszy.")] if any(date.start <= now for date in new) else []
    venue = Venue.objects.prefetch_related("hours", "exceptions").get(pk=event.venue_id)
    found: list[str] = []
    for date in new:
        found += opening.problems(venue, date.start, date.end, headcount=event.headcount)
    if dates[-1].by_rule and new:
        found += opening.too_far(venue, dates[-1].start, now)
    if len(new) < len(chosen):
        found += _too_many_more(event, venue)
    return list(dict.fromkeys(found))


def _had(event: EventPage) -> set[tuple[datetime, datetime, datetime, int | None]]:
    """The dates that the event holds, or is in the calendar with, as they are; a date that was left out is told there already."""
    held = Reservation.objects.blocking().filter(event_id=event.pk).values_list("original", "start", "end", "asked_id")
    shown = Occurrence.objects.filter(event_id=event.pk, event__live=True)
    return {*held, *shown.values_list("original", "start", "end", "venue_id")}


def _too_many_more(event: EventPage, venue: Venue) -> list[str]:
    """More people than were asked for before, and than the place takes."""
    before = EventPage.objects.filter(pk=event.pk).values_list("headcount", flat=True).first() or 0
    return opening.crowded(venue, event.headcount) if (event.headcount or 0) > before else []


def says(event: EventPage) -> dict[str, object]:
    """What a request could have written into this event, to tell whether another one says something else."""
    # Of a place of the portal, name and address are the place's.
    own = ("place_name", "address")
    found: dict[str, object] = {name: getattr(event, name) for name in _PLAIN if name not in own or event.venue is None}
    blocks = [str(block["value"]) for block in event.body.get_prep_value() if block.get("type") == "text"]
    rows = [row for row in event.dates.all() if row.change in (row.Change.ADDED, row.Change.EXCLUDED)]
    return {
        **found,
        "territory": event.territory_id if event.venue is None else None,
        "accessibility": set(event.accessibility),
        "equipment": set(event.equipment),
        "circumstances": set(event.circumstances),
        "topics": {topic.pk for topic in event.topics.all()},
        "co_organisers": {organisation.pk for organisation in event.co_organisers.all()},
        "dates": {(row.change, row.original, row.start, row.end) for row in rows},
        # Words alone: an editor's headings and links do not come back from the form.
        "text": " ".join(strip_tags(" ".join(blocks).replace("<", " <")).split()),
    }


def check(event: EventPage) -> None:
    """What a form should have refused, refused again: nothing but the service knows who calls it."""
    event.full_clean(exclude=["path", "depth", "url_path", "slug", "draft_title", "content_type", "translation_key", "numchild"])
    if not event.accessibility and not event.accessibility_note.strip():
        missing = _("Zaznacz, co jest dostępne, albo napisz, jakie są bariery. Bez tego wydarzenie się nie ukaże.")
        raise ValidationError({"accessibility": missing})


def keep_to_rules(event: EventPage) -> None:
    """Raises `RulesBroken` where the rules of the place do not allow the request."""
    problems = problems_of(event)
    if problems:
        raise RulesBroken(problems)
