"""What every search needs and editors seldom change: read once by a process, and again after a change in any process."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction

from core import pagecache

Found = TypeVar("Found")


class Kept(Generic[Found]):
    """`load(name)`, remembered while the version in the cache that all processes share stands."""

    def __init__(self, version_key: str, load: Callable[[str], Found]) -> None:
        self._key = version_key
        self._load = load
        self._found: dict[Hashable, tuple[str, Found]] = {}

    def __call__(self, name: str) -> Found:
        # The version first: what is read while somebody writes is kept under the version that is over.
        version = pagecache.once(self._key, lambda: pagecache.current_version(self._key))
        # Without a version, where the cache is away, nobody would learn of a change.
        found = self._found.get(name)
        if version and found is not None and found[0] == version:
            return found[1]
        loaded = self._load(name)
        self._found[name] = (version, loaded)
        return loaded

    def changed(self) -> None:
        """Something it is read from has changed: on commit, no process uses what it remembers again."""
        transaction.on_commit(lambda: cache.set(self._key, uuid4().hex, None), robust=True)
