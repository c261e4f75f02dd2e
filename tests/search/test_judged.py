"""The judged set of bench/search is what its README promises: classes, parts, near misses, complete judgements."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from bench.search.judged import doubts, queries
from bench.search.judged.documents import FILLING, documents
from tests.search.corpus import shares_a_word

ROOT = Path(__file__).resolve().parents[2]
FEWEST_DOCUMENTS, FEWEST_QUERIES = 3_000, 360
FEWEST_OF_A_CLASS = {"date": 20}
TESTED_DATES = [f"date-{number:02d}" for number in (1, 5, 6, 9, 11, 12, 14, 15, 19)]


def test_every_class_has_its_queries() -> None:
    counts = Counter(query.kind for query in queries.queries())
    assert set(counts) == set(queries.CLASSES)
    assert {kind: count for kind, count in counts.items() if count < FEWEST_OF_A_CLASS.get(kind, 30)} == {}
    assert sum(counts.values()) >= FEWEST_QUERIES


def test_ids_and_texts_stand_once() -> None:
    asked = queries.queries()
    assert len({query.id for query in asked}) == len(asked)
    assert [text for text, count in Counter(query.text.casefold() for query in asked).items() if count > 1] == []
    assert len({document.id for document in documents()}) == len(documents()) >= FEWEST_DOCUMENTS


def test_judgements_name_documents_that_exist() -> None:
    known = {document.id for document in documents()}
    unknown = {(query.id, id_) for query in queries.queries() for id_ in query.relevant | query.near if id_ not in known}
    assert unknown == set()
    assert [query.id for query in queries.queries() if not query.relevant] == []
    assert [query.id for query in queries.queries() if not query.near] == []
    assert [query.id for query in queries.queries() if query.relevant & query.near] == []
    # More than ten could not all be found among the first ten.
    assert max(len(query.relevant) for query in queries.queries()) <= 10


def test_half_of_the_queries_share_no_word_form_with_a_title() -> None:
    titles = {document.id: document.title for document in documents()}
    strangers = [query for query in queries.queries() if not shares_a_word(query.text, [titles[id_] for id_ in query.relevant])]
    assert len(strangers) * 2 >= len(queries.queries())


def test_a_third_of_each_class_is_kept_for_the_test() -> None:
    dev, test = queries.part("dev"), queries.part("test")
    assert sorted(query.id for query in [*dev, *test]) == sorted(query.id for query in queries.part("all"))
    counts, tested = (Counter(query.kind for query in some) for some in (queries.queries(), test))
    assert {kind: count for kind, count in counts.items() if abs(tested[kind] - count / 3) > 2} == {}
    assert {kind: count for kind, count in tested.items() if count < (8 if kind == "date" else 10)} == {}
    # For ever: a query that changed sides would have been tuned on.
    assert [query.id for query in test if query.kind == "date"] == TESTED_DATES


def test_texts_are_as_long_as_a_page() -> None:
    ours = [document for document in documents() if ":" not in document.id]
    lengths = {document.id: len(document.body.split()) for document in ours}
    assert {id_: length for id_, length in lengths.items() if not 60 <= length <= 250} == {}
    assert [document.id for document in ours if set("{}") & set(document.title + document.body)] == []


def test_nothing_that_has_all_words_of_a_query_is_left_unjudged() -> None:
    assert [(query.id, query.text, document.id) for query, document in doubts.doubts()] == []
    assert [(one.id, other.id) for one, other in doubts.twins()] == []


def test_what_fills_the_set_answers_nothing() -> None:
    assert [query.id for query in queries.queries() if any(id_.startswith(FILLING) for id_ in query.relevant)] == []


def test_the_command_writes_the_same_set_in_any_process(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench.search.judged", str(tmp_path), "--part", "test"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    written = [json.loads(line) for line in (tmp_path / "documents.jsonl").read_text().splitlines()]
    assert written == [{"id": each.id, "title": each.title, "body": each.body} for each in documents()]
    asked = [json.loads(line) for line in (tmp_path / "queries.jsonl").read_text().splitlines()]
    assert [row["id"] for row in asked] == [query.id for query in queries.part("test")]
    assert all(set(row) == {"id", "text", "relevant", "kind", "near"} for row in asked)
