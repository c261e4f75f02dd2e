"""A real Chromium in front of a real server: gunicorn and the worker as `make demo` starts them, on the tests' database.

Every test in this folder carries the mark `browser`.
"""

from __future__ import annotations

import email
import email.policy
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import portal_process
from tests.processes import database_address
from tests.services.postgres import free_port

# Playwright keeps an event loop in this thread; the tests' own database work here is ordinary, synchronous work.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "Chromium is not installed; `make test` installs it as root"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Server:
    url: str
    var: Path

    def mails(self) -> list[EmailMessage]:
        """What the demo's post office holds, oldest first."""
        # One that is still being written has another name until it is whole.
        whole = [path for path in (self.var / "mail").glob("*") if path.suffix != ".part"]
        files = sorted(whole, key=lambda path: path.stat().st_mtime_ns)
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]  # type: ignore[misc]

    def wait_for(self, condition: Callable[[], Any], seconds: float = 20) -> Any:
        """Poll until the condition holds; what it gave. Work after a commit takes the worker a moment."""
        deadline = time.monotonic() + seconds
        while not (result := condition()):
            assert time.monotonic() < deadline, "the worker did not do it in time"
            time.sleep(0.2)
        return result


@dataclass(frozen=True)
class Place:
    """Where the server of this run is: its address and its folder with the collected static files."""

    port: int
    var: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Place:
    """One for all tests, so that the processes of each begin with their settings loaded."""
    place = Place(free_port(), tmp_path_factory.mktemp("var"))
    environment = {
        "PORTAL_VAR": str(place.var),
        "DJANGO_SETTINGS_MODULE": "portal.settings.demo",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
        "BASE_URL": place.url,
        "DATABASE_URL": database_address(),
        # Calendars of organisations come from a server of the tests.
        "IMPORTS_FROM_LOOPBACK": "1",
    }
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v", "0"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=True)
    portal_process.prepare(environment)
    return place


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 - our own address
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture
def server(place: Place, transactional_db: None, settings: Any) -> Iterator[Server]:
    """Gunicorn and the worker with the demo's settings, on the tests' database, with an empty mailbox and cache.

    Started for each test: content types get new numbers when the database is emptied, and a process keeps the old ones.
    This process shares cache, media and password hashes with the server, so that it may prepare things.
    """
    var = place.var
    files = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": var / "cache"}
    settings.CACHES = {**settings.CACHES, "default": files}
    settings.MEDIA_ROOT, settings.DOCUMENT_ROOT = var / "media", var / "documents"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    shutil.rmtree(var / "mail", ignore_errors=True)
    cache.clear()
    log = var / "server.log"
    log.write_text("")
    programs = (
        ("gunicorn", "--bind", f"127.0.0.1:{place.port}", "--threads", "4", "--log-level", "warning", "portal.wsgi"),
        ("manage.py", "work"),
    )
    children: list[BaseProcess] = []
    server = Server(place.url, var)
    try:
        children += [portal_process.start(*program, log=log) for program in programs]
        server.wait_for(lambda: answers(f"{place.url}/healthz"), seconds=60)
        yield server
    finally:
        for child in children:
            child.terminate()
        stuck = [child for child in children if not portal_process.ended(child)]
        text = log.read_text()
        sys.stderr.write(text[-20_000:])
    assert not stuck, "the server did not stop"
    # Refusals (403, a foreign host name) are logged with their place too; only a 500 is a fault.
    assert "Internal Server Error" not in text, "the server answered 500"


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page as a new person: own cookies, width and colour scheme. Errors in the page's scripts fail the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(width: int = 1280, height: int = 900, **options: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="pl-PL", timezone_id="Europe/Warsaw", **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        # Wagtail's own scripts log an error of theirs when a chooser's dialog closes; ours must log none.
        page.on("pageerror", lambda error: None if "/admin/" in page.url else errors.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []
