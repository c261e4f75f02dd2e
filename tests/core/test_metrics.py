"""What `/metrics` tells, and whom."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from django.test import Client

from core import metrics, outbox

TOKEN = "secret-of-the-operator"


@pytest.fixture
def counted(settings: object, tmp_path: Path) -> Path:
    settings.METRICS_TOKEN = TOKEN  # type: ignore[attr-defined]
    settings.METRICS_DIR = str(tmp_path / "metrics")  # type: ignore[attr-defined]
    metrics._own = metrics._Numbers()
    return tmp_path / "metrics"


def numbers(client: Client) -> dict[str, float]:
    response = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
    lines = response.content.decode().splitlines()
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if not line.startswith("#")}


@pytest.mark.django_db
def test_without_the_token_there_is_no_such_address(client: Client, counted: Path, settings: object) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    settings.METRICS_TOKEN = ""  # type: ignore[attr-defined]
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.django_db
def test_the_outbox_is_read_and_what_is_counted_is_added_up(client: Client, counted: Path) -> None:
    outbox.enqueue("search.index", {"key": "page:1"})
    metrics.count("portal_search_requests_total", engine="embedded")
    metrics.count("portal_search_requests_total", engine="embedded")
    metrics.set_gauge("portal_search_breaker_open", 1)
    name = 'portal_search_requests_total{engine="embedded"}'
    # A process that runs (this test's parent) and one that has ended, whose gauges are over.
    ended = subprocess.Popen(["true"])
    ended.wait()
    for pid in (1, ended.pid):
        (counted / f"{pid}.json").write_text(json.dumps({"counters": {name: 10}, "gauges": {"portal_search_breaker_open": 1}}))
    for _ in range(2):
        found = numbers(client)
        assert found[name] == 22
        assert found["portal_search_breaker_open"] == 2
        assert found['portal_outbox_waiting{kind="search.index"}'] == 1
        assert found["portal_outbox_oldest_seconds"] >= 0
    assert not (counted / f"{ended.pid}.json").exists()


def test_without_a_token_nothing_is_written(settings: object, tmp_path: Path) -> None:
    settings.METRICS_DIR = str(tmp_path / "metrics")  # type: ignore[attr-defined]
    metrics.count("portal_search_requests_total", engine="embedded")
    assert not (tmp_path / "metrics").exists()


def test_labels_cannot_break_the_form() -> None:
    assert metrics.sample("name", kind='a"b\\c\nd') == 'name{kind="a\\"b\\\\c\\nd"}'
