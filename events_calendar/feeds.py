"""Coming events as an RSS channel: of all COPs, or of one. Each date of a series is an item of its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from core.feeds import PageFeed, xml_text
from core.templatetags.portal_ui import event_when
from events_calendar import days

if TYPE_CHECKING:
    from core.models import PortalPage
    from events_calendar.models import CalendarFolderPage, CalendarPage
    from events_calendar.rows import EventRow, Programme

COMING = 30


class EventFeed(PageFeed):
    """The coming dates of `programme`, under a name that says which these are."""

    def __init__(self, programme: Programme, name: str, query: str) -> None:
        super().__init__()
        self.programme, self.name, self.query = programme, name, query

    def title(self, parent: PortalPage) -> str:
        return xml_text(self.name)

    def link(self, parent: PortalPage) -> str:
        return f"{super().link(parent)}{self.query}"

    def items(self, parent: CalendarPage | CalendarFolderPage) -> Iterable[EventRow]:
        dates = self.programme.dates.from_day(days.today()).for_rows()[:COMING]
        return self.programme.rows(dates, self.programme.events.for_feed())

    def item_title(self, item: Any) -> str:
        row: EventRow = item
        title = gettext("Odwołane: %(title)s") % {"title": row.title} if row.cancelled else row.title
        return xml_text(title)

    def item_description(self, item: Any) -> str:
        """When and where first: a channel's reader sees no leaf of a calendar."""
        row: EventRow = item
        head = ". ".join(part for part in (event_when(row.start, row.end, row.all_day), row.where, row.reason) if part)
        return xml_text(f"{head}. {row.summary}".strip())

    def item_guid(self, item: Any) -> str:
        row: EventRow = item
        guid = super().item_guid(row.page)
        # The event's first date keeps the name that the channel gave the event before it had others.
        first = row.occurrence.original == row.page.start
        return guid if first else f"{guid}:{row.occurrence.original.astimezone(UTC):%Y%m%dT%H%M%SZ}"

    def item_categories(self, item: Any) -> list[str]:
        return super().item_categories(item.page)

    def item_pubdate(self, item: Any) -> datetime | None:
        row: EventRow = item
        return row.page.first_published_at
