"""Lists of news: all COPs, one COP, a year, a topic, pages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.test import Client

from core.models import PageTopic, PortalImage, Topic
from tests.factories import SiteTree
from tests.measure import queries, weight
from tests.news.factories import NewsPageFactory, many_news

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    return response.content.decode().replace("\u00a0", " ")


def titles(response: Any) -> list[str]:
    return [item.title for item in response.context["listing"].page.object_list]


def when(year: int, month: int = 6, day: int = 1, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def test_newest_first_from_all_cops_and_a_folder_is_one_cops(client: Client, site_tree: SiteTree) -> None:
    NewsPageFactory(parent=site_tree.news_slupsk, title="Starsza", date=when(2026, 10))
    NewsPageFactory(parent=site_tree.news_tczew, title="Nowsza", date=when(2026, 11))
    NewsPageFactory(parent=site_tree.news_tczew, title="Szkic", live=False)
    response = client.get("/pl/aktualnosci/")
    assert titles(response) == ["Nowsza", "Starsza"]
    assert "1 listopada 2026" in text(response)
    assert [folder["label"] for folder in response.context["folders"]] == ["COP Słupsk", "COP Tczew"]
    folder = client.get("/pl/aktualnosci/tczew/")
    assert titles(folder) == ["Nowsza"]
    assert [row["label"] for row in folder.context["folders"] if row["current"]] == ["COP Tczew"]


def test_twelve_on_a_page_and_the_rest_on_the_next(client: Client, site_tree: SiteTree) -> None:
    many_news(site_tree.news_slupsk, 25)
    first, third = client.get("/pl/aktualnosci/"), client.get("/pl/aktualnosci/?strona=3")
    assert len(titles(first)) == 12
    assert titles(third) == ["Zbiorcza aktualność 24"]
    assert 'href="?strona=2"' in text(first)
    assert 'rel="prev"' in text(third)


def test_a_year_begins_at_midnight_in_poland(client: Client, site_tree: SiteTree) -> None:
    for title, date in (("Sylwester", when(2025, 12, 31, 22)), ("Nowy Rok", when(2025, 12, 31, 23)), ("Maj", when(2024, 5))):
        NewsPageFactory(parent=site_tree.news_slupsk, title=title, date=date)
    assert titles(client.get("/pl/aktualnosci/?rok=2026")) == ["Nowy Rok"]
    assert titles(client.get("/pl/aktualnosci/?rok=2025")) == ["Sylwester"]
    response = client.get("/pl/aktualnosci/")
    assert [row["label"] for row in response.context["archive"]] == [2026, 2025, 2024]
    assert 'href="/pl/aktualnosci/?rok=2025"' in text(response)


def test_a_topic_narrows_and_stays_in_the_address(client: Client, site_tree: SiteTree) -> None:
    topic = Topic.objects.create(name="Morze", name_en="Sea", slug="morze")
    for number in range(13):
        item = NewsPageFactory(parent=site_tree.news_slupsk, title=f"Morska {number}")
        PageTopic.objects.create(tag=topic, content_object=item)
    NewsPageFactory(parent=site_tree.news_slupsk, title="Leśna")
    response = client.get("/pl/aktualnosci/?temat=morze&nieznany=1")
    assert len(titles(response)) == 12
    assert "Leśna" not in titles(response)
    assert 'href="?temat=morze&amp;strona=2"' in text(response)
    assert '<option value="morze" selected>Morze</option>' in text(response)
    both = client.get("/pl/aktualnosci/?temat=morze&rok=2024")
    assert titles(both) == []
    assert "Nic nie pasuje do tego wyboru" in text(both)


BAD = [
    ("rok", "abc", "Wpisz rok czterema cyframi"),
    ("rok", "1989", "Wpisz rok od 1990"),
    ("rok", "99999", "do 2100"),
    ("rok", "-1", "Wpisz rok od 1990"),
    ("rok", "2026.5", "Wpisz rok czterema cyframi"),
    ("rok", "9" * 5000, "Wpisz rok"),
    ("rok", "<script>alert(1)</script>", "Wpisz rok czterema cyframi"),
    ("temat", "nie-ma", "Nie ma tematu „nie-ma”"),
    ("temat", "' OR 1=1 --", "Nie ma tematu"),
    ("temat", "<script>alert(1)</script>", "Nie ma tematu"),
    ("temat", "x" * 5000, "Nie ma tematu"),
    ("temat", "a\x01b", "Nie ma tematu"),
]


@pytest.mark.parametrize(("name", "value", "message"), BAD, ids=[f"{name}={value[:12]!r}" for name, value, _message in BAD])
def test_a_wrong_value_is_told_beside_its_field_and_narrows_nothing(
    client: Client, site_tree: SiteTree, name: str, value: str, message: str
) -> None:
    NewsPageFactory(parent=site_tree.news_slupsk, title="Jedna")
    response = client.get(f"/pl/aktualnosci/?{urlencode({name: value})}")
    assert response.status_code == 200
    assert message in text(response)
    assert f'id="id_{name}_error"' in text(response)
    assert str(response.context["form"][name].value()) == value
    assert titles(response) == ["Jedna"]
    assert "<script>alert" not in text(response)


@pytest.mark.parametrize(
    ("page", "status", "message"),
    [
        ("0", 404, "Strony liczymy od 1"),
        ("-1", 404, "Strony liczymy od 1"),
        ("999999", 404, "Nie ma strony 999999"),
        ("abc", 404, "to nie numer strony"),
        ("<b>", 404, "to nie numer strony"),
        ("", 200, ""),
        ("1", 200, ""),
    ],
)
def test_a_page_that_does_not_exist_is_told_and_the_nearest_is_shown(
    client: Client, site_tree: SiteTree, page: str, status: int, message: str
) -> None:
    NewsPageFactory(parent=site_tree.news_slupsk, title="Jedna")
    response = client.get("/pl/aktualnosci/", {"strona": page})
    assert response.status_code == status
    assert message in text(response)
    assert titles(response) == ["Jedna"]


def test_of_a_repeated_parameter_the_last_counts(client: Client, site_tree: SiteTree) -> None:
    NewsPageFactory(parent=site_tree.news_slupsk, title="Jedna", date=when(2026))
    assert titles(client.get("/pl/aktualnosci/?rok=abc&rok=2026")) == ["Jedna"]
    assert titles(client.get("/pl/aktualnosci/?rok=2026&rok=2025")) == []


def test_an_empty_list_says_what_comes(client: Client, site_tree: SiteTree) -> None:
    assert "Nie ma tu jeszcze aktualności" in text(client.get("/pl/aktualnosci/tczew/"))


def test_queries_are_the_same_with_10_and_1000_items(client: Client, site_tree: SiteTree, picture: PortalImage) -> None:
    urls = ["/pl/aktualnosci/", "/pl/aktualnosci/slupsk/", "/pl/aktualnosci/?rok=2026", "/pl/aktualnosci/rss/"]
    many_news(site_tree.news_slupsk, 10, listing_image=picture, owner_cop=site_tree.slupsk)
    few = {url: len(queries(client, url)) for url in urls}
    many_news(site_tree.news_slupsk, 990, listing_image=picture, owner_cop=site_tree.slupsk)
    for url in urls:
        found = queries(client, url)
        assert len(found) == few[url], url
        assert len(found) <= 18, (url, found)
    cache.clear()
    assert weight(client.get("/pl/aktualnosci/").content) <= 100_000
