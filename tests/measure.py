"""What a page costs: its queries with nothing of it in the page cache, and its bytes."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def queries(client: Client, url: str) -> list[str]:
    """The statements of a page that is not stored, where the frame (menu, footer) is: it is built once per change."""
    cache.clear()
    again = f"{url}{'&' if '?' in url else '?'}strona=1"
    assert client.get(again).status_code == 200
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(url)
    assert response.status_code == 200
    assert response.headers.get("X-Portal-Cache") != "hit"
    return [query["sql"] for query in captured]


def weight(html: bytes) -> int:
    """Bytes of the page with the portal's style sheet and script, uncompressed."""
    static = Path(settings.STATICFILES_DIRS[0]) if settings.STATICFILES_DIRS else settings.ROOT / "static"
    return len(html) + sum((static / name).stat().st_size for name in ("css/portal.css", "js/portal.js"))
