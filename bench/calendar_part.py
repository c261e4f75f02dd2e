#!/usr/bin/env python3
"""The calendar's views at 1,000 and at 20,000 dates, and its month beside a naive one on stock Wagtail pages at 10,000.

Each site has its own database, settings and process, and reads its pages from within, past the portal's page cache; no page but
the year's is read twice in a round, so what is kept of a grid or a count from one reader to the next helps none. "just published"
is the first reader after a publication, for whom nothing of the calendar is in any cache. SQLite, and again PostgreSQL where a
server is installed. Prints medians, 95th percentiles and queries, then the figures with their targets; exits 1 when one is missed.
(Not `calendar.py`: Python's own module has that name.)
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.pages import Site  # noqa: E402

# Events, and how many minutes lie between two: 24 months for the views, one year for the year, 530 a month beside stock.
SMALL, LARGE, YEAR, BESIDE = (1_000, 1_051), (20_000, 52), (3_000, 175), (10_000, 83)
MOST_QUERIES, MONTH_P95, YEAR_P95, GROWTH, RATIO, YEAR_BYTES = 15, 150.0, 300.0, 1.3, 10.0, 100_000
ROUNDS = 3
VIEWS = ("month", "week", "list", "day", "weekend", "year")

Figures = dict[str, dict[str, float]]


def fresh(database: str, name: str) -> str:
    """The address of a new, empty database on the same server."""
    import psycopg

    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{database.rpartition('/')[0]}/{name}"


class Reader:
    """A site of the bench in a process of its own, which reads its pages one at a time (bench/calendar_views.py)."""

    script = "calendar_views.py"

    def __init__(self, kind: str, size: tuple[int, int], database: str | None, stack: ExitStack) -> None:
        self.name = f"{kind:<6}{size[0]:>7} dates"
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-bench-")))
        site = Site(kind, folder, fresh(database, f"bench_{kind}_{size[0]}") if database else None)
        command = [sys.executable, str(ROOT / "bench" / self.script), kind, *map(str, size)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
        self.process = stack.enter_context(subprocess.Popen(command, cwd=site.cwd, env=site.environment, **pipes))
        stack.callback(self.process.kill)
        self.views: dict[str, int] = self._answer()

    def _answer(self) -> dict:
        return json.loads(self.process.stdout.readline())

    def ask(self, *words: object) -> dict[str, float]:
        print("|".join(map(str, words)), file=self.process.stdin, flush=True)
        return self._answer()


def measured(readers: list[Reader], views: Iterable[str]) -> list[Figures]:
    """What each reader finds. They read the same page in turn, and each page again in every round, which begins as after a
    publication: what counts of a page is the median of its readings, so that a machine busy elsewhere slows none of them alone.
    """
    found: list[Figures] = [{} for _ in readers]
    for view in views:
        times: list[list[list[float]]] = [[[] for _ in range(reader.views[view])] for reader in readers]
        size = [0.0] * len(readers)
        for _ in range(ROUNDS):
            for reader in readers:
                reader.ask("begin", view)
            for number in range(1, readers[0].views[view]):
                for index, reader in enumerate(readers):
                    read = reader.ask("read", view, number)
                    times[index][number].append(read["ms"])
                    size[index] = max(size[index], read["bytes"])
        for index, reader in enumerate(readers):
            pages = [median(page) for page in times[index] if page]
            figures = {"p50": median(pages), "p95": quantiles(pages, n=20)[-1], "bytes": size[index], **reader.ask("queries", view)}
            found[index][view] = figures
            print(
                f"{reader.name}   {view:<22} p50 {figures['p50']:7.1f} ms   p95 {figures['p95']:7.1f} ms"
                f"   {figures['queries']:4.0f} queries   {figures['bytes'] / 1000:6.1f} KB",
                flush=True,
            )
    return found


def compare(database: str | None) -> bool:
    """Everything on one database; whether all targets are met."""
    print(f"\n{'PostgreSQL' if database else 'SQLite'}", flush=True)
    with ExitStack() as stack:
        readers = [Reader("ours", size, database, stack) for size in (SMALL, LARGE)]
        small, large = measured(readers, readers[0].views)
        [year] = measured([Reader("ours", YEAR, database, stack)], ["year, just published"])
    rows: list[tuple[str, float, float, bool]] = [
        ("month at 20,000: p95, ms", large["month"]["p95"], MONTH_P95, False),
        ("month at 20,000, just published: p95, ms", large["month, just published"]["p95"], MONTH_P95, False),
        ("month at 20,000: queries", large["month"]["queries"], MOST_QUERIES, False),
        ("month: queries more than at 1,000", large["month"]["queries"] - small["month"]["queries"], 0, False),
        ("year of 3,000, just published: p95, ms", year["year, just published"]["p95"], YEAR_P95, False),
        ("year of 3,000: bytes", year["year, just published"]["bytes"], YEAR_BYTES, False),
        *(
            (f"{view}: {part}, 20,000 / 1,000", large[view][part] / small[view][part], GROWTH, False)
            for view in VIEWS
            for part in ("p50", "p95")
        ),
    ]
    if database is None:
        with ExitStack() as stack:
            ours, stock = measured([Reader(kind, BESIDE, None, stack) for kind in ("ours", "stock")], ["month"])
        rows.append(("month at 10,000: stock / ours, p50", stock["month"]["p50"] / ours["month"]["p50"], RATIO, True))
    met = True
    for label, value, bound, at_least in rows:
        fits = value >= bound if at_least else value <= bound
        met &= fits
        print(f"{label:<44} {value:>10.2f}   target {'>=' if at_least else '<='} {bound:g}   {'ok' if fits else 'MISSED'}", flush=True)
    return met


def run(compare: Callable[[str | None], bool], script: str) -> int:
    """Compare on SQLite, and again on PostgreSQL where a server is installed; 1 when a target is missed."""
    database = os.environ.get("DATABASE_URL")
    if database:
        return 0 if compare(database) else 1
    met = compare(None)
    if any(Path("/usr/lib/postgresql").glob("*/bin/postgres")):
        server = [sys.executable, str(ROOT / "tests/services/postgres.py"), "run", "--", sys.executable, script]
        met &= subprocess.run(server, cwd=ROOT).returncode == 0
    else:
        print("\nNo PostgreSQL server here: only SQLite was measured.")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(run(compare, __file__))
