"""The map of the portal: for machines as sitemap.xml in both languages, for people as a page.

Addresses are made from the tree's own columns, so that a map of thousands of pages is a few queries; both maps are kept
until something public changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.core.cache import cache
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from wagtail.models import Page, Site, SiteRootPath

from core import pagecache, registry
from core.privacy import public_q

SECONDS = 3600
PAGES_IN_FILE = 5000
SECTION, OWN_SECTION = "strony", "inne"
# The map for people: the home page's children and theirs; a longer list than this leads to the list itself.
LEVELS = 2
LONGEST_LIST = 30


def _roots(site: Site) -> list[SiteRootPath]:
    """The home page of each language; Wagtail keeps them in the cache."""
    return [root for root in Site.get_site_root_paths() if root.site_id == site.pk]


def _path_of(url_path: str, roots: Iterable[SiteRootPath]) -> str:
    """The address of a page by its place in the tree, as Wagtail would make it, without asking for its site again."""
    for root in roots:
        if url_path.startswith(root.root_path):
            return f"/{root.language_code}/{quote(url_path.removeprefix(root.root_path))}"
    return ""


def public_pages(site: Site) -> QuerySet[Page]:
    """Live pages of all languages that anybody may read; untranslated copies of another language's page are none."""
    roots = Page.objects.filter(pk__in=site.root_page.get_translations(inclusive=True).values("pk"))
    inside = Page.objects.none()
    for root in roots.only("path", "depth"):
        inside = inside | Page.objects.descendant_of(root, inclusive=True)
    return inside.live().filter(public_q(), alias_of=None)


class PortalSitemap(Sitemap):
    """All public pages with their other languages and last change."""

    limit = PAGES_IN_FILE

    def __init__(self, site: Site, origin: str) -> None:
        self.site, self.origin = site, origin

    def items(self) -> QuerySet[Page]:
        return public_pages(self.site).order_by("path").only("url_path", "translation_key", "locale_id", "last_published_at")

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        """The entries of one file: two queries, however many pages there are."""
        rows = list(self.paginator.page(page).object_list)
        roots = _roots(self.site)
        languages = self._languages(rows, roots)
        entries = []
        for row in rows:
            others = languages[row.translation_key]
            entries.append(
                {
                    "item": row,
                    "location": self.origin + _path_of(row.url_path, roots),
                    "lastmod": row.last_published_at,
                    "changefreq": None,
                    "priority": "",
                    "alternates": [{"location": url, "lang_code": code} for code, url in sorted(others.items())] if len(others) > 1 else [],
                }
            )
        changes = [row.last_published_at for row in rows]
        if changes and None not in changes:
            self.latest_lastmod = max(changes)
        return entries

    def _languages(self, rows: list[Page], roots: list[SiteRootPath]) -> dict[Any, dict[str, str]]:
        found: dict[Any, dict[str, str]] = defaultdict(dict)
        translations = (
            public_pages(self.site)
            .filter(translation_key__in=[row.translation_key for row in rows])
            .values_list("translation_key", "url_path", "locale__language_code")
        )
        for key, url_path, code in translations:
            found[key][code] = self.origin + _path_of(url_path, roots)
        return found

    def get_latest_lastmod(self) -> Any:
        return self.items().order_by("-last_published_at").values_list("last_published_at", flat=True).first()


class OwnSitemap(Sitemap):
    """What apps offer beside the tree (core.registry), at the same address in every language."""

    limit = PAGES_IN_FILE

    def __init__(self, origin: str) -> None:
        self.origin = origin

    def items(self) -> list[tuple[str, str]]:
        paths = [path for offered in registry.sitemap_paths for path in offered()]
        return [(path, code) for path in paths for code, _label in settings.LANGUAGES]

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        def address(code: str, path: str) -> str:
            return f"{self.origin}/{code}/{quote(path)}"

        return [
            {
                "item": path,
                "location": address(language, path),
                "lastmod": None,
                "changefreq": None,
                "priority": "",
                "alternates": [{"location": address(code, path), "lang_code": code} for code, _label in settings.LANGUAGES],
            }
            for path, language in self.paginator.page(page).object_list
        ]


def _maps(request: HttpRequest) -> dict[str, Any]:
    pages = _sitemap(request)
    own = OwnSitemap(pages.origin)
    return {SECTION: pages, **({OWN_SECTION: own} if own.items() else {})}


def _sitemap(request: HttpRequest) -> PortalSitemap:
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    return PortalSitemap(site, request.build_absolute_uri("/").rstrip("/"))


def _kept(request: HttpRequest, name: str, build: Any) -> HttpResponse:
    """A rendered map from the cache, or a new one."""
    key = f"sitemap:{pagecache.version()}:{request.get_host()}:{name}"
    content = cache.get(key)
    if content is None:
        response = build()
        response.render()
        content = response.content
        cache.set(key, content, SECONDS)
    return HttpResponse(content, content_type="application/xml")


def sitemap_index(request: HttpRequest) -> HttpResponse:
    """sitemap.xml: the pages themselves, or the list of files when there are too many for one."""
    maps = _maps(request)

    def build() -> HttpResponse:
        if maps[SECTION].paginator.num_pages > 1:
            return sitemap_views.index(request, maps, sitemap_url_name="sitemap_section")
        return sitemap_views.sitemap(request, maps)

    return _kept(request, "index", build)


def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    """One file of the map, `?p=` its number."""
    number = request.GET.get("p", "1")
    maps = _maps(request)
    if section not in maps or not (number.isascii() and number.isdigit() and len(number) < 6):
        raise Http404
    return _kept(request, f"{section}:{number}", lambda: sitemap_views.sitemap(request, maps, section=section))


# --- For people


@dataclass
class Branch:
    """A page of the map and what lies below it."""

    title: str
    url: str
    children: list[Branch] = field(default_factory=list)
    more: int = 0


def site_map(request: HttpRequest) -> HttpResponse:
    """The page "Mapa strony": the tree in this language, two levels below the home page."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    key = f"site-map:{pagecache.version()}:{site.pk}:{get_language()}"
    branches = cache.get(key)
    if branches is None:
        branches = _branches(site, get_language() or "pl")
        cache.set(key, branches, SECONDS)
    return render(request, "core/site_map.html", {"branches": branches})


def _branches(site: Site, language: str) -> list[Branch]:
    home = site.root_page.get_translations(inclusive=True).filter(locale__language_code=language, live=True).first()
    if home is None:
        raise Http404
    rows = (
        Page.objects.descendant_of(home)
        .live()
        .filter(public_q(), depth__lte=home.depth + LEVELS)
        .order_by("path")
        .values_list("path", "title", "url_path")
    )
    roots = _roots(site)
    top: list[Branch] = []
    by_path: dict[str, Branch] = {}
    for path, title, url_path in rows:
        branch = Branch(title, _path_of(url_path, roots))
        by_path[path] = branch
        parent = path[: -Page.steplen]
        if parent == home.path:
            top.append(branch)
        elif parent in by_path:  # a public page below an unpublished one has no place to hang on
            over = by_path[parent]
            if len(over.children) < LONGEST_LIST:
                over.children.append(branch)
            else:
                over.more += 1
    return top
