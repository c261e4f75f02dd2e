#!/usr/bin/env python3
"""The home page beside a stock Wagtail site with naive page types, the same content and the same server, in one run.

Both sites are made with 1,000 and with 10,000 pages, all four are served, and short rounds go from one to the next. Ratios are
taken within a round, where the machine is as quick for one as for the other, and what counts is their median. Connections stay
open, and without `--reuse-port` they often fall all to one worker, while half of the machine stands still. Prints requests a
second and latencies (medians too), then the ratios with their targets; exits 1 when one is missed. Needs `wrk` (Debian: apt-get
install wrk). An `Authorization` header goes past the portal's own page cache.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.services.postgres import free_port  # noqa: E402

SIZES = ((700, 300), (7_000, 3_000))
SECONDS = int(os.environ.get("BENCH_SECONDS", "2"))
ROUNDS = 15
CLIENTS = 32
# What was asked of the last one is still being answered when the clients are gone: a second of work for both cores.
SETTLE = 1.5
PAST_THE_CACHE = "Authorization: none"


class Site:
    """One of the two sites: its environment and the commands that make, fill and serve it."""

    def __init__(self, kind: str, folder: Path, database: str | None = None) -> None:
        """`database` is the address of an empty PostgreSQL database; else the site has a SQLite file of its own."""
        self.kind = kind
        project = folder / "stock"
        if kind == "stock":
            project.mkdir()
            subprocess.run([Path(sys.executable).with_name("wagtail"), "start", "stock", str(project)], check=True, capture_output=True)
            shutil.copytree(ROOT / "bench" / "stock", project / "naive", ignore=shutil.ignore_patterns("__pycache__"))
            (project / "naive" / "__init__.py").touch()
            settings = (
                "from .base import *\nDEBUG = False\nSECRET_KEY = 'bench'\nALLOWED_HOSTS = ['*']\nINSTALLED_APPS += ['naive']\n"
                "LANGUAGE_CODE = 'pl'\nLOGGING = {'version': 1}\nSTORAGES['staticfiles'] = "
                "{'BACKEND': 'django.contrib.staticfiles.storage.StaticFilesStorage'}\n"
            )
            if database:
                parts = urlsplit(database)
                own = {"NAME": parts.path[1:], "USER": parts.username, "HOST": parts.hostname, "PORT": parts.port}
                settings += f"DATABASES['default'] = { ({'ENGINE': 'django.db.backends.postgresql'} | own)!r}\n"
            (project / "stock" / "settings" / "bench.py").write_text(settings)
            self.cwd, wsgi, extra = project, "stock.wsgi", {"DJANGO_SETTINGS_MODULE": "stock.settings.bench", "PYTHONPATH": str(project)}
        else:
            extra = {
                "DJANGO_SETTINGS_MODULE": "portal.settings.demo",
                "PORTAL_VAR": str(folder / "var"),
                "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
            }
            self.cwd, wsgi = ROOT, "portal.wsgi"
        self.environment = {**os.environ, **extra}
        self.environment.pop("DATABASE_URL", None)
        if database:
            self.environment["DATABASE_URL"] = database
        self.server = [sys.executable, "-m", "gunicorn", "--workers", "2", "--threads", "4", "--reuse-port", "--log-level", "error", wsgi]
        if kind == "stock":
            self.run("manage.py", "makemigrations", "naive", "-v", "0")
        else:
            self.run("manage.py", "collectstatic", "--no-input", "-v", "0")
        self.run("manage.py", "migrate", "-v", "0")

    def run(self, *command: str) -> None:
        subprocess.run([sys.executable, *command], cwd=self.cwd, env=self.environment, check=True)

    def fill(self, news: tuple[int, int], events: tuple[int, int]) -> None:
        self.run(str(ROOT / "bench" / "load.py"), self.kind, *map(str, (*news, *events)))

    @contextmanager
    def serve(self) -> Iterator[str]:
        port = free_port()
        address = f"http://127.0.0.1:{port}{'/pl/' if self.kind == 'ours' else '/'}"
        child = subprocess.Popen([*self.server, "--bind", f"127.0.0.1:{port}"], cwd=self.cwd, env=self.environment)
        try:
            for _ in range(200):
                try:
                    urllib.request.urlopen(address, timeout=30).read()
                    break
                except (urllib.error.URLError, OSError):
                    time.sleep(0.2)
            yield address
        finally:
            child.terminate()
            child.wait(15)


def measure(url: str, folder: Path, header: str | None = None) -> tuple[float, float]:
    """Requests a second and the 95th percentile in milliseconds; fails when any answer is no 200."""
    script = folder / "report.lua"
    script.write_text(
        "done = function(summary, latency, requests)\n"
        '  io.write(string.format("P95 %f ERRORS %d\\n", latency:percentile(95) / 1000, summary.errors.status + summary.errors.timeout))\n'
        "end\n"
    )
    command = ["wrk", "-t1", "--timeout", "10s", f"-c{CLIENTS}", "-s", str(script), *(["-H", header] if header else [])]
    out = subprocess.run([*command, f"-d{SECONDS}s", url], check=True, capture_output=True, text=True).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", out)
    p95 = re.search(r"P95 ([\d.]+) ERRORS (\d+)", out)
    assert rate, out
    assert p95, out
    assert p95[2] == "0", out
    return float(rate[1]), float(p95[1])


def main() -> int:
    if not shutil.which("wrk"):
        sys.exit("wrk is missing. Debian and Ubuntu: apt-get install wrk")
    small, large = (sum(size) for size in SIZES)
    rounds: dict[tuple[str, int], list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name, ExitStack() as served:
        urls = {}
        for kind in ("stock", "ours"):
            for news, events in SIZES:
                folder = Path(name) / f"{kind}-{news + events}"
                folder.mkdir()
                site = Site(kind, folder)
                site.fill((0, news), (0, events))
                urls[kind, news + events] = served.enter_context(site.serve())
        for number in range(ROUNDS + 1):
            for (kind, pages), url in urls.items():
                measures = {kind: PAST_THE_CACHE} if kind == "stock" else {kind: PAST_THE_CACHE, "cached": None}
                for what, header in measures.items():
                    time.sleep(SETTLE)
                    measured = measure(url, Path(name), header)
                    if number:  # the first round warms up
                        rounds.setdefault((what, pages), []).append(measured)
    for (kind, pages), found in rounds.items():
        rate, p95 = (median(values) for values in zip(*found, strict=True))
        print(f"{kind:<8}{pages:>7} pages   {rate:>9.1f} requests/s   p95 {p95:>8.1f} ms")

    def ratio(one: tuple[str, int], other: tuple[str, int], figure: int) -> float:
        return median(mine[figure] / theirs[figure] for mine, theirs in zip(rounds[one], rounds[other], strict=True))

    targets = [
        ("home from the portal's cache / stock", ratio(("cached", small), ("stock", small), 0), 50.0, True),
        ("cold home / stock", ratio(("ours", small), ("stock", small), 0), 1.0, True),
        ("cold home's p95, 10,000 / 1,000 pages", ratio(("ours", large), ("ours", small), 1), 1.15, False),
    ]
    missed = False
    for label, value, bound, at_least in targets:
        fits = value >= bound if at_least else value <= bound
        missed |= not fits
        print(f"{label:<42} {value:>7.2f}   target {'>=' if at_least else '<='} {bound:g}   {'ok' if fits else 'MISSED'}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
