"""Building, mending and losing the servers' indexes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from elasticsearch_dsl import Index

from core import outbox
from core.models import OutboxEntry
from news.models import NewsPage
from search.elastic.documents import PolishDocument
from search.elastic.engine import ElasticsearchEngine
from search.elastic.rebuilding import Rebuild, RefusedSwap, create_all
from search.embedded import EmbeddedEngine
from search.engine import ELASTICSEARCH, Filters
from tests.factories import SiteTree
from tests.search.test_evaluation import DOCUMENTS, QUERIES, written

pytestmark = pytest.mark.elasticsearch
ROOT = Path(__file__).resolve().parents[3]


def news(tree: SiteTree, title: str) -> NewsPage:
    return tree.news_slupsk.add_child(instance=NewsPage(title=title, slug=title.lower().replace(" ", "-")))


def drain() -> None:
    while outbox.drain():
        pass


def run(*options: str) -> str:
    out = StringIO()
    call_command("search_index", *options, stdout=out)
    return out.getvalue()


def indexes(engine: ElasticsearchEngine) -> list[str]:
    return sorted(engine.cluster.writing.indices.get(index=f"{engine.cluster.prefix}-*").body)


def found_by_servers(engine: ElasticsearchEngine, query: str) -> list[str]:
    """Titles that the servers found: fails where the embedded engine had to answer."""
    titles = [hit.title for hit in engine.search(query, "pl", Filters()).hits]
    assert not engine.breaker.is_open
    assert not engine.breaker._failures
    return titles


def test_a_published_page_is_found_within_two_seconds_and_gone_at_once(portal: ElasticsearchEngine, site_tree: SiteTree) -> None:
    create_all(portal.cluster)
    page = news(site_tree, "Kurs haftu")
    started = time.monotonic()
    drain()
    while found_by_servers(portal, "haftem") != ["Kurs haftu"]:
        assert time.monotonic() - started < 10  # two seconds where the machine does nothing else
    page.unpublish()  # the outbox was not drained
    assert found_by_servers(portal, "haftem") == []


def test_a_rebuild_takes_the_place_of_the_old_index_and_catches_up(portal: ElasticsearchEngine, site_tree: SiteTree) -> None:
    for name in ("haftu", "tańca", "szycia"):
        news(site_tree, f"Kurs {name}")
    assert "documents in Elasticsearch" in run()
    old = indexes(portal)
    assert len(old) == 2
    # What waited has been written by the rebuild.
    assert not OutboxEntry.objects.filter(kind=ELASTICSEARCH, done_at=None).exists()
    building = Rebuild(portal.mirror)
    filling = building.fill()
    next(filling)
    assert sorted(found_by_servers(portal, "kurs")) == ["Kurs haftu", "Kurs szycia", "Kurs tańca"]
    NewsPage.objects.get(title="Kurs haftu").delete()
    news(site_tree, "Kurs gotowania")
    drain()
    assert sum(filling) <= 100  # what was written anew meanwhile stands at the end
    building.swap()
    assert not set(indexes(portal)) & set(old)
    assert len(indexes(portal)) == 2
    assert sorted(found_by_servers(portal, "kurs")) == ["Kurs gotowania", "Kurs szycia", "Kurs tańca"]
    assert "The index is right" in run("--check")


def test_an_index_that_lacks_documents_is_not_swapped_in_and_the_next_run_removes_it(
    portal: ElasticsearchEngine, site_tree: SiteTree
) -> None:
    class Careless(Rebuild):
        def catch_up(self) -> None:
            page = NewsPage.objects.get(title="Kurs haftu")
            self.cluster.writing.delete(index=self.names["pl"], id=f"page:{page.pk}", refresh=True)

    for name in ("haftu", "tańca"):
        news(site_tree, f"Kurs {name}")
    run("-v0")
    serving = set(indexes(portal))
    building = Careless(portal.mirror)
    list(building.fill())
    with pytest.raises(RefusedSwap, match="goes on serving"):
        building.swap()
    assert sorted(found_by_servers(portal, "kurs")) == ["Kurs haftu", "Kurs tańca"]
    left = set(indexes(portal)) - serving
    assert len(left) == 2
    run("-v0")
    assert not set(indexes(portal)) & (left | serving)


def test_differences_are_found_and_mended(portal: ElasticsearchEngine, site_tree: SiteTree) -> None:
    pages = [news(site_tree, f"Kurs {name}") for name in ("haftu", "tańca", "szycia")]
    run("-v0")
    client, alias = portal.cluster.writing, portal.cluster.alias("pl")
    client.delete(index=alias, id=f"page:{pages[0].pk}")
    client.update(index=alias, id=f"page:{pages[1].pk}", doc={"content_hash": "old", "terms": "wkurs"})
    PolishDocument(meta={"id": "page:999999"}, key="page:999999", terms="wkurs", content_hash="x").save(using=client, index=alias)
    EmbeddedEngine().remove([f"page:{pages[2].pk}"])
    with pytest.raises(CommandError, match="--repair"):
        run("--check")
    out = run("--repair")
    assert "missing: 1" in out
    assert "different in Elasticsearch: 4" in out
    assert "The index is right" in run("--check")
    assert len(found_by_servers(portal, "kurs")) == 3


def test_what_somebody_did_to_the_index_is_said_and_the_embedded_engine_answers(
    portal: ElasticsearchEngine, site_tree: SiteTree, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    news(site_tree, "Kurs haftu")

    def is_said(text: str) -> None:
        assert client.get("/readyz").json()["elasticsearch"] == f"{text}; the embedded engine answers"
        portal._checked = float("-inf")
        caplog.clear()
        for _ in range(3):
            assert [hit.title for hit in portal.search("haft", "pl", Filters()).hits] == ["Kurs haftu"]
        assert [record.message for record in caplog.records if text in record.message] != []
        assert len(caplog.records) == 1
        portal.breaker.succeeded()

    run("-v0")
    assert client.get("/readyz").json()["elasticsearch"] == "ok"

    servers = portal.cluster.writing.indices
    (polish,) = servers.get(index=portal.cluster.alias("pl")).body
    servers.put_mapping(index=polish, meta={"version": "0.1"})
    is_said("index of another version")
    servers.delete_alias(index=polish, name=portal.cluster.alias("pl"))
    is_said("alias points nowhere")
    for name in indexes(portal):
        servers.delete(index=name)
    is_said("index missing")
    with pytest.raises(CommandError, match="has no index of the portal"):
        run("--check")
    run("-v0")
    assert found_by_servers(portal, "haft") == ["Kurs haftu"]


def test_the_mapping_takes_nothing_it_does_not_know(portal: ElasticsearchEngine) -> None:
    create_all(portal.cluster)
    mapping = Index(portal.cluster.alias("pl"), using=portal.cluster.writing).get_mapping().body
    (mapped,) = mapping.values()
    assert mapped["mappings"]["dynamic"] == "strict"
    assert mapped["mappings"]["properties"]["terms"]["analyzer"] == "whitespace"


def _evaluate(tmp_path: Path, url: str) -> subprocess.CompletedProcess[str]:
    documents, queries = written(tmp_path / "d.jsonl", DOCUMENTS), written(tmp_path / "q.jsonl", QUERIES)
    return subprocess.run(
        [sys.executable, "manage.py", "search_eval", str(documents), str(queries), "--engine", "elasticsearch"],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings.demo",
            "PORTAL_VAR": str(tmp_path / "var"),
            "ELASTICSEARCH_URL": url,
            "ELASTICSEARCH_PREFIX": "unused",
        },
        capture_output=True,
        text=True,
    )


def test_a_judged_set_is_asked_in_an_index_that_is_gone_afterwards(tmp_path: Path, portal: ElasticsearchEngine) -> None:
    servers = portal.cluster.writing.indices
    before = set(servers.get(index="*").body)
    done = _evaluate(tmp_path, ",".join(settings.ELASTICSEARCH_URL))
    assert done.returncode == 0, done.stderr
    assert "recall@10 0.667" in done.stdout
    assert set(servers.get(index="*").body) == before


def test_a_judged_set_needs_a_server(tmp_path: Path) -> None:
    for url, message in (("", "ELASTICSEARCH_URL is not set"), ("http://127.0.0.1:9", "cannot be used")):
        done = _evaluate(tmp_path, url)
        assert done.returncode == 1
        assert message in done.stderr
        assert "Traceback" not in done.stderr
