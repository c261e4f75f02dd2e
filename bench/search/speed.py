#!/usr/bin/env python3
"""How fast the search is: ours on SQLite, on PostgreSQL and with one Elasticsearch node, beside a stock Wagtail site, in one run.

10,000 pages (`--pages N`), the relevance set's queries; `--large` asks ours alone at 100,000. What is not installed here is left out
and said. Prints a table and exits 1 when a target is missed. `measured.py` measures ours, `stock_search.py` the stock site.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

SMALL, LARGE = 10_000, 100_000
OURS = ("SQLite", "PostgreSQL", "Elasticsearch")
# p95 in milliseconds of a search with its facets and re-ordering, by size; the result page may take so much more.
SEARCH = {SMALL: {"SQLite": 50, "PostgreSQL": 110, "Elasticsearch": 60}, LARGE: {"SQLite": 400, "PostgreSQL": 400, "Elasticsearch": 100}}
PAGE_MORE = 60
SUGGESTIONS = 30
INDEXED = {"SQLite": 200, "PostgreSQL": 200, "Elasticsearch": 300}  # pages a second
LOST = 0.005  # of recall@10 by looking common words up last
AT_MOST = {"SQLite": 1 / 20, "PostgreSQL": 1 / 3}  # of the p95 of stock Wagtail on the same database
MEMORY = 250  # MB of the analyser in one worker
FRESH = 2_000  # ms from publishing to being found
FIRST = 1_000  # ms of the first question after the start
RECALL = 0.95

Figures = dict[str, dict[str, Any]]


def _services(database: str) -> list[str]:
    """What has to run around a measuring process."""
    script = {"SQLite": [], "PostgreSQL": ["postgres.py"], "Elasticsearch": ["elasticsearch.py"]}[database]
    return [part for name in script for part in (sys.executable, str(ROOT / "tests/services" / name), "run", "--")]


def _present(database: str) -> bool:
    if database == "PostgreSQL":
        return any(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    return database == "SQLite" or any(Path(folder, "java").exists() for folder in os.environ["PATH"].split(os.pathsep))


def _run(database: str, *command: str) -> None:
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "ELASTICSEARCH_URL", "DJANGO_SETTINGS_MODULE")
    }
    subprocess.run([*_services(database), sys.executable, *command], cwd=ROOT, env=environment, check=True)


def ask_ours(folder: Path, pages: int) -> Figures:
    """The figures of each engine that can run here."""
    found = {}
    for database in OURS:
        if not _present(database):
            print(f"Left out, not installed here: {database}", flush=True)
            continue
        out = folder / f"{database}.json"
        engine = "elasticsearch" if database == "Elasticsearch" else "embedded"
        _run(database, str(ROOT / "bench/search/measured.py"), engine, str(pages), str(out))
        found[database] = json.loads(out.read_text())
        print(f"{database}: {json.dumps(found[database])}", flush=True)
    return found


def ask_stock(folder: Path, pages: int) -> Figures:
    """p50 and p95 of a stock Wagtail site's search on each database, all words of a query as it comes."""
    found = {}
    for database in ("SQLite", "PostgreSQL"):
        if _present(database):
            out = folder / f"stock-{database}.json"
            _run(database, __file__, "--stock", str(folder / f"stock-{database}"), str(pages), str(out))
            found[database] = json.loads(out.read_text())
    return found


def one_stock(folder: Path, pages: int, out: Path) -> None:
    """The same documents and queries in a stock site on the database that DATABASE_URL names."""
    sys.path.insert(0, str(ROOT / "site"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
    import django

    django.setup()
    from bench.pages import Site
    from bench.search.haystack import generated_documents
    from tests.search import corpus

    folder.mkdir()
    documents, queries = folder / "documents.jsonl", folder / "queries.jsonl"
    known = [*corpus.demo_documents().values(), *corpus.distractor_documents()]
    texts = enumerate([*known, *generated_documents(pages - len(known))])
    with documents.open("w", encoding="utf-8") as file:
        file.writelines(f"{json.dumps({'id': str(id_), 'title': text.title, 'body': text.body})}\n" for id_, text in texts)
    asked = [query["q"] for name in corpus.CLASSES for query in corpus.relevance_set()[name]]
    with queries.open("w", encoding="utf-8") as file:
        file.writelines(f"{json.dumps({'id': str(id_), 'text': text})}\n" for id_, text in enumerate(asked))
    site = Site("stock", folder, os.environ.get("DATABASE_URL"))
    site.run(str(ROOT / "bench/search/stock_search.py"), str(documents), str(queries), str(folder / "run.jsonl"), f"--times={out}")


def show(ours: Figures, stock: Figures) -> None:
    """A table in Markdown."""
    print(f"\n| | {' | '.join(ours)} |\n|---|{'---|' * len(ours)}")
    for part in ("search", "questions", "common, filtered", "suggestions", "page", "fresh"):
        cells = (f"{row[part]['p50']:.0f} / {row[part]['p95']:.0f}" for row in ours.values())
        print(f"| {part}: p50 / p95 ms | {' | '.join(cells)} |")
    for name, form in (("first", ".0f"), ("indexing", ".0f"), ("memory", ".0f"), ("recall", ".3f"), ("recall, no cut", ".3f")):
        print(f"| {name} | {' | '.join(format(row[name], form) if name in row else '' for row in ours.values())} |")
    together = ("{per_second:.0f}, {p95:.0f}, {errors}".format(**row["at once"]) for row in ours.values())
    print(f"| sixteen at once: questions a second, p95 ms, errors | {' | '.join(together)} |")
    if stock:
        cells = (f"{stock[name]['p50']:.0f} / {stock[name]['p95']:.0f}" if name in stock else "" for name in ours)
        print(f"| stock Wagtail: p50 / p95 ms | {' | '.join(cells)} |")


def missed(pages: int, ours: Figures, stock: Figures) -> list[str]:
    """In words, what is slower than it should be."""
    owed = [] if pages in SEARCH else [f"no target for the time of a search among {pages} pages"]

    def owe(database: str, what: str, is_: float, most: float, *, least: bool = False) -> None:
        if is_ < most if least else is_ > most:
            owed.append(f"{database}, {what}: {is_:.3g}, target {'>=' if least else '<='} {most:.3g}")

    for database, row in ours.items():
        if limit := SEARCH.get(pages, {}).get(database):
            owe(database, "search p95", row["search"]["p95"], limit)
        owe(database, "page p95", row["page"]["p95"] - row["search"]["p95"], PAGE_MORE)
        owe(database, "suggestions p95", row["suggestions"]["p95"], SUGGESTIONS)
        owe(database, "published to findable p95", row["fresh"]["p95"], FRESH)
        owe(database, "pages indexed a second", row["indexing"], INDEXED[database], least=True)
        owe(database, "errors of searchers at once", row["at once"]["errors"], 0)
        owe(database, "analyser, MB", row["memory"], MEMORY)
        owe(database, "first question, ms", row["first"], FIRST)
        owe(database, "recall@10", row["recall"], RECALL, least=True)
        owe(database, "recall lost by the cut", row.get("recall, no cut", row["recall"]) - row["recall"], LOST)
        if row.get("answered by embedded"):
            owed.append(f"{database}: the embedded engine had to answer")
        if database in stock:
            owe(database, "share of stock Wagtail's p95", row["search"]["p95"] / stock[database]["p95"], AT_MOST[database])
    return owed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=SMALL)
    parser.add_argument("--large", action="store_true", help=f"ours alone at {LARGE:,} pages")
    parser.add_argument("--no-stock", action="store_true", help="only ours")
    parser.add_argument("--stock", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.stock:
        folder, pages, out = options.stock
        one_stock(Path(folder), int(pages), Path(out))
        return 0
    pages = LARGE if options.large else options.pages
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as place:
        ours = ask_ours(Path(place), pages)
        stock = {} if options.large or options.no_stock else ask_stock(Path(place), pages)
    show(ours, stock)
    owed = missed(pages, ours, stock)
    print("\ntargets: " + ("met" if not owed else "MISSED\n  " + "\n  ".join(owed)))
    return int(bool(owed))


if __name__ == "__main__":
    sys.exit(main())
