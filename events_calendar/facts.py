"""What, when, where, for whom: an event at one glance, as the component "facts" wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from core.templatetags.portal_ui import address, event_when, iso, nbsp, web_address
from events_calendar import maps, venue_access
from events_calendar.models.choices import Attendance

if TYPE_CHECKING:
    from events_calendar.models import EventPage, Venue
    from events_calendar.rows import EventRow

Fact = dict[str, str | SafeString]
BREAK = mark_safe("<br>")


def of(event: EventPage, row: EventRow, organiser_url: str) -> list[Fact]:
    """The lines of one event, at the date that its page begins with; the component leaves out those without a value."""
    return [
        {"term": gettext("Kiedy"), "icon": "calendar", "html": _when(row)},
        {"term": gettext("Gdzie"), "icon": "map-pin", "html": _where(event, row)},
        {
            "term": gettext("Kto organizuje"),
            "icon": "users",
            "value": event.organiser.name if event.organiser else "",
            "url": organiser_url,
        },
        {"term": gettext("Razem z"), "icon": "users", "value": _together(event)},
        {"term": gettext("Dla kogo"), "icon": "user", "value": event.audience},
        {"term": gettext("Kto może przyjść"), "icon": "lock", "value": _attendance(event)},
        {"term": gettext("Wstęp"), "icon": "ticket", "value": _price(event)},
        {"term": gettext("Kontakt"), "icon": "mail", "html": contact(event.contact_email, event.contact_phone)},
    ]


def access(event: EventPage, row: EventRow) -> list[Fact]:
    """How one gets in: a line of its own, since it is the longest and for some the first to be read."""
    return [{"term": gettext("Dostępność"), "icon": "accessibility", "html": _accessibility(event, row)}]


def _when(row: EventRow) -> SafeString:
    return format_html(
        '<time datetime="{}">{}</time>',
        iso(row.first_day if row.all_day else row.start),
        event_when(row.start, row.end, row.all_day),
    )


def _elsewhere(row: EventRow) -> Venue | None:
    """The place of this one date, where it is not the event's."""
    return row.occurrence.venue if row.elsewhere else None


def _where(event: EventPage, row: EventRow) -> SafeString | str:
    own = _elsewhere(row)
    name, where = (own.full_name, own.where) if own else (event.place_name, event.address)
    venue = own or event.venue
    lines = [address(name)] if name else []
    if venue is not None and venue.active and name:
        # Its page says how to get there and in.
        lines = [format_html('<a href="{}">{}</a>', page_of(venue), name)]
    if where:
        lines.append(address(where))
    if url := maps.url_of(venue) if venue is not None else maps.search_url(where, event.territory):
        lines.append(maps.link(url))
    if venue is not None and (stop := venue.nearest_stop or (venue.parent.nearest_stop if venue.parent else "")):
        lines.append(format_html("{}", gettext("Najbliższy przystanek: %(stop)s") % {"stop": stop}))
    if event.online_url:
        lines.append(format_html('<a href="{}" rel="noopener">{}</a>', event.online_url, gettext("Dołącz przez internet")))
    elif event.is_online:
        lines.append(format_html("{}", gettext("Można wziąć udział przez internet")))
    return format_html_join(BREAK, "{}", ((line,) for line in lines))


def _together(event: EventPage) -> str:
    """Who organises it too: organisations of the portal, and others in words."""
    names = [organisation.name for organisation in event.source_co_organisers()]
    return ", ".join([*names, *([event.co_organisers_note] if event.co_organisers_note else [])])


def _attendance(event: EventPage) -> str:
    """Said only where not everybody may simply come."""
    if event.attendance == Attendance.OPEN:
        return event.sign_up
    label = str(Attendance(event.attendance).label)
    return f"{label[:1].upper()}{label[1:]}. {event.sign_up}".strip() if event.sign_up else f"{label[:1].upper()}{label[1:]}"


def _price(event: EventPage) -> str:
    if event.price:
        return event.price
    return gettext("Wolny, bez opłat") if event.free else gettext("Płatny; o cenę zapytaj organizatora")


def _accessibility(event: EventPage, row: EventRow) -> SafeString | str:
    """What the organiser says, then what the place adds to it: a toilet may be open in summer only, an interpreter wait to be asked for."""
    text = ", ".join(str(label) for label in event.get_accessibility_labels())
    lines: list[Any] = [text[:1].upper() + text[1:], event.accessibility_note]
    venue = _elsewhere(row) or event.venue
    if venue is not None:
        lines += [venue_access.on_request(venue, event.accessibility), *venue_access.notes_of(venue)]
    said = [nbsp(line) for line in dict.fromkeys(lines) if line]
    if not said:
        said = [gettext("Brak informacji. Zapytaj organizatora, zanim przyjdziesz.")]
    if venue is not None and venue.active:
        said.append(format_html('<a href="{}#dostepnosc">{}</a>', page_of(venue), gettext("Więcej o dostępności tego miejsca")))
    return format_html_join(BREAK, "{}", ((line,) for line in said))


def page_of(venue: Venue) -> str:
    """The address of the place's own page, in the reader's language."""
    return f"/{get_language()}/kalendarz/miejsca/{venue.slug}/"


def contact(email: str, phone: str) -> SafeString:
    """An e-mail address and a telephone number, each as a link."""
    lines = []
    if email:
        lines.append(format_html('<a href="mailto:{}">{}</a>', email, web_address(email)))
    if phone:
        lines.append(format_html('<a href="tel:{}">{}</a>', phone.replace(" ", ""), phone))
    return format_html_join(BREAK, "{}", ((line,) for line in lines))
