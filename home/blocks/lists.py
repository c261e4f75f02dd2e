"""Lists of other apps' pages. They live here, since home may import any app."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Page

from events_calendar.models import EventPage
from news.models import NewsPage
from ngo_pages.models import InitiativePage, NgoPage


def _cop_choices() -> list[tuple[str, str]]:
    from accounts.models import Organisation

    return list(Organisation.objects.filter(kind="cop").values_list("slug", "name"))


class PageListBlock(blocks.StructBlock):
    """A heading and the newest pages of one kind, narrowed to a COP where an editor chose one."""

    title = blocks.CharBlock(label=_("Nagłówek"), max_length=150)
    cop = blocks.ChoiceBlock(label=_("Tylko jednego COP"), required=False, choices=_cop_choices)
    count = blocks.IntegerBlock(label=_("Ile"), default=3, min_value=1, max_value=12)

    def pages(self, value: blocks.StructValue) -> Iterable[Page]:
        raise NotImplementedError

    def get_context(self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["pages"] = self.pages(value)
        return context

    def _live(self, model: type[Page], value: blocks.StructValue) -> Any:
        pages = model.objects.live().public().filter(locale__language_code=get_language())
        if value["cop"]:
            pages = pages.filter(owner_cop__slug=value["cop"])
        return pages.select_related("listing_image", "owner_cop", "territory").prefetch_related("listing_image__renditions")


class NewsListBlock(PageListBlock):
    def pages(self, value: blocks.StructValue) -> Iterable[Page]:
        return self._live(NewsPage, value).order_by("-date")[: value["count"]]

    class Meta:
        template = "home/blocks/news_list.html"
        icon = "doc-full-inverse"
        label = _("Lista aktualności")


class EventListBlock(PageListBlock):
    def pages(self, value: blocks.StructValue) -> Iterable[Page]:
        return self._live(EventPage, value).filter(end__gte=timezone.now()).order_by("start", "pk")[: value["count"]]

    class Meta:
        template = "home/blocks/event_list.html"
        icon = "date"
        label = _("Lista najbliższych wydarzeń")


class OrganisationListBlock(PageListBlock):
    def pages(self, value: blocks.StructValue) -> Iterable[Page]:
        return self._live(NgoPage, value).select_related("organisation").order_by("-first_published_at", "title")[: value["count"]]

    class Meta:
        template = "home/blocks/organisation_list.html"
        icon = "group"
        label = _("Lista organizacji")


class InitiativeListBlock(PageListBlock):
    def pages(self, value: blocks.StructValue) -> Iterable[Page]:
        return self._live(InitiativePage, value).order_by("-first_published_at", "title")[: value["count"]]

    class Meta:
        template = "home/blocks/initiative_list.html"
        icon = "pick"
        label = _("Lista inicjatyw")
