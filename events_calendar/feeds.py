"""Coming events as an RSS channel: of all COPs, or of one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from core.feeds import PageFeed, xml_text
from core.templatetags.portal_ui import event_when
from events_calendar import days

if TYPE_CHECKING:
    from core.models import PortalPage
    from events_calendar.models import CalendarFolderPage, CalendarPage, EventPage
    from events_calendar.querysets import EventQuerySet

COMING = 30


class EventFeed(PageFeed):
    """The coming ones of `events`, under a name that says which these are."""

    def __init__(self, events: EventQuerySet, name: str, query: str) -> None:
        super().__init__()
        self.events, self.name, self.query = events, name, query

    def title(self, parent: PortalPage) -> str:
        return xml_text(self.name)

    def link(self, parent: PortalPage) -> str:
        return f"{super().link(parent)}{self.query}"

    def items(self, parent: CalendarPage | CalendarFolderPage) -> Iterable[EventPage]:
        return self.events.from_day(days.today()).for_feed()[:COMING]

    def item_description(self, item: PortalPage) -> str:
        """When and where first: a channel's reader sees no leaf of a calendar."""
        event: EventPage = item
        head = ". ".join(part for part in (event_when(event.start, event.end, event.all_day), event.where) if part)
        return xml_text(f"{head}. {event.summary}".strip())

    def item_pubdate(self, item: EventPage) -> datetime | None:
        return item.first_published_at
