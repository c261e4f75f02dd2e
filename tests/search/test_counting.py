"""Searches are counted by their words and day, and by nothing else; what may name a person is not counted at all."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import schedule
from core.search_documents import SearchDocument
from search import polish
from search.models import SearchCount
from search.popular import popular

pytestmark = pytest.mark.django_db
Publish = Callable[..., SearchDocument]
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def ask(q: str, path: str = "/pl/szukaj/", *, agent: str = BROWSER, who: str = "127.0.0.1", **query: str) -> int:
    client = Client(headers={"User-Agent": agent} if agent else {}, REMOTE_ADDR=who)
    return client.get(path, {"q": q, **query}).status_code


def counts() -> list[tuple[str, str, int, int]]:
    return list(SearchCount.objects.order_by("locale", "query").values_list("locale", "query", "searches", "without_results"))


def add(query: str, *, days_ago: int = 0, searches: int = 1, without: int = 0, locale: str = "pl") -> SearchCount:
    day = timezone.localdate() - timedelta(days=days_ago)
    folded = polish.fold(query)
    return SearchCount.objects.create(day=day, locale=locale, query=query, folded=folded, searches=searches, without_results=without)


def test_the_same_words_are_one_row_a_day_and_language(publish: Publish) -> None:
    publish("Zebranie w Łodzi")
    for number, typed in enumerate(("Zebranie", "  zebranie ", "ZEBRANIE")):
        ask(typed, who=f"10.0.0.{number}")
    ask("Żółw\tmorski")
    ask("zebranie", "/en/szukaj/")
    assert counts() == [("en", "zebranie", 1, 1), ("pl", "zebranie", 3, 0), ("pl", "żółw morski", 1, 1)]
    row = SearchCount.objects.get(query="żółw morski")
    assert (row.day, row.folded) == (timezone.localdate(), "zolw morski")


def test_one_address_counts_once_a_day_however_often_it_asks(publish: Publish) -> None:
    publish("Wójt zaprasza")
    for _time in range(12):
        ask("wójt kradnie")
    ask("WÓJT  kradnie")
    assert counts() == [("pl", "wójt kradnie", 1, 0)]
    assert popular("pl", "wójt", 5) == []
    for number in range(4):
        ask("wójt kradnie", who=f"10.0.0.{number}")
    assert popular("pl", "wójt", 5) == ["wójt kradnie"]


def test_nothing_about_who_asks_is_kept() -> None:
    ask("zebranie")
    names = {field.name for field in SearchCount._meta.get_fields()}
    assert names == {"id", "day", "locale", "query", "folded", "searches", "without_results"}


@pytest.mark.parametrize("query", [{"strona": "1"}, {"strona": "2"}, {"typ": "news"}, {"gmina": "2263011"}, {"od": "2026-01-01"}])
def test_later_pages_and_filters_go_on_with_a_counted_search(publish: Publish, query: dict[str, str]) -> None:
    publish("Zebranie")
    ask("zebranie", **query)
    assert counts() == []


@pytest.mark.parametrize("q", ["", " ", "?!", "a" * 201, "zebranie\x07"])
def test_what_is_no_query_is_not_counted(publish: Publish, q: str) -> None:
    ask(q)
    assert counts() == []


@pytest.mark.parametrize(
    "q",
    [
        "anna@example.org",
        "anna nowak anna.nowak＠example.org",
        "anna (at) example.org",
        "tel. 600 100 200",
        "600-100-200",
        "+48 (59) 842.11.22",
        "pesel 90010112345",
        "nip 839-30-12-345",
        "regon 770 123 456",
        "12 3456 7890 1234 5678 9012 3456",
        "PL61109010140000071219812874",
        "6 0 0 1 0 0 2",
        "anna.kowalska wp.pl",
        "anna(a)wp.pl",
        "anna małpa wp pl",
        "anna kropka kowalska małpa gmail kropka com",
        "anna<at>wp.pl",
        "anna-at-wp-pl",
        "anna&#64;wp.pl",
        "anna%40wp.pl",
        "abs123456",
        "abc 523456",
        "600a100b200",
        "٦٠٠١٠٠٢٠٠",
        "słowo " * 17,
    ],
)
def test_what_may_name_a_person_is_never_counted(publish: Publish, q: str) -> None:
    assert ask(q) == 200
    assert counts() == []


@pytest.mark.parametrize(
    "q",
    [
        "uchwała XII/123/24",
        "program 2026",
        "12 maja",
        "wniosek 500 zł",
        "a" * 100,
        "małpa w zoo",
        "art 12345",
        "<script>",
        "'; drop table --",
        "😀 zebranie",
    ],
)
def test_ordinary_numbers_and_signs_are_counted(publish: Publish, q: str) -> None:
    assert ask(q) == 200
    assert counts() == [("pl", q.lower(), 1, 1)]


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "Googlebot/2.1 (+http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0)",
        "curl/8.5",
        "python-requests/2.32",
        "AhrefsBot",
        "Yandex Crawler",
    ],
)
def test_programs_are_not_counted(publish: Publish, agent: str) -> None:
    ask("zebranie", agent=agent)
    assert counts() == []


def test_people_with_odd_telephones_are(publish: Publish) -> None:
    ask("zebranie", agent="Mozilla/5.0 (Linux; Android 11; CUBOT_X30) Mobile Safari/537.36")
    assert counts() == [("pl", "zebranie", 1, 1)]


def test_reading_ahead_and_asking_for_the_head_alone_are_not(publish: Publish) -> None:
    client = Client(headers={"User-Agent": BROWSER})
    client.get("/pl/szukaj/", {"q": "zebranie"}, headers={"Sec-Purpose": "prefetch;prerender"})
    client.head("/pl/szukaj/", {"q": "zebranie"})
    assert counts() == []


def test_a_count_is_one_statement_beside_the_page(publish: Publish) -> None:
    ask("zebranie")
    with CaptureQueriesContext(connection) as captured:
        ask("zebranie", who="10.0.0.2")
    writes = [query["sql"] for query in captured if "search_searchcount" in query["sql"]]
    assert len(writes) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has one writer at a time")
def test_a_locked_database_loses_the_count_and_not_the_page(publish: Publish) -> None:
    ask("zebranie")  # what a process looks up once and keeps
    other = sqlite3.connect(connection.settings_dict["NAME"], uri=True, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        began = time.monotonic()
        assert ask("teatr") == 200
        assert time.monotonic() - began < 3
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert [query for _locale, query, *_numbers in counts()] == ["zebranie"]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone()[0] >= 5_000  # everything else waits as before
    ask("teatr", who="10.0.0.2")
    assert len(counts()) == 2


def test_counts_are_deleted_after_thirteen_months() -> None:
    add("stare", days_ago=397)
    add("jeszcze", days_ago=396)
    add("nowe")
    schedule.jobs["search.forget_counts"].run()
    assert [query for _locale, query, *_numbers in counts()] == ["jeszcze", "nowe"]


# --- Popular ones, for suggestions


def test_popular_ones_begin_so_in_any_spelling_and_come_in_order() -> None:
    add("zajęcia dla dzieci", searches=9)
    add("Zając".lower(), searches=5)
    add("zajecia dla dzieci", searches=30)
    add("zupa", searches=99)
    add("zajazd", searches=99, locale="en")
    assert popular("pl", "zaj", 5) == ["zajecia dla dzieci", "zając"]
    assert popular("pl", "  ZAJĘ ", 5) == ["zajecia dla dzieci"]
    assert popular("pl", "zajęcia  dla", 5) == ["zajecia dla dzieci"]
    assert popular("pl", "z", 1) == ["zupa"]
    assert popular("en", "z", 5) == ["zajazd"]
    for nothing in ("", "  ", "%", "zaj%", "_", "\\"):
        assert popular("pl", nothing, 5) == []
    assert popular("pl", "z", 0) == []


def test_one_persons_query_is_no_suggestion() -> None:
    add("cztery razy", searches=4)
    for day in range(2):
        add("dwa dni", days_ago=day, searches=2)
    for day in range(3):
        add("trzy dni", days_ago=day)
    add("pięć razy", searches=5)
    found = {query for letter in "cdtp" for query in popular("pl", letter, 5)}
    assert found == {"pięć razy"}


def test_what_found_nothing_or_was_asked_long_ago_is_no_suggestion() -> None:
    add("nic", searches=9, without=9)
    add("niekiedy", searches=9, without=8)
    add("niegdyś", days_ago=91, searches=99)
    assert popular("pl", "ni", 5) == ["niekiedy"]


def test_popular_ones_are_looked_up_by_an_index() -> None:
    """Its query reads the part of an index that begins so."""
    rows = SearchCount.objects.filter(locale="pl", day__gt=timezone.localdate(), folded__gte="zaj", folded__lt="zaj\U0010ffff")
    if connection.vendor == "sqlite":
        assert "search_count_beginnings (locale=? AND folded>? AND folded<?)" in rows.explain()
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "search_count_beginnings" in rows.explain()
