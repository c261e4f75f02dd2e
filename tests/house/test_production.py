"""Production as an operator starts it: PostgreSQL, Redis, two gunicorn workers, and a portal set up from nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.services.postgres import Postgres, free_port
from tests.services.redis import Redis

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow

PUBLISH = """
from news.models import NewsIndexPage
page = NewsIndexPage.objects.get(locale__language_code="pl")
page.title = "Wiadomości z sieci"
page.save_revision().publish()
"""


@dataclass
class Portal:
    url: str
    redis: Redis
    environment: dict[str, str]

    def manage(self, *command: str) -> str:
        result = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert result.returncode == 0, result.stderr
        return result.stdout

    def get(self, path: str) -> tuple[int, str, str]:
        """Status, what the page cache says, text."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=30) as answer:  # noqa: S310 - our own address
                return answer.status, answer.headers.get("X-Portal-Cache", ""), answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, "", error.read().decode()


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with Postgres() as database, Redis() as redis:
        environment = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "portal.settings.production",
            "SECRET_KEY": "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz",
            "ALLOWED_HOSTS": "127.0.0.1",
            "DATABASE_URL": database.url,
            "REDIS_URL": redis.url,
            "BASE_URL": url,
            "PORTAL_VAR": str(tmp_path_factory.mktemp("production")),
            "PYTHONPATH": str(ROOT),
        }
        made = Portal(url, redis, environment)
        made.manage("migrate", "-v", "0")
        made.manage("collectstatic", "--no-input", "-v", "0")
        made.manage("setup_portal")
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--pythonpath", "site", "--workers", "2", "--bind", f"127.0.0.1:{port}", "portal.wsgi"],
            cwd=ROOT,
            env=environment,
        )
        try:
            for _ in range(150):
                try:
                    if made.get("/healthz")[0] == 200:
                        break
                except OSError:
                    time.sleep(0.2)
            yield made
        finally:
            server.terminate()
            server.wait(20)


def test_an_empty_portal_has_its_tree_and_its_nine_centres(portal: Portal) -> None:
    status, _cached, text = portal.get("/readyz")
    assert (status, json.loads(text)) == (200, {"status": "ok", "database": "ok", "cache": "ok"})
    _status, _cached, home = portal.get("/pl/")
    for title in ("Aktualności", "Kalendarz", "Organizacje", "Inicjatywy", "Grupy"):
        assert title in home
    status, _cached, centres = portal.get("/pl/cop/")
    assert status == 200
    for town in ("Słupsk", "Kartuzy", "Lębork", "Ustka", "Tczew", "Sopot", "Gdańsk", "Pruszcz Gdański", "Kwidzyn"):
        assert f"COP {town}" in centres
    assert "example.org" not in centres  # nothing of the demo's invented people and addresses
    assert portal.get("/pl/demo/poczta/")[0] == 404


def test_what_one_process_publishes_all_workers_show(portal: Portal) -> None:
    assert portal.get("/pl/aktualnosci/")[1] == "miss"
    assert [portal.get("/pl/aktualnosci/")[1] for _number in range(4)] == ["hit"] * 4
    portal.manage("shell", "-v", "0", "-c", PUBLISH)
    for _number in range(4):
        status, _cached, text = portal.get("/pl/")
        assert status == 200
        assert "Wiadomości z sieci" in text


def test_setting_up_again_changes_nothing(portal: Portal) -> None:
    count = ("shell", "-v", "0", "-c", "from wagtail.models import Page; print(Page.objects.count())")
    before = portal.manage(*count)
    portal.manage("setup_portal")
    assert portal.manage(*count) == before
    assert int(before) > 30


def test_a_lost_redis_costs_speed_but_no_page(portal: Portal) -> None:
    """The last test: it takes the server away."""
    portal.redis.process.kill()
    portal.redis.process.wait(10)
    status, _cached, text = portal.get("/readyz")
    assert (status, json.loads(text)["cache"]) == (503, "unavailable")
    for path in ("/healthz", "/pl/", "/pl/cop/", "/pl/kalendarz/", "/pl/szukaj/?q=zebranie", "/pl/konto/login/", "/admin/login/"):
        assert portal.get(path)[0] == 200, path
