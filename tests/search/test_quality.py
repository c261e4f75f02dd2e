"""The peers of the judged set and what counts as losing to one. The whole run is `make bench PART=quality`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.search import peers, quality
from bench.search.judged import queries

DOCUMENTS = [
    {"id": "chór", "title": "Chór szuka głosów", "body": "Próby odbywają się w poniedziałki."},
    {"id": "park", "title": "Park odnowiony", "body": "Chór zaśpiewa w parku, alejki wysypano żwirem."},
    {"id": "targ", "title": "Targ w sobotę", "body": "Sery i chleb."},
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("chór", ["chór", "park"]),
        ("chleb albo żwir", ["targ"]),  # "żwirem" is another word to a peer that knows no Polish
        ('" OR NEAR( * sery', ["targ"]),
    ],
)
def test_fts5_is_asked_for_any_word(text: str, found: list[str]) -> None:
    assert peers.fts5(DOCUMENTS, [{"id": "1", "text": text}]) == {"1": found}


def test_whoever_loses_to_a_peer_is_named() -> None:
    table = {
        "plain": {"SQLite FTS5": (0.8, 0.7, 0.7), "ours embedded SQLite": (0.8, 0.9, 0.9)},
        "question": {"SQLite FTS5": (1.0, 1.0, 1.0), "ours embedded SQLite": (0.995, 0.9, 0.9)},
        "typo": {"SQLite FTS5": (0.1, 0.1, 0.1), "ours embedded SQLite": (0.89, 0.8, 0.8)},
        "all": {"SQLite FTS5": (0.6, 0.6, 0.6), "ours embedded SQLite": (0.9, 0.9, 0.9)},
    }
    assert quality.missed("dev", table) == [
        "dev, plain: ours embedded SQLite 0.800, the best peer 0.800",
        "dev, typo: ours embedded SQLite 0.890, target 0.90",
    ]


def test_figures_are_of_one_part_by_class(tmp_path: Path) -> None:
    asked = queries.part("test")
    run = tmp_path / "ours.jsonl"
    # All of one class found at once, nothing of the others.
    rows = [{"id": query.id, "ranked": sorted(query.relevant) if query.kind == "date" else []} for query in queries.queries()]
    run.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    table = quality.figures("test", [run])
    assert table["date"]["ours"] == (1.0, 1.0, 1.0)
    assert table["typo"]["ours"] == (0.0, 0.0, 0.0)
    share = sum(query.kind == "date" for query in asked) / len(asked)
    assert table["all"]["ours"] == pytest.approx((share, share, share))
