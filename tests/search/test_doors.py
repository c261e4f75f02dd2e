"""The other ways to the search: suggestions of all kinds, a channel for each question, the data for programs, and their limits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from core.models import Topic
from core.search_documents import SearchDocument
from search import suggestions
from tests.factories import SiteTree
from tests.measure import queries

Publish = Callable[..., SearchDocument]
API = "/api/dane/v1/szukaj/"


@pytest.fixture
def some(publish: Publish, site_tree: SiteTree) -> list[SearchDocument]:
    Topic.objects.create(name="Sport i rekreacja", name_en="Sport", slug="sport")
    now = timezone.now()
    return [
        publish("Sportowy Słupsk", kind="organisation", territory_code="2263011", organiser="slupsk"),
        publish(
            "Spotkanie biegaczy",
            kind="event",
            date=now + timedelta(days=3),
            end=now + timedelta(days=3, hours=2),
            place="Stadion",
            summary="Biegamy <razem> & powoli.",
            territory_code="2263011",
            topics=["sport"],
            organiser="slupsk",
        ),
        publish("Spotkanie z pisarką", date=now - timedelta(days=2), body="Będą kanapki.\nZapraszamy."),
        publish("Sport w gminie", locale="en"),
    ]


# --- Suggestions


def suggested(q: str, path: str = "/pl/szukaj/podpowiedzi/") -> list[tuple[str, str, str]]:
    rows = Client().get(path, {"q": q}).json()["suggestions"]
    return [(row["title"], row["kind"], row["group"]) for row in rows]


def test_suggestions_are_of_several_kinds_each_with_its_name(some: object) -> None:
    assert suggested("sp") == [
        ("Sport i rekreacja", "temat", "topic"),
        ("Sportowy Słupsk", "organizacja", "organisation"),
        ("Spotkanie biegaczy", "wydarzenie", "page"),
        ("Spotkanie z pisarką", "aktualność", "page"),
    ]
    assert ("Słupsk (gmina miejska)", "gmina", "commune") in suggested("słup")
    assert ("Słupsk (gmina miejska)", "gmina", "commune") in suggested("SLUP")
    assert suggested("spo", "/en/szukaj/podpowiedzi/")[0] == ("Sport", "topic", "topic")


def test_a_suggestion_leads_where_something_is_found(some: object) -> None:
    rows = Client().get("/pl/szukaj/podpowiedzi/", {"q": "słup"}).json()["suggestions"]
    (commune,) = [row for row in rows if row["group"] == "commune" and row["kind"] == "gmina"]
    assert commune["url"] == "/pl/szukaj/?gmina=2263011"
    assert "2 wyniki" in Client().get(commune["url"]).content.decode().replace("\u00a0", " ")


def test_what_others_ask_often_comes_first_and_eight_are_the_most(some: object, publish: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(10):
        publish(f"Spotkanie {number}")
    popular = suggestions.Suggestion("sport dla dzieci", "często szukane", "/pl/szukaj/?q=sport+dla+dzieci", "popular")
    monkeypatch.setattr(suggestions, "PROVIDERS", [(lambda query, locale, limit: [popular], 2), *suggestions.PROVIDERS[1:]])
    found = suggested("spo")
    assert found[0] == ("sport dla dzieci", "często szukane", "popular")
    assert len(found) == 8


def test_only_public_things_are_suggested(some: list[SearchDocument]) -> None:
    Page.objects.get(pk=int(some[1].key.removeprefix("page:"))).unpublish()
    assert suggested("biegaczy") == []


@pytest.mark.parametrize("q", ["", " ", "s", "!", "...", "\u202e", "a" * 400])
def test_what_is_no_question_gets_nothing(some: object, q: str) -> None:
    assert suggested(q) == []


def test_the_number_of_queries_for_suggestions_does_not_grow(some: object, publish: Publish) -> None:
    few = queries(Client(), "/pl/szukaj/podpowiedzi/?q=spotk")
    for number in range(30):
        publish(f"Spotkanie {number}", territory_code="2214011")
    assert len(queries(Client(), "/pl/szukaj/podpowiedzi/?q=spotk")) == len(few) <= 10


# --- The channel


def channel(query: str, language: str = "pl") -> Any:
    response = Client().get(f"/{language}/szukaj/rss/?{query}")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/rss+xml")
    return ElementTree.fromstring(response.content).find("channel")  # noqa: S314 - our own


def test_a_search_has_a_channel_that_its_page_names(some: object) -> None:
    text = Client().get("/pl/szukaj/?q=spotkanie&typ=event&typ=news&strona=1").content.decode()
    address = "/pl/szukaj/rss/?q=spotkanie&amp;typ=event&amp;typ=news"
    written = Client().get(address.replace("&amp;", "&") + "&kolejnosc=data").content.decode()
    assert f'<atom:link href="http://testserver{address}" rel="self"' in written
    assert '<link rel="alternate" type="application/rss+xml" title="2 wyniki dla „spotkanie”' in text.replace("\u00a0", " ")
    assert text.count(f'href="{address}"') == 2, "for programs and for people"
    found = channel("q=spotkanie&typ=event&typ=news")
    assert [item.findtext("title") for item in found.iter("item")] == ["Spotkanie biegaczy", "Spotkanie z pisarką"]
    first, second = found.iter("item")
    assert "Stadion. Biegamy <razem> & powoli." in first.findtext("description").replace("\u00a0", " ")
    assert first.find("pubDate") is None, "what is to come was not published then"
    assert second.find("pubDate") is not None
    assert found.findtext("title") == "Szukaj: „spotkanie”, Wydarzenia, Aktualności"
    assert found.findtext("link").endswith("/pl/szukaj/?q=spotkanie&typ=event&typ=news")
    assert [item.findtext("title") for item in channel("q=sport", "en").iter("item")] == ["Sport w gminie"]


def test_a_channel_leaves_out_what_is_wrong_and_shows_only_what_is_public(some: list[SearchDocument]) -> None:
    found = channel("q=spotkanie&typ=ufo&od=2026-02-31&gmina=xyz")
    assert len(list(found.iter("item"))) == 2
    assert list(channel("").iter("item")) == []
    assert list(channel("q=%07").iter("item")) == []
    Page.objects.get(pk=int(some[1].key.removeprefix("page:"))).unpublish()
    assert len(list(channel("q=spotkanie").iter("item"))) == 1


def test_a_channel_that_has_not_changed_is_not_sent_again(some: list[SearchDocument]) -> None:
    address = "/pl/szukaj/rss/?q=spotkanie&typ=news"
    first = Client().get(address)
    again = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Page.objects.get(pk=int(some[2].key.removeprefix("page:"))).unpublish()
    assert Client().get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/pl/szukaj/", "/pl/szukaj/podpowiedzi/", "/pl/szukaj/rss/"])
def test_who_posts_is_told_that_it_is_not_done_so(path: str) -> None:
    response = Client(enforce_csrf_checks=True).post(path, {"q": "spotkanie"})
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


# --- Data for programs


def read(query: str) -> Any:
    response = Client().get(f"{API}?{query}")
    assert response.status_code == 200, response.content
    return response.json()


def test_the_data_say_what_the_page_shows(some: list[SearchDocument]) -> None:
    found = read("q=spotkania&typ=event&typ=news&kolejnosc=data")
    assert (found["liczba"], found["skrocone"], found["nastepna"]) == (2, False, None)
    assert found["ile"]["typ"] == {"event": 1, "news": 1}
    assert found["ile"]["organizator"] == {"slupsk": 1}
    first, second = found["wyniki"]
    assert first["adres"] == f"http://testserver{some[1].url_path}"
    assert (first["rodzaj"], first["rodzaj_nazwa"], first["miejsce"], first["organizator"]) == ("event", "wydarzenie", "Stadion", "slupsk")
    assert first["fragment"] == "Biegamy <razem> & powoli."
    assert first["fragment_html"] == "Biegamy &lt;razem&gt; &amp; powoli."
    assert first["w_calosci"]
    assert first["trafnosc"] > 0
    assert (second["koniec"], second["gmina"]) == (None, "")
    assert [row["tytul"] for row in read("q=sport&jezyk=en")["wyniki"]] == ["Sport w gminie"]


def test_the_api_says_what_a_misspelt_question_was_read_as(some: object) -> None:
    found = Client().get(API, {"q": "spotkanei biegaczy"}).json()
    assert (found["pytanie"], found["poprawione"]) == ("spotkanei biegaczy", "spotkanie biegaczy")
    assert found["wyniki"][0]["tytul"] == "Spotkanie biegaczy"
    assert Client().get(API, {"q": "spotkanie"}).json()["poprawione"] == ""


def test_pages_of_data_follow_one_another(some: object) -> None:
    found = read("q=spotkanie&na_strone=1")
    following = Client().get(found["nastepna"]).json()
    assert {found["wyniki"][0]["tytul"], following["wyniki"][0]["tytul"]} == {"Spotkanie biegaczy", "Spotkanie z pisarką"}
    assert read("")["wyniki"] == []


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("q=%07", 400, "q: w tym polu jest znak"),
        ("temat=nie-ma", 422, "temat: nie ma tematu"),
        ("typ=ufo", 422, "typ: tej wartości nie rozumiemy"),
        ("od=2026-02-31", 422, "od: nie ma takiego dnia"),
        ("od=2026-03-02&do=2026-03-01", 422, "do: ten dzień jest wcześniejszy"),
        ("strona=1000&na_strone=100", 422, "strona: pokazujemy najwyżej 1000 wyników"),
        ("rok=1", 422, "rok: podaj liczbę całkowitą"),
    ],
)
def test_what_is_wrong_is_said_to_programs_in_polish(some: object, query: str, status: int, words: str) -> None:
    response = Client().get(f"{API}?{query}&jezyk=en")
    assert response.status_code == status
    assert words in " ".join(response.json()["bledy"])


def test_data_are_looked_up_each_time_and_not_sent_twice(some: list[SearchDocument]) -> None:
    first = Client().get(f"{API}?q=spotkanie")
    assert Client().get(f"{API}?q=spotkanie", headers={"if-none-match": first["ETag"]}).status_code == 304
    assert Client().get(f"{API}?q=sport", headers={"if-none-match": first["ETag"]}).status_code == 200
    Page.objects.filter(pk=int(some[1].key.removeprefix("page:"))).update(live=False)
    assert Client().get(f"{API}?q=spotkanie", headers={"if-none-match": first["ETag"]}).json()["liczba"] == 1


# --- Limits


@pytest.mark.parametrize(
    ("name", "path"),
    [("page", "/pl/szukaj/"), ("suggestions", "/pl/szukaj/podpowiedzi/"), ("rss", "/pl/szukaj/rss/"), ("api", API)],
)
def test_who_asks_too_often_hears_when_to_come_back(some: object, settings: Any, name: str, path: str) -> None:
    settings.SEARCHES_PER_MINUTE = {**settings.SEARCHES_PER_MINUTE, name: 2}
    answers = [Client().get(path, {"q": "sport"}) for _number in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "60"
    said = answers[2].json() if name in ("suggestions", "api") else answers[2].content.decode()
    assert ("Odczekaj 60 sekund" if name == "page" else "Odczekaj minutę") in str(said)
    assert Client(REMOTE_ADDR="203.0.113.9").get(path, {"q": "sport"}).status_code == 200, "another address"
