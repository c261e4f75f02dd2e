"""`make messages`: collect the texts of sources and templates into the catalogues, then compile them."""

from __future__ import annotations

import shutil
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import catalogues


class Command(BaseCommand):
    help = "Collects texts for translation (needs xgettext) and compiles the catalogues (needs nothing)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--compile-only", action="store_true")

    def handle(self, *args: object, **options: object) -> None:
        locale = Path(settings.LOCALE_PATHS[0])
        if not options["compile_only"]:
            if shutil.which("xgettext") is None:
                raise CommandError("xgettext is missing. Install the package gettext, or use --compile-only.")
            for path, catalogue in catalogues.collected(locale).items():
                self._store(locale, path, catalogue)
        self.stdout.write(f"{catalogues.compile_catalogues(locale)} catalogue(s) compiled")

    def _store(self, locale: Path, path: Path, catalogue: polib.POFile) -> None:
        changed = catalogues.write_catalogue(path, catalogue)
        empty = sum(not entry.translated() for entry in catalogue)
        state = "written" if changed else "unchanged"
        self.stdout.write(f"{path.relative_to(locale)}: {len(catalogue)} texts, {empty} to translate, {state}")
