"""`manage.py search_index`: builds the search index anew from pages and other things, or says how it differs from them."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import indexing

WIDTH = 30
NAMED = 5


class Command(BaseCommand):
    help = "Builds the search index anew; with --check only says what is missing, stale or surplus (exit code 1 if anything is)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing, compare")
        parser.add_argument("--changed", action="store_true", help="write only what is missing or stale")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            self._check()
        else:
            self._rebuild(options["verbosity"], options["changed"])

    def _check(self) -> None:
        check = indexing.Check()
        for name, keys in (("missing", check.missing), ("stale", check.stale), ("surplus", check.surplus)):
            examples = f" ({', '.join(keys[:NAMED])}{' ...' if len(keys) > NAMED else ''})" if keys else ""
            self.stdout.write(f"{name}: {len(keys)}{examples}")
        if check:
            raise CommandError("The search index differs from the content. Build it anew: manage.py search_index", returncode=1)
        self.stdout.write(self.style.SUCCESS(f"The index is right: {check.documents} documents."))

    def _rebuild(self, verbosity: int, only_changed: bool) -> None:
        total = indexing.expected_count()
        started = shown = time.monotonic()
        done = 0
        terminal = self.stdout.isatty()
        for size in indexing.rebuild(only_changed=only_changed):
            done += size
            now = time.monotonic()
            # A terminal's line is redrawn; a log gets a line every few seconds.
            if verbosity and now - shown > (0.2 if terminal else 5):
                shown = now
                line = progress(done, total, now - started)
                self.stdout.write(f"\r{line}" if terminal else line, ending="" if terminal else "\n")
                self.stdout.flush()
        if verbosity:
            seconds = time.monotonic() - started
            summary = f"{done} documents in {seconds:.1f} s ({done / max(seconds, 0.001):.0f}/s)"
            self.stdout.write(f"\r\x1b[K{summary}" if terminal else summary)


def progress(done: int, total: int, seconds: float) -> str:
    """One line: a bar, how many of how many, how many a second, how long to go."""
    # Index pages without a document of their own are in the total and never done.
    share = min(1.0, done / total) if total else 1.0
    rate = done / seconds if seconds else 0.0
    left = max(0, total - done) / rate if rate else 0.0
    filled = round(share * WIDTH)
    return f"[{'#' * filled}{'.' * (WIDTH - filled)}] {done}/{total} {share:4.0%}  {rate:.0f}/s  {left:.0f} s left"
