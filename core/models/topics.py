"""The portal's vocabulary of topics: one list for all pages, in Polish and English; only CIO admins extend it."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from anyascii import anyascii
from django.db import models
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase

from core.collation import alphabetical
from core.fields import SortKeyField


class Topic(TagBase):
    free_tagging = False  # editors choose from the list, they do not add to it

    name_en = models.CharField(_("nazwa angielska"), max_length=100)
    sort_key = SortKeyField(source="name")

    class Meta:
        ordering = ["sort_key", "name"]
        verbose_name = _("temat")
        verbose_name_plural = _("tematy")

    def slugify(self, tag: str, i: int | None = None) -> str:
        # Django's slugify alone drops the letter "ł".
        slug = slugify(anyascii(tag))
        return f"{slug}-{i}" if i is not None else slug

    @property
    def label(self) -> str:
        """The name in the language of the current page."""
        return self.name_en if get_language() == "en" else self.name

    @classmethod
    def in_order(cls, **conditions: Any) -> list[Topic]:
        """The topics by their names in the language of the current page."""
        return alphabetical(cls.objects.filter(**conditions), attrgetter("label"))


class PageTopic(ItemBase):
    """Which page is about which topic: one table for all page types, so that a facet is one query."""

    tag = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="page_links")
    content_object = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="topic_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="core_pagetopic_once")]
