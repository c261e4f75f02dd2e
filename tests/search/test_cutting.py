"""Large indexes: the rarest words of a question choose, the common ones only order what was chosen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from core.search_documents import SearchDocument
from search import cutting, weights
from search.cutting import rarest_first
from search.embedded import EmbeddedEngine
from search.engine import Filters, Order, Results
from search.models import Document

Publish = Callable[..., SearchDocument]
QUESTION = "spotkanie mieszkańców w sprawie zalewu w Kobylnicy"


@pytest.fixture
def meetings(publish: Publish) -> None:
    """Every page is about a meeting of residents, few about the lake, two of these about Kobylnica."""
    for number in range(30):
        publish(f"Spotkanie mieszkańców numer {number}", body="Zapraszamy do świetlicy.", kind="event" if number % 2 else "news")
    for place in ("Tczewie", "Lęborku", "Kobylnicy"):
        publish(f"Spotkanie mieszkańców w sprawie zalewu w {place}", kind="event")
    publish("Zalew w Kobylnicy", body="Nad wodą bez psów.")


def asked(engine: EmbeddedEngine, query: str = QUESTION) -> Results:
    return engine.search(query, "pl", Filters())


def common(engine: EmbeddedEngine, query: str = QUESTION) -> set[str]:
    question = engine.question(query, "pl")
    cut = rarest_first(question.groups, "pl", engine.using)
    return {question.telling[number].form for number in cut.numbers} if cut else set()


def test_a_small_index_is_read_whole(engine: EmbeddedEngine, meetings: None) -> None:
    assert common(engine) == set()


def test_the_words_of_every_page_are_looked_up_last(engine: EmbeddedEngine, meetings: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "MOST_ROWS", 40)
    assert common(engine) == {"spotkanie", "mieszkancow"}


def test_results_totals_and_facets_stay_as_they_are(engine: EmbeddedEngine, meetings: None, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = asked(engine)
    monkeypatch.setattr("search.embedded.RESULTS_PER_PAGE", 1)
    monkeypatch.setattr(weights, "MOST_ROWS", 40)
    cut = asked(engine)
    strong = [hit.title for hit in whole.hits if hit.strong]
    assert strong[0] == "Spotkanie mieszkańców w sprawie zalewu w Kobylnicy"
    assert "Zalew w Kobylnicy" in strong
    assert [hit.title for hit in cut.hits if hit.strong] == strong
    assert [hit.score for hit in cut.hits if hit.strong] == pytest.approx([hit.score for hit in whole.hits if hit.strong])
    assert (cut.total, cut.facets) == (whole.total, whole.facets)


def test_what_only_shares_the_common_words_no_longer_fills_the_page(
    engine: EmbeddedEngine, meetings: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert asked(engine).weak > 20
    monkeypatch.setattr("search.embedded.RESULTS_PER_PAGE", 1)
    monkeypatch.setattr(weights, "MOST_ROWS", 40)
    assert asked(engine).weak < 5


def test_words_that_alone_would_do_are_never_left_out(engine: EmbeddedEngine, meetings: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "MOST_ROWS", 1)
    assert len(common(engine, "spotkanie mieszkańców")) <= 1
    assert asked(engine, "spotkanie mieszkańców").total == 33
    assert common(engine, "spotkanie") == set()


def scores(engine: EmbeddedEngine) -> dict[str, float]:
    """What the engine gave each document before the best are re-ordered."""
    question = engine.question(QUESTION, "pl")
    ranked = engine.candidates(question, Filters(), 0, 100, Order.RELEVANCE).ranked
    titles = dict(Document.objects.values_list("pk", "title"))
    return {titles[number]: score for number, score, _strong in ranked}


def test_common_words_are_looked_up_in_the_best_documents_only(
    engine: EmbeddedEngine, meetings: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.embedded.RESULTS_PER_PAGE", 1)
    whole = scores(engine)
    best, second = "Spotkanie mieszkańców w sprawie zalewu w Kobylnicy", "Spotkanie mieszkańców w sprawie zalewu w Tczewie"
    monkeypatch.setattr(weights, "MOST_ROWS", 40)
    monkeypatch.setattr(weights, "MOST_CUT", 1)
    cut = scores(engine)
    assert cut[best] == pytest.approx(whole[best])
    assert cut[second] < whole[second]


@pytest.mark.parametrize(
    ("filters", "order"), [(Filters(kinds=("event",)), Order.RELEVANCE), (Filters(), Order.DATE)], ids=["filtered", "by date"]
)
def test_a_filters_few_and_the_newest_are_read_whole(
    engine: EmbeddedEngine, meetings: None, monkeypatch: pytest.MonkeyPatch, filters: Filters, order: Order
) -> None:
    whole = engine.search(QUESTION, "pl", filters, order=order)
    monkeypatch.setattr(weights, "MOST_ROWS", 40)
    monkeypatch.setattr(weights, "MOST_CUT", 1)
    cut = engine.search(QUESTION, "pl", filters, order=order)
    assert (cut.total, cut.weak, cut.facets) == (whole.total, whole.weak, whole.facets)
    assert [hit.title for hit in cut.hits] == [hit.title for hit in whole.hits]


def test_where_the_rare_words_fill_no_page_the_common_ones_do(
    engine: EmbeddedEngine, meetings: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = asked(engine)
    Page.objects.filter(title__contains="zalew").update(live=False)
    Page.objects.filter(title__contains="Zalew").update(live=False)
    monkeypatch.setattr(weights, "MOST_ROWS", 40)
    assert whole.hits
    assert asked(engine).weak > 20


def test_a_word_that_also_stands_for_a_phrase_is_read_whole(
    engine: EmbeddedEngine, meetings: None, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The phrase may have far more documents than the word itself."""
    for number in range(20):
        publish(f"Koło gospodyń wiejskich numer {number}", body="Spotkanie mieszkańców.")
    publish("KGW na spotkaniu")
    monkeypatch.setattr(weights, "MOST_ROWS", 40)
    assert "kgw" not in common(engine, "spotkanie mieszkańców KGW")
    assert asked(engine, "spotkanie mieszkańców KGW").total >= 20


def countings(engine: EmbeddedEngine, query: str = QUESTION) -> list[str]:
    """The statements of one search that count documents before it looks anything up."""
    with CaptureQueriesContext(connection) as captured:
        asked(engine, query)
    return [query["sql"] for query in captured.captured_queries if query["sql"].startswith(("select ' ", "select column1"))]


def test_it_costs_one_question_more_and_only_where_there_are_several_words(engine: EmbeddedEngine, meetings: None) -> None:
    asked(engine), asked(engine, "zalew")
    assert len(countings(engine)) == 1
    assert countings(engine, "zalew") == []


def test_what_very_many_documents_have_is_counted_once_in_a_while(
    engine: EmbeddedEngine, meetings: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cutting, "_many", {})
    monkeypatch.setattr(cutting, "MANY", 30)
    before = asked(engine)
    (again,) = countings(engine)
    assert "lspotkanie" not in again, "it was counted by the first"
    assert "search_document" not in again
    assert "lzalew" in again, "a rare word is counted each time"
    assert asked(engine) == before
    monkeypatch.setattr(cutting, "SECONDS", -1)
    monkeypatch.setattr(cutting, "_many", {})
    asked(engine)
    assert "lspotkanie" in countings(engine)[0]
