"""Measures one engine of ours at one size, on the database that DATABASE_URL names (else SQLite), and writes the figures as JSON.

`measured.py embedded|elasticsearch PAGES OUT.json`: recall of the relevance set, the engine's time and the whole result page's,
suggestions, sixteen searchers at once, how fast the index is written, how long a published page takes to be found with a worker
running, what the cut to the rarest words costs in recall, and, in a process that has just begun, the first question and the
analyser's memory.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from bench.search.haystack import generated_documents  # noqa: E402
from core.search_documents import SearchDocument  # noqa: E402
from news.models import NewsFolderPage, NewsPage  # noqa: E402
from search import weights  # noqa: E402
from search.analysis import document_terms  # noqa: E402
from search.elastic.engine import ElasticsearchEngine  # noqa: E402
from search.elastic.rebuilding import Rebuild  # noqa: E402
from search.embedded import EmbeddedEngine  # noqa: E402
from search.engine import Filters, get_engine  # noqa: E402
from search.models import Posting  # noqa: E402
from tests.factories import make_site_tree  # noqa: E402
from tests.processes import database_address  # noqa: E402
from tests.search import corpus  # noqa: E402

AT_ONCE = 250
PORTION = 5_000
SEARCHERS = 16
WARMING = 20
PUBLISHED = 40


def percentiles(times: list[float]) -> dict[str, float]:
    return {"p50": statistics.median(times), "p95": statistics.quantiles(times, n=20)[-1], "longest": max(times)}


def timed(action: Callable[[str], object], queries: list[str]) -> dict[str, float]:
    """p50 and p95 in milliseconds of the action, once for each query, after some that are not counted."""
    for query in queries[:WARMING]:
        action(query)
    times = []
    for query in queries:
        started = time.perf_counter()
        action(query)
        times.append((time.perf_counter() - started) * 1000)
    return percentiles(times)


def at_once(action: Callable[[str], object], queries: list[str]) -> dict[str, float]:
    """So many searchers, each with its share of the queries; how many a second, the p95 of one, and the errors."""
    times: list[float] = []
    errors: list[str] = []

    def searcher(own: list[str]) -> None:
        try:
            for query in own:
                started = time.perf_counter()
                action(query)
                times.append((time.perf_counter() - started) * 1000)
        except Exception as error:
            errors.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=searcher, args=(queries[number::SEARCHERS],)) for number in range(SEARCHERS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    return {"per_second": len(times) / seconds, "p95": statistics.quantiles(times, n=20)[-1], "errors": len(errors)}


def portions(documents: Iterable[SearchDocument]) -> Iterator[list[SearchDocument]]:
    source = iter(documents)
    while portion := list(islice(source, PORTION)):
        yield portion


def fill(pages: int) -> tuple[dict[str, str], float]:
    """Index the demo's pages, near misses and so many generated ones; the keys of the demo's by name, and the seconds it took."""
    tree = make_site_tree()
    engine = EmbeddedEngine()
    demo = corpus.demo_documents()
    keys: dict[str, str] = {}
    seconds = 0.0
    first = [*demo.values(), *corpus.distractor_documents()]
    rest = pages - len(first)
    for number, portion in enumerate((first, *portions(generated_documents(rest)))):
        documents = corpus.make_pages(portion, tree.home)
        if number == 0:
            keys = {name: document.key for name, document in zip(demo, documents, strict=False)}
        started = time.perf_counter()
        for start in range(0, len(documents), AT_ONCE):
            engine.index(documents[start : start + AT_ONCE])
        seconds += time.perf_counter() - started
    # The test server commits asynchronously, and VACUUM passes over what is not on disk yet.
    time.sleep(2)
    engine.tidy()
    return keys, seconds


def in_new_process(what: str, name: str) -> float:
    """What `first` or `memory` prints in a process of its own on this run's database."""
    command = [sys.executable, __file__, what, name]
    answer = subprocess.run(command, env={**os.environ, "DATABASE_URL": database_address()}, check=True, capture_output=True, text=True)
    return float(answer.stdout)


def freshness(engine: EmbeddedEngine) -> dict[str, float]:
    """Milliseconds from publishing until the page is found, with one worker as in production."""
    folder = NewsFolderPage.objects.get(slug="slupsk")
    draw = random.Random(7)
    times = []
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as var:
        environment = {
            **os.environ,
            "DATABASE_URL": database_address(),
            "DJANGO_SETTINGS_MODULE": "portal.settings.demo",
            "PORTAL_VAR": var,
        }
        environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "site")])
        worker = subprocess.Popen([sys.executable, "manage.py", "work"], cwd=ROOT, env=environment)
        try:
            for number in range(PUBLISHED + 1):
                word = "".join(draw.choices("bcdfghjklmnprstwz", k=12))
                page = folder.add_child(instance=NewsPage(title=f"Nowina {word}", slug=f"nowina-{number}", live=False))
                page.save_revision().publish()
                started = time.perf_counter()
                while not engine.search(word, "pl", Filters()).total:
                    time.sleep(0.02)
                    assert time.perf_counter() - started < 60, "a published page is not found"
                # Until the first is found the worker is still starting.
                times += [(time.perf_counter() - started) * 1000] if number else []
        finally:
            # Nothing that it does is asked for any more, and while it lives the database cannot be removed.
            worker.kill()
            worker.wait()
    return percentiles(times)


def first(name: str) -> float:
    """Milliseconds of the first question of a process: dictionary, connection and all."""
    started = time.perf_counter()
    assert get_engine().search("zebrania o dostępności w Kobylnicy", "pl", Filters()).hits
    return (time.perf_counter() - started) * 1000


def memory(name: str) -> float:
    """MB that the analyser takes with its caches full: the process after reading ten thousand pages less the process before."""

    def resident() -> float:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000

    before = resident()
    for document in generated_documents(10_000):
        document_terms(document)
    return resident() - before


def measure(name: str, pages: int) -> dict[str, Any]:
    """All figures of one engine, by name."""
    figures: dict[str, Any] = {"engine": name, "database": connection.vendor, "pages": pages}
    keys, seconds = fill(pages)
    figures["indexing"] = pages / seconds
    figures["postings"] = Posting.objects.count()
    engine = get_engine()
    assert isinstance(engine, EmbeddedEngine)
    if isinstance(engine, ElasticsearchEngine):
        started = time.perf_counter()
        rebuild = Rebuild(engine.mirror)
        for _many in rebuild.fill():
            pass
        rebuild.swap()
        figures["indexing"] = pages / (time.perf_counter() - started)
    asked = [query["q"] for name in corpus.CLASSES for query in corpus.relevance_set()[name]]
    recalls, _misses = corpus.evaluate(engine, keys)
    figures["recall"] = recalls["all"]
    figures["search"] = timed(lambda query: engine.search(query, "pl", Filters()), asked)
    questions = [query["q"] for query in corpus.relevance_set()["questions"]]
    figures["questions"] = timed(lambda query: engine.search(query, "pl", Filters()), questions)
    common = ["gmina", "spotkanie mieszkańców", "rada", "dzieci", "sala urzędu"] * 10
    narrow = Filters(kinds=("event",), communes=("22",))
    figures["common, filtered"] = timed(lambda query: engine.search(query, "pl", narrow), common)
    figures["suggestions"] = timed(lambda query: engine.suggest(query[: max(3, len(query) // 2)], "pl"), asked)
    client = Client(SERVER_NAME="testserver")

    def page(query: str) -> None:
        assert client.get("/pl/szukaj/", {"q": query}).status_code == 200

    figures["page"] = timed(page, asked)
    figures["at once"] = at_once(lambda query: engine.search(query, "pl", Filters()), asked * 2)
    figures["fresh"] = freshness(engine)
    figures["first"] = in_new_process("first", name)
    figures["memory"] = in_new_process("memory", name)
    if isinstance(engine, ElasticsearchEngine):
        figures["answered by embedded"] = engine.breaker.opened
    else:
        with mock.patch.object(weights, "MOST_ROWS", 10**9):
            figures["recall, no cut"] = corpus.evaluate(engine, keys)[0]["all"]
    return figures


def choose(name: str) -> None:
    """Let this process ask the engine of this name."""
    settings.ELASTICSEARCH_URL = os.environ["ELASTICSEARCH_URL"].split(",") if name == "elasticsearch" else []


def main(name: str, *rest: str) -> None:
    if name in ("first", "memory"):
        choose(rest[0])
        print({"first": first, "memory": memory}[name](rest[0]))
        return
    pages, out = rest
    choose(name)
    setup_test_environment(debug=False)
    settings.SEARCHES_PER_MINUTE = dict.fromkeys(settings.SEARCHES_PER_MINUTE, 10**9)
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        Path(out).write_text(json.dumps(measure(name, int(pages))), encoding="utf-8")
    finally:
        connection.creation.destroy_test_db("", verbosity=0)


if __name__ == "__main__":
    main(*sys.argv[1:])
