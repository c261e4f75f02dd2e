"""A circuit breaker: whoever does not answer is left alone for a while, so that nobody waits for it again and again."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Lock

logger = logging.getLogger(__name__)

FAILURES = 2
FIRST_PAUSE = 5.0
LONGEST_PAUSE = 60.0


class Breaker:
    """Closed: questions go through. Open: none does until the pause is over; then one tries, and the others wait for what it finds.

    One for each process. `opened` counts how often it opened.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._failures = 0
        self._pause = FIRST_PAUSE
        self._closed_again: float | None = None
        self.opened = 0

    @property
    def is_open(self) -> bool:
        return self._closed_again is not None

    def lets_through(self) -> bool:
        """Whether to ask now. Whoever is told yes says afterwards how it went."""
        with self._lock:
            if self._closed_again is None:
                return True
            now = self._clock()
            if now < self._closed_again:
                return False
            # This one tries; if its answer is never told, the next tries after another pause.
            self._closed_again = now + self._pause
            return True

    def succeeded(self) -> None:
        with self._lock:
            if self._closed_again is not None:
                logger.info("search: Elasticsearch answers again")
            self._closed_again, self._failures, self._pause = None, 0, FIRST_PAUSE

    def failed(self, error: Exception, *, at_once: bool = False) -> None:
        """Opens after some failures in a row; `at_once` for one that took so long, or will not pass by itself."""
        with self._lock:
            self._failures += 1
            if self._closed_again is not None:
                self._pause = min(self._pause * 2, LONGEST_PAUSE)
                self._closed_again = self._clock() + self._pause
            elif at_once or self._failures >= FAILURES:
                self._closed_again = self._clock() + self._pause
                self.opened += 1
                logger.warning("search: Elasticsearch cannot be used, the embedded engine answers (%s: %s)", type(error).__name__, error)
