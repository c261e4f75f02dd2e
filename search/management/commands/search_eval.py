"""`manage.py search_eval DOCUMENTS.jsonl QUERIES.jsonl`: how well and how fast an engine finds what it should, on any judged set."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import evaluation
from search.elastic.cluster import AWAY, Cluster
from search.elastic.engine import ElasticsearchEngine
from search.elastic.rebuilding import create_all, drop_all
from search.embedded import EmbeddedEngine
from search.statement import everything
from search.throwaway import throwaway_database

# Not the portal's patience: on a busy machine the figures would be the embedded engine's.
SECONDS_TO_ANSWER = 20
ENGINES = ("embedded", "elasticsearch")


@contextmanager
def _engine(name: str, alias: str) -> Iterator[EmbeddedEngine]:
    """The engine of this name over the throw-away tables, with indexes of its own on the servers where it has any."""
    if name != "elasticsearch":
        yield EmbeddedEngine(alias, everything)
        return
    if not settings.ELASTICSEARCH_URL:
        raise CommandError("ELASTICSEARCH_URL is not set: it says where Elasticsearch is, for example http://127.0.0.1:9200")
    cluster = Cluster(settings.ELASTICSEARCH_URL, f"search-eval-{uuid4().hex[:12]}")
    cluster.asking = cluster.asking.options(request_timeout=SECONDS_TO_ANSWER)
    try:
        create_all(cluster)
    except AWAY as error:
        raise CommandError(f"Elasticsearch at {', '.join(settings.ELASTICSEARCH_URL)} cannot be used: {error}") from error
    try:
        yield ElasticsearchEngine(cluster, alias, everything, at_once=True)
    except AWAY as error:
        raise CommandError(f"Elasticsearch stopped answering: {error}") from error
    finally:
        with suppress(*AWAY):
            drop_all(cluster)


class Command(BaseCommand):
    help = (
        "Indexes documents {id, title, body} into a throw-away index, asks queries {id, text, relevant: [ids], kind} (both files with"
        " a JSON object a line) and prints recall@10, MRR@10, nDCG@10 and times by kind. The portal's own index is left alone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("documents", type=Path)
        parser.add_argument("queries", type=Path)
        parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0], help="elasticsearch: the servers of ELASTICSEARCH_URL")
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
        with throwaway_database() as alias, _engine(options["engine"], alias) as engine:
            started = time.perf_counter()
            done = sum(evaluation.fill(engine, documents))
            seconds = time.perf_counter() - started
            self.stdout.write(f"{done} documents in {seconds:.1f} s ({done / max(seconds, 0.001):.0f}/s)")
            for query, ranked, ms in evaluation.ask(engine, queries, ids, locale):
                for measures in (by_kind[query.kind], every):
                    measures.add(ranked, query.relevant, ms)
                lines.append(json.dumps({"id": query.id, "ranked": ranked}, ensure_ascii=False))
            if isinstance(engine, ElasticsearchEngine) and engine.breaker.opened:
                raise CommandError("Elasticsearch stopped answering: some queries were answered by the embedded engine")
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
