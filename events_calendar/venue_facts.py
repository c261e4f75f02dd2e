"""What one reads of a place at one glance, as the component "facts" wants it; how one gets in comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext

from core.templatetags.portal_ui import address
from events_calendar import maps
from events_calendar.facts import Fact, contact

if TYPE_CHECKING:
    from events_calendar.models import EventPage, Venue


def people_of(venue: Venue) -> str:
    """ "do 40 osób"."""
    if not venue.capacity:
        return ""
    return ngettext("do %(count)s osoby", "do %(count)s osób", venue.capacity) % {"count": venue.capacity}


def equipment_of(one: Venue | EventPage) -> str:
    """What a place has, or an event needs: what was ticked, then what was written."""
    return ". ".join(filter(None, [", ".join(map(str, one.get_equipment_labels())), one.equipment_note]))


def of(venue: Venue, owner_url: str) -> list[Fact]:
    """The lines beside the week; the component leaves out those without a value."""
    equipment = equipment_of(venue)
    where: Any = address(venue.where)
    if url := maps.url_of(venue):
        where = format_html("{}<br>{}", where, maps.link(url))
    return [
        {"term": gettext("Adres"), "icon": "map-pin", "html": where},
        {"term": gettext("Gmina"), "icon": "landmark", "value": str(venue.commune or "")},
        {"term": gettext("Ile osób się zmieści"), "icon": "users", "value": people_of(venue)},
        {"term": gettext("Wyposażenie"), "icon": "list-checks", "value": equipment[:1].upper() + equipment[1:]},
        {"term": gettext("Cena"), "icon": "ticket", "value": venue.in_language("price")},
        {"term": gettext("Czyje to miejsce"), "icon": "building-2", "value": venue.owner.name, "url": owner_url},
        {"term": gettext("Kontakt"), "icon": "mail", "html": contact(venue.contact_email, venue.contact_phone)},
    ]


def structured_data(venue: Venue, request: HttpRequest) -> dict[str, Any]:
    """JSON-LD Place (schema.org)."""
    place: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Place",
        "name": venue.full_name,
        "address": venue.where,
        "url": request.build_absolute_uri(request.path),
    }
    if venue.capacity:
        place["maximumAttendeeCapacity"] = venue.capacity
    if venue.latitude is not None and venue.longitude is not None:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": float(venue.latitude), "longitude": float(venue.longitude)}
    return place
