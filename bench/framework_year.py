#!/usr/bin/env python3
"""The page of a framework calendar's year with 3,000 events, and how much more it costs than with 300.

As bench/calendar_part.py: each site has its own database, settings and process, and reads its pages from within, past the portal's
page cache. "just published" is the first reader after something public has changed, for whom nothing of the year is in any cache;
the year before it is as large. SQLite, and again PostgreSQL where a server is installed. Exits 1 when a target is missed.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench import calendar_part  # noqa: E402
from bench.calendar_part import measured  # noqa: E402

SMALL, LARGE = (300, 0), (3_000, 0)
P95, GROWTH, MOST_QUERIES, MOST_BYTES = 300.0, 1.5, 24, 100_000
VIEWS = ("year", "filtered", "organisations", "compared")


class Reader(calendar_part.Reader):
    script = "framework_views.py"


def compare(database: str | None) -> bool:
    """Everything on one database; whether all targets are met."""
    print(f"\n{'PostgreSQL' if database else 'SQLite'}", flush=True)
    with ExitStack() as stack:
        readers = [Reader("ours", size, database, stack) for size in (SMALL, LARGE)]
        small, large = measured(readers, readers[0].views)
    first = [f"{view}, just published" for view in VIEWS]
    rows = [
        *((f"{view} of 3,000: p95, ms", large[view]["p95"], P95) for view in [*VIEWS, *first]),
        *((f"{view} of 3,000: queries", large[view]["queries"], MOST_QUERIES) for view in VIEWS),
        *((f"{view} of 3,000: bytes", large[view]["bytes"], MOST_BYTES) for view in VIEWS),
        ("year: queries more than at 300", large["year"]["queries"] - small["year"]["queries"], 0),
        ("year: p50, 3,000 / 300", large["year"]["p50"] / small["year"]["p50"], GROWTH),
    ]
    met = True
    for label, value, bound in rows:
        met &= value <= bound
        print(f"{label:<48} {value:>10.2f}   target <= {bound:g}   {'ok' if value <= bound else 'MISSED'}", flush=True)
    return met


if __name__ == "__main__":
    sys.exit(calendar_part.run(compare, __file__))
