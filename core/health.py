"""Addresses for machines that watch over the portal."""

from __future__ import annotations

from collections.abc import Callable

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

# What the portal can do without, by name: says in a few words how it is, or None where it is not used here. Never raises.
extra_parts: dict[str, Callable[[], str | None]] = {}


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """The process can serve pages: 503, naming the part, when the database or the cache does not answer.

    What it can do without is named too, and does not make it 503.
    """
    parts = {}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        parts["database"] = "ok"
    except DatabaseError:
        parts["database"] = "unavailable"
    try:
        cache.set("readyz", "1", 10)
        parts["cache"] = "ok" if cache.get("readyz") == "1" else "unavailable"
    except Exception:
        parts["cache"] = "unavailable"
    ready = all(state == "ok" for state in parts.values())
    for name, look in extra_parts.items():
        if said := look():
            parts[name] = said
    return JsonResponse({"status": "ok" if ready else "unavailable", **parts}, status=200 if ready else 503)
