"""Reading profiles and initiatives. Every list is a constant number of queries, however many rows there are."""

from __future__ import annotations

from typing import Any, Self

from django.db.models import Q

from core.fields import folded_words, stem
from core.models import PageTopic, Topic
from core.privacy import readable_q
from core.querysets import WordsAndPlaces, holds_code
from core.templatetags.portal_pictures import SHARE_SPEC, SPECS, renditions_of
from ngo_pages.activities import activities_named, begins


class DirectoryQuerySet(WordsAndPlaces):
    """What the lists of organisations and of initiatives have in common."""

    def readable(self, locale_id: int) -> Self:
        """What anybody may read in this language, by title."""
        return self.filter(readable_q(locale_id)).order_by("sort_key", "pk")

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
    def described_by(self, text: str) -> Self:
        """Organisations that have every word in their name, summary or place, among their topics or in a field of their activity."""
        words = folded_words(text)
        if not words:
            return self.none() if text.strip() else self
        topics = [(topic.pk, folded_words(f"{topic.name} {topic.name_en}")) for topic in Topic.objects.all()]
        found = self
        for word in [word for word in words if len(word) > 1] or words:
            beginning = stem(word)
            passes = Q(words__contains=f" {beginning}")
            tags = [pk for pk, own in topics if any(begins(each, beginning) for each in own)]
            if tags:
                passes |= Q(pk__in=PageTopic.objects.filter(tag__in=tags).values("content_object"))
            for code in activities_named(beginning):
                passes |= holds_code("activities", code)
            found = found.filter(passes)
        return found

    def active_in(self, activity: str) -> Self:
        """With this field of activity."""
        return self.filter(holds_code("activities", activity))


class InitiativeQuerySet(DirectoryQuerySet):
    def in_state(self, state: str) -> Self:
        return self.filter(state=state)
