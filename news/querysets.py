"""Reading news. Every function is a constant number of queries, however many items there are."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from django.db.models import Max, Min, Prefetch, Q
from wagtail.query import PageQuerySet

from core.feeds import IMAGE_SPEC
from core.models import PageTopic, PortalRendition, Topic

if TYPE_CHECKING:
    from collections.abc import Iterable

    from news.models import NewsPage

WARSAW = ZoneInfo("Europe/Warsaw")
# The widths in which lists show a picture.
CARD_SPECS = ("fill-480x300", "fill-960x600")


class NewsQuerySet(PageQuerySet):
    def readable(self, locale_id: int, private: Q | None = None) -> Self:
        """What anybody may read in this language, newest first. `private` saves asking twice for what is restricted."""
        return self.live().exclude(self.private_q() if private is None else private).filter(locale_id=locale_id).order_by("-date", "-pk")

    def for_cards(self, specs: Iterable[str] = CARD_SPECS) -> Self:
        """With all that a list shows, and without the text, which it does not."""
        return (
            self.defer("body")
            .select_related("owner_cop", "listing_image")
            .prefetch_related(
                Prefetch(
                    "listing_image__renditions",
                    queryset=PortalRendition.objects.filter(filter_spec__in=list(specs)),
                    to_attr="prefetched_renditions",
                )
            )
        )

    def at(self, url_path: str) -> NewsPage | None:
        """The live item with this address, and what its page shows of other tables."""
        return self.live().filter(url_path=url_path).select_related("owner_cop", "listing_image", "social_image", "territory").first()

    def for_feed(self) -> Self:
        """With pictures in the size of the channel, and topics."""
        return self.for_cards([IMAGE_SPEC]).prefetch_related(
            Prefetch("topic_links", queryset=PageTopic.objects.select_related("tag").order_by("tag__name"))
        )

    def about(self, topic: str) -> Self:
        """Items with this topic; the slug comes from the vocabulary, so one link at most joins."""
        return self.filter(topic_links__tag__slug=topic)

    def of_year(self, year: int) -> Self:
        """Items of one Polish year: its bounds are midnights in Warsaw, so that the index on the date serves."""
        return self.filter(date__gte=datetime(year, 1, 1, tzinfo=WARSAW), date__lt=datetime(year + 1, 1, 1, tzinfo=WARSAW))

    def years(self) -> list[int]:
        """The years from the newest item to the oldest. Two ends of an index, not a count of everything."""
        ends = self.order_by().aggregate(first=Min("date"), last=Max("date"))
        if not ends["first"]:
            return []
        return list(range(ends["last"].astimezone(WARSAW).year, ends["first"].astimezone(WARSAW).year - 1, -1))

    def neighbours(self, item: NewsPage) -> tuple[NewsPage | None, NewsPage | None]:
        """The older and the newer item beside this one in the same folder."""
        beside = self.sibling_of(item, inclusive=False).only("title", "url_path", "date")
        older = beside.filter(Q(date__lt=item.date) | Q(date=item.date, pk__lt=item.pk)).order_by("-date", "-pk").first()
        newer = beside.filter(Q(date__gt=item.date) | Q(date=item.date, pk__gt=item.pk)).order_by("date", "pk").first()
        return older, newer

    def alike(self, item: NewsPage, topics: Iterable[Topic], limit: int) -> list[NewsPage]:
        """The newest other items that share a topic with this one."""
        shared = PageTopic.objects.filter(tag__in=[topic.pk for topic in topics]).values("content_object")
        return list(self.filter(pk__in=shared).exclude(pk=item.pk).for_cards()[:limit])
