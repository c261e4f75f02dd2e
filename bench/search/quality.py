#!/usr/bin/env python3
"""The judged set asked of our engine and of its peers: recall@10, MRR@10 and nDCG@10 by class, for each part of the set.

Peers: the database search of a stock Wagtail site (all words, as it comes; on PostgreSQL any word too), SQLite's FTS5 and
PostgreSQL's "simple" search (any word). Ours goes through `manage.py search_eval`. On SQLite and, where a server is installed, on
a PostgreSQL of its own. Exits 1 when a target is missed. `--part dev` while tuning: the test part is for the report. `--peers DIR`
keeps what the peers found (stock Wagtail takes minutes) and does not ask them again; empty it when the set changes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bench.search import peers  # noqa: E402
from bench.search.judged.__main__ import prepare, write_set  # noqa: E402

PARTS = ("dev", "test")
ENGINES = ("embedded",)
# What the recall of these classes must reach; beside it, no peer may be better anywhere.
TARGETS = {"inflected_no_diacritics": 0.95, "typo": 0.90, "abbreviation": 0.95, "act_number": 0.95}
TIE = 0.99


def _rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _write(path: Path, ranked: dict[str, list[str]]) -> None:
    path.write_text("".join(f"{json.dumps({'id': id_, 'ranked': found})}\n" for id_, found in ranked.items()), encoding="utf-8")


def run_all(folder: Path, engines: Iterable[str], kept: Path | None) -> None:
    """Ask everyone who works on the database that DATABASE_URL names, else SQLite; one file of ranked ids for each.

    What the peers found stands in `kept`; without it only our engines are asked.
    """
    address = os.environ.get("DATABASE_URL")
    database = "PostgreSQL" if address else "SQLite"
    files = [folder / "documents.jsonl", folder / "queries.jsonl"]
    runs = folder / "runs"
    if kept:
        # Any word on SQLite takes stock Wagtail a second a query; FTS5, which is beneath it, is asked by itself.
        asked = ("all words", "any word") if address else ("all words",)
        of_wagtail = [kept / f"Wagtail {database}, {words}.jsonl" for words in asked]
        if not all(run.exists() for run in of_wagtail):
            _stock(folder, address, [*files, *of_wagtail])
        documents, queries = map(_rows, files)
        found = peers.postgresql_simple(address, documents, queries) if address else peers.fts5(documents, queries)
        _write(kept / f"{'PostgreSQL simple' if address else 'SQLite FTS5'}.jsonl", found)
    for engine in engines:
        run = runs / (f"ours {engine} {database}.jsonl" if engine == "embedded" else f"ours {engine}.jsonl")
        if not run.exists():
            command = [sys.executable, "manage.py", "search_eval", *map(str, files), "--engine", engine, "--run", str(run)]
            # The tests' settings know no servers.
            module = f"portal.settings.{'demo' if engine == 'elasticsearch' else 'test'}"
            environment = {**os.environ, "DJANGO_SETTINGS_MODULE": module, "PORTAL_VAR": str(folder / "var")}
            # Its figures for both parts together are no help to anybody.
            subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def _stock(folder: Path, address: str | None, arguments: list[Path]) -> None:
    from bench.pages import Site

    place = folder / ("stock-postgresql" if address else "stock-sqlite")
    place.mkdir()
    Site("stock", place, address).run(str(ROOT / "bench/search/stock_search.py"), *map(str, arguments))


Figures = dict[str, dict[str, tuple[float, float, float]]]


def figures(part: str, runs: Iterable[Path]) -> Figures:
    """By class and then by who was asked: recall, MRR and nDCG."""
    from statistics import fmean

    from bench.search.judged import queries
    from search.evaluation import Measures

    asked = queries.part(part)
    table: Figures = {}
    for run in sorted(runs, key=lambda path: (path.stem.startswith("ours"), path.stem)):
        ranked = {row["id"]: row["ranked"] for row in _rows(run)}
        for kind in (*queries.CLASSES, "all"):
            measures = Measures()
            for query in asked:
                if kind in (query.kind, "all"):
                    measures.add(ranked[query.id], query.relevant, 0.0)
            table.setdefault(kind, {})[run.stem] = (fmean(measures.recall), fmean(measures.mrr), fmean(measures.ndcg))
    return table


def show(part: str, table: Figures) -> None:
    """A table in Markdown."""
    names = list(table["all"])
    print(f"\n{part} part: recall@10, MRR@10, nDCG@10\n\n| class | {' | '.join(names)} |\n|---|{'---|' * len(names)}")
    for kind, row in table.items():
        cells = (" ".join(f"{figure:.3f}".removeprefix("0") for figure in row[name]) for name in names)
        print(f"| {kind} | {' | '.join(cells)} |")


def missed(part: str, table: Figures) -> list[str]:
    """In words, what our engines owe in recall."""
    owed = []
    for kind, row in table.items():
        ours = {name: measured[0] for name, measured in row.items() if name.startswith("ours")}
        best_peer = max((measured[0] for name, measured in row.items() if name not in ours), default=0.0)
        for name, recall in ours.items():
            if recall < TARGETS.get(kind, 0.0):
                owed.append(f"{part}, {kind}: {name} {recall:.3f}, target {TARGETS[kind]:.2f}")
            if recall <= best_peer and recall < TIE:
                owed.append(f"{part}, {kind}: {name} {recall:.3f}, the best peer {best_peer:.3f}")
    return owed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=PARTS, action="append", help="only this part (default: both, one after the other)")
    parser.add_argument("--engine", action="append", help=f"an engine of ours that search_eval knows (default: {', '.join(ENGINES)})")
    parser.add_argument("--peers", type=Path, metavar="DIR", help="keep what the peers found there, or take it from there")
    parser.add_argument("--no-peers", action="store_true", help="only our engines")
    parser.add_argument("--sqlite", action="store_true", help="leave PostgreSQL out")
    parser.add_argument("--one", type=Path, metavar="DIR", help=argparse.SUPPRESS)
    options = parser.parse_args()
    engines = options.engine or ENGINES
    if options.one:
        run_all(options.one, engines, options.peers)
        return 0
    prepare()
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as place:
        folder = Path(place)
        write_set(folder, "all")
        kept = None if options.no_peers else (options.peers or folder / "peers").resolve()
        own = [sys.executable, __file__, "--one", place, *(f"--engine={engine}" for engine in engines)]
        own += [f"--peers={kept}"] if kept else []
        for made in filter(None, (folder / "runs", kept)):
            made.mkdir(parents=True, exist_ok=True)
        environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
        subprocess.run(own, env=environment, cwd=ROOT, check=True)
        if options.sqlite or not any(Path("/usr/lib/postgresql").glob("*/bin/postgres")):
            print("Without PostgreSQL: only SQLite was asked.")
        else:
            server = [sys.executable, str(ROOT / "tests/services/postgres.py"), "run", "--", *own]
            subprocess.run(server, env=environment, cwd=ROOT, check=True)
        owed = []
        for part in options.part or PARTS:
            table = figures(part, [*(folder / "runs").iterdir(), *(kept.iterdir() if kept else ())])
            show(part, table)
            owed += missed(part, table)
    print("\ntargets: " + ("met" if not owed else "MISSED\n  " + "\n  ".join(owed)))
    return int(bool(owed))


if __name__ == "__main__":
    sys.exit(main())
