"""Reading profiles and initiatives. Every list is a constant number of queries, however many rows there are."""

from __future__ import annotations

from typing import Any, Self

from core.privacy import public_q
from core.querysets import WordsAndPlaces, holds_code
from core.templatetags.portal_pictures import SHARE_SPEC, SPECS, renditions_of


class DirectoryQuerySet(WordsAndPlaces):
    """What the lists of organisations and of initiatives have in common."""

    def readable(self, locale_id: int) -> Self:
        """What anybody may read in this language, by title."""
        return self.live().filter(public_q(), locale_id=locale_id).order_by("sort_key", "pk")

    def for_cards(self) -> Self:
        """With all that a card shows, and without the text, which it does not."""
        return (
            self.defer("body")
            .select_related("organisation", "listing_image", "territory")
            .prefetch_related(renditions_of("listing_image", SPECS["card"]))
        )

    def at(self, url_path: str) -> Any:
        """The live page with this address, and what it shows of other tables."""
        return (
            self.live()
            .filter(url_path=url_path)
            .select_related("organisation__territory", "owner_cop", "listing_image", "social_image", "territory")
            .prefetch_related(renditions_of("listing_image", [*SPECS["card"], SHARE_SPEC]))
            .first()
        )


class NgoQuerySet(DirectoryQuerySet):
    def active_in(self, activity: str) -> Self:
        """With this field of activity."""
        return self.filter(holds_code("activities", activity))


class InitiativeQuerySet(DirectoryQuerySet):
    def in_state(self, state: str) -> Self:
        return self.filter(state=state)
