"""Reading the pages of the centres."""

from __future__ import annotations

from typing import Any, Self

from wagtail.query import PageQuerySet

from core.templatetags.portal_pictures import SHARE_SPEC, SPECS, renditions_of


class CopQuerySet(PageQuerySet):
    def for_cards(self) -> Self:
        """With all that a card shows, and without the text, which it does not."""
        return (
            self.defer("services")
            .select_related("organisation", "listing_image")
            .prefetch_related(renditions_of("listing_image", SPECS["card"]))
        )

    def at(self, url_path: str) -> Any:
        """The live page with this address, and what it shows of other tables."""
        return (
            self.live()
            .filter(url_path=url_path)
            .select_related("organisation", "owner_cop", "listing_image", "social_image", "territory")
            .prefetch_related(renditions_of("listing_image", [*SPECS["card"], SHARE_SPEC]))
            .first()
        )


def pages_of(cop_id: int) -> CopQuerySet:
    """The COP's own page in every language."""
    from home.models import CopPage

    return CopPage.objects.filter(organisation_id=cop_id)
