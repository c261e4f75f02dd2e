"""Reading news. Every function is a constant number of queries, however many items there are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, Case, Max, Min, Prefetch, Q, When, prefetch_related_objects
from wagtail.query import PageQuerySet

from core.feeds import IMAGE_SPEC
from core.models import PageTopic
from core.privacy import readable_q
from core.querysets import UNLISTED
from core.templatetags.portal_pictures import SHARE_SPEC, SPECS, renditions_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from news.models import NewsPage

WARSAW = ZoneInfo("Europe/Warsaw")


@dataclass(frozen=True)
class Beside:
    """What stands beside an item of news."""

    older: NewsPage | None = None
    newer: NewsPage | None = None
    alike: list[NewsPage] = field(default_factory=list)


class NewsQuerySet(PageQuerySet):
    def readable(self, locale_id: int) -> Self:
        """What anybody may read in this language, newest first."""
        return self.filter(readable_q(locale_id)).order_by("-date", "-pk")

    def for_cards(self, specs: Iterable[str] = SPECS["card"]) -> Self:
        """With all that a list shows, and without the text, which it does not."""
        return self._rows().prefetch_related(renditions_of("listing_image", specs))

    def _rows(self) -> Self:
        return self.select_related("owner_cop", "listing_image").defer(*UNLISTED)

    def at(self, url_path: str) -> NewsPage | None:
        """The live item with this address, and what its page shows of other tables."""
        return self.live().filter(url_path=url_path).select_related("owner_cop", "listing_image", "social_image", "territory").first()

    def for_feed(self) -> Self:
        """With pictures in the size of the channel, and topics."""
        return self.for_cards([IMAGE_SPEC]).prefetch_related(
            Prefetch("topic_links", queryset=PageTopic.objects.select_related("tag").order_by("tag__sort_key"))
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

    def beside(self, item: NewsPage, alike: int) -> Beside:
        """The item's older and newer neighbour in its folder, and the newest others that share a topic, in one query."""
        folder = self.sibling_of(item, inclusive=False)
        older = folder.filter(Q(date__lt=item.date) | Q(date=item.date, pk__lt=item.pk))
        newer = folder.filter(Q(date__gt=item.date) | Q(date=item.date, pk__gt=item.pk)).order_by("date", "pk")
        topics = PageTopic.objects.filter(content_object_id=item.pk).values("tag")
        related = self.filter(pk__in=PageTopic.objects.filter(tag__in=topics).values("content_object")).exclude(pk=item.pk)
        found = list(
            self.filter(Q(pk__in=older.values("pk")[:1]) | Q(pk__in=newer.values("pk")[:1]) | Q(pk__in=related.values("pk")[:alike]))
            .annotate(
                same_folder=Case(When(pk__in=folder.values("pk"), then=True), default=False, output_field=BooleanField()),
                same_topic=Case(When(pk__in=related.values("pk"), then=True), default=False, output_field=BooleanField()),
            )
            ._rows()
        )
        # The item's own picture and those beside it in one query.
        prefetch_related_objects([item, *found], renditions_of("listing_image", [*SPECS["card"], SHARE_SPEC]))
        here = [other for other in found if other.same_folder]
        return Beside(
            # Newest first, so the nearest older one comes first after the item and the nearest newer one last before it.
            older=next((other for other in here if (other.date, other.pk) < (item.date, item.pk)), None),
            newer=next((other for other in reversed(here) if (other.date, other.pk) > (item.date, item.pk)), None),
            alike=[other for other in found if other.same_topic][:alike],
        )
