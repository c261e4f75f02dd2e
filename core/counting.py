"""How often something happened within a time, in the cache that all processes share."""

from __future__ import annotations

from django.core.cache import cache


def one_more(key: str, seconds: int) -> int:
    """Count one more; how many there have been since the first, which is forgotten after these seconds.

    Asking and counting are one step: of two requests at once only one is the last that is allowed. 0 when a Redis that is
    gone counts nothing.
    """
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) or 0
    except ValueError:  # it ran out in between
        return 1
