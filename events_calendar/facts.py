"""What, when, where, for whom: an event at one glance, as the component "facts" wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from core.templatetags.portal_ui import address, event_when, iso, nbsp, web_address

if TYPE_CHECKING:
    from events_calendar.models import EventPage

Fact = dict[str, str | SafeString]
BREAK = mark_safe("<br>")


def of(event: EventPage, organiser_url: str) -> list[Fact]:
    """The lines of one event; the component leaves out those without a value."""
    return [
        {"term": gettext("Kiedy"), "icon": "calendar", "html": _when(event)},
        {"term": gettext("Gdzie"), "icon": "map-pin", "html": _where(event)},
        {
            "term": gettext("Kto organizuje"),
            "icon": "users",
            "value": event.organiser.name if event.organiser else "",
            "url": organiser_url,
        },
        {"term": gettext("Dla kogo"), "icon": "user", "value": event.audience},
        {"term": gettext("Wstęp"), "icon": "ticket", "value": _price(event)},
        {"term": gettext("Kontakt"), "icon": "mail", "html": contact(event.contact_email, event.contact_phone)},
    ]


def access(event: EventPage) -> list[Fact]:
    """How one gets in: a line of its own, since it is the longest and for some the first to be read."""
    return [{"term": gettext("Dostępność"), "icon": "accessibility", "html": _accessibility(event)}]


def _when(event: EventPage) -> SafeString:
    return format_html(
        '<time datetime="{}">{}</time>',
        iso(event.first_day if event.all_day else event.start),
        event_when(event.start, event.end, event.all_day),
    )


def _where(event: EventPage) -> SafeString | str:
    lines = [address(part) for part in (event.place_name, event.address) if part]
    if event.online_url:
        lines.append(format_html('<a href="{}" rel="noopener">{}</a>', event.online_url, gettext("Dołącz przez internet")))
    elif event.is_online:
        lines.append(format_html("{}", gettext("Można wziąć udział przez internet")))
    return format_html_join(BREAK, "{}", ((line,) for line in lines))


def _price(event: EventPage) -> str:
    if event.price:
        return event.price
    return gettext("Wolny, bez opłat") if event.free else gettext("Płatny; o cenę zapytaj organizatora")


def _accessibility(event: EventPage) -> SafeString | str:
    labels = [str(label) for label in event.get_accessibility_labels()]
    if not labels and not event.accessibility_note:
        return gettext("Brak informacji. Zapytaj organizatora, zanim przyjdziesz.")
    text = ", ".join(labels)
    return format_html_join(BREAK, "{}", ((nbsp(part),) for part in (text[:1].upper() + text[1:], event.accessibility_note) if part))


def contact(email: str, phone: str) -> SafeString:
    """An e-mail address and a telephone number, each as a link."""
    lines = []
    if email:
        lines.append(format_html('<a href="mailto:{}">{}</a>', email, web_address(email)))
    if phone:
        lines.append(format_html('<a href="tel:{}">{}</a>', phone.replace(" ", ""), phone))
    return format_html_join(BREAK, "{}", ((line,) for line in lines))
