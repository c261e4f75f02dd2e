from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from accounts.models import Organisation
from core import registry
from core.search_documents import SearchDocument
from search.embedded import EmbeddedEngine
from search.engine import Filters, Order
from search.models import Document, FormMap, Lemma, Posting
from tests.factories import SiteTree

Publish = Callable[..., SearchDocument]


def titles(engine: EmbeddedEngine, query: str, filters: Filters | None = None, locale: str = "pl") -> list[str]:
    return [hit.title for hit in engine.search(query, locale, filters or Filters()).hits]


@pytest.mark.parametrize("query", ["zebrania slupsk ngo", "zebraniu organizacją", "ZEBRANIE", "zebraniami", "pozarzadowych", "słupsku"])
def test_finds_inflected_words_with_and_without_diacritics(engine: EmbeddedEngine, publish: Publish, query: str) -> None:
    publish("Zebranie organizacji pozarządowych w Słupsku", body="Spotkajmy się w sali COP.")
    publish("Zebra na przejściu dla pieszych", body="Malowanie pasów przy szkole.")
    assert titles(engine, query)[0] == "Zebranie organizacji pozarządowych w Słupsku"


def test_the_word_itself_ranks_above_its_beginning(engine: EmbeddedEngine, publish: Publish) -> None:
    publish("Organista gra w kościele")
    publish("Pomoc dla organizacji")
    publish("Organizacja imprez nad morzem")
    assert titles(engine, "organizacja") == ["Organizacja imprez nad morzem", "Pomoc dla organizacji", "Organista gra w kościele"]


def test_a_title_ranks_above_a_mention(engine: EmbeddedEngine, publish: Publish) -> None:
    publish("Sprawy gminy", body="Był też wolontariat, a potem rozmowa o drogach i szkole.")
    publish("Wolontariat w gminie", body="Rozmowa o drogach i szkole.")
    assert titles(engine, "wolontariatem")[0] == "Wolontariat w gminie"


def test_any_word_finds_and_more_words_rank_higher(engine: EmbeddedEngine, publish: Publish) -> None:
    publish("Turniej szachowy")
    publish("Turniej szachowy dla seniorów")
    found = engine.search("turnieje szachów seniorzy", "pl", Filters())
    assert [hit.title for hit in found.hits] == ["Turniej szachowy dla seniorów", "Turniej szachowy"]


def test_what_reaches_half_of_the_question_is_counted_and_the_rest_follows(engine: EmbeddedEngine, publish: Publish) -> None:
    for number in range(6):
        publish(f"Spotkanie numer {number}")
    publish("Spotkanie pszczelarzy")
    found = engine.search("spotkanie pszczelarze", "pl", Filters())
    assert (found.total, found.weak) == (1, 6)
    assert [hit.strong for hit in found.hits] == [True] + [False] * 6
    assert found.facets.kinds == {"news": 1}


def test_languages_do_not_mix(engine: EmbeddedEngine, publish: Publish) -> None:
    publish("Forum organizacji")
    publish("Forum of organisations", locale="en")
    assert titles(engine, "forum") == ["Forum organizacji"]
    assert titles(engine, "FORUM", locale="en") == ["Forum of organisations"]


def test_a_page_that_is_no_longer_live_is_gone_though_the_index_still_has_it(engine: EmbeddedEngine, publish: Publish) -> None:
    document = publish("Piknik sąsiedzki")
    Page.objects.filter(pk=int(document.key.removeprefix("page:"))).update(live=False)
    assert Document.objects.filter(key=document.key).exists()
    found = engine.search("piknik", "pl", Filters())
    assert (found.hits, found.total, found.facets.kinds) == ([], 0, {})
    assert engine.suggest("pikn", "pl") == []


def test_a_restricted_page_and_what_lies_below_is_never_shown(engine: EmbeddedEngine, publish: Publish, site_tree: SiteTree) -> None:
    document = publish("Piknik sąsiedzki")
    page = Page.objects.get(pk=int(document.key.removeprefix("page:")))
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert titles(engine, "piknik") == []
    restriction.delete()
    assert titles(engine, "piknik") == ["Piknik sąsiedzki"]
    PageViewRestriction.objects.create(page=site_tree.home, restriction_type=PageViewRestriction.PASSWORD, password="x")
    assert titles(engine, "piknik") == []


def test_things_that_are_no_pages_are_public_as_their_source_says(
    engine: EmbeddedEngine, site_tree: SiteTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    def public_keys() -> QuerySet:
        rows = Organisation.objects.filter(town="Słupsk")
        return rows.annotate(key=Concat(Value("venue:"), Cast("pk", CharField()))).values_list("key", flat=True)

    source = registry.SearchSource(prefix="venue", documents=lambda: [], document=lambda key: None, public_keys=public_keys)
    monkeypatch.setattr(registry, "search_sources", [source])
    for organisation in (site_tree.slupsk, site_tree.tczew):
        key = f"venue:{organisation.pk}"
        engine.index([SearchDocument(key=key, locale="pl", kind="page", title=f"Sala {organisation.town}", url_path="/pl/sala/")])
    engine.index([SearchDocument(key="other:1", locale="pl", kind="page", title="Sala nie wiadomo czyja")])
    assert titles(engine, "sala") == ["Sala Słupsk"]
    Organisation.objects.filter(pk=site_tree.slupsk.pk).update(town="Ustka")
    assert titles(engine, "sala") == []


@pytest.fixture
def mixed(publish: Publish) -> None:
    noon = datetime(2026, 5, 10, 10, tzinfo=UTC)
    evening = datetime(2026, 5, 10, 18, tzinfo=UTC)
    publish("Spotkanie w Słupsku", kind="event", territory_code="2263011", topics=["kultura"], date=noon, end=evening)
    publish(
        "Spotkanie w Kobylnicy", kind="event", territory_code="2212062", topics=["wies", "kultura"], date=datetime(2026, 6, 1, tzinfo=UTC)
    )
    publish("Spotkanie: relacja", kind="news", territory_code="2212", topics=["wies"], date=datetime(2026, 4, 1, tzinfo=UTC))
    publish("Spotkania i rady", kind="page")


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (Filters(), 4),
        (Filters(kinds=("event",)), 2),
        (Filters(topics=("wies",)), 2),
        (Filters(kinds=("event",), topics=("wies",)), 1),
        (Filters(communes=("2212062",)), 1),
        (Filters(communes=("2212",)), 2),
        (Filters(communes=("22",)), 3),
        (Filters(communes=("221",)), 2),
        (Filters(date_from=date(2026, 5, 10)), 2),
        (Filters(date_from=date(2026, 5, 11)), 1),
        (Filters(date_to=date(2026, 5, 9)), 1),
        (Filters(date_to=date(2026, 5, 10)), 2),
        (Filters(date_from=date(2026, 5, 10), date_to=date(2026, 5, 10)), 1),
        (Filters(kinds=("nothing' or 1=1 --",)), 0),
    ],
)
def test_filters(engine: EmbeddedEngine, mixed: None, filters: Filters, count: int) -> None:
    assert engine.search("spotkania", "pl", filters).total == count


def test_facets_leave_their_own_filter_out_and_keep_the_others(engine: EmbeddedEngine, mixed: None) -> None:
    facets = engine.facets("spotkanie", "pl", Filters(kinds=("event",), topics=("wies",)))
    assert facets.kinds == {"event": 1, "news": 1}
    assert facets.topics == {"kultura": 2, "wies": 1}
    assert facets.communes == {"2212062": 1}


@pytest.fixture
def dated(publish: Publish) -> None:
    now = timezone.now()
    for title, days, fields in (
        ("Spotkanie dawne", -40, {"kind": "event", "organiser": "fundacja-a"}),
        ("Spotkanie jutro", 1, {"kind": "event", "organiser": "fundacja-a", "territory_code": "2212062"}),
        ("Spotkanie za miesiąc", 30, {"kind": "event", "organiser": "fundacja-b", "territory_code": "2263011"}),
        ("Spotkanie opisane", -1, {"kind": "news", "organiser": "slupsk"}),
    ):
        day = now + timedelta(days=days)
        end = day + timedelta(hours=1) if fields["kind"] == "event" else None
        publish(title, date=day, end=end, **fields)
    publish("Spotkanie bez daty", kind="page")


@pytest.mark.parametrize(
    ("filters", "order", "found"),
    [
        (Filters(kinds=("news", "page")), Order.DATE, ["opisane", "bez daty"]),
        (Filters(organisers=("fundacja-b", "slupsk")), Order.DATE, ["za miesiąc", "opisane"]),
        (Filters(communes=("2212", "2263011")), Order.DATE, ["za miesiąc", "jutro"]),
        (Filters(coming=True), Order.DATE, ["jutro", "za miesiąc"]),
        (Filters(kinds=("news",), coming=True), Order.RELEVANCE, []),
        (Filters(year=1999), Order.RELEVANCE, []),
        (Filters(), Order.DATE, ["za miesiąc", "jutro", "opisane", "dawne", "bez daty"]),
    ],
)
def test_several_values_of_a_filter_and_results_by_date(
    engine: EmbeddedEngine, dated: None, filters: Filters, order: Order, found: list[str]
) -> None:
    results = engine.search("spotkania", "pl", filters, order=order)
    assert [hit.title.removeprefix("Spotkanie ") for hit in results.hits] == found
    assert results.total == len(found)


def test_facets_of_organisers_and_years_count_beside_the_other_filters(engine: EmbeddedEngine, dated: None) -> None:
    now = timezone.now()
    facets = engine.facets("spotkania", "pl", Filters(kinds=("event",), organisers=("fundacja-a",)))
    assert facets.organisers == {"fundacja-a": 2, "fundacja-b": 1}
    assert facets.kinds == {"event": 2}
    of_days: dict[int, int] = {}
    for days in (-40, 1):
        year = timezone.localtime(now + timedelta(days=days)).year
        of_days[year] = of_days.get(year, 0) + 1
    assert facets.years == of_days
    year = timezone.localtime(now + timedelta(days=1)).year
    assert engine.facets("spotkania", "pl", Filters(year=year, coming=True)).years.keys() >= {year}


def test_a_search_with_every_filter_asks_no_more_than_one_without(engine: EmbeddedEngine, dated: None) -> None:
    every = Filters(("event", "news"), ("kultura",), ("22", "2263011"), ("slupsk",), date(2026, 1, 1), date(2099, 1, 1), 2026, True)
    engine.search("spotkania", "pl", every)  # what a process looks up once and keeps
    counts = []
    for filters in (Filters(), every):
        with CaptureQueriesContext(connection) as queries:
            # No results, since who finds few is offered other words.
            engine.search("spotkania", "pl", filters, order=Order.DATE, limit=0)
        counts.append(len(queries))
    assert counts[1] <= counts[0] <= 6, [query["sql"][:80] for query in queries]


def test_without_words_the_filters_list_the_newest_first(engine: EmbeddedEngine, mixed: None) -> None:
    assert titles(engine, "", Filters(kinds=("event",))) == ["Spotkanie w Kobylnicy", "Spotkanie w Słupsku"]
    assert titles(engine, "", Filters()) == []
    assert titles(engine, "?!", Filters(kinds=("event",))) == []


def test_pages_of_results_follow_each_other_without_gaps(engine: EmbeddedEngine, publish: Publish) -> None:
    for number in range(25):
        publish(f"Warsztat {number}")
    seen = [hit.key for offset in (0, 10, 20) for hit in engine.search("warsztaty", "pl", Filters(), offset=offset).hits]
    assert len(seen) == len(set(seen)) == 25


def test_indexing_twice_changes_nothing_and_replaces_the_old_text(engine: EmbeddedEngine, publish: Publish) -> None:
    document = publish("Kurs haftu", topics=["kultura"])
    rows = Posting.objects.count(), FormMap.objects.count(), Lemma.objects.count()
    engine.index([document])
    assert (Posting.objects.count(), FormMap.objects.count(), Lemma.objects.count()) == rows
    changed = SearchDocument(key=document.key, locale="pl", kind="news", title="Kurs tańca")
    engine.index([changed])
    assert titles(engine, "haft") == []
    assert titles(engine, "taniec") == ["Kurs tańca"]
    engine.remove([document.key, "page:999999999"])
    assert (Document.objects.count(), Posting.objects.count()) == (0, 0)


def test_suggestions_go_on_from_what_was_typed(engine: EmbeddedEngine, publish: Publish) -> None:
    publish("Księgowość małego stowarzyszenia")
    publish("Sala i stół", body="księgowość księgowość księgowość księgowość")
    publish("Targi książki")
    assert [row.title for row in engine.suggest("księg", "pl")] == ["Księgowość małego stowarzyszenia"]
    assert [row.title for row in engine.suggest("ksieg", "pl")] == ["Księgowość małego stowarzyszenia"]
    assert [row.title for row in engine.suggest("targach ksi", "pl")] == ["Targi książki"]
    assert engine.suggest("k", "pl") == []
    assert engine.suggest("", "pl") == []
    assert engine.suggest("ksi%", "pl")[0].title in ("Księgowość małego stowarzyszenia", "Targi książki")


@pytest.mark.parametrize("query", ["' or 1=1; --", "%s %d", "\u0000", "\ud800", "😀", "a" * 10_000, "ząb " * 2_000, "_", "\u202e"])
def test_any_text_is_only_text(engine: EmbeddedEngine, publish: Publish, query: str) -> None:
    publish("Kurs haftu")
    assert engine.search(query, "pl", Filters()).total == 0
    assert engine.suggest(query, "pl") == []


def test_a_coming_event_stands_above_a_past_one_with_the_same_words(engine: EmbeddedEngine, publish: Publish) -> None:
    now = timezone.now()

    def event(title: str, day: int, body: str, hours: int = 2) -> None:
        start = now + timedelta(days=day)
        publish(title, kind="event", body=body, date=start, end=start + timedelta(hours=hours))

    event("Warsztaty ceramiki: rok temu", -365, "Glina.")
    event("Warsztaty ceramiki: wczoraj", -1, "Glina.")
    event("Warsztaty ceramiki: teraz", -1, "Glina i koło garncarskie. " * 10, hours=48)
    event("Warsztaty ceramiki: jutro", 1, "Glina i koło garncarskie. " * 10)
    found = [hit.title.rsplit(" ", 1)[1] for hit in engine.search("warsztaty ceramiki", "pl", Filters()).hits]
    assert set(found[:2]) == {"teraz", "jutro"}
    assert set(found[2:]) == {"wczoraj", "temu"}


def test_a_past_event_that_fits_much_better_still_comes_first(engine: EmbeddedEngine, publish: Publish) -> None:
    now = timezone.now()
    publish("Piknik rodzinny", kind="event", body="Zabawy nad stawem.", date=now - timedelta(days=90), end=now - timedelta(days=90))
    body = "Rada osiedla spotka się w szkole. " * 20 + "Był też piknik."
    publish("Zebranie", kind="event", body=body, date=now + timedelta(days=3), end=now + timedelta(days=3))
    assert [hit.title for hit in engine.search("piknik", "pl", Filters()).hits] == ["Piknik rodzinny", "Zebranie"]


def test_what_is_to_come_is_told_from_the_nearest_on_without_words_too(engine: EmbeddedEngine, publish: Publish) -> None:
    now = timezone.now()
    for days in (40, 3, 20):
        publish(f"Za {days} dni", kind="event", date=now + timedelta(days=days))
    assert [hit.title for hit in engine.search("", "pl", Filters(coming=True)).hits] == ["Za 3 dni", "Za 20 dni", "Za 40 dni"]


def test_nothing_is_a_result_by_the_beginning_of_its_words_alone(engine: EmbeddedEngine, publish: Publish) -> None:
    publish("Przedsięwzięcia", body="Podanie.")
    publish("Przedstawienie", body="Spotkanie o kolędach.")
    found = engine.search("przedszkole", "pl", Filters())
    assert (found.total, found.facets.kinds, [hit.strong for hit in found.hits]) == (0, {}, [False, False])
    assert engine.search("przedstawienia", "pl", Filters()).total == 1
