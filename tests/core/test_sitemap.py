"""sitemap.xml with languages and last changes, robots.txt, and the map of the portal for people."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, PageViewRestriction

from core import sitemaps
from tests.factories import SiteTree
from tests.home.factories import ContentPageFactory, SectionPageFactory
from tests.measure import weight
from tests.ngo_pages.factories import many_ngos

pytestmark = pytest.mark.django_db
NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
HOST = "http://testserver"


def entries(client: Client, url: str = "/sitemap.xml") -> dict[str, ElementTree.Element]:
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/xml")
    root = ElementTree.fromstring(answer.content)  # noqa: S314 - our own answer
    return {entry.findtext("s:loc", "", NS): entry for entry in root.findall("s:url", NS)}


def test_public_pages_with_their_last_change(client: Client, site_tree: SiteTree) -> None:
    ContentPageFactory(parent=site_tree.home, slug="jawna", last_published_at=datetime(2026, 5, 3, 10, tzinfo=UTC))
    ContentPageFactory(parent=site_tree.home, slug="szkic", live=False)
    hidden = SectionPageFactory(parent=site_tree.home, slug="zamkniety")
    ContentPageFactory(parent=hidden, slug="w-srodku")
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    found = entries(client)
    assert f"{HOST}/pl/" in found
    assert found[f"{HOST}/pl/jawna/"].findtext("s:lastmod", "", NS).startswith("2026-05-03")
    assert not [url for url in found if "szkic" in url or "zamkniety" in url]


def test_languages_of_a_translated_page(client: Client, site_tree: SiteTree) -> None:
    english = Locale.objects.get(language_code="en")
    translated = site_tree.home.copy_for_translation(english)
    translated.title = "Together"
    translated.save_revision().publish()
    translated.refresh_from_db()
    found = entries(client)
    for url in (f"{HOST}/pl/", f"{HOST}/en/"):
        links = {link.get("hreflang"): link.get("href") for link in found[url].findall("x:link", NS)}
        assert links == {"pl": f"{HOST}/pl/", "en": f"{HOST}/en/"}
    assert not found[f"{HOST}/pl/grupy/"].findall("x:link", NS)


def test_untranslated_copies_are_left_out(client: Client, site_tree: SiteTree) -> None:
    english = Locale.objects.get(language_code="en")
    site_tree.home.copy_for_translation(english, alias=True)
    assert f"{HOST}/en/" not in entries(client)


def test_too_many_pages_become_several_files(client: Client, site_tree: SiteTree, monkeypatch: Any) -> None:
    monkeypatch.setattr(sitemaps.PortalSitemap, "limit", 5)
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314
    files = [place.text for place in index.findall("s:sitemap/s:loc", NS)]
    assert len(files) == 3
    urls = [url for place in files for url in entries(client, str(place).removeprefix(HOST))]
    assert len(urls) == len(set(urls)) == 11


@pytest.mark.parametrize(
    "url",
    [
        "/sitemap-strony.xml?p=0",
        "/sitemap-strony.xml?p=-1",
        "/sitemap-strony.xml?p=999999",
        "/sitemap-strony.xml?p=abc",
        "/sitemap-inne.xml",
    ],
)
def test_files_that_do_not_exist(client: Client, site_tree: SiteTree, url: str) -> None:
    assert client.get(url).status_code == 404


def test_maps_cost_the_same_with_ten_and_a_thousand(client: Client, site_tree: SiteTree) -> None:
    def cost(url: str) -> int:
        client.get(url)
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    many_ngos(site_tree.ngos, 10)
    few = {url: cost(url) for url in ("/sitemap.xml", "/pl/mapa-strony/")}
    many_ngos(site_tree.ngos, 990)
    for url, number in few.items():
        assert cost(url) == number <= 18
    assert weight(client.get("/pl/mapa-strony/").content) <= 100_000


def test_maps_are_new_after_a_change(client: Client, site_tree: SiteTree, django_capture_on_commit_callbacks: Any) -> None:
    page = ContentPageFactory(parent=site_tree.home, slug="jawna", title="Jawna strona")
    cache.clear()
    assert f"{HOST}/pl/jawna/" in entries(client)
    assert "Jawna strona" in client.get("/pl/mapa-strony/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        page.unpublish()
    assert f"{HOST}/pl/jawna/" not in entries(client)
    assert "Jawna strona" not in client.get("/pl/mapa-strony/").content.decode()


def test_the_map_for_people_is_a_tree_that_shortens_long_lists(client: Client, site_tree: SiteTree) -> None:
    section = SectionPageFactory(parent=site_tree.home, slug="dzial", title="Dział pierwszy")
    ContentPageFactory(parent=section, slug="strona", title="Strona w dziale")
    many_ngos(site_tree.ngos, 40)
    page = client.get("/pl/mapa-strony/").content.decode().replace("\u00a0", " ")
    assert page.index("Dział pierwszy") < page.index("Strona w dziale")
    assert 'href="/pl/dzial/strona/"' in page
    assert "i jeszcze 10 stron" in page
    assert page.count('href="/pl/organizacje/zbiorcza-') == sitemaps.LONGEST_LIST


def test_the_map_in_a_language_without_a_home_page_is_a_404(client: Client, site_tree: SiteTree) -> None:
    assert client.get("/en/mapa-strony/").status_code == 404


def test_robots(client: Client, site_tree: SiteTree) -> None:
    answer = client.get("/robots.txt")
    lines = answer.content.decode().splitlines()
    assert answer["Content-Type"].startswith("text/plain")
    assert "Disallow: /admin/" in lines
    assert "Disallow: /pl/szukaj/" in lines
    assert "Disallow: /en/moje/" in lines
    assert f"Sitemap: {HOST}/sitemap.xml" in lines
