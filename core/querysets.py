"""Reading pages: the filters that lists of several apps share."""

from __future__ import annotations

from typing import Any, Self

from wagtail.models import Page
from wagtail.query import PageQuerySet

from core import registry
from core.fields import folded_words, stem
from core.privacy import is_public, public_q


def take_turn(page_id: int) -> None:
    """Wait until nobody else writes the page, until the end of this transaction. Whoever reads it next reads what is true now.

    Wagtail saves all columns of a page, so two who read it at once write over each other's. SQLite writes one at a time anyway.
    """
    Page.objects.select_for_update(no_key=True).filter(pk=page_id).values_list("pk", flat=True).first()


class WordsAndPlaces(PageQuerySet):
    """Pages with a column `words` (core.fields.WordsField) and the topics and territory of every PortalPage."""

    def with_words(self, text: str, column: str = "words") -> Self:
        """Pages that have every word, in whatever form and with or without diacritics; "w", "z", "i" do not count.

        A text without any word in it, such as "%", is in no page. `column` is the WordsField that is looked through.
        """
        words = folded_words(text)
        found = self if words or not text.strip() else self.none()
        for word in [word for word in words if len(word) > 1] or words:
            found = found.filter(**{f"{column}__contains": f" {stem(word)}"})
        return found

    def about(self, topic: str) -> Self:
        return self.filter(topic_links__tag__slug=topic)

    def in_commune(self, code: str) -> Self:
        return self.filter(territory__code=code)

    def in_county(self, code: str) -> Self:
        """In the county or any of its communes: a unit's TERYT code begins with its parent's."""
        return self.filter(territory__code__startswith=code)


def own_page_of(organisation: Any, locale_id: int) -> Page | None:
    """The public page that is the organisation's own, in this language: an NGO's profile, a COP's page."""
    for offered in registry.organisation_pages:
        if offered.own_of == organisation.kind:
            return offered.pages(organisation.pk).live().filter(public_q(), locale_id=locale_id).first()
    return None


def linked_pages(links: Any, locale_id: int) -> list[Page]:
    """The public pages that editors chose in these rows (`target`), in this language, in the editors' order."""
    targets = [link.target for link in links.select_related("target")]
    if any(target.locale_id != locale_id for target in targets):
        translated = Page.objects.filter(translation_key__in=[target.translation_key for target in targets], locale_id=locale_id)
        by_key = {target.translation_key: target for target in translated}
        targets = [by_key[target.translation_key] for target in targets if target.translation_key in by_key]
    return [target for target in targets if target.live and is_public(target.path)]
