"""What robots may read: everything public, but no search results, accounts or admin."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control

# Below each language. Search results are endless, and accounts are nobody's business.
CLOSED = ("szukaj/", "konto/", "moje/", "kontakt/wiadomosc/")


@cache_control(max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt with the address of the site map for machines."""
    lines = ["User-agent: *", f"Disallow: {reverse('wagtailadmin_home')}"]
    lines += [f"Disallow: /{code}/{part}" for code, _name in settings.LANGUAGES for part in CLOSED]
    lines += ["", f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
