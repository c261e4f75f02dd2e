"""News as RSS, read back by feedparser."""

from __future__ import annotations

import feedparser
import pytest
from django.test import Client

from core.models import PageTopic, PortalImage, Topic
from news.models import NewsPage
from tests.factories import SiteTree
from tests.news.factories import NewsPageFactory, many_news

pytestmark = pytest.mark.django_db


def test_the_channel_is_valid_with_absolute_links_and_pictures(client: Client, site_tree: SiteTree, picture: PortalImage) -> None:
    item = NewsPageFactory(parent=site_tree.news_slupsk, title="Zażółć & <gęślą>", listing_image=picture)
    PageTopic.objects.create(tag=Topic.objects.create(name="Morze", name_en="Sea", slug="morze"), content_object=item)
    plain = NewsPageFactory(parent=site_tree.news_tczew, summary="")
    response = client.get("/pl/aktualnosci/rss/")
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert not response.cookies
    feed = feedparser.parse(response.content)
    assert not feed.bozo
    assert (feed.version, feed.feed.language, feed.feed.title) == ("rss20", "pl", "Aktualności")
    assert feed.feed.link == "http://testserver/pl/aktualnosci/"
    assert [link.href for link in feed.feed.links if link.rel == "self"] == ["http://testserver/pl/aktualnosci/rss/"]
    assert [entry.link for entry in feed.entries] == [f"http://testserver{page.url}" for page in (plain, item)]
    entry = feed.entries[1]
    assert entry.id == f"urn:uuid:{item.translation_key}"
    assert entry.author == "Redakcja COP Słupsk"
    assert entry.published_parsed[:3] == (2026, 11, 1)
    assert [tag.term for tag in entry.tags] == ["Morze"]
    (enclosure,) = entry.enclosures
    assert enclosure.type == "image/jpeg"
    assert int(enclosure.length) > 100
    assert enclosure.href.startswith("http://testserver/media/")
    (media,) = entry.media_content
    assert (media["url"], media["width"], media["height"]) == (enclosure.href, "960", "600")
    assert "Ludzie przy okrągłym stole" in response.content.decode()
    assert feed.entries[0].description == plain.title


def test_a_folders_channel_holds_that_cops_news_only(client: Client, site_tree: SiteTree) -> None:
    NewsPageFactory(parent=site_tree.news_slupsk, title="Słupska")
    NewsPageFactory(parent=site_tree.news_tczew, title="Tczewska")
    feed = feedparser.parse(client.get("/pl/aktualnosci/slupsk/rss/").content)
    assert [entry.title for entry in feed.entries] == ["Słupska"]
    assert feed.feed.link == "http://testserver/pl/aktualnosci/slupsk/"


def test_a_missing_picture_file_and_forbidden_signs_do_not_break_the_channel(
    client: Client, site_tree: SiteTree, picture: PortalImage
) -> None:
    item = NewsPageFactory(parent=site_tree.news_slupsk, listing_image=picture)
    client.get("/pl/aktualnosci/rss/")
    for rendition in picture.renditions.all():
        rendition.file.storage.delete(rendition.file.name)
    NewsPage.objects.filter(pk=item.pk).update(title="Znak \x0b pionowy", author_line="\x1b")
    feed = feedparser.parse(client.get("/pl/aktualnosci/slupsk/rss/").content)
    assert not feed.bozo
    assert feed.entries[0].enclosures[0].length == "0"
    assert feed.entries[0].title == "Znak  pionowy"


def test_the_channel_is_bounded_and_announced(client: Client, site_tree: SiteTree) -> None:
    many_news(site_tree.news_slupsk, 60)
    assert len(feedparser.parse(client.get("/pl/aktualnosci/rss/").content).entries) == 30
    html = client.get("/pl/aktualnosci/slupsk/").content.decode()
    assert '<link rel="alternate" type="application/rss+xml" title="Aktualności COP Słupsk" href="/pl/aktualnosci/slupsk/rss/">' in html
