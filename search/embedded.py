"""The engine inside the portal's own database: word groups over a postings table, one SQL statement for every question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.translation import override

from core import database, metrics, pagecache
from core.models import Topic
from core.search_documents import SearchDocument
from search import health, polish, weights
from search.analysis import query_words
from search.cutting import rarest_first
from search.engine import DEEPEST_RESULT, RESULTS_PER_PAGE, Facets, Filters, Hit, Order, Results, Suggestion
from search.lexicon import stored_lexicon
from search.models import Document
from search.question import Question, alternative, understand, word_groups
from search.reordering import Standing, reordered
from search.scoring import Cut
from search.sql import Statement
from search.statement import FACET_PARTS, Reach, facets_of, nearest_first, public, search_statement, suggestion_statement
from search.storage import Tables
from search.vocabulary import Vocabulary

# Nobody waits for the end of a title of which so many words are typed already, and each of them is one more look into the index.
LONGEST_BEGINNING = 8


@dataclass(frozen=True)
class Candidates:
    """What an engine found: (number, score, strong) of documents, totals, facets, and the idf of each telling word by its number."""

    ranked: list[tuple[int, float, bool]]
    total: int
    weak: int
    facets: Facets
    idfs: dict[int, float]


@lru_cache(maxsize=8)
def _labels(version: str, locale: str) -> Mapping[str, str]:
    """The labels of the portal's topics by their slugs, read once per public version."""
    with override(locale):
        return {topic.slug: topic.label for topic in Topic.objects.all()}


class EmbeddedEngine:
    """SQLite and PostgreSQL alike. See scoring.py and reordering.py for the ranking.

    `using` names the database that holds the index; `reach` says which of its documents a question in a language may show.
    """

    def __init__(self, using: str = DEFAULT_DB_ALIAS, reach: Callable[[str], Reach] = public) -> None:
        self.using = using
        self.reach = reach
        self.tables = Tables(using)
        self.vocabulary = Vocabulary(using, reach)

    def index(self, documents: Iterable[SearchDocument]) -> None:
        self.tables.index(documents)

    def remove(self, keys: Iterable[str]) -> None:
        self.tables.remove(keys)

    def search(
        self,
        query: str,
        locale: str,
        filters: Filters,
        *,
        offset: int = 0,
        limit: int = RESULTS_PER_PAGE,
        order: Order = Order.RELEVANCE,
        own: str = "",
    ) -> Results:
        question = self.question(query, locale)
        if not question.groups and (query.strip() or not filters):
            return Results([], 0, 0, Facets())
        offset = min(offset, DEEPEST_RESULT)
        # The best are taken whole, since any of them may come to the front.
        anew = order == Order.RELEVANCE and offset < weights.MOST_REORDERED and limit > 0 and bool(question.groups)
        first, many = (0, max(weights.MOST_REORDERED, offset + limit)) if anew else (offset, limit)
        found = self.candidates(question, filters, first, many, order)
        ranked = self._in_order(found.ranked, order, nearest=nearest_first(filters))
        best = ranked[: weights.MOST_REORDERED] if anew else []
        standings = reordered(question, best, found.idfs, self.using, self.topics(locale), own) if best else []
        standings += [Standing(*row) for row in ranked[len(best) :]]
        if anew:
            standings = standings[offset : offset + limit]
        return Results(
            self._hits(standings),
            found.total,
            found.weak,
            found.facets,
            question.marked,
            question.corrected,
        )

    def meant(self, query: str, locale: str) -> str:
        return alternative(query, locale, self.vocabulary)

    def question(self, query: str, locale: str) -> Question:
        """The query understood, with what editors say of its words; an index of its own knows no editors."""
        return understand(query, locale, self.vocabulary, stored_lexicon(locale) if self.reach is public else None)

    def candidates(self, question: Question, filters: Filters, first: int, many: int, order: Order) -> Candidates:
        """Scored documents from the place `first` on, `many` of them, with totals and facets of all: at most three statements."""
        metrics.count(health.REQUESTS, engine="embedded")
        reach = self.reach(question.locale)

        def ask(cut: Cut | None) -> Candidates:
            return self._read(search_statement(question.groups, question.locale, filters, first, many, reach, order, cut=cut))

        by_relevance = order == Order.RELEVANCE and not filters
        cut = rarest_first(question.groups, question.locale, self.using) if by_relevance else None
        found = ask(cut)
        # Where the rare words stand in little that is public, what has only the common ones fills the page.
        return ask(None) if cut and cut.common and len(found.ranked) < RESULTS_PER_PAGE else found

    def _read(self, statement: Statement) -> Candidates:
        facets: dict[str, dict[str, int]] = {part: {} for part in FACET_PARTS}
        totals = {0: 0, 1: 0}
        ranked: list[tuple[int, float, bool]] = []
        idfs: dict[int, float] = {}
        for part, name, number, score, strong in statement.rows(self.using):
            if part == "h":
                ranked.append((number, score, bool(strong)))
            elif part == "t":
                totals[strong] = number
            elif part == "i":
                idfs[number] = score
            else:
                facets[part][name] = number
        return Candidates(ranked, totals[1], totals[0], facets_of(facets), idfs)

    def facets(self, query: str, locale: str, filters: Filters) -> Facets:
        return self.search(query, locale, filters, limit=0).facets

    def suggest(self, query: str, locale: str, *, limit: int = 8) -> list[Suggestion]:
        words = query_words(query)
        if not words or len(words[-1]) < 2 or len(words) > LONGEST_BEGINNING:
            return []
        beginning = polish.fold(words[-1])
        complete = word_groups(" ".join(words[:-1]), locale, self.vocabulary)
        rows = suggestion_statement(complete, beginning, locale, limit, self.reach(locale)).rows(self.using)
        return [Suggestion(*row) for row in rows]

    def tidy(self) -> None:
        """Tell the database what is in its tables now, where it does not find out by itself soon enough."""
        connection = connections[self.using]
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

    def topics(self, locale: str) -> Mapping[str, str]:
        """Labels of the portal's topics; an index of its own knows none."""
        return _labels(pagecache.version(), locale) if self.reach is public else {}

    def _in_order(self, ranked: list[tuple[int, float, bool]], order: Order, *, nearest: bool) -> list[tuple[int, float, bool]]:
        """A union promises no order."""
        ordered = sorted(ranked, key=lambda found: (not found[2], -found[1] if order == Order.RELEVANCE else 0))
        if order == Order.DATE:
            rows = Document.objects.using(self.using).filter(pk__in=[number for number, _score, _strong in ranked], date__isnull=False)
            moments = {number: date.timestamp() for number, date in rows.values_list("pk", "date") if date}
            sign = 1 if nearest else -1
            ordered.sort(key=lambda found: (not found[2], found[0] not in moments, sign * moments.get(found[0], 0), found[0]))
        return ordered

    def _hits(self, standings: Sequence[Standing]) -> list[Hit]:
        rows = Document.objects.using(self.using).select_related("text").in_bulk([standing.number for standing in standings])
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
                organiser=row.organiser,
                image=row.image,
                score=standing.score,
                strong=standing.strong,
            )
            for standing in standings
            # Reindexed between the two queries: better one result less than a wrong one.
            if (row := rows.get(standing.number)) is not None
        ]
