"""Reading pages: the filters that lists of several apps share."""

from __future__ import annotations

from typing import Self

from wagtail.query import PageQuerySet

from core.fields import folded_words, stem


class WordsAndPlaces(PageQuerySet):
    """Pages with a column `words` (core.fields.WordsField) and the topics and territory of every PortalPage."""

    def with_words(self, text: str) -> Self:
        """Pages that have every word, in whatever form and with or without diacritics; "w", "z", "i" do not count.

        A text without any word in it, such as "%", is in no page.
        """
        words = folded_words(text)
        found = self if words or not text.strip() else self.none()
        for word in [word for word in words if len(word) > 1] or words:
            found = found.filter(words__contains=f" {stem(word)}")
        return found

    def about(self, topic: str) -> Self:
        return self.filter(topic_links__tag__slug=topic)

    def in_commune(self, code: str) -> Self:
        return self.filter(territory__code=code)

    def in_county(self, code: str) -> Self:
        """In the county or any of its communes: a unit's TERYT code begins with its parent's."""
        return self.filter(territory__code__startswith=code)
