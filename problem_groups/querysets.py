"""Reading groups."""

from __future__ import annotations

from typing import Any, Self

from django.db.models import Count
from wagtail.query import PageQuerySet

from core.privacy import readable_q
from core.templatetags.portal_pictures import SHARE_SPEC, SPECS, renditions_of


class GroupQuerySet(PageQuerySet):
    def readable(self, locale_id: int) -> Self:
        """What anybody may read in this language, by title."""
        return self.filter(readable_q(locale_id)).order_by("sort_key", "pk")

    def for_cards(self) -> Self:
        """With the number of organisations, and without the text."""
        return self.defer("body").annotate(member_count=Count("members"))

    def at(self, url_path: str) -> Any:
        """The live group with this address, and what its page shows of other tables."""
        return (
            self.live()
            .filter(url_path=url_path)
            .select_related("owner_cop", "listing_image", "social_image", "territory")
            .prefetch_related(renditions_of("listing_image", [*SPECS["card"], SHARE_SPEC]))
            .first()
        )
