"""Where a place is on OpenStreetMap: plain links, nothing is read from there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

if TYPE_CHECKING:
    from core.models import Territory
    from events_calendar.models import Venue

MAP = "https://www.openstreetmap.org/"


def point_url(venue: Venue) -> str:
    """The place's point, its own or the building's; empty where nobody has set one."""
    here: Venue | None = venue
    while here is not None and (here.latitude is None or here.longitude is None):
        here = here.parent
    if here is None:
        return ""
    return f"{MAP}?mlat={here.latitude}&mlon={here.longitude}#map=18/{here.latitude}/{here.longitude}"


def search_url(address: str, territory: Territory | None = None) -> str:
    """What the map finds under an address; "Leśna 1" is in many towns, so its commune is said too."""
    wanted = " ".join(address.split())
    if not wanted:
        return ""
    if territory is not None and territory.name.casefold() not in wanted.casefold():
        wanted = f"{wanted}, {territory.name}"
    return f"{MAP}search?{urlencode({'query': wanted})}"


def url_of(venue: Venue) -> str:
    """The place's point, else its address."""
    return point_url(venue) or search_url(venue.where, venue.commune)


def link(url: str) -> SafeString:
    return format_html('<a href="{}" rel="noopener">{}</a>', url, gettext("Pokaż na mapie (OpenStreetMap)"))
