"""Entries of the year as a list, a table or a file shows them: with names, places, links, and their changes in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext

from core.models import Topic
from core.privacy import public_q
from core.templatetags.portal_ui import event_when
from events_calendar import days
from events_calendar.models import EventPage, Venue
from framework_calendar import explaining
from framework_calendar.models import Allocation, CoOrganiser, Proposal
from framework_calendar.year_register import GONE, HIDDEN, MOVED, OFF, OTHER, PLACE, WITHDRAWN, Entry


@dataclass(frozen=True)
class Change:
    """One thing that is otherwise than it was published."""

    label: str
    text: str
    icon: str
    style: str = "warn"


@dataclass
class Row:
    """One proposal of the year."""

    entry: Entry
    title: str
    organiser: str
    start: datetime | None = None
    end: datetime | None = None
    all_day: bool = False
    place: str = ""
    commune: str = ""
    commune_code: str = ""
    published_start: datetime | None = None
    published_end: datetime | None = None
    url: str = ""
    # Of the event's page, where nobody has translated it into the reader's.
    lang: str = ""
    together: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    why: str = ""

    @property
    def off(self) -> bool:
        return OFF in self.entry.changes

    @property
    def wish(self) -> str:
        return gettext("jeszcze bez decyzji") if self.entry.pending else wish_label(self.entry.rank)

    @property
    def first(self) -> bool:
        return self.entry.first

    @property
    def month(self) -> int:
        return self.entry.day.month if self.entry.day else 0


def wish_label(rank: int | None) -> str:
    """Which wish a proposal got."""
    return {
        1: gettext("pierwsze życzenie"),
        2: gettext("drugie życzenie"),
        3: gettext("trzecie życzenie"),
        OTHER: gettext("inny termin niż w życzeniach"),
        None: gettext("bez terminu"),
    }[rank]


def rows_of(entries: Iterable[Entry], locale_id: int, request: HttpRequest | None = None, *, topics: bool = False) -> list[Row]:
    """These entries with all that is shown of them: five queries, one more with topics, however many there are."""
    listed = list(entries)
    proposals = (
        Proposal.objects.filter(pk__in=[one.proposal for one in listed])
        .select_related("organisation", "allocation__commune", "allocation__venue__parent")
        .only(
            *("title", "organisation__name", "allocation__start", "allocation__end", "allocation__place_name", "allocation__reasons"),
            *("allocation__outcome", "allocation__published_at", "allocation__proposal", "allocation__event"),
            *("allocation__commune__name", "allocation__commune__code", "allocation__venue__name", "allocation__venue__name_en"),
            *("allocation__venue__parent__name", "allocation__venue__parent__name_en"),
        )
        .in_bulk()
    )
    together = _together(list(proposals))
    pages = event_pages({one.event for one in listed if one.event}, locale_id)
    venues = Venue.objects.select_related("parent").in_bulk({one.now.venue for one in listed if one.now and one.now.venue})
    named = _topics(listed) if topics else {}
    rows = []
    for one in listed:
        row = _row(one, proposals[one.proposal], venues)
        row.together = together.get(one.proposal, [])
        row.topics = [named[pk] for pk in one.topics if pk in named]
        page = pages.get(one.event) if one.event else None
        if page is not None:
            row.title = page.title
            row.url = page.get_url(request) or ""
            row.lang = "" if page.locale_id == locale_id else page.locale.language_code
        rows.append(row)
    return rows


def _together(proposals: list[int]) -> dict[int, list[str]]:
    """Who makes each of these events too: both sides have said so."""
    found = defaultdict(list)
    confirmed = CoOrganiser.objects.filter(proposal__in=proposals, status=CoOrganiser.Status.CONFIRMED)
    for pk, name in confirmed.order_by("organisation__sort_key", "pk").values_list("proposal_id", "organisation__name"):
        found[pk].append(name)
    return found


def event_pages(sources: Iterable[int], locale_id: int) -> dict[int, EventPage]:
    """The public pages of these events by their sources' ids, in the reader's language where somebody translated them."""
    own = Q(pk__in=set(sources))
    keys = EventPage.objects.filter(own).order_by().values("translation_key")
    pages = (
        EventPage.objects.live()
        .filter(own | Q(translation_key__in=keys, locale_id=locale_id), public_q())
        .select_related("locale")
        .only("title", "url_path", "path", "depth", "translation_key", "locale__language_code")
    )
    listed = list(pages)
    # The reader's own language last, so that it stays.
    by_key = {page.translation_key: page for page in sorted(listed, key=lambda page: page.locale_id == locale_id)}
    return {page.pk: by_key[page.translation_key] for page in listed}


def pages_for_ical(sources: Iterable[int], locale_id: int) -> list[EventPage]:
    """The public pages of these events for a calendar file, in the order of their dates."""
    shown = {page.pk for page in event_pages(sources, locale_id).values()}
    return list(EventPage.objects.filter(pk__in=shown).for_ical().select_related("locale").order_by("start", "pk"))


def _topics(entries: list[Entry]) -> dict[int, str]:
    used = {topic for one in entries for topic in one.topics}
    return {topic.pk: topic.label for topic in Topic.objects.filter(pk__in=used)}


def _row(entry: Entry, proposal: Proposal, venues: dict[int, Venue]) -> Row:
    row = Row(entry, proposal.title, proposal.organisation.name)
    allocation: Allocation | None = getattr(proposal, "allocation", None)
    if allocation is None or not entry.placed:
        row.why = why_not(None if entry.pending else allocation)
        return row
    row.published_start, row.published_end = allocation.start, allocation.end
    row.start, row.end = allocation.start, allocation.end
    published_place = _name_of(allocation.venue) or allocation.place_name
    row.place = published_place
    if allocation.commune is not None:
        row.commune, row.commune_code = allocation.commune.name, allocation.commune.code
    here = published_place
    if entry.now is not None:
        here = _name_of(venues.get(entry.now.venue) if entry.now.venue else None) or entry.now.place_name
        row.place = here or published_place
        if entry.start == entry.now.start:
            row.start, row.end, row.all_day = entry.now.start, entry.now.end, entry.now.all_day
    row.changes = [_change(code, row, published_place, here) for code in entry.changes]
    return row


def _name_of(venue: Venue | None) -> str:
    return venue.full_name if venue is not None else ""


def _change(code: str, row: Row, published_place: str, here: str) -> Change:
    now = row.entry.now
    reason = now.reason if now is not None else ""
    if code == MOVED and now is not None:
        published = event_when(row.published_start, row.published_end)
        if row.entry.start == now.start:
            text = gettext("Ogłoszony termin: %(when)s.") % {"when": published}
        else:  # into another year, whose days this page does not show
            text = gettext("Nowy termin: %(when)s.") % {"when": event_when(now.start, now.end, now.all_day)}
        return Change(gettext("zmieniony termin"), _with_reason(text, reason), "calendar-clock")
    if code == PLACE:
        was = gettext("Ogłoszone miejsce: %(place)s.") % {"place": published_place} if published_place else ""
        return Change(gettext("zmienione miejsce"), was or gettext("Miejsce: %(place)s.") % {"place": here}, "map-pin")
    if code == OFF:
        return Change(gettext("odwołane"), _with_reason("", reason), "circle-x", "error")
    if code == HIDDEN:
        return Change(gettext("strona wydarzenia niedostępna"), gettext("Pokazujemy to, co ogłosiliśmy."), "info")
    if code == GONE:
        return Change(gettext("usunięte z kalendarza"), gettext("Pokazujemy to, co ogłosiliśmy."), "circle-x", "error")
    assert code == WITHDRAWN
    return Change(gettext("organizacja zrezygnowała"), "", "circle-x", "error")


def _with_reason(text: str, reason: str) -> str:
    return " ".join(part for part in (text, gettext("Powód: %(reason)s") % {"reason": reason} if reason else "") if part)


def why_not(allocation: Allocation | None) -> str:
    """Why a proposal has no slot, in words; None for what nobody has published yet, whatever the moderators weigh."""
    if allocation is None:
        return gettext("COP jeszcze o niej nie zdecydował.")
    said = " ".join(explaining.sentences(allocation.reasons))
    return said or gettext("Nie udało się znaleźć wolnego terminu.")


def moment(value: datetime | None) -> str:
    """A Polish day and hour for a table of data: "2027-05-08 15:00"."""
    return f"{value.astimezone(days.WARSAW):%Y-%m-%d %H:%M}" if value else ""
