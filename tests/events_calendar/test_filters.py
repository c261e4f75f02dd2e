"""The calendar's filters: what each lets through, and what a wrong value is answered with."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import feedparser
import pytest
from django.core.cache import cache
from django.test import Client
from wagtail.models import Locale, PageViewRestriction

from accounts.models import Organisation
from core.fields import folded_words, stem
from core.models import PageTopic, Territory, Topic
from tests.events_calendar.conftest import TODAY
from tests.events_calendar.factories import EventPageFactory, at
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db
LIST = "/pl/kalendarz/?widok=lista&"


@pytest.fixture
def events(site_tree: SiteTree) -> SiteTree:
    """Two events that differ in everything the filters ask for."""
    club = Organisation.objects.create(kind="ngo", name="Klub Sąsiedzki", slug="klub", town="Kobylnica")
    one = EventPageFactory(
        parent=site_tree.calendar_slupsk,
        title="Warsztaty żeglarskie",
        kind="training",
        territory=Territory.objects.get(code="2212062"),
        organiser=club,
        free=True,
        audience="Seniorki i seniorzy",
        accessibility=["step_free", "online"],
    )
    EventPageFactory(
        parent=site_tree.calendar_tczew,
        title="Turniej szachowy",
        summary="Dla każdego.",
        place_name="Hala",
        address="ul. Sportowa 1",
        audience="Dzieci od 8 lat",
        kind="sport",
        territory=Territory.objects.get(code="2214011"),
        organiser=site_tree.tczew,
        free=False,
        accessibility=["lift"],
    )
    topic = Topic.objects.create(name="Morze", name_en="Sea", slug="morze")
    PageTopic.objects.create(tag=topic, content_object=one)
    cache.clear()
    return site_tree


def titles(response: Any) -> list[str]:
    return [event.title for group in response.context["groups"] for event in group["events"]]


@pytest.mark.parametrize(
    "query",
    [
        "q=warsztaty",
        "q=WARSZTATÓW",
        "q=zeglarskich+warsztatow",
        "q=żeglarskie",
        "q=sala+slupsku",
        "temat=morze",
        "gmina=2212062",
        "powiat=2212",
        "cop=slupsk",
        "organizator=klub",
        "rodzaj=training",
        "bezplatne=1",
        "bezplatne=on",
        "dostepne=1",
        "online=tak",
        "miejsce=sala",
        "miejsce=SALA+A",
        "miejsce=kobylnicy",
        "odbiorcy=seniorów",
        "odbiorcy=SENIORKI",
        "miejsce=slupsku&odbiorcy=senior&q=warsztaty",
        "q=warsztaty&rodzaj=training&bezplatne=1&dostepne=1&online=1&powiat=2212&cop=slupsk",
    ],
)
def test_each_filter_lets_the_right_event_through(client: Client, events: SiteTree, query: str) -> None:
    response = client.get(LIST + query)
    assert titles(response) == ["Warsztaty żeglarskie"], query
    assert not response.context["form"].errors


@pytest.mark.parametrize(
    "query",
    [
        "q=nurkowanie",
        "gmina=2263011",
        "rodzaj=fair",
        "q=warsztaty&rodzaj=sport",
        "temat=morze&cop=tczew",
        "miejsce=warsztaty",
        "odbiorcy=sala",
        "miejsce=sala&odbiorcy=dzieci",
        "miejsce=%25",
    ],
)
def test_what_matches_nothing_is_empty_or_told(client: Client, events: SiteTree, query: str) -> None:
    response = client.get(LIST + query)
    assert response.status_code == 200
    assert not titles(response) or response.context["form"].errors


@pytest.mark.parametrize("query", ["", "bezplatne=0", "dostepne=", "online=nie", "nieznany=1&utm_source=x", "q=&temat=&gmina=", "q=%20%20"])
def test_nothing_chosen_and_unknown_parameters_change_nothing(client: Client, events: SiteTree, query: str) -> None:
    response = client.get(LIST + query)
    assert len(titles(response)) == 2
    assert not response.context["form"].errors


def test_of_a_repeated_parameter_the_last_counts(client: Client, events: SiteTree) -> None:
    assert titles(client.get(LIST + "rodzaj=training&rodzaj=sport")) == ["Turniej szachowy"]
    cache.clear()  # for the page cache, too, the two are one
    assert titles(client.get(LIST + "rodzaj=abc&rodzaj=sport")) == ["Turniej szachowy"]
    response = client.get("/pl/kalendarz/?widok=lista&widok=rok")
    assert response.context["view"] == "rok"


def test_online_counts_a_link_as_well(client: Client, events: SiteTree) -> None:
    EventPageFactory(parent=events.calendar_tczew, title="Przez sieć", online_url="https://spotkanie.example.org/x", place_name="")
    assert titles(client.get(LIST + "online=1")) == ["Warsztaty żeglarskie", "Przez sieć"]


def test_an_organiser_without_coming_events_can_be_asked_for_by_link(client: Client, events: SiteTree) -> None:
    Organisation.objects.create(kind="ngo", name="Cicha Fundacja", slug="cicha")
    response = client.get(LIST + "organizator=cicha")
    assert not response.context["form"].errors
    assert titles(response) == []


def test_chosen_filters_stand_as_chips_and_go_on_to_neighbours_and_file(client: Client, events: SiteTree) -> None:
    response = client.get("/pl/kalendarz/?rodzaj=training&bezplatne=1&data=2026-11-24")
    assert response.context["active"] == [{"label": "szkolenie", "remove_url": "?bezplatne=1&data=2026-11-24"}]
    assert response.context["next"]["url"] == "?rodzaj=training&bezplatne=1&data=2026-12-01"
    assert response.context["ics_url"] == "/pl/kalendarz/kalendarz.ics?rodzaj=training&bezplatne=1"
    quick = {item["label"]: item for item in response.context["quick"]}
    assert quick["wstęp wolny"]["current"]
    assert quick["wstęp wolny"]["url"] == "?rodzaj=training&data=2026-11-24"
    assert quick["wejście bez stopni"]["url"] == "?rodzaj=training&bezplatne=1&data=2026-11-24&dostepne=1"


BAD = [
    ("q", "x" * 201, "najwyżej 200 znaków"),
    ("q", "x" * 7000, "najwyżej 200 znaków"),
    ("q", "a\x01b", "nie da się wpisać z klawiatury"),
    ("q", "a\ufffdb", "nie da się wpisać z klawiatury"),
    ("q", "a\x1b[0mb", "nie da się wpisać z klawiatury"),
    ("rodzaj", "abc", "Nie ma tu pozycji „abc”"),
    ("rodzaj", "' OR 1=1 --", "Nie ma tu pozycji"),
    ("temat", "nie-ma", "Nie ma tu pozycji „nie-ma”"),
    ("temat", "x" * 5000, "Nie ma tu pozycji"),
    ("gmina", "9999999", "Nie ma tu pozycji „9999999”"),
    ("gmina", "<script>alert(1)</script>", "Nie ma tu pozycji"),
    ("powiat", "22", "Nie ma tu pozycji „22”"),
    ("cop", "nieznany", "Nie ma tu pozycji „nieznany”"),
    ("cop", "../slupsk", "Nie ma tu pozycji"),
    ("organizator", "nikt", "Nie ma tu pozycji „nikt”"),
    ("miejsce", "x" * 201, "najwyżej 200 znaków"),
    ("miejsce", "a\x01b", "nie da się wpisać z klawiatury"),
    ("odbiorcy", "x" * 7000, "najwyżej 200 znaków"),
    ("odbiorcy", "a\ufffdb", "nie da się wpisać z klawiatury"),
    ("bezplatne", "może", "Zaznacz to pole albo zostaw je puste"),
    ("dostepne", "2", "Zaznacz to pole albo zostaw je puste"),
    ("online", "<b>", "Zaznacz to pole albo zostaw je puste"),
    ("data", "2026-02-31", "Nie ma takiego dnia"),
    ("data", "2026-13-01", "Nie ma takiego dnia"),
    ("data", "jutro", "Nie ma takiego dnia"),
    ("data", "0000-00-00", "Nie ma takiego dnia"),
    ("data", "1999-12-31", "od roku 2000 do 2099"),
    ("data", "9999-12-31", "od roku 2000 do 2099"),
    ("data", "x" * 5000, "Nie ma takiego dnia"),
    ("widok", "dekada", "Nie ma widoku „dekada”"),
]


@pytest.mark.grid
@pytest.mark.parametrize(("name", "value", "message"), BAD, ids=[f"{name}={value[:12]!r}" for name, value, _message in BAD])
@pytest.mark.parametrize("base", ["/pl/kalendarz/", "/pl/kalendarz/slupsk/"])
def test_a_wrong_value_is_told_beside_its_field_and_stays_typed(
    client: Client, events: SiteTree, base: str, name: str, value: str, message: str
) -> None:
    response = client.get(f"{base}?{urlencode({name: value})}")
    html = response.content.decode().replace("\u00a0", " ")
    assert response.status_code == 200
    if name == "cop" and base != "/pl/kalendarz/":
        assert message not in html  # there it is no parameter, hence ignored
        return
    assert message in html
    assert name in response.context["form"].errors
    assert response.context["address"].day == TODAY  # whatever went wrong
    assert "<script>alert" not in html
    if name not in ("widok", "bezplatne", "dostepne", "online"):
        assert str(response.context["form"][name].value()) == value
        assert f'aria-invalid="true" aria-describedby="kal-{name}_error"' in html or f'id="kal-{name}_error"' in html


@pytest.mark.grid
@pytest.mark.parametrize("view", ["miesiac", "tydzien", "lista", "rok"])
@pytest.mark.parametrize("day", ["2000-01-01", "2099-12-31", "2026-03-29", "2026-10-25", "2028-02-29"])
def test_every_view_stands_at_the_calendars_ends(client: Client, events: SiteTree, view: str, day: str) -> None:
    assert client.get(f"/pl/kalendarz/?widok={view}&data={day}").status_code == 200


PAGES = [
    ("0", 404, "Strony liczymy od 1"),
    ("-1", 404, "Strony liczymy od 1"),
    ("999999", 404, "Nie ma strony 999999"),
    ("9" * 5000, 404, "to nie numer strony"),
    ("abc", 404, "to nie numer strony"),
    ("1.5", 404, "to nie numer strony"),
    ("<script>", 404, "to nie numer strony"),
    ("", 200, ""),
    ("1", 200, ""),
]


@pytest.mark.parametrize(("page", "status", "message"), PAGES, ids=[page[:8] for page, _status, _message in PAGES])
def test_a_page_that_does_not_exist_is_told_and_the_nearest_is_shown(
    client: Client, events: SiteTree, page: str, status: int, message: str
) -> None:
    response = client.get("/pl/kalendarz/", {"widok": "lista", "strona": page})
    assert response.status_code == status
    assert message in response.content.decode().replace("\u00a0", " ")
    assert len(titles(response)) == 2
    assert "<script>alert" not in response.content.decode()


def test_markup_and_sql_are_ordinary_text(client: Client, events: SiteTree) -> None:
    EventPageFactory(parent=events.calendar_slupsk, title="Kurs: <select> i '; DROP TABLE --", start=at("2026-12-01 10:00"))
    for query in ("<select>", "'; DROP TABLE", '<script>alert("x")</script>', "%_%"):
        response = client.get(LIST + urlencode({"q": query}))
        assert response.status_code == 200
        assert not response.context["form"].errors
        assert "<script>alert(" not in response.content.decode()
    cache.clear()
    assert titles(client.get(LIST + urlencode({"q": "<select>"}))) == ["Kurs: <select> i '; DROP TABLE --"]


@pytest.mark.parametrize("raw", ["q=%ED%A0%80", "q=%FF%FE", "data=%ED%A0%80", "rodzaj=%C3%28", "q=a%00b"])
def test_broken_bytes_are_no_server_error(client: Client, events: SiteTree, raw: str) -> None:
    response = client.get(f"/pl/kalendarz/?{raw}")
    assert response.status_code in (200, 400)


def test_words_are_folded_and_cut_where_endings_begin() -> None:
    assert folded_words("Zażółć GĘŚLĄ jaźń!") == ["zazolc", "gesla", "jazn"]
    assert [stem(word) for word in ("ngo", "sala", "ustka", "zebrania", "2026")] == ["ngo", "sala", "ustk", "zebran", "2026"]


def test_a_pasted_tab_is_a_space(client: Client, events: SiteTree) -> None:
    assert titles(client.get(LIST + "q=warsztaty%09żeglarskie")) == ["Warsztaty żeglarskie"]


def test_the_filters_offer_nothing_of_restricted_events_and_folders(client: Client, events: SiteTree) -> None:
    def offered(name: str) -> set[str]:
        cache.clear()
        response = client.get("/pl/kalendarz/")
        return {value for value, _label in response.context["form"].fields[name].choices}

    assert "2214011" in offered("gmina")
    assert "tczew" in offered("organizator") & offered("cop")
    PageViewRestriction.objects.create(page=events.calendar_tczew, restriction_type="login")
    assert "2214011" not in offered("gmina")
    assert "2214" not in offered("powiat")
    assert "tczew" not in offered("organizator") | offered("cop")
    assert "slupsk" in offered("cop")


def test_the_channel_takes_the_filters_and_says_which(client: Client, events: SiteTree) -> None:
    page = client.get("/pl/kalendarz/?gmina=2212062").content.decode()
    assert 'href="/pl/kalendarz/rss/?gmina=2212062"' in page
    assert re.search(r'<link rel="alternate"[^>]* title="Kalendarz: [^"]*Kobylnica', page)
    channel = feedparser.parse(client.get("/pl/kalendarz/rss/?gmina=2212062").content)
    assert [entry.title for entry in channel.entries] == ["Warsztaty żeglarskie"]
    assert channel.feed.title.startswith("Kalendarz: ")
    assert channel.feed.link.endswith("/pl/kalendarz/?gmina=2212062")
    assert "X-WR-CALNAME:Kalendarz: " in client.get("/pl/kalendarz/kalendarz.ics?gmina=2212062").content.decode()
    assert len(feedparser.parse(client.get("/pl/kalendarz/rss/").content).entries) > 1
    assert client.get("/pl/kalendarz/rss/?gmina=9999999").status_code == 400


def test_place_and_audience_narrow_the_files_too(client: Client, events: SiteTree) -> None:
    for query in ("miejsce=sala", "odbiorcy=seniorzy"):
        channel = feedparser.parse(client.get(f"/pl/kalendarz/rss/?{query}").content)
        assert [entry.title for entry in channel.entries] == ["Warsztaty żeglarskie"], query
        file = client.get(f"/pl/kalendarz/kalendarz.ics?{query}").content.decode()
        assert file.count("BEGIN:VEVENT") == 1, query
        assert "Warsztaty żeglarskie" in file
    for path in ("rss/", "kalendarz.ics"):
        assert client.get(f"/pl/kalendarz/{path}", {"odbiorcy": "a\x01b"}).status_code == 400
    chips = client.get("/pl/kalendarz/?miejsce=sala&odbiorcy=seniorzy").context["active"]
    assert [chip["label"] for chip in chips] == ["miejsce: „sala”", "dla kogo: „seniorzy”"]


def test_a_calendar_can_be_subscribed_to_or_downloaded_with_its_filters(client: Client, events: SiteTree) -> None:
    page = client.get("/pl/kalendarz/?odbiorcy=seniorzy&bezplatne=1").content.decode()
    assert 'href="webcal://testserver/pl/kalendarz/kalendarz.ics?odbiorcy=seniorzy&amp;bezplatne=1"' in page
    assert 'href="/pl/kalendarz/kalendarz.ics?odbiorcy=seniorzy&amp;bezplatne=1"' in page
    assert "same odświeżać" in page.replace("\u00a0", " ")
    assert "bez późniejszych zmian" in page.replace("\u00a0", " ")


@pytest.mark.parametrize("base", ["/pl/kalendarz/", "/pl/kalendarz/slupsk/"])
def test_the_language_switch_keeps_what_was_chosen(client: Client, events: SiteTree, base: str) -> None:
    english = Locale.objects.get(language_code="en")
    for page in (events.home, events.calendar, events.calendar_slupsk):
        page.copy_for_translation(english).save_revision().publish()
    cache.clear()

    def switch(query: str) -> str:
        html = client.get(base + query).content.decode()
        assert f'hreflang="en" href="http://testserver{base.replace("/pl/", "/en/")}">' in html, "machines get the bare address"
        return re.search(r'<a href="([^"]+)" lang="en"', html)[1].replace("&amp;", "&")  # type: ignore[index]

    target = base.replace("/pl/", "/en/")
    assert switch("?widok=lista&gmina=2212062&strona=1&utm_source=x") == f"{target}?gmina=2212062&widok=lista"
    assert switch("?data=2026-12-01&q=sala+A") == f"{target}?q=sala+A&data=2026-12-01"
    assert switch("?gmina=abc") == target
    assert switch("") == target
