"""What Elasticsearch keeps of a document: its terms and what filters and facets ask for. Texts stay in the portal's database.

The terms are those of search/analysis.py, each as often as the embedded index counts it, so that the server needs no analysis of
its own: an ordinary `whitespace` splits them. The documents are made from the embedded index's rows, so both say the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import chain, repeat
from typing import Any

from elasticsearch_dsl import Date, Document, Integer, Keyword, MetaField, Text

from search import weights
from search.engine import ANALYSIS_VERSION
from search.models import Document as Row
from search.models import DocumentTopic
from search.sql import Statement

# Raise it when the mapping changes: an index of another version is not asked.
MAPPING_VERSION = 1
VERSION = f"{MAPPING_VERSION}.{ANALYSIS_VERSION}"
SETTINGS = {
    # One shard counts documents for the idf as the database does; 100,000 pages are far from what one takes.
    "number_of_shards": 1,
    "auto_expand_replicas": "0-1",
    "refresh_interval": "1s",
    "similarity": {"portal": {"type": "BM25", "k1": weights.K1, "b": weights.B}},
}


class PortalDocument(Document):
    """The fields, the same in all languages."""

    key = Keyword()
    locale = Keyword()
    kind = Keyword()
    topics = Keyword(multi=True)
    territory = Keyword()
    organiser = Keyword()
    cop = Keyword()
    year = Integer()
    date = Date()
    # When it is over: the end, or the date of what has none.
    until = Date()
    title = Keyword(index=False, doc_values=False)
    url_path = Keyword(index=False, doc_values=False)
    content_hash = Keyword(index=False, doc_values=True)
    terms = Text(analyzer="whitespace", similarity="portal", index_options="freqs")

    class Meta:
        dynamic = MetaField("strict")
        meta = MetaField({"version": VERSION})
        # Large, and never read: what they are is in the database.
        source = MetaField(excludes=["terms"])


class PolishDocument(PortalDocument):
    class Index:
        name = "portal-pl"


class EnglishDocument(PortalDocument):
    class Index:
        name = "portal-en"


DOCUMENTS: dict[str, type[PortalDocument]] = {"pl": PolishDocument, "en": EnglishDocument}


def made_from_rows(rows: Collection[Row], using: str) -> Iterator[PortalDocument]:
    """The documents of these rows of the embedded index; two queries."""
    ids = [row.pk for row in rows]
    if not ids:
        return
    topics: dict[int, list[str]] = {}
    for number, topic in DocumentTopic.objects.using(using).filter(document_id__in=ids).values_list("document_id", "topic"):
        topics.setdefault(number, []).append(topic)
    terms = _terms(ids, using)
    for row in rows:
        yield DOCUMENTS[row.locale](
            meta={"id": row.key},
            key=row.key,
            locale=row.locale,
            kind=row.kind,
            topics=topics.get(row.pk, []),
            territory=row.territory_code or None,
            organiser=row.organiser or None,
            cop=row.cop or None,
            year=row.year,
            date=_moment(row.date),
            until=_moment(row.end or row.date),
            title=row.title,
            url_path=row.url_path,
            content_hash=row.content_hash,
            terms=terms.get(row.pk, ""),
        )


def _terms(ids: list[int], using: str) -> dict[int, str]:
    """By document: its terms, each as often as it counts."""
    statement = Statement().add("select document_id, term, tf from search_posting where document_id in ").one_of(ids)
    counted: dict[int, list[tuple[str, int]]] = {}
    for number, term, count in statement.rows(using):
        counted.setdefault(number, []).append((term, count))
    return {number: " ".join(chain.from_iterable(repeat(term, count) for term, count in rows)) for number, rows in counted.items()}


def _moment(moment: datetime | None) -> Any:
    return moment.isoformat() if moment else None
