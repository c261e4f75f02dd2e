"""How often within a time: the stretch ends, whatever cache counts and however often somebody asks meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest
from redis.backoff import NoBackoff
from redis.retry import Retry

from core import counting


@pytest.mark.parametrize("backend", ["locmem.LocMemCache", "filebased.FileBasedCache"])
def test_a_stretch_ends_though_somebody_goes_on_asking(
    backend: str, settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CACHES = {"default": {"BACKEND": f"django.core.cache.backends.{backend}", "LOCATION": str(tmp_path)}}  # type: ignore[attr-defined]
    now = [6_000.0]
    monkeypatch.setattr(counting.time, "time", lambda: now[0])
    assert [counting.one_more("rss:1", 60) for _ask in range(3)] == [1, 2, 3]
    for later in (6_030, 6_050, 6_059):
        now[0] = later
        assert counting.one_more("rss:1", 60) > 3
    assert counting.one_more("rss:2", 60) == 1
    now[0] = 7_200
    assert counting.one_more("hour", 3_600) == 1
    now[0] += 400  # longer than a cache of files keeps what it was told nothing of
    assert counting.one_more("hour", 3_600) == 2
    now[0] = 6_060
    now[0] = 6_061
    assert counting.one_more("rss:1", 60) == 1


def test_where_redis_is_gone_nothing_is_counted_and_nobody_is_refused(settings: object) -> None:
    cache = {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",  # nobody listens there
        "OPTIONS": {"IGNORE_EXCEPTIONS": True, "SOCKET_CONNECT_TIMEOUT": 1, "CONNECTION_POOL_KWARGS": {"retry": Retry(NoBackoff(), 0)}},
    }
    settings.CACHES = {"default": cache}  # type: ignore[attr-defined]
    assert counting.one_more("rss:1", 60) == 0
