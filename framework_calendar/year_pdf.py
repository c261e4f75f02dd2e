"""The year as a PDF that can be printed and read aloud: tagged (PDF/UA-1), in the portal's own type.

WeasyPrint is imported only when a file is made: it is slow to load, and needs Pango, a library of the system's, which may be missing.
"""

from __future__ import annotations

import ctypes
import hashlib
import re
import time
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.contrib.staticfiles import finders
from django.core.cache import cache

# Eleven milliseconds an event, fifteen on a busy machine: more would keep a web worker busy for ten seconds and longer.
MOST_EVENTS = 600
# As files are made one after the other, what an hour may leave in the cache is bounded.
KEPT_SECONDS = 60 * 60
# One file at a time in the whole portal; whoever comes meanwhile waits so long.
WAITING_SECONDS = 20
TURN, LONGEST_TURN = "framework-pdf:turn", 60
STATIC = "portal:static/"
_SERVED = re.compile(r"fonts/[a-z0-9-]+\.woff2")
# As WeasyPrint asks for them, by system.
LIBRARIES = (
    ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
)


class Unavailable(Exception):
    """No PDF can be made on this machine."""


class Busy(Exception):
    """Others are waiting for theirs."""


@lru_cache(maxsize=1)
def available() -> bool:
    """Whether this machine has Pango: asked of the system's loader, so that no reader of a page waits for an import."""
    return all(any(_loads(name) for name in names) for names in LIBRARIES)


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def missing_line() -> str:
    """What an operator is told where no PDF can be made; empty where it can."""
    if available():
        return ""
    return "Kalendarz ramowy bez plików PDF: brakuje biblioteki Pango (Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0)."


def render(html: str) -> bytes:
    """The file of this HTML. The same HTML is made once an hour: what else changes in the portal costs nothing.

    Raises Unavailable where Pango is missing, and Busy where others have waited for their turn too long.
    """
    key = f"framework-pdf:{hashlib.sha256(html.encode()).hexdigest()}"
    deadline = time.monotonic() + WAITING_SECONDS
    while (known := cache.get(key)) is None:
        mine = uuid4().hex
        if cache.add(TURN, mine, LONGEST_TURN):
            try:
                known = _made(html)
                cache.set(key, known, KEPT_SECONDS)
            finally:
                # Who took longer than a turn lasts does not end another's.
                if cache.get(TURN) == mine:
                    cache.delete(TURN)
            break
        if time.monotonic() > deadline:
            raise Busy
        time.sleep(0.2)
    return known


def _made(html: str) -> bytes:
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except OSError as error:
        raise Unavailable from error

    class OwnFiles(URLFetcher):
        """Fetches the portal's own fonts and nothing else, whatever a text may name."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            return URLFetcherResponse(url, own_file(url), {"Content-Type": "font/woff2"})

    made: bytes = HTML(string=html, url_fetcher=OwnFiles()).write_pdf(pdf_variant="pdf/ua-1")
    return made


def own_file(url: str) -> bytes:
    """A font of the portal's by its address in a PDF's style; ValueError for anything else."""
    name = url.removeprefix(STATIC)
    found = finders.find(name) if url.startswith(STATIC) and _SERVED.fullmatch(name) else None
    if not isinstance(found, str):
        raise ValueError(url)
    return Path(found).read_bytes()
