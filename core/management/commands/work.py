"""`manage.py work`: does what the outbox holds and what the clock asks for, until it is told to stop."""

from __future__ import annotations

import logging
import signal
import threading
import time
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections, connection

from core import outbox, schedule

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0
PAUSE_AFTER_DATABASE_ERROR = 5.0
# Few at a time: the clock is looked at in between, so that a page goes live in its minute.
ENTRIES_BETWEEN_LOOKS_AT_THE_CLOCK = 20


class Command(BaseCommand):
    help = "Sends mails, updates the search index, publishes scheduled pages; stops cleanly on SIGTERM and Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then stop")
        parser.add_argument("--seconds", type=float, help="stop after this many seconds")
        parser.add_argument("--retry-failed", action="store_true", help="first give entries that were given up a fresh start")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        deadline = time.monotonic() + options["seconds"] if options["seconds"] is not None else None

        def should_stop() -> bool:
            return stop.is_set() or (deadline is not None and time.monotonic() >= deadline)

        previous = {}
        if threading.current_thread() is threading.main_thread():

            def on_signal(number: int, _frame: FrameType | None) -> None:
                stop.set()

            previous = {number: signal.signal(number, on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            if options["retry_failed"]:
                logger.info("work: %d entries get a fresh start", outbox.retry_failed())
            if options["once"]:
                schedule.run_due(should_stop=should_stop)
                while outbox.drain(should_stop=should_stop):
                    pass
            else:
                self.run_until(should_stop, stop)
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)

    @staticmethod
    def run_until(should_stop: Any, stop: threading.Event) -> None:
        """Look at the clock and the outbox in turn; pause when there is nothing to do."""
        logger.info("work: started")
        while not should_stop():
            pause = 0.0
            try:
                # Only between transactions: a connection that the database closed is opened anew.
                if not connection.in_atomic_block:
                    close_old_connections()
                for name in schedule.run_due(should_stop=should_stop):
                    logger.debug("work: ran %s", name)
                taken = outbox.drain(ENTRIES_BETWEEN_LOOKS_AT_THE_CLOCK, should_stop=should_stop)
                if not taken:
                    pause = PAUSE_SECONDS
            except DatabaseError:
                logger.exception("work: the database did not answer")
                pause = PAUSE_AFTER_DATABASE_ERROR
            if pause:
                stop.wait(pause)
        logger.info("work: stopped")
