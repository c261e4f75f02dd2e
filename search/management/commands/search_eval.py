"""`manage.py search_eval DOCUMENTS.jsonl QUERIES.jsonl`: how well and how fast an engine finds what it should, on any judged set."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import evaluation
from search.embedded import EmbeddedEngine
from search.statement import everything
from search.throwaway import throwaway_database

ENGINES = ("embedded",)


class Command(BaseCommand):
    help = (
        "Indexes documents {id, title, body} into a throw-away index, asks queries {id, text, relevant: [ids], kind} (both files with"
        " a JSON object a line) and prints recall@10, MRR@10, nDCG@10 and times by kind. The portal's own index is left alone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("documents", type=Path)
        parser.add_argument("queries", type=Path)
        parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0])
        parser.add_argument("--locale", choices=("pl", "en"), default="pl", help="the language that the documents are analysed in")
        parser.add_argument("--run", type=Path, help="write the ranked ids of each query there, a JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        locale = options["locale"]
        try:
            documents, ids = evaluation.read_documents(options["documents"], locale)
            queries = evaluation.read_queries(options["queries"], ids)
        except evaluation.BadFile as error:
            raise CommandError(str(error)) from error
        by_kind: dict[str, evaluation.Measures] = defaultdict(evaluation.Measures)
        every = evaluation.Measures()
        lines = []
        with throwaway_database() as alias:
            engine = EmbeddedEngine(alias, everything)
            started = time.perf_counter()
            done = sum(evaluation.fill(engine, documents))
            seconds = time.perf_counter() - started
            self.stdout.write(f"{done} documents in {seconds:.1f} s ({done / max(seconds, 0.001):.0f}/s)")
            for query, ranked, ms in evaluation.ask(engine, queries, ids, locale):
                for measures in (by_kind[query.kind], every):
                    measures.add(ranked, query.relevant, ms)
                lines.append(json.dumps({"id": query.id, "ranked": ranked}, ensure_ascii=False))
        if options["run"]:
            try:
                options["run"].write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            except OSError as error:
                raise CommandError(f"{options['run']}: {error.strerror}") from error
        width = max(map(len, [*by_kind, "all"]))
        for kind, measures in sorted(by_kind.items()):
            if len(by_kind) > 1 or kind != "all":
                self.stdout.write(f"{kind:<{width}}   {measures}")
        self.stdout.write(f"{'all':<{width}}   {every}")
