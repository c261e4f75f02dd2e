"""The report of what people look for: who reads it, what it counts, where it leads, what it exports."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from search.admin.report import _harmless
from search.models import SearchCount
from tests.accounts.factories import People, make_people
from tests.factories import SiteTree
from tests.search.test_counting import add

pytestmark = pytest.mark.django_db
FORMULA = '=hyperlink("http://zly.example")'


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    return make_people(site_tree)


def rows(client: Client, **query: str) -> list[dict[str, object]]:
    return list(client.get(reverse("search_report"), query).context["object_list"])


def queries(client: Client, **query: str) -> list[object]:
    return [row["query"] for row in rows(client, **query)]


def body(client: Client, **query: str) -> str:
    return " ".join(client.get(reverse("search_report"), query).content.decode().split())


@pytest.mark.parametrize(
    ("role", "reads"),
    [("editor", True), ("moderator", True), ("cio", True), ("officer", False), ("ngo_owner", False), ("resident", False), ("", False)],
)
def test_who_reads_it(client: Client, people: People, role: str, reads: bool) -> None:
    add("zebranie")
    if role:
        client.force_login(getattr(people, role))
    for name, query in (("search_report", {}), ("search_report_results", {}), ("search_report", {"export": "csv"})):
        assert (client.get(reverse(name), query).status_code == 200) is reads


def test_days_are_put_together_the_most_asked_first(client: Client, people: People) -> None:
    add("zebranie", searches=2)
    add("zebranie", days_ago=3, searches=5, without=1)
    add("zebranie", locale="en")
    add("teatr", searches=9, without=9)
    client.force_login(people.editor)
    assert [(row["query"], row["locale"], row["asked"], row["without"]) for row in rows(client)] == [
        ("teatr", "pl", 9, 9),
        ("zebranie", "pl", 7, 1),
        ("zebranie", "en", 1, 0),
    ]
    assert queries(client, ordering="query") == ["teatr", "zebranie", "zebranie"]
    assert queries(client, ordering="-without")[:2] == ["teatr", "zebranie"]
    assert queries(client, ordering="x; drop") == ["teatr", "zebranie", "zebranie"]


def test_filters(client: Client, people: People) -> None:
    add("dawne", days_ago=200, searches=3)
    add("miesiąc temu", days_ago=29, searches=2)
    add("dziś", without=1)
    add("today", locale="en")
    client.force_login(people.moderator)
    assert queries(client, okres="7") == ["dziś", "today"]
    assert queries(client, okres="30") == ["miesiąc temu", "dziś", "today"]
    assert queries(client, okres="365")[0] == "dawne"
    assert queries(client, pytania="bez-wynikow") == ["dziś"]
    assert queries(client, locale="en") == ["today"]
    assert queries(client, q="miesiac") == ["miesiąc temu"]
    day = str(timezone.localdate() - timedelta(days=29))
    assert queries(client, day_from=day, day_to=day) == ["miesiąc temu"]
    page = body(client, q="nie ma takiego")
    assert "Takich pytań nie było" in page
    for bad in ({"okres": "x"}, {"day_from": "2026-99-99"}, {"locale": "xx"}, {"p": "999"}):
        assert client.get(reverse("search_report"), bad).status_code == 200


def test_an_empty_report_says_so(client: Client, people: People) -> None:
    client.force_login(people.cio)
    assert "Nikt jeszcze niczego nie szukał." in body(client)


def test_weeks_are_told_in_numbers_and_none_is_left_out(client: Client, people: People) -> None:
    today = timezone.localdate()
    add("zebranie", searches=8, without=2)
    add("zebranie", days_ago=14, searches=4)
    client.force_login(people.editor)
    weeks = client.get(reverse("search_report")).context["weeks"]
    assert len(weeks) == 13
    assert [(week.asked, week.without, week.bar, week.bar_without) for week in weeks[:3]] == [(8, 2, 100, 25), (0, 0, 0, 0), (4, 0, 50, 0)]
    assert weeks[0].first <= today <= weeks[0].last
    assert {week.first.weekday() for week in weeks} == {0}
    html = body(client)
    assert '<rect class="portal-weeks__without" width="25" height="12"/>' in html
    assert "style=" not in html.split('class="portal-weeks')[1].split("</table>")[0]
    one = client.get(reverse("search_report"), {"okres": "7"}).context["weeks"]
    assert len(one) in (1, 2)
    assert len(client.get(reverse("search_report"), {"day_from": "2001-01-01"}).context["weeks"]) == 58
    assert client.get(reverse("search_report"), {"day_from": "2099-01-01"}).status_code == 200


@pytest.mark.parametrize(("role", "doors"), [("editor", 0), ("moderator", 2), ("cio", 2)])
def test_each_query_leads_on_to_who_may(client: Client, people: People, role: str, doors: int) -> None:
    add("dotacje & <b>granty</b>", without=1)
    client.force_login(getattr(people, role))
    (row,) = rows(client)
    links = [str(row[name]) for name in ("synonym_url", "promotion_url") if row[name]]
    assert len(links) == doors
    page = body(client)
    assert ("Utwórz synonim" in page, "Wypromuj stronę" in page) == (bool(doors), bool(doors))
    assert "<b>granty" not in page
    for link in links:
        answer = client.get(link)
        assert answer.status_code == 200
        assert 'value="dotacje &amp; &lt;b&gt;granty&lt;/b&gt;"' in answer.content.decode()
        assert "dotacje & <b>granty</b>" in str(parse_qs(urlsplit(link).query))


def test_a_whole_sentence_becomes_no_synonym(client: Client, people: People) -> None:
    add("gdzie mogę złożyć wniosek o dotację")
    client.force_login(people.cio)
    (row,) = rows(client)
    assert (row["synonym_url"], bool(row["promotion_url"])) == ("", True)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export(client: Client, people: People, kind: str) -> None:
    add("zażółć", searches=3, without=1)
    add(FORMULA)
    add("dawne", days_ago=40)
    client.force_login(people.editor)
    answer = client.get(reverse("search_report"), {"export": kind, "okres": "30"})
    assert answer.status_code == 200
    assert f"czego-szukaja.{kind}" in answer["Content-Disposition"]
    content = b"".join(answer.streaming_content)
    if kind == "csv":
        table = [tuple(row) for row in csv.reader(io.StringIO(content.decode()))]
        assert table[2][0] == "'" + FORMULA
    else:
        sheet = load_workbook(io.BytesIO(content)).active
        table = [tuple(str(value) for value in row) for row in sheet.iter_rows(values_only=True)]
        assert [cell.data_type for cell in sheet["A"]] == ["s", "s", "s"]
    assert table[0] == ("Pytanie", "Język", "Ile razy", "Bez wyników", "Ostatnio")
    assert table[1][:4] == ("zażółć", "pl", "3", "1")
    assert str(timezone.localdate()) in table[1][4]
    assert len(table) == 3


def test_ten_thousand_queries_are_paged_with_a_constant_number_of_questions(client: Client, people: People) -> None:
    client.force_login(people.cio)

    def count(**query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len(rows(client, **query)) == 50
        return len(captured)

    def fill(first: int, last: int) -> None:
        day = timezone.localdate()
        SearchCount.objects.bulk_create(
            SearchCount(
                day=day - timedelta(days=number % 90), locale="pl", query=f"pytanie {number}", folded=f"pytanie {number}", searches=number
            )
            for number in range(first, last)
        )

    fill(0, 60)
    rows(client)
    few = count()
    fill(60, 10_000)
    assert count() == few
    assert count(p="200", okres="365") == few
    assert count(pytania="", q="pytanie", ordering="query", p="77") == few


def test_queries_are_found_with_and_without_diacritics(client: Client, people: People) -> None:
    add("zebranie slupsk")
    add("żłobek")
    client.force_login(people.editor)
    assert [row["query"] for row in rows(client, q="Słupsk")] == ["zebranie slupsk"]
    assert [row["query"] for row in rows(client, q="zlob")] == ["żłobek"]


def test_a_week_that_the_chosen_days_cut_is_named_by_its_days(client: Client, people: People) -> None:
    client.force_login(people.editor)
    chosen = {"day_from": "2026-10-15", "day_to": "2026-10-27"}  # from Thursday to Tuesday
    weeks = client.get(reverse("search_report"), chosen).context["weeks"]
    days = [(f"{week.first:%d.%m}", f"{week.last:%d.%m}") for week in weeks]
    assert days == [("26.10", "27.10"), ("19.10", "25.10"), ("15.10", "18.10")]


@pytest.mark.parametrize(
    ("query", "cell"), [("=1+1", "'=1+1"), ("a;=1+1;b", "a =1+1 b"), (";=1", "' =1"), ("dotacje", "dotacje"), ("a\t-b", "a -b")]
)
def test_no_spreadsheet_counts_with_what_somebody_typed(query: str, cell: str) -> None:
    assert _harmless(query) == cell
