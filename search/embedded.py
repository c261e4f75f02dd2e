"""The engine inside the portal's own database: word groups over a postings table, one SQL statement for every question."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from core import database
from core.search_documents import SearchDocument
from search import polish
from search.analysis import Group, document_terms, query_groups, query_words
from search.engine import DEEPEST_RESULT, RESULTS_PER_PAGE, Facets, Filters, Hit, Results, Suggestion, fingerprint
from search.models import Document, DocumentText, DocumentTopic, FormMap, Lemma, Posting
from search.statement import Reach, Statement, public, search_statement, suggestion_statement

PAGE_KEY = re.compile(r"page:(\d+)")
# Below the number of parameters that the oldest SQLite takes in one statement.
_AT_ONCE = 900


def _batches(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[start : start + _AT_ONCE] for start in range(0, len(items), _AT_ONCE))


class EmbeddedEngine:
    """SQLite and PostgreSQL alike. See statement.py for the ranking.

    `using` names the database that holds the index; `reach` says which of its documents a question in a language may show.
    """

    def __init__(self, using: str = DEFAULT_DB_ALIAS, reach: Callable[[str], Reach] = public) -> None:
        self.using = using
        self.reach = reach

    @property
    def _connection(self) -> BaseDatabaseWrapper:
        return connections[self.using]

    def _run(self, statement: Statement) -> list[tuple[Any, ...]]:
        connection = self._connection
        with connection.cursor() as cursor:
            # SQLite takes dates as text, in the form that Django stores them.
            params = [connection.ops.adapt_datetimefield_value(value) if hasattr(value, "tzinfo") else value for value in statement.params]
            cursor.execute(statement.sql, params)
            return cursor.fetchall()

    def index(self, documents: Iterable[SearchDocument]) -> None:
        """Replace what stands under the documents' keys, all in one transaction and in bulk."""
        by_key = {document.key: document for document in documents}
        if not by_key:
            return
        terms = {key: document_terms(document) for key, document in by_key.items()}
        with transaction.atomic(using=self.using):
            self._delete(list(by_key))
            rows = Document.objects.using(self.using).bulk_create(
                self._row(document, terms[document.key].length) for document in by_key.values()
            )
            DocumentText.objects.using(self.using).bulk_create(
                DocumentText(document=row, summary=by_key[row.key].summary, body=by_key[row.key].body) for row in rows
            )
            DocumentTopic.objects.using(self.using).bulk_create(
                DocumentTopic(document=row, topic=topic) for row in rows for topic in dict.fromkeys(by_key[row.key].topics)
            )
            # In the order of the primary key, since that is the order the table is stored in.
            self._insert_postings(sorted((term, row.pk, tf) for row in rows for term, tf in terms[row.key].counts.items()))
            self._learn(set().union(*(found.lemmas for found in terms.values())))

    def remove(self, keys: Iterable[str]) -> None:
        with transaction.atomic(using=self.using):
            self._delete(list(keys))

    def search(self, query: str, locale: str, filters: Filters, *, offset: int = 0, limit: int = RESULTS_PER_PAGE) -> Results:
        groups = self._groups(query, locale)
        if not groups and (query.strip() or not filters):
            return Results([], 0, 0, Facets())
        rows = self._run(search_statement(groups, locale, filters, min(offset, DEEPEST_RESULT), limit, self.reach(locale)))
        facets: dict[str, dict[str, int]] = {"k": {}, "o": {}, "c": {}}
        totals = {0: 0, 1: 0}
        ranked: list[tuple[int, float, bool]] = []
        for part, name, number, score, strong in rows:
            if part == "h":
                ranked.append((number, score, bool(strong)))
            elif part == "t":
                totals[strong] = number
            else:
                facets[part][name] = number
        return Results(
            self._hits(ranked),
            totals[1],
            totals[0],
            Facets(kinds=facets["k"], topics=facets["o"], communes=facets["c"]),
            frozenset().union(*(group.core for group in groups)),
        )

    def facets(self, query: str, locale: str, filters: Filters) -> Facets:
        return self.search(query, locale, filters, limit=0).facets

    def suggest(self, query: str, locale: str, *, limit: int = 8) -> list[Suggestion]:
        words = query_words(query)
        if not words or len(words[-1]) < 2:
            return []
        beginning = polish.fold(words[-1])
        complete = self._groups(" ".join(words[:-1]), locale)
        rows = self._run(suggestion_statement(complete, beginning, locale, limit * 4, self.reach(locale)))
        fitting = [row for row in rows if any(polish.fold(word).startswith(beginning) for word in polish.words(row[0]))]
        return [Suggestion(*row) for row in fitting[:limit]]

    def tidy(self) -> None:
        """Tell the database what is in its tables now, where it does not find out by itself soon enough."""
        connection = self._connection
        if connection.vendor == "postgresql":
            # VACUUM lets PostgreSQL answer from the index alone; inside a transaction only the statistics can be had.
            tables = "search_posting, search_document, search_documenttopic"
            tables += ", wagtailcore_page" if self.reach is public else ""
            with connection.cursor() as cursor:
                cursor.execute(f"{'ANALYZE' if connection.in_atomic_block else 'VACUUM (ANALYZE)'} {tables}")
        else:
            database.refresh_statistics(self.using)

    def fingerprints(self) -> dict[str, str]:
        return dict(Document.objects.using(self.using).values_list("key", "content_hash"))

    def _groups(self, query: str, locale: str) -> list[Group]:
        """The query's word groups, with the lemmas of forms typed without diacritics when the query has none at all."""
        mapped: dict[str, set[str]] = {}
        if locale == "pl" and not polish.has_polish_letters(query):
            forms = [polish.fold(word) for word in query_words(query)]
            if forms:
                for form, lemma in FormMap.objects.using(self.using).filter(form__in=forms).values_list("form", "lemma"):
                    mapped.setdefault(form, set()).add(lemma)
        return query_groups(query, locale, mapped)

    @staticmethod
    def _row(document: SearchDocument, length: int) -> Document:
        page = PAGE_KEY.fullmatch(document.key)
        return Document(
            key=document.key,
            page_id=int(page[1]) if page else None,
            locale=document.locale,
            kind=document.kind,
            length=max(1, length),
            date=document.date,
            end=document.end,
            territory_code=document.territory_code,
            cop=document.cop,
            title=document.title[:255],
            place=document.place[:250],
            url_path=document.url_path[:1000],
            content_hash=fingerprint(document),
        )

    def _delete(self, keys: list[str]) -> None:
        # Row by row would load the postings into memory, as Django's cascade does.
        for batch in _batches(keys):
            ids = list(Document.objects.using(self.using).filter(key__in=batch).values_list("pk", flat=True))
            if not ids:
                continue
            for model in (Posting, DocumentTopic, DocumentText):
                model.objects.using(self.using).filter(document_id__in=ids)._raw_delete(using=self.using)
            Document.objects.using(self.using).filter(pk__in=ids)._raw_delete(using=self.using)

    def _insert_postings(self, rows: list[tuple[str, int, int]]) -> None:
        """Straight to the database: a million model instances would take a minute only to be made."""
        with self._connection.cursor() as cursor:
            if self._connection.vendor == "postgresql":
                with cursor.copy("COPY search_posting (term, document_id, tf) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                cursor.executemany("INSERT INTO search_posting (term, document_id, tf) VALUES (%s, %s, %s)", rows)

    def _learn(self, lemmas: set[str]) -> None:
        """Add the forms of lemmas that the index had not met before to the map of forms without diacritics."""
        known: set[str] = set()
        ordered = sorted(lemma for lemma in lemmas if len(lemma) <= 100)
        for batch in _batches(ordered):
            known.update(Lemma.objects.using(self.using).filter(lemma__in=batch).values_list("lemma", flat=True))
        new = [lemma for lemma in ordered if lemma not in known]
        if not new:
            return
        pairs = {(form, polish.fold(lemma)) for lemma in new for form in polish.forms_with_diacritics(lemma) if len(form) <= 100}
        with self._connection.cursor() as cursor:
            # Two workers may learn the same word at once; sorted rows keep them from waiting for each other in a ring.
            cursor.executemany("INSERT INTO search_formmap (form, lemma) VALUES (%s, %s) ON CONFLICT DO NOTHING", sorted(pairs))
            cursor.executemany("INSERT INTO search_lemma (lemma) VALUES (%s) ON CONFLICT DO NOTHING", [(lemma,) for lemma in new])

    def _hits(self, ranked: list[tuple[int, float, bool]]) -> list[Hit]:
        rows = Document.objects.using(self.using).select_related("text").in_bulk([number for number, _score, _strong in ranked])
        ordered = sorted(ranked, key=lambda found: (not found[2], -found[1]))  # a union promises no order
        return [
            Hit(
                key=row.key,
                kind=row.kind,
                title=row.title,
                summary=row.text.summary,
                body=row.text.body,
                url_path=row.url_path,
                place=row.place,
                date=row.date,
                end=row.end,
                territory_code=row.territory_code,
                cop=row.cop,
                score=score,
                strong=strong,
            )
            for number, score, strong in ordered
            # Reindexed between the two queries: better one result less than a wrong one.
            if (row := rows.get(number)) is not None
        ]
