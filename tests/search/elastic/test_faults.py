"""Servers that die, refuse and dawdle: nobody who searches notices, and everything is as it was once they are back."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from core import outbox
from core.models import OutboxEntry
from search.elastic.cluster import Cluster
from search.elastic.engine import ElasticsearchEngine
from search.elastic.rebuilding import Rebuild
from search.engine import ELASTICSEARCH, Filters
from tests.factories import SiteTree, make_site_tree
from tests.search.elastic.test_rebuilding import drain, found_by_servers, indexes, news
from tests.services.elasticsearch import Elasticsearch

pytestmark = [pytest.mark.elasticsearch, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[3]


def titles(engine: ElasticsearchEngine, query: str) -> tuple[list[str], float]:
    """What is found, and how many seconds it took."""
    started = time.perf_counter()
    found = engine.search(query, "pl", Filters())
    return [hit.title for hit in found.hits], time.perf_counter() - started


def due_now() -> None:
    """Do not wait for the outbox's next attempt."""
    OutboxEntry.objects.filter(kind=ELASTICSEARCH, done_at=None).update(available_at=timezone.now())


# --- Slow


@pytest.fixture
def slow_proxy(node: list[str]) -> Iterator[str]:
    """The node, with five seconds before each answer."""
    target = urlsplit(node[0])
    with socket.create_server(("127.0.0.1", 0)) as server:

        def pump(source: socket.socket, sink: socket.socket, delay: float) -> None:
            with suppress(OSError):
                while data := source.recv(65_536):
                    time.sleep(delay)
                    sink.sendall(data)

        def take() -> None:
            while True:
                try:
                    client = server.accept()[0]
                except OSError:
                    return
                behind = socket.create_connection((target.hostname, target.port))
                Thread(target=pump, args=(client, behind, 0), daemon=True).start()
                Thread(target=pump, args=(behind, client, 5), daemon=True).start()

        Thread(target=take, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)


def test_five_seconds_of_latency_are_not_waited_for(portal: ElasticsearchEngine, site_tree: SiteTree, slow_proxy: str) -> None:
    news(site_tree, "Kurs haftu")
    call_command("search_index", verbosity=0)
    titles(portal, "kurs")
    slow = ElasticsearchEngine(Cluster([slow_proxy], portal.cluster.prefix))
    for _ in range(3):
        found, seconds = titles(slow, "haft")
        assert found == ["Kurs haftu"]
        assert seconds < 1
    assert slow.breaker.opened == 1


# --- Refusing to write


def test_a_read_only_index_is_not_believed_for_long_and_catches_up(portal: ElasticsearchEngine, site_tree: SiteTree) -> None:
    news(site_tree, "Kurs haftu")
    call_command("search_index", verbosity=0)
    servers = portal.cluster.writing.indices
    # What a full disk does to an index, which a test's node, whose disk is not watched, would take back by itself.
    servers.put_settings(index=portal.cluster.alias("pl"), settings={"index.blocks.write": True})
    news(site_tree, "Kurs tańca")
    drain()
    waiting = OutboxEntry.objects.filter(kind=ELASTICSEARCH, done_at=None)
    assert waiting.exists()
    assert all("block" in entry.last_error for entry in waiting)
    assert found_by_servers(portal, "kurs") == ["Kurs haftu"]
    waiting.update(created=timezone.now() - timedelta(minutes=2))
    portal._looked = float("-inf")
    assert sorted(titles(portal, "kurs")[0]) == ["Kurs haftu", "Kurs tańca"]
    assert portal.breaker.is_open
    assert portal.state() == "does not take what is written"
    servers.put_settings(index=portal.cluster.alias("pl"), settings={"index.blocks.write": None})
    due_now()
    drain()
    servers.refresh(index=portal.cluster.alias("pl"))
    assert (portal.state(), waiting.count()) == ("ok", 0)
    portal.breaker._closed_again, portal._looked = 0, float("-inf")  # the pauses are over
    assert sorted(titles(portal, "kurs")[0]) == ["Kurs haftu", "Kurs tańca"]
    assert not portal.breaker.is_open


# --- Killed while building

_HALF = """
import sys, time
import django
from django.conf import settings
django.setup()
settings.ELASTICSEARCH_URL = sys.argv[1].split(",")
settings.ELASTICSEARCH_PREFIX = sys.argv[2]
from search.elastic.rebuilding import Rebuild
from search.engine import get_engine
filling = Rebuild(get_engine().mirror).fill()
next(filling)
print("half", flush=True)
time.sleep(60)
"""


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_that_is_killed_leaves_the_old_index_and_the_next_cleans_up(portal: ElasticsearchEngine, settings: object) -> None:
    tree = make_site_tree()
    news(tree, "Kurs haftu")
    call_command("search_index", verbosity=0)
    serving = indexes(portal)
    if connection.vendor == "sqlite":
        url = f"sqlite:///{connection.settings_dict['NAME']}"
    else:
        url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
    killed = subprocess.Popen(
        [sys.executable, "-c", _HALF, ",".join(settings.ELASTICSEARCH_URL), settings.ELASTICSEARCH_PREFIX],  # type: ignore[attr-defined]
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.test", "DATABASE_URL": url, "PYTHONPATH": "site:."},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert killed.stdout is not None
    assert killed.stdout.readline() == "half\n"
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    assert len(indexes(portal)) == len(serving) + 2
    assert found_by_servers(portal, "haft") == ["Kurs haftu"]
    call_command("search_index", verbosity=0)
    assert len(indexes(portal)) == 2
    assert not set(indexes(portal)) & set(serving)
    assert found_by_servers(portal, "haft") == ["Kurs haftu"]


# --- Three nodes


@pytest.fixture(scope="module")
def three() -> Iterator[Elasticsearch]:
    with Elasticsearch(3) as started:
        yield started


def test_a_killed_node_loses_no_query_and_when_all_are_killed_everything_is_still_found(
    three: Elasticsearch, site_tree: SiteTree, transactional_db: None
) -> None:
    engine = ElasticsearchEngine(Cluster(three.urls, "killed"))
    for number in range(30):
        news(site_tree, f"Kurs numer {number}")
    while outbox.drain():
        pass
    rebuild = Rebuild(engine.mirror)
    sum(rebuild.fill())
    rebuild.swap()
    engine.cluster.writing.cluster.health(index=",".join(engine.cluster.aliases), wait_for_status="green", timeout="60s")
    # A busy machine: three servers and this test share two processors.
    engine.cluster.asking = engine.cluster.asking.options(request_timeout=10)
    titles(engine, "kurs")

    three.kill(0)
    fell_back, deadline = 0, time.monotonic() + 15
    asked = 0
    while time.monotonic() < deadline:
        before = engine.breaker._failures
        found = engine.search("kursu numer", "pl", Filters())
        assert found.total == 30
        asked += 1
        fell_back += engine.breaker.is_open or engine.breaker._failures > before
    print(f"asked {asked} times, the embedded engine answered {fell_back} times")
    assert asked > 5
    assert fell_back == 0

    three.kill(1)
    three.kill(2)
    engine.cluster.asking = Cluster(three.urls, "killed").asking
    for _ in range(4):
        found = engine.search("kursu numer", "pl", Filters())
        assert found.total == 30
    assert engine.breaker.is_open
    started = time.perf_counter()
    assert engine.search("kursu numer", "pl", Filters()).total == 30
    assert time.perf_counter() - started < 1

    for number in range(3):
        three.start(number)
    three.wait(3)
    engine.cluster.asking = engine.cluster.asking.options(request_timeout=10)
    deadline = time.monotonic() + 90
    while engine.breaker.is_open:
        assert time.monotonic() < deadline
        engine.search("kursu numer", "pl", Filters())
        time.sleep(0.5)
    assert engine.mirror.differences() == []
