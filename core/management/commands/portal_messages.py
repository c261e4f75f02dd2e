"""`make messages`: collect the texts of sources and templates into the catalogues, then compile them."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from core.catalogues import compile_catalogues


class Command(BaseCommand):
    help = "Collects texts for translation (needs xgettext) and compiles the catalogues (needs nothing)."

    def add_arguments(self, parser):
        parser.add_argument("--compile-only", action="store_true")

    def handle(self, *args, **options):
        if not options["compile_only"]:
            call_command(
                "makemessages",
                locale=["en"],
                ignore_patterns=[".venv/*", "var/*", "tests/*", "bench/*", "docs/*"],
                no_wrap=False,
                no_location=True,
                no_obsolete=True,
                verbosity=0,
            )
        written = compile_catalogues(settings.LOCALE_PATHS[0])
        self.stdout.write(f"{written} catalogue(s) compiled")
