"""What the calendar's filters offer: only what some event has, asked once per public version."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language

from accounts.models import Organisation
from core import pagecache
from core.collation import alphabetical
from core.models import Territory, Topic
from core.privacy import public_q
from events_calendar import days
from events_calendar.facets import facets_of

if TYPE_CHECKING:
    from events_calendar.models import CalendarPage

SECONDS = pagecache.LONGEST_SECONDS
# A list that nobody would read to its end, and that would make every page of the calendar heavy.
MOST_ORGANISERS = 60

Choice = tuple[str, str]


@dataclass(frozen=True)
class FilterOptions:
    topics: list[Choice]
    communes: list[Choice]
    counties: list[Choice]
    organisers: list[Choice]
    organisers_cut: bool
    folders: list[Choice]
    folder_paths: dict[str, str]


def filter_options(calendar: CalendarPage) -> FilterOptions:
    """The choices of the filters of this calendar, in the current language."""
    key = f"calendar-options:{pagecache.version()}:{calendar.pk}:{get_language()}:{days.today()}"
    known = cache.get(key)
    if known is None:
        known = _read(calendar)
        cache.set(key, known, SECONDS)
    return known


def _read(calendar: CalendarPage) -> FilterOptions:
    from events_calendar.models import CalendarFolderPage, EventPage

    readable = EventPage.objects.readable(calendar.locale_id).order_by()
    has_events = Exists(readable.filter(territory=OuterRef("pk")))
    places = list(
        Territory.objects.filter(Q(kind=Territory.Kind.COUNTY) | Q(has_events, kind=Territory.Kind.COMMUNE)).order_by("sort_key", "code")
    )
    communes = [place for place in places if place.kind == Territory.Kind.COMMUNE]
    used = {place.code[:4] for place in communes}
    coming = facets_of(EventPage.objects.readable(calendar.locale_id), str(calendar.pk)).sets["organizator"]
    most = heapq.nlargest(MOST_ORGANISERS, coming, key=lambda slug: (coming[slug].bit_count(), slug))
    organisers = list(Organisation.objects.filter(slug__in=most).values_list("slug", "name"))
    folders = list(CalendarFolderPage.objects.child_of(calendar).live().filter(public_q()).select_related("owner_cop"))
    return FilterOptions(
        topics=[(topic.slug, topic.label) for topic in Topic.in_order()],
        communes=[(place.code, str(place)) for place in communes],
        counties=[(place.code, place.name) for place in places if place.kind == Territory.Kind.COUNTY and place.code in used],
        organisers=alphabetical(organisers, itemgetter(1)),
        organisers_cut=len(coming) > MOST_ORGANISERS,
        folders=alphabetical(
            ((folder.slug, folder.owner_cop.name if folder.owner_cop else folder.title) for folder in folders), itemgetter(1)
        ),
        folder_paths={folder.slug: folder.path for folder in folders},
    )
