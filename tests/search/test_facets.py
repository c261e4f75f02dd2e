"""Filters of the search page: several at once, their numbers, chips, the way to sort; thumbnails and places of results."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from core.models import Topic
from core.search_documents import SearchDocument
from tests.factories import SiteTree
from tests.home.factories import make_image
from tests.measure import queries, weight

Publish = Callable[..., SearchDocument]


def page(query: str) -> str:
    response = Client().get(f"/pl/szukaj/?{query}")
    assert response.status_code == 200
    return unescape(response.content.decode()).replace("\u00a0", " ")


def ticked(text: str) -> set[tuple[str, str]]:
    """Name and value of each box and circle that is ticked."""
    boxes = re.findall(r'<input type="(?:checkbox|radio)" name="(\w+)" value="([^"]*)"[^>]* checked>', text)
    return {(name, value) for name, value in boxes if value}


def counts(text: str, name: str) -> dict[str, int]:
    found = re.findall(rf'name="{name}" value="([^"]+)"[^>]*><span>[^<]*</span><span class="n">(\d+)</span>', text)
    return {value: int(count) for value, count in found}


def titles(text: str) -> list[str]:
    found = re.findall(r'<article class="result">.*?<h[23]><a [^>]*>(.*?)</a>', text, re.DOTALL)
    return [re.sub("<[^>]+>", "", title) for title in found]


def remove_links(text: str) -> dict[str, str]:
    found = re.findall(r'<a class="tag" href="([^"]*)"><span class="vh">Usuń filtr: </span>([^<]+)', text)
    return {label: url for url, label in found}


@pytest.fixture
def some(publish: Publish, site_tree: SiteTree) -> None:
    Topic.objects.create(name="Kultura", name_en="Culture", slug="kultura")
    now = timezone.now()
    for number in range(3):
        day = now + timedelta(days=10 * number - 5)
        publish(
            f"Koncert {number}",
            kind="event",
            date=day,
            end=day + timedelta(hours=2),
            place="Dom kultury",
            territory_code="2263011",
            topics=["kultura"],
            organiser="slupsk",
        )
    publish("Koncert opisany", date=now - timedelta(days=2), territory_code="2214011", organiser="tczew")
    publish("Koncert życzeń", kind="initiative", territory_code="2212062")


def test_choices_have_numbers_that_keep_the_other_filters(some: None) -> None:
    text = page("q=koncert&typ=event&typ=news&organizator=slupsk")
    assert ticked(text) == {("typ", "event"), ("typ", "news"), ("organizator", "slupsk")}
    assert counts(text, "typ") == {"event": 3, "news": 0}
    assert counts(text, "organizator") == {"slupsk": 3, "tczew": 1}
    assert counts(text, "temat") == {"kultura": 3}
    assert len(titles(text)) == 3


def test_each_chip_leads_to_the_list_without_it_and_keeps_the_others(some: None) -> None:
    text = page("q=koncert&typ=event&typ=news&gmina=2263&nadchodzace=1&kolejnosc=data")
    links = remove_links(text)
    assert links["Wydarzenia"] == "?q=koncert&typ=news&gmina=2263&nadchodzace=1&kolejnosc=data"
    assert links["tylko nadchodzące wydarzenia"] == "?q=koncert&typ=event&typ=news&gmina=2263&kolejnosc=data"
    assert len(links) == 4
    assert titles(text) == ["Koncert 1", "Koncert 2"], "the nearest first"


def test_results_by_date_and_the_way_back(some: None) -> None:
    text = page("q=koncert&kolejnosc=data")
    assert titles(text) == ["Koncert 2", "Koncert 1", "Koncert opisany", "Koncert 0", "Koncert życzeń"]
    assert 'href="?q=koncert">według trafności' in text
    assert 'aria-current="true">od najnowszych' in text
    assert '<input type="hidden" name="kolejnosc" value="data">' in text


def test_what_is_wrong_in_one_value_leaves_the_others(some: None) -> None:
    text = page("q=koncert&typ=event&typ=ufo&gmina=2263011&gmina=9999999")
    assert "Nie ma rodzaju „ufo”" in text
    assert "Tych filtrów nie rozumiemy." in text
    assert '<a href="#szukaj-typ">Rodzaj: Nie ma rodzaju „ufo”.' in text
    assert 'id="szukaj-typ" tabindex="-1"' in text
    assert "Nie znamy gminy ani powiatu „9999999”" in text
    assert ticked(text) == {("typ", "event"), ("gmina", "2263011")}
    assert len(titles(text)) == 3


def test_a_long_list_shows_eight_and_folds_the_rest_unless_it_is_chosen(publish: Publish) -> None:
    for number in range(12):
        Topic.objects.create(name=f"Temat {number:02}", name_en=f"Topic {number:02}", slug=f"temat-{number}")
        publish(f"Koncert {number}", topics=[f"temat-{number}"])
    text = page("q=koncert")
    shown, _summary, folded = text.partition("<details><summary>jeszcze 4 ")
    assert (len(counts(shown, "temat")), len(counts(folded, "temat"))) == (8, 4)
    assert "<details open><summary>jeszcze 4 " in page("q=koncert&temat=temat-11")


def test_a_long_question_is_cut_and_said_to_be(some: None) -> None:
    text = page("q=koncert+" + "a" * 400)
    assert "Szukamy według jego pierwszych 300 znaków" in text
    assert titles(text)[0].startswith("Koncert")


def test_leafing_ends_at_page_100_and_says_so(publish: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.views.DEEPEST_RESULT", 20)
    for number in range(21):
        publish(f"Koncert {number}")
    assert "To ostatnia strona" not in page("q=koncert")
    assert "To ostatnia strona: pokazujemy pierwsze 20 wyników na 2 stronach" in page("q=koncert&strona=2")
    assert Client().get("/pl/szukaj/?q=koncert&strona=3").status_code == 404


def test_pictures_cost_one_query_for_all_results(publish: Publish) -> None:
    def count() -> list[str]:
        return [sql for sql in queries(Client(), "/pl/szukaj/?q=koncert") if "core_portalimage" in sql or "core_portalrendition" in sql]

    publish("Koncert", image=make_image().pk)
    page("q=koncert")
    assert len(count()) == 1
    for number in range(8):
        publish(f"Koncert {number}", image=make_image().pk)
    text = page("q=koncert")
    assert len(re.findall(r'<div class="result-picture">\s*<img src="[^"]+" alt="" width="480" height="300"', text)) == 9
    assert len(count()) == 1


def test_a_picture_that_is_gone_leaves_the_result(publish: Publish) -> None:
    publish("Koncert", image=987654321)
    text = page("q=koncert")
    assert titles(text) == ["Koncert"]
    assert "result-picture" not in text


def test_a_page_with_all_filters_is_light(publish: Publish, site_tree: SiteTree) -> None:
    for number in range(30):
        kind = ("event", "news", "venue")[number % 3]
        publish(f"Koncert {number}", kind=kind, date=timezone.now(), organiser="slupsk", territory_code="2263011")
    assert weight(Client().get("/pl/szukaj/?q=koncert").content) + 11_000 <= 100_000
