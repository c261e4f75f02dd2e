"""`manage.py search_index`: builds the search index anew from pages and other things, or says how it differs from them."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from elasticsearch import NotFoundError
from elasticsearch.helpers import BulkIndexError

from search import indexing
from search.elastic.cluster import AWAY
from search.elastic.rebuilding import RefusedSwap

WIDTH = 30
NAMED = 5
NO_INDEX = "Elasticsearch has no index of the portal. Build it"


class Command(BaseCommand):
    help = (
        "Builds the search index anew, where ELASTICSEARCH_URL is set on its servers too; with --check only says what is missing,"
        " stale or surplus (exit code 1 if anything is), with --repair mends that."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing, compare")
        parser.add_argument("--repair", action="store_true", help="compare, and mend what differs")
        parser.add_argument("--changed", action="store_true", help="write only what is missing or stale")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["check"] or options["repair"]:
                self._check(options["repair"])
            else:
                self._rebuild(options["verbosity"], options["changed"])
        except NotFoundError as error:
            raise CommandError(f"{NO_INDEX}: manage.py search_index") from error
        except (*AWAY, BulkIndexError) as error:
            raise CommandError(f"Elasticsearch cannot be used ({error}). The database's index answers alone meanwhile.") from error
        except RefusedSwap as error:
            raise CommandError(str(error)) from error

    def _check(self, repair: bool) -> None:
        check = indexing.Check()
        found = [("missing", check.missing), ("stale", check.stale), ("surplus", check.surplus)]
        if settings.ELASTICSEARCH_URL:
            found.append(("different in Elasticsearch", check.unlike))
        for name, keys in found:
            examples = f" ({', '.join(keys[:NAMED])}{' ...' if len(keys) > NAMED else ''})" if keys else ""
            self.stdout.write(f"{name}: {len(keys)}{examples}")
        if check and repair:
            check.repair()
            self.stdout.write(self.style.SUCCESS("Mended."))
        elif check:
            raise CommandError("The search index differs from the content. Mend it: manage.py search_index --repair", returncode=1)
        else:
            self.stdout.write(self.style.SUCCESS(f"The index is right: {check.documents} documents."))

    def _rebuild(self, verbosity: int, only_changed: bool) -> None:
        total = indexing.expected_count()
        self._show(((size, total) for size in indexing.rebuild(only_changed=only_changed)), "documents", verbosity)
        if settings.ELASTICSEARCH_URL and not only_changed:
            self._show(indexing.rebuild_elasticsearch(), "documents in Elasticsearch", verbosity)

    def _show(self, portions: Iterable[tuple[int, int]], what: str, verbosity: int) -> None:
        """Do the work, with a bar on a terminal; a log gets a line every few seconds."""
        started = shown = time.monotonic()
        done = 0
        terminal = self.stdout.isatty()
        for size, total in portions:
            done += size
            now = time.monotonic()
            if verbosity and now - shown > (0.2 if terminal else 5):
                shown = now
                line = progress(done, total, now - started)
                self.stdout.write(f"\r{line}" if terminal else line, ending="" if terminal else "\n")
                self.stdout.flush()
        if verbosity:
            seconds = time.monotonic() - started
            summary = f"{done} {what} in {seconds:.1f} s ({done / max(seconds, 0.001):.0f}/s)"
            self.stdout.write(f"\r\x1b[K{summary}" if terminal else summary)


def progress(done: int, total: int, seconds: float) -> str:
    """One line: a bar, how many of how many, how many a second, how long to go."""
    # Index pages without a document of their own are in the total and never done.
    share = min(1.0, done / total) if total else 1.0
    rate = done / seconds if seconds else 0.0
    left = max(0, total - done) / rate if rate else 0.0
    filled = round(share * WIDTH)
    return f"[{'#' * filled}{'.' * (WIDTH - filled)}] {done}/{total} {share:4.0%}  {rate:.0f}/s  {left:.0f} s left"
