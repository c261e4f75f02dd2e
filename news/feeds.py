"""News as an RSS channel: all of it, or one COP's."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from core.feeds import PageFeed, xml_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from news.models import NewsFolderPage, NewsIndexPage, NewsPage

NEWEST = 30


class NewsFeed(PageFeed):
    def items(self, parent: NewsIndexPage | NewsFolderPage) -> Iterable[NewsPage]:
        return parent.items().for_feed()[:NEWEST]

    def item_pubdate(self, item: NewsPage) -> datetime:
        return item.date

    def item_author_name(self, item: NewsPage) -> str | None:
        return xml_text(item.author_line) or None
