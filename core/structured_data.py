"""JSON-LD that several page types share (schema.org)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from core.models import PortalPage, SiteSettings


def breadcrumbs(page: PortalPage, request: HttpRequest) -> dict[str, Any] | None:
    """A BreadcrumbList of the page's public ancestors and itself; None for a page without any."""
    from core.navigation import breadcrumb_pages

    crumbs = breadcrumb_pages(page)
    if not crumbs:
        return None
    return trail([*crumbs, {"title": page.title, "url": page.get_url(request) or ""}], request)


def trail(crumbs: list[dict[str, str]], request: HttpRequest) -> dict[str, Any]:
    """A BreadcrumbList of these titles and addresses, from the home page to the page itself."""
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": crumb["title"], "item": request.build_absolute_uri(crumb["url"])}
            for number, crumb in enumerate(crumbs, start=1)
        ],
    }


def publisher(settings: SiteSettings, request: HttpRequest) -> dict[str, Any]:
    """The organisation that runs the portal."""
    return {
        "@type": "Organization",
        "name": settings.publisher,
        "url": request.build_absolute_uri("/"),
        **({"email": settings.email} if settings.email else {}),
        **({"telephone": settings.phone} if settings.phone else {}),
    }
