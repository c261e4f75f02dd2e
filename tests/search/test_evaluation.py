"""The measures of ranked lists, and the command that asks any judged set."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from math import log2
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from search import evaluation

ROOT = Path(__file__).resolve().parents[2]

DOCUMENTS = [
    {"id": "zebranie", "title": "Spotkanie w sprawie dostępności, gmina Kobylnica", "body": "Rozmawiamy o podjazdach."},
    {"id": "dotacje", "title": "Dotacje dla organizacji", "body": "Wnioski przyjmuje urząd."},
    {"id": "chór", "title": "Chór szuka głosów", "body": "Próby w każdy czwartek."},
]
QUERIES = [
    {"id": "1", "text": "zebrania o dostepnosci w Kobylnicy", "relevant": ["zebranie"], "kind": "inflected"},
    {"id": "2", "text": "wniosek o dotację", "relevant": ["dotacje"], "kind": "plain"},
    {"id": "3", "text": "żyrafa", "relevant": ["chór"], "kind": "plain"},
]


def written(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False) if not isinstance(row, str) else row}\n" for row in rows))
    return path


def test_the_measures_of_a_ranked_list() -> None:
    measures = evaluation.Measures()
    measures.add(["a", "b", "c"], frozenset({"b", "x"}), 1.0)
    assert measures.recall == [0.5]
    assert measures.mrr == [0.5]
    assert measures.ndcg == [pytest.approx((1 / log2(3)) / (1 + 1 / log2(3)))]
    measures.add([str(number) for number in range(20)], frozenset({"10"}), 1.0)  # the eleventh is not found
    assert (measures.recall[1], measures.mrr[1], measures.ndcg[1]) == (0.0, 0.0, 0.0)


def test_a_set_is_asked_in_an_index_of_its_own(tmp_path: Path) -> None:
    run = tmp_path / "run.jsonl"
    documents, queries = written(tmp_path / "d.jsonl", DOCUMENTS), written(tmp_path / "q.jsonl", QUERIES)
    # In a process of its own: Django's tests let nobody open a database that they do not know of.
    command = [sys.executable, "manage.py", "search_eval", documents, queries, "--run", run]
    asked = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.test", "PORTAL_VAR": str(tmp_path / "var")},
        capture_output=True,
        text=True,
    )
    assert asked.returncode == 0, asked.stderr
    ranked = {row["id"]: row["ranked"] for row in map(json.loads, run.read_text().splitlines())}
    assert ranked["1"][0] == "zebranie"
    assert ranked["2"] == ["dotacje"]
    assert ranked["3"] == []
    lines = asked.stdout.splitlines()
    assert lines[1].startswith("inflected   recall@10 1.000   MRR@10 1.000   nDCG@10 1.000")
    assert lines[2].startswith("plain       recall@10 0.500   MRR@10 0.500   nDCG@10 0.500")
    assert lines[3].startswith("all         recall@10 0.667")


@pytest.mark.parametrize(
    ("documents", "queries", "said"),
    [
        (DOCUMENTS, [{**QUERIES[0], "relevant": ["nie ma"]}], "q.jsonl:1: there is no document “nie ma”"),
        (DOCUMENTS, [{**QUERIES[0], "relevant": []}], "q.jsonl:1: “relevant” is no list of ids"),
        (DOCUMENTS, ["{"], "q.jsonl:1: not JSON"),
        (DOCUMENTS, [], "q.jsonl: no queries"),
        ([], QUERIES, "d.jsonl: no documents"),
        ([*DOCUMENTS, DOCUMENTS[0]], QUERIES, "d.jsonl:4: the id “zebranie” stands twice"),
        ([{"id": "a", "title": ["b"]}], QUERIES, "d.jsonl:1: “title” is missing or no text"),
        (["[]"], QUERIES, "d.jsonl:1: not an object"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, documents: list[Any], queries: list[Any], said: str) -> None:
    with pytest.raises(CommandError, match=said.replace(".", r"\.")):
        call_command("search_eval", written(tmp_path / "d.jsonl", documents), written(tmp_path / "q.jsonl", queries))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("search_eval", tmp_path / "d.jsonl", tmp_path / "q.jsonl")
