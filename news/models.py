"""News: the index of all, one folder for each COP, items."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.fields import StreamField
from wagtail.models import Orderable

from core.blocks import BodyBlock
from core.models import PortalPage


class NewsIndexPage(RoutablePageMixin, PortalPage):
    """All news of all COPs, newest first, with an archive by year and a feed."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["news.NewsFolderPage"]
    max_count_per_parent = 1
    template = "news/index.html"

    class Meta:
        verbose_name = _("aktualności: spis")
        verbose_name_plural = _("aktualności: spisy")


class NewsFolderPage(RoutablePageMixin, PortalPage):
    """One COP's news: its editors write here and nowhere else (design decision 14)."""

    parent_page_types = ["news.NewsIndexPage"]
    subpage_types = ["news.NewsPage"]
    template = "news/index.html"

    class Meta:
        verbose_name = _("aktualności jednego COP")
        verbose_name_plural = _("aktualności poszczególnych COP")


class NewsPage(PortalPage):
    date = models.DateTimeField(_("data"), default=timezone.now, db_index=True)
    author_line = models.CharField(
        _("podpis"), max_length=150, blank=True, help_text=_("Kto to napisał, na przykład: Redakcja COP Słupsk.")
    )
    body = StreamField(BodyBlock(), verbose_name=_("treść"), blank=True)

    search_kind = "news"
    parent_page_types = ["news.NewsFolderPage"]
    subpage_types: list[str] = []
    template = "news/item.html"

    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("summary"),
        FieldPanel("date"),
        FieldPanel("author_line"),
        FieldPanel("listing_image"),
        FieldPanel("body"),
        InlinePanel("related", label=_("Powiązana strona"), heading=_("Czytaj też")),
    ]
    promote_panels = PortalPage.promote_panels[1:]

    class Meta:
        verbose_name = _("aktualność")
        verbose_name_plural = _("aktualności")

    def search_fields_of_kind(self) -> dict[str, Any]:
        return {"date": self.date}

    def structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        return [
            *super().structured_data(request),
            {
                "@context": "https://schema.org",
                "@type": "NewsArticle",
                "headline": self.title,
                "description": self.summary,
                "datePublished": self.date.isoformat(),
                "dateModified": (self.last_published_at or self.date).isoformat(),
                "mainEntityOfPage": self.get_full_url(request),
                **({"author": {"@type": "Organization", "name": self.author_line}} if self.author_line else {}),
            },
        ]


class NewsRelatedPage(Orderable):
    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="related")
    target = models.ForeignKey("wagtailcore.Page", verbose_name=_("strona"), on_delete=models.CASCADE, related_name="+")

    panels = [FieldPanel("target")]
