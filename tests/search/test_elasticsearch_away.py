"""Without a server: everything is found all the same, soon, and the portal says what is wrong. No node is needed for this."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from core import outbox
from core.models import OutboxEntry
from core.search_documents import SearchDocument
from search import engine as engines
from search.elastic.cluster import Cluster
from search.elastic.engine import ElasticsearchEngine
from search.engine import ELASTICSEARCH, Filters, get_engine
from tests.services.postgres import free_port

Publish = Callable[..., SearchDocument]


@pytest.fixture
def nobody() -> str:
    return f"http://127.0.0.1:{free_port()}"


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken: list[socket.socket] = []

        def take() -> None:
            while True:
                try:
                    taken.append(server.accept()[0])
                except OSError:
                    return

        Thread(target=take, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        for connection in taken:
            connection.close()


@pytest.fixture
def configured(settings: object, nobody: str) -> Iterator[ElasticsearchEngine]:
    """The portal with an address where nobody answers."""
    settings.ELASTICSEARCH_URL = [nobody]  # type: ignore[attr-defined]
    engines.get_engine.cache_clear()
    engine = get_engine()
    assert isinstance(engine, ElasticsearchEngine)
    yield engine
    engines.get_engine.cache_clear()


@pytest.mark.parametrize("how", ["nobody", "silent"])
def test_the_embedded_engine_answers_within_a_second(request: pytest.FixtureRequest, publish: Publish, how: str) -> None:
    publish("Kurs haftu")
    engine = ElasticsearchEngine(Cluster([request.getfixturevalue(how)]))
    engine.search("rozgrzewka", "pl", Filters(kinds=("news",)))  # what is read for the first time is not the engine's fault
    engine.breaker.succeeded()
    taken = []
    for _ in range(3):
        started = time.perf_counter()
        found = engine.search("haft", "pl", Filters())
        taken.append(time.perf_counter() - started)
        assert ([hit.title for hit in found.hits], found.total) == (["Kurs haftu"], 1)
    assert max(taken) < 1
    assert engine.breaker.opened >= 1
    assert not engine.breaker.lets_through()


def test_what_is_written_waits_in_the_outbox(configured: ElasticsearchEngine, publish: Publish) -> None:
    document = publish("Kurs haftu")
    assert not OutboxEntry.objects.filter(kind=ELASTICSEARCH).exists()  # that was the embedded engine
    configured.index([document])
    entry = OutboxEntry.objects.get(kind=ELASTICSEARCH)
    assert entry.payload == {"keys": [document.key]}
    outbox.drain()
    entry.refresh_from_db()
    assert (entry.done_at, entry.attempts) == (None, 1)
    assert entry.available_at > entry.created
    assert "ConnectionError" in entry.last_error
    assert [hit.title for hit in configured.search("haft", "pl", Filters()).hits] == ["Kurs haftu"]


def test_readyz_names_it_and_the_portal_is_ready(configured: ElasticsearchEngine, client: Client, db: None) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["elasticsearch"] == "unavailable; the embedded engine answers"


@pytest.mark.parametrize("options", [["--check"], ["--repair"], []])
def test_the_commands_say_that_nobody_answers(configured: ElasticsearchEngine, db: None, options: list[str]) -> None:
    with pytest.raises(CommandError, match="Elasticsearch cannot be used"):
        call_command("search_index", *options, verbosity=0)
