"""`manage.py search_explain "query" PAGE`: why a page stands where it stands among the results."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.embedded import EmbeddedEngine
from search.explaining import explained, find


class Command(BaseCommand):
    help = "Prints what each word of a query adds to a page's score, and what makes its place among the results."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("query")
        parser.add_argument("page", help="a page's number, the index's key (page:12, document:3), or the end of an address")

    def handle(self, *args: Any, **options: Any) -> None:
        engine = EmbeddedEngine()
        document = find(options["page"], engine.using)
        if document is None:
            raise CommandError(f"There is no page “{options['page']}” in the index.")
        self.stdout.write(f"{document.title} ({document.key}, {document.length} words)")
        for line in explained(engine, options["query"], document):
            self.stdout.write(line)
