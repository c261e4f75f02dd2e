"""News: the index of all, one folder for each COP, items."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail.models.pages import PageManager
from wagtail_localize.fields import SynchronizedField, TranslatableField

from core.blocks import BodyBlock
from core.models import PortalPage
from core.routing import FolderIndex
from news.querysets import NewsQuerySet


class NewsRoutes(RoutablePageMixin):
    """What all news and one COP's news answer alike."""

    @path("")
    def index_route(self, request: HttpRequest) -> TemplateResponse:
        from news import views

        return views.index(self, request)

    @path("rss/", name="rss")
    def rss_route(self, request: HttpRequest) -> HttpResponse:
        from news.feeds import NewsFeed

        return NewsFeed()(request, parent=self)

    def items(self) -> NewsQuerySet:
        """The items that this page lists, in its language."""
        raise NotImplementedError


class NewsIndexPage(FolderIndex, NewsRoutes, PortalPage):
    """All news of all COPs, newest first, with an archive by year and a feed."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["news.NewsFolderPage"]
    max_count_per_parent = 1
    template = "news/index.html"

    class Meta:
        verbose_name = _("aktualności: spis")
        verbose_name_plural = _("aktualności: spisy")

    def items(self) -> NewsQuerySet:
        return NewsPage.objects.readable(self.locale_id)

    def entries(self) -> NewsQuerySet:
        return NewsPage.objects.all()

    def folders(self) -> Any:
        return NewsFolderPage.objects.all()


class NewsFolderPage(NewsRoutes, PortalPage):
    """One COP's news: its editors write here and nowhere else (design decision 14)."""

    parent_page_types = ["news.NewsIndexPage"]
    subpage_types = ["news.NewsPage"]
    template = "news/index.html"

    class Meta:
        verbose_name = _("aktualności jednego COP")
        verbose_name_plural = _("aktualności poszczególnych COP")

    def items(self) -> NewsQuerySet:
        return NewsPage.objects.readable(self.locale_id).child_of(self)


class NewsPage(PortalPage):
    date = models.DateTimeField(_("data"), default=timezone.now)
    author_line = models.CharField(
        _("podpis"), max_length=150, blank=True, help_text=_("Kto to napisał, na przykład: Redakcja COP Słupsk.")
    )
    body = StreamField(BodyBlock(), verbose_name=_("treść"))

    objects = PageManager.from_queryset(NewsQuerySet)()

    search_kind = "news"
    api_fields = [*PortalPage.api_fields, APIField("date")]
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

    # Words are translated; what an item is, when and by which COP is the source page's in every language.
    override_translatable_fields = [
        SynchronizedField("slug"),
        TranslatableField("author_line"),
        SynchronizedField("date", overridable=False),
        SynchronizedField("listing_image"),
        SynchronizedField("social_image"),
        SynchronizedField("territory", overridable=False),
        SynchronizedField("owner_cop", overridable=False),
        SynchronizedField("review_by"),
    ]

    class Meta:
        verbose_name = _("aktualność")
        verbose_name_plural = _("aktualności")
        indexes = [models.Index(fields=["-date", "-page_ptr"], name="news_newest_first")]

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """An item belongs to the COP in whose folder it lies, unless an editor said otherwise."""
        if self.owner_cop is None and self.path:
            self.owner_cop = self.get_parent().specific.owner_cop
        return super().save(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from news import views

        return {**super().get_context(request, *args, **kwargs), **views.item_context(self, request)}

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
