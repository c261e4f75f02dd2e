"""Lists of other apps' pages. They live here, since home may import any app."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Locale

from core.blocks.drafts import DraftedBlock
from core.blocks.preview import PreviewedBlock
from events_calendar import days
from events_calendar.models import EventPage
from events_calendar.rows import Programme
from news.models import NewsPage
from ngo_pages.models import InitiativePage, NgoPage


def _cop_choices() -> list[tuple[str, str]]:
    from accounts.models import Organisation

    return list(Organisation.objects.filter(kind="cop").values_list("slug", "name"))


class PageListBlock(PreviewedBlock, DraftedBlock):
    """A heading and the newest pages of one kind, narrowed to a COP where an editor chose one."""

    title = blocks.CharBlock(label=_("Nagłówek"), max_length=150)
    cop = blocks.ChoiceBlock(label=_("Tylko jednego COP"), required=False, choices=_cop_choices)
    count = blocks.IntegerBlock(label=_("Ile"), default=3, min_value=1, max_value=12)

    # Where all of them are listed: the last part of the address below the home page.
    index_slug = ""

    def pages(self, locale_id: int) -> Any:
        """All pages of this kind that anybody may read in this language, in the order of the list."""
        raise NotImplementedError

    def get_context(self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["pages"] = self._chosen(value, parent_context or {})
        context["index_url"] = f"/{get_language()}/{self.index_slug}/"
        return context

    def _chosen(self, value: blocks.StructValue, parent_context: dict[str, Any]) -> Iterable[Any]:
        page = parent_context.get("page")
        locale_id = page.locale_id if page else Locale.objects.values_list("pk", flat=True).filter(language_code=get_language()).first()
        pages = self.pages(locale_id or 0)
        if value["cop"]:
            pages = pages.filter(owner_cop__slug=value["cop"])
        return self.first(pages, value["count"] or 3)

    def first(self, pages: Any, count: int) -> Iterable[Any]:
        """The first things of the list."""
        return list(pages[:count])

    def get_preview_value(self) -> Any:
        return self.normalize({"title": str(self.label), "cop": "", "count": 3})


class NewsListBlock(PageListBlock):
    index_slug = "aktualnosci"

    def pages(self, locale_id: int) -> Any:
        return NewsPage.objects.readable(locale_id).for_cards()

    class Meta:
        template = "home/blocks/news_list.html"
        icon = "doc-full-inverse"
        label = _("Lista aktualności")
        description = _("Najnowsze aktualności: wszystkie albo jednego COP.")


class EventListBlock(PageListBlock):
    index_slug = "kalendarz"

    def pages(self, locale_id: int) -> Any:
        return EventPage.objects.readable(locale_id)

    def first(self, pages: Any, count: int) -> Iterable[Any]:
        return Programme.of(pages).coming(days.today(), count)

    class Meta:
        template = "home/blocks/event_list.html"
        icon = "date"
        label = _("Lista najbliższych wydarzeń")
        description = _("Co się wkrótce wydarzy: wszędzie albo w jednym COP.")


class OrganisationListBlock(PageListBlock):
    index_slug = "organizacje"

    def pages(self, locale_id: int) -> Any:
        return NgoPage.objects.readable(locale_id).for_cards().order_by("-first_published_at", "sort_key")

    class Meta:
        template = "home/blocks/organisation_list.html"
        icon = "group"
        label = _("Lista organizacji")
        description = _("Organizacje, które ostatnio dołączyły do spisu.")


class InitiativeListBlock(PageListBlock):
    index_slug = "inicjatywy"

    def pages(self, locale_id: int) -> Any:
        return InitiativePage.objects.readable(locale_id).for_cards().order_by("-first_published_at", "sort_key")

    class Meta:
        template = "home/blocks/initiative_list.html"
        icon = "pick"
        label = _("Lista inicjatyw")
        description = _("Inicjatywy lokalne, od najnowszej.")
