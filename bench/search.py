#!/usr/bin/env python3
"""The search at 5,000 pages: recall of the relevance set, time of the engine and of the whole result page, on both databases.

`bench/search.py` runs on SQLite and, where a PostgreSQL server is installed, again on a PostgreSQL of its own. Exits 1
when a target is missed. `--pages N` changes the size, `--misses` lists the queries that missed something.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# The relevance set's recall, and the result page's 95th percentile in milliseconds.
RECALL = 0.95
PAGE_P95 = {"sqlite": 60, "postgresql": 120}


def percentiles(name: str, action: Callable[[str], object], queries: list[str]) -> float:
    """Run the action once for each query, say how long it took, and return the 95th percentile in milliseconds."""
    for query in queries[:20]:
        action(query)
    times = []
    for query in queries:
        started = time.perf_counter()
        action(query)
        times.append((time.perf_counter() - started) * 1000)
    p95 = statistics.quantiles(times, n=20)[-1]
    print(f"{name:<42} p50 {statistics.median(times):6.1f} ms   p95 {p95:6.1f} ms   longest {max(times):6.1f} ms")
    return p95


def measure(pages: int, show_misses: bool) -> bool:
    """Everything on the database that the settings name; whether all targets are met."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import setup_test_environment

    setup_test_environment(debug=False)
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        from bench.search_corpus import generated_documents
        from search.embedded import EmbeddedEngine
        from search.engine import Filters
        from search.models import FormMap, Posting
        from tests.factories import make_site_tree
        from tests.search import corpus

        tree = make_site_tree()
        engine = EmbeddedEngine()
        demo = corpus.demo_documents()
        documents = corpus.make_pages([*demo.values(), *corpus.distractor_documents(), *generated_documents(pages)], tree.home)
        keys = {name: document.key for name, document in zip(demo, documents, strict=False)}
        started = time.perf_counter()
        for start in range(0, len(documents), 250):
            engine.index(documents[start : start + 250])
        seconds = time.perf_counter() - started
        # The test server commits asynchronously, and VACUUM passes over what is not on disk yet.
        time.sleep(2)
        engine.tidy()
        print(f"\n{connection.vendor}: {len(documents)} documents, {Posting.objects.count()} postings, {FormMap.objects.count()} forms")
        print(f"indexing: {seconds:.1f} s, {seconds / len(documents) * 1000:.2f} ms a document")

        recalls, misses = corpus.evaluate(engine, keys)
        print("recall@10: " + "  ".join(f"{name} {value:.3f}" for name, value in recalls.items()))
        if show_misses:
            for recall, query, missed in misses:
                print(f"  {recall:.2f}  {query}: {', '.join(missed)}")

        asked = [query["q"] for name in corpus.CLASSES for query in corpus.relevance_set()[name]]
        percentiles("engine, all queries", lambda query: engine.search(query, "pl", Filters()), asked)
        questions = [query["q"] for query in corpus.relevance_set()["questions"]]
        percentiles("engine, questions", lambda query: engine.search(query, "pl", Filters()), questions)
        percentiles(
            "engine, common words with filters",
            lambda query: engine.search(query, "pl", Filters(kind="event", commune="22")),
            ["gmina", "spotkanie mieszkańców", "rada", "dzieci", "sala urzędu"] * 10,
        )
        percentiles("suggestions", lambda query: engine.suggest(query[: max(3, len(query) // 2)], "pl"), asked)
        client = Client(SERVER_NAME="testserver")

        def page(query: str) -> None:
            assert client.get("/pl/szukaj/", {"q": query}).status_code == 200

        p95 = percentiles("result page", page, asked)
        target = PAGE_P95[connection.vendor]
        met = recalls["all"] >= RECALL and p95 <= target
        print(f"targets: recall@10 >= {RECALL}, result page p95 <= {target} ms: {'met' if met else 'MISSED'}")
        return met
    finally:
        connection.creation.destroy_test_db("", verbosity=0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=5_000)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--one", action="store_true", help="only the database that the settings name (DATABASE_URL)")
    options = parser.parse_args()
    if options.one:
        sys.path[:0] = [str(ROOT), str(ROOT / "site")]
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
        import django

        django.setup()
        return 0 if measure(options.pages, options.misses) else 1
    own = [sys.executable, __file__, "--one", "--pages", str(options.pages), *(["--misses"] if options.misses else [])]
    # A database of its own, so that a bench beside running tests disturbs neither.
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    codes = [subprocess.run(own, env=environment, cwd=ROOT).returncode]
    if any(Path("/usr/lib/postgresql").glob("*/bin/postgres")):
        server = [sys.executable, str(ROOT / "tests/services/postgres.py"), "run", "--", *own]
        codes.append(subprocess.run(server, env=environment, cwd=ROOT).returncode)
    else:
        print("\nNo PostgreSQL server here: only SQLite was measured.")
    return 1 if any(codes) else 0


if __name__ == "__main__":
    sys.exit(main())
