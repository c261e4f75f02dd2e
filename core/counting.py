"""How often something happened within a time, in the cache that all processes share."""

from __future__ import annotations

import time

from django.core.cache import cache


def one_more(key: str, seconds: int) -> int:
    """Count one more; how many there have been in this stretch of so many seconds by the clock, after which it begins anew.

    Asking and counting are one step, but in a cache of files: of two requests at once only one is the last that is allowed. 0 when a
    Redis that is gone counts nothing.
    """
    # The stretch is in the name, and the time is set anew: a cache of files keeps what is counted for five minutes from the last time on,
    # whatever it was told.
    key = f"{key}:{int(time.time() // seconds)}"
    cache.add(key, 0, seconds)
    try:
        many = cache.incr(key) or 0
    except ValueError:  # it ran out in between
        return 1
    if many:  # django-redis swallows the loss of its server for all it does but for this
        cache.touch(key, seconds)
    return many
