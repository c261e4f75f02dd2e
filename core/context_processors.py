"""What the frame of every page shows. Lazy: pages outside the portal's frame, such as the admin's, pay nothing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from wagtail.models import Page, Site

from core import navigation


def _frame(request: HttpRequest) -> dict[str, Any]:
    language = get_language() or settings.LANGUAGE_CODE
    site = Site.find_for_request(request)
    page: Page | None = getattr(request, "portal_page", None)
    crumbs = navigation.breadcrumb_pages(page) if page is not None else []
    menu = navigation.menu(site, language) if site else []
    return {
        "menu": [{**item, "current": request.path.startswith(item["url"])} for item in menu],
        "legal": navigation.legal(site, language) if site else {},
        "breadcrumbs": crumbs,
        "languages": navigation.languages(page, request),
        "settings": navigation.site_settings(site),
        "search_url": f"/{language}/szukaj/",
        "login_url": reverse("account_login"),
        "demo": settings.DEMO,
    }


def portal(request: HttpRequest) -> dict[str, Any]:
    return {"portal": SimpleLazyObject(lambda: _frame(request))}
