from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page

from core.models import Topic
from core.search_documents import SearchDocument
from search.question import FEW

Publish = Callable[..., SearchDocument]
HEADING = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)


def get(path: str = "/pl/szukaj/", **query: str) -> tuple[int, str]:
    response = Client().get(f"{path}?{urlencode(query)}" if query else path)
    return response.status_code, response.content.decode().replace("\u00a0", " ")


def heading(text: str) -> str:
    found = HEADING.search(text)
    assert found
    return found[1].strip()


@pytest.fixture
def some(publish: Publish) -> None:
    Topic.objects.create(name="Kultura i dziedzictwo", name_en="Culture", slug="kultura")
    for number in range(12):
        day = timezone.now() + timedelta(days=number)
        publish(
            f"Wieczór z teatrem {number}",
            kind="event",
            date=day,
            end=day + timedelta(hours=2),
            place="Dom kultury",
            territory_code="2263011",
            topics=["kultura"],
        )
    publish(
        "Teatr szuka aktorek",
        kind="news",
        date=datetime(2026, 3, 1, 11, tzinfo=UTC),
        summary="Próby w świetlicy.",
        territory_code="2212062",
    )


def test_results_say_how_many_and_show_kind_date_place_and_excerpt(some: None) -> None:
    status, text = get(q="teatrami")
    assert status == 200
    assert heading(text).startswith("13 wyników dla „teatrami”, w tym 12 wydarzeń i 1 aktualność")
    assert "Teatr</mark> szuka aktorek" not in text.split("Wieczór", 1)[0] or "<mark>Teatr</mark> szuka aktorek" in text
    assert "Wieczór z <mark>teatrem</mark>" in text
    assert "Dom kultury" in text
    assert 'value="teatrami"' in text


def test_filters_narrow_the_results_and_stay_in_the_address_of_the_next_page(some: None) -> None:
    _status, text = get(q="teatr", typ="event", temat="kultura", gmina="2263")
    assert heading(text) == "12 wyników dla „teatr”"
    assert 'href="?q=teatr&amp;typ=event&amp;temat=kultura&amp;gmina=2263&amp;strona=2"' in text
    assert re.search(r'<input type="checkbox" name="typ" value="event"[^>]* checked>', text)
    _status, second = get(q="teatr", typ="event", temat="kultura", gmina="2263", strona="2")
    assert second.count('<article class="result">') == 2
    assert "strona 2" in second
    _status, news = get(q="teatr", typ="news", od="2026-02-01", do="2026-03-01")
    assert "<mark>Teatr</mark> szuka aktorek" in news
    _status, nothing = get(q="teatr", typ="news", od="2026-03-02")
    assert "Nic nie pasuje do tych filtrów" in nothing


def test_filters_alone_list_what_they_leave(some: None) -> None:
    _status, text = get(temat="kultura")
    assert heading(text) == "12 wyników"


def test_the_first_visit_and_an_empty_answer_help_on(some: None) -> None:
    _status, first = get()
    assert heading(first) == "Szukaj w portalu"
    assert 'href="?temat=kultura"' in first
    status, nothing = get(q="qwrtzpsd")
    assert status == 200
    assert "Nic nie znaleźliśmy" in nothing
    assert 'value="qwrtzpsd"' in nothing


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"od": "2026-02-31"}, "Nie ma takiego dnia"),
        ({"do": "wczoraj"}, "Nie ma takiego dnia"),
        ({"od": "2026-03-01", "do": "2026-02-01"}, "Ten dzień jest wcześniejszy"),
        ({"od": "0001-01-01"}, "Szukamy między rokiem"),
        ({"do": "9999-12-31"}, "Szukamy między rokiem"),
        ({"typ": "ufo"}, "Nie ma rodzaju „ufo”"),
        ({"organizator": "nikt"}, "Nie znamy organizacji „nikt”"),
        ({"rok": "1"}, "Nie ma tu roku „1”"),
        ({"temat": "<script>alert(1)</script>"}, "Nie ma tematu „&lt;script&gt;"),
        ({"gmina": "Słupsk"}, "Nie znamy gminy ani powiatu „Słupsk”"),
        ({"gmina": "９９"}, "Nie znamy gminy"),
        ({"gmina": "9999999"}, "Nie znamy gminy"),
        ({"q": "teatr\x07"}, "znak, którego nie da się wpisać"),
        ({"q": "teatr\ufffd"}, "znak, którego nie da się wpisać"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_kept(some: None, query: dict[str, str], message: str) -> None:
    status, text = get(**{"q": "teatr", **query})
    assert status == 200
    assert message in text
    assert 'aria-invalid="true"' in text or re.search(r'<fieldset class="field facet wrong" aria-describedby="facet-', text)
    for value in query.values():
        shown = value.replace("<", "&lt;").replace(">", "&gt;")
        assert shown in text
    assert "<script>alert" not in text


@pytest.mark.parametrize(
    ("asked", "status", "current", "message"),
    [
        ("1", 200, "1", ""),
        ("2", 200, "2", ""),
        ("", 200, "1", ""),
        ("0", 404, "1", "Strony liczymy od 1"),
        ("-1", 404, "1", "Strony liczymy od 1"),
        ("999999", 404, "2", "Oto ostatnia strona"),
        ("9" * 400, 404, "2", ""),
        ("abc", 404, "1", "to nie numer strony"),
        ("１", 200, "1", ""),
    ],
)
def test_page_numbers_that_are_none_lead_to_the_nearest_page(some: None, asked: str, status: int, current: str, message: str) -> None:
    got, text = get(q="teatr", strona=asked)
    assert got == status
    assert re.search(rf'aria-current="page"><span class="vh">Strona </span>{current}</span>', text)
    assert message in text
    assert '<article class="result">' in text


@pytest.mark.parametrize("q", ["<b>teatr</b>", "teatr' OR 1=1 --", "teatr %s", 'teatr " onfocus="x', "teatr 😀", "ТЕАТР", "\u202eteatr"])
def test_markup_and_sql_are_ordinary_text(some: None, q: str) -> None:
    status, text = get(q=q)
    assert status == 200
    assert "<b>teatr" not in text
    assert '" onfocus="x' not in text


@pytest.mark.parametrize(
    "raw", ["q=%ED%A0%80", "q=%FF%FE", "q=teatr&q=kino", "nieznany=1&q=teatr", "typ=event&typ=news&q=teatr", "q[]=teatr", "q"]
)
def test_odd_addresses_are_answered(some: None, raw: str) -> None:
    response = Client().get(f"/pl/szukaj/?{raw}")
    assert response.status_code in (200, 400)


def test_a_filter_is_repeated_of_other_parameters_the_last_counts_and_unknown_ones_are_ignored(some: None) -> None:
    response = Client().get("/pl/szukaj/?q=kino&q=teatr&zzz=1&typ=event&typ=news&typ=event")
    assert heading(response.content.decode().replace("\u00a0", " ")) == "13 wyników dla „teatr”"


def test_nul_and_endless_addresses_are_refused(some: None) -> None:
    assert Client().get("/pl/szukaj/?q=%00").status_code == 400
    assert Client().get("/pl/szukaj/?q=" + "a" * 10_000).status_code == 414
    assert Client().post("/pl/szukaj/", {"q": "teatr"}).status_code in (403, 405)


def test_an_unpublished_page_is_gone_by_the_next_request(publish: Publish) -> None:
    document = publish("Piknik sąsiedzki")
    assert "sąsiedzki" in get(q="piknik")[1]
    Page.objects.get(pk=int(document.key.removeprefix("page:"))).unpublish()
    assert "Nic nie znaleźliśmy" in get(q="piknik")[1]


def test_nothing_is_stored_and_no_cookie_is_set(some: None) -> None:
    for path in ("/pl/szukaj/?q=teatr", "/pl/szukaj/podpowiedzi/?q=teatr"):
        response = Client().get(path)
        assert "no-store" in response["Cache-Control"]
        assert not response.cookies
        assert "X-Portal-Cache" not in response


def test_the_number_of_queries_does_not_grow_with_results(publish: Publish, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    def count() -> int:
        cache.clear()
        with django_assert_max_num_queries(22) as captured:
            get(q="koncerty")
        return len(captured)

    for number in range(FEW):  # with fewer, other words are looked for too
        publish(f"Koncert pierwszy {number}", territory_code="2263011")
    count()  # what a process looks up once and keeps
    few = count()
    for number in range(40):
        publish(f"Koncert {number}", territory_code="2263011")
    assert count() == few


def test_english_page_finds_english_pages_only(publish: Publish) -> None:
    publish("Grants for organisations", locale="en", kind="news")
    publish("Granty dla organizacji")
    _status, text = get("/en/szukaj/", q="organisations")
    assert "Grants for <mark>organisations</mark>" in text
    assert "Granty" not in text


def test_suggestions_are_json(some: None) -> None:
    found = json.loads(Client().get("/pl/szukaj/podpowiedzi/?q=teatr+szu").content)
    assert found["message"] == "1 podpowiedź"
    (row,) = found["suggestions"]
    assert (row["title"], row["kind"], row["group"]) == ("Teatr szuka aktorek", "aktualność", "page")
    for q in ("", "t", "x" * 301, "%", "\u202e"):
        assert Client().get("/pl/szukaj/podpowiedzi/", {"q": q}).json() == {"suggestions": [], "message": "Brak podpowiedzi"}


def test_a_past_and_an_all_day_event_say_so(publish: Publish) -> None:
    publish("Dawny festyn", kind="event", date=datetime(2020, 5, 9, 22, tzinfo=UTC), end=datetime(2020, 5, 10, 22, tzinfo=UTC))
    _status, text = get(q="festyn")
    assert "cały dzień" in text
    assert "już było" in text


def test_an_address_that_leads_nowhere_gets_only_pages_named_alike(publish: Publish) -> None:
    publish("Targi organizacji w Słupsku", body="Zapraszamy.")
    publish("Zebranie zarządu", body="Omówimy targi organizacji w Słupsku i zakwaterowanie.")
    _status, page = get("/pl/targi-organizacji-slupsk/")
    assert "Targi organizacji w Słupsku" in page
    assert "Zebranie zarządu" not in page
    _status, page = get("/pl/zakwaterowanie/")
    assert "Może chodzi" not in page, "better none than an unrelated one"
