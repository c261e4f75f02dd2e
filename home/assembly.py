"""What home's pages gather from all apps. Each function is a constant number of queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils import timezone

from events_calendar.models import EventPage
from news.models import NewsPage

if TYPE_CHECKING:
    from wagtail.models import Page

    from home.models import CopIndexPage, CopPage, HomePage, SectionPage


def _news(language: str) -> Any:
    return (
        NewsPage.objects.live()
        .public()
        .filter(locale__language_code=language)
        .select_related("listing_image", "owner_cop")
        .prefetch_related("listing_image__renditions")
        .order_by("-date")
    )


def _coming_events(language: str) -> Any:
    return (
        EventPage.objects.live()
        .public()
        .filter(locale__language_code=language, end__gte=timezone.now())
        .select_related("owner_cop", "organiser")
        .order_by("start", "pk")
    )


def home_context(page: HomePage, request: HttpRequest) -> dict[str, Any]:
    """News, next events and the doors of the home page."""
    language = page.locale.language_code
    return {
        "news_items": _news(language)[:4],
        "next_events": _coming_events(language)[:5],
        "searches": [word.strip() for word in page.popular_searches.split(",") if word.strip()],
    }


def section_children(page: SectionPage) -> list[Page]:
    """The live pages in a section, in the editors' order."""
    return list(page.get_children().live().public().specific())


def cop_pages(page: CopIndexPage) -> list[CopPage]:
    """All centres, by name."""
    from home.models import CopPage

    return list(CopPage.objects.child_of(page).live().public().select_related("organisation", "listing_image").order_by("title"))


def cop_context(page: CopPage) -> dict[str, Any]:
    """One centre's latest news and next events."""
    language = page.locale.language_code
    return {
        "news_items": _news(language).filter(owner_cop=page.organisation)[:3],
        "next_events": _coming_events(language).filter(owner_cop=page.organisation)[:5],
    }
