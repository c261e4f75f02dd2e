"""Menu, breadcrumbs and language alternatives: built once per change, kept in the cache under the structure's version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Locale, Page, Site

from core import pagecache
from core.models.site import SiteSettings
from core.paging import query_with
from core.privacy import public_q


def _cached(name: str, build: Callable[[], Any]) -> Any:
    key = f"nav:{pagecache.structure_version()}:{name}"
    return pagecache.once(key, lambda: cache.get_or_set(key, build, pagecache.LONGEST_SECONDS))


def only_site() -> Site | None:
    """The portal's one site with its root page, from the cache; None where there are several, which Wagtail must tell apart."""

    def build() -> list[Site]:
        return list(Site.objects.select_related("root_page")[:2])

    sites = _cached("sites", build)
    return sites[0] if len(sites) == 1 and sites[0].is_default_site else None


def language_of(page: Page) -> str:
    """The code of the page's language, without a query."""
    return _cached("languages", lambda: dict(Locale.objects.values_list("pk", "language_code"))).get(page.locale_id, "")


def menu(site: Site, language: str) -> list[dict[str, str]]:
    """The main menu in this language: the home page's children that editors put in menus, in tree order."""

    def build() -> list[dict[str, str]]:
        # The home pages of all languages are siblings, so the level and the language name their children in one query.
        level = site.root_page.depth + 1
        pages = Page.objects.filter(public_q(), depth=level, locale__language_code=language, live=True, show_in_menus=True)
        return [{"title": page.title, "url": page.url} for page in pages.order_by("path")]

    return _cached(f"menu:{site.pk}:{language}", build)


def addresses(ids: Iterable[str | int]) -> dict[str, str]:
    """The addresses of these pages by their ids, of the translation where there is one in the reader's language.

    A text asks for all its links at once and, until something is moved or renamed, without a query. A page that is gone
    has none.
    """
    language = get_language()
    prefix = f"nav:{pagecache.structure_version()}:address:{language}:"
    wanted = {f"{prefix}{pk}": str(pk) for pk in ids}
    known = {wanted[key]: address for key, address in cache.get_many(wanted).items()}
    missing = [pk for pk in wanted.values() if pk not in known and pk.isdecimal()]
    if missing:
        found = {}
        for page in Page.objects.filter(pk__in=missing).select_related("locale"):
            here = page if page.locale.language_code == language else page.localized
            found[str(page.pk)] = here.url or ""
        cache.set_many({f"{prefix}{pk}": address for pk, address in found.items()}, pagecache.LONGEST_SECONDS)
        known |= found
    return known


# Pages that the frame of every page leads to, by their slugs below the home page.
FRAME_PAGES = {"accessibility": "deklaracja-dostepnosci", "privacy": "polityka-prywatnosci", "terms": "regulamin", "contact": "kontakt"}


def frame_pages(site: Site, language: str) -> dict[str, dict[str, Any]]:
    """The statements and the contact page, each in this language or, said so, in Polish; one that is nowhere is left out."""

    def build() -> dict[str, dict[str, Any]]:
        level = site.root_page.depth + 1
        pages = Page.objects.filter(public_q(), depth=level, slug__in=FRAME_PAGES.values(), live=True).select_related("locale")
        urls = {(page.slug, page.locale.language_code): page.url for page in pages}
        found = {}
        for name, slug in FRAME_PAGES.items():
            code = language if (slug, language) in urls else settings.LANGUAGE_CODE
            if (slug, code) in urls:
                found[name] = {"url": urls[slug, code], "language": "" if code == language else code}
        return found

    return _cached(f"frame:{site.pk}:{language}", build)


def site_settings(site: Site | None) -> SiteSettings:
    """The portal's settings, or their defaults. Reading never writes: a reader's visit must not make a row."""
    if site is None:
        return SiteSettings()
    return _cached(f"settings:{site.pk}", lambda: SiteSettings.objects.filter(site=site).first() or SiteSettings(site=site))


def breadcrumb_pages(page: Page) -> list[dict[str, str]]:
    """The page's ancestors from the home page down, as title and address; empty for the home page."""

    if page.depth <= 2:
        return []

    def build() -> list[dict[str, str]]:
        return [{"title": crumb.title, "url": crumb.url} for crumb in page.get_ancestors().filter(depth__gte=2)]

    return _cached(f"crumbs:{page.pk}", build)


def keep_query(request: HttpRequest, params: Mapping[str, Any]) -> None:
    """What holds of a list's address (filters, view, never the page's number) goes on to the same list in another language."""
    request.kept_query = params  # type: ignore[attr-defined]


def keep_path(request: HttpRequest, below: str) -> None:
    """What stands below the page's own address, such as "miejsca/sala-a/", is the same in every language of the page."""
    request.kept_path = below  # type: ignore[attr-defined]


def languages(page: Page | None, request: HttpRequest) -> list[dict[str, Any]]:
    """Each language with this page's address in it; where the page is not translated, that language's home, said so.

    A view that is no page of the tree, such as the search, stands at the same address in every language. `query` is what
    the switch adds to the address (`keep_query`); machines get the address without it, as the canonical one is.
    """
    current = get_language()
    known: dict[str, str] = {}
    if page is not None and page.pk:
        known = _cached(
            f"languages:{page.translation_key}:{pagecache.translations_version(page.translation_key)}",
            lambda: {
                translation.locale.language_code: translation.url
                for translation in page.get_translations(inclusive=True).filter(live=True, alias_of=None).select_related("locale")
            },
        )
        below = getattr(request, "kept_path", "")
        known = {code: f"{url}{below}" for code, url in known.items()}
    elif request.resolver_match and not (request.resolver_match.url_name or "").startswith("wagtail_serve"):
        rest = request.path.split("/", 2)[-1]
        known = {code: f"/{code}/{rest}" for code, _label in settings.LANGUAGES}
    kept: Mapping[str, Any] = getattr(request, "kept_query", {})
    if page is None and request.path_info[3:].startswith("/konto/") and "next" in request.GET:
        kept = {"next": request.GET["next"]}  # where the log-in leads to
    query = query_with(kept)
    return [
        {
            "code": code,
            "label": str(label),
            "url": known.get(code, f"/{code}/"),
            "query": query if code in known and query != "?" else "",
            "current": code == current,
            "translated": code in known,
        }
        for code, label in settings.LANGUAGES
    ]
