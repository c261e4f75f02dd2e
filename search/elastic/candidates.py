"""A question as Elasticsearch is asked it: how many documents have each word, and the keys of those that fit best.

Two requests. The first counts, for each word, the documents that have it; from this comes each word's idf, as in scoring.py. The
second asks for strong and weak documents apart: one is strong when the idf of its words reaches half of what is possible, the word
itself counting twice, its beginning a little less than once, and the document has two of the words at least.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zlib import crc32

from django.utils import timezone
from elasticsearch_dsl import MultiSearch, Q, Search
from elasticsearch_dsl.query import Query

from search import weights
from search.analysis import Group
from search.elastic.cluster import Cluster
from search.engine import Facets, Filters, Order
from search.question import Question
from search.scoring import Chosen, idf
from search.statement import WARSAW, nearest_first

# So many are scored by the shared formula; behind them the order is the server's.
BEST = 200
# More choices than a facet ever has.
_MOST_CHOICES = 3_000
# The server's sums have seven digits: what the exact formula calls strong must not be lost.
_SLACK = 0.999
# Of the terms of one word the best counts whole and the others a little, since all of them are this one word.
_TIE = 0.3
_FACETS = {"kinds": "kind", "topics": "topics", "communes": "territory", "organisers": "organiser", "years": "year"}


@dataclass
class Found:
    """What the server found: the best strong documents, weak ones, and how many strong ones there are.

    `whole` says that no other strong document fits, whatever the filters of facets leave; `behind` are the places asked for that
    are not among the best: strong ones, then weak ones.
    """

    strong: list[str] = field(default_factory=list)
    weak: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)
    total: int = 0
    facets: Facets = field(default_factory=Facets)
    whole: bool = True
    telling: list[tuple[int, int, int]] = field(default_factory=list)
    joining: list[tuple[int, int]] = field(default_factory=list)

    def chosen(self, keys: Sequence[str]) -> Chosen:
        return Chosen(keys, self.telling, self.joining)


class Candidates:
    """Asks one cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster

    def find(self, question: Question, filters: Filters, first: int, many: int, order: Order) -> Found:
        """The best, whatever is asked for, and of the places behind them those from `first` on, `many` of them."""
        telling = question.telling
        found, idfs = self._counted(question, telling, [group for group in question.groups if group.weight != 1])
        if not found.telling:
            return found
        ask = _Asking(telling, found, idfs, filters, timezone.now())
        searches = {"strong": ask.strong(), "weak": ask.weak()}
        if ask.by_facets:
            searches["narrowed"] = ask.strong(narrowed=True, facets=False)
        if order == Order.DATE:
            dated = ask.strong(narrowed=True, facets=False).sort(*_by_date(order, filters))
            searches["behind"] = dated.extra(from_=first, size=many)
        elif first + many > BEST:
            start = max(first, BEST)
            searches["behind"] = ask.strong(narrowed=True, facets=False).extra(from_=start, size=first + many - start)
        answers = self._ask(searches, question)
        found.whole = _total(answers["strong"]) <= BEST
        best = answers["strong"] if found.whole else answers.get("narrowed", answers["strong"])
        found.total = _total(answers.get("narrowed", answers["strong"]))
        found.strong = _keys(best)
        found.weak = _keys(answers["weak"])
        found.behind = _keys(answers["behind"]) if "behind" in answers else []
        found.facets = _facets(answers["strong"]["aggregations"])
        return found

    def _counted(self, question: Question, telling: Sequence[Group], joining: Sequence[Group]) -> tuple[Found, dict[int, float]]:
        filters: dict[str, Query] = {}
        for number, group in enumerate(telling):
            filters[f"core {number}"] = _itself(group)
            filters[f"any {number}"] = _any(group)
        for number, group in enumerate(joining):
            for term in group.core:
                filters[f"joining {number} {term}"] = _has([term])
        search = Search(using=self.cluster.asking, index=self.cluster.alias(question.locale)).extra(size=0, track_total_hits=True)
        search.aggs.bucket("words", "filters", filters=filters)
        search = search.params(allow_partial_search_results=False)
        answer: Any = search.execute().to_dict()
        counts = {name: bucket["doc_count"] for name, bucket in answer["aggregations"]["words"]["buckets"].items()}
        documents = _total(answer)
        found = Found()
        for number in range(len(telling)):
            n = counts[f"core {number}"]
            if counts[f"any {number}"]:
                found.telling.append((number, n, 1 if n else 0))
        for number, group in enumerate(joining):
            found.joining.append((number, max(counts[f"joining {number} {term}"] for term in group.core)))
        return found, {number: idf(n, documents) for number, n, _core in found.telling}

    def _ask(self, searches: Mapping[str, Search], question: Question) -> dict[str, dict[str, Any]]:
        many = MultiSearch(using=self.cluster.asking)
        # The same copy of the index for all pages of a question: copies may count what was deleted differently.
        header = {"allow_partial_search_results": False, "preference": f"q{crc32(question.text.encode('utf-8', 'replace'))}"}
        for search in searches.values():
            many = many.add(search.using(self.cluster.asking).index(self.cluster.alias(question.locale)).params(**header))
        return dict(zip(searches, (answer.to_dict() for answer in many.execute(raise_on_error=True)), strict=True))


class _Asking:
    """The searches of one question."""

    def __init__(self, telling: Sequence[Group], found: Found, idfs: Mapping[int, float], filters: Filters, now: datetime) -> None:
        groups = [(telling[number], idfs[number], core) for number, _n, core in found.telling]
        half = weights.STRONG * sum(idf * (1 + core) for _group, idf, core in groups)
        self._score = Q("bool", should=[_scored(group, idf) for group, idf, _core in groups], minimum_should_match=1)
        # Where no document has any of the words themselves, none is strong.
        known = [_itself(group) for group, _idf, core in groups if core]
        enough = Q("bool", should=known, minimum_should_match=min(weights.FEWEST_WORDS, len(known)))
        half_of_it = Q("function_score", query=_cover(groups), min_score=half * _SLACK)
        self._cover = Q("bool", filter=[half_of_it, enough]) if known else Q("match_none")
        self._conditions = _conditions(filters, now)
        self._by_facet = _facet_filters(filters)

    @property
    def by_facets(self) -> bool:
        return bool(self._by_facet)

    def strong(self, *, narrowed: bool = False, facets: bool = True) -> Search:
        """Strong documents, all of them or those that the filters of facets leave."""
        conditions = [self._cover, *self._conditions, *(self._by_facet.values() if narrowed else ())]
        search = _keys_only(Search().query(Q("bool", must=[self._score], filter=conditions)), BEST).extra(track_total_hits=True)
        if facets:
            for name, column in _FACETS.items():
                others = [query for facet, query in self._by_facet.items() if facet != name]
                of = search.aggs.bucket(name, "filter", filter=Q("bool", filter=others) if others else Q("match_all"))
                of.bucket("counts", "terms", field=column, size=_MOST_CHOICES)
        return search

    def weak(self) -> Search:
        """The others."""
        conditions = [*self._conditions, *self._by_facet.values()]
        query = Q("bool", must=[self._score], filter=conditions, must_not=[self._cover])
        return _keys_only(Search().query(query), weights.MOST_WEAK).extra(track_total_hits=False)


def _keys_only(search: Search, many: int) -> Search:
    # The key comes with the sorting: nothing stored is read.
    return search.sort({"_score": "desc"}, {"key": "asc"}).source(False).extra(stored_fields="_none_", size=many)


def _by_date(order: Order, filters: Filters) -> list[dict[str, Any]]:
    way = "asc" if nearest_first(filters) else "desc"
    return [{"date": {"order": way, "missing": "_last"}}, {"key": "asc"}]


def _has(terms: Sequence[str]) -> Query:
    return Q("terms", terms=list(terms))


def _with_all(phrase: Sequence[frozenset[str]]) -> Query:
    return Q("bool", filter=[_has(sorted(terms)) for terms in phrase])


def _itself(group: Group) -> Query:
    return Q("bool", should=[_has(sorted(group.itself)), *map(_with_all, group.phrases)], minimum_should_match=1)


def _any(group: Group) -> Query:
    terms = [term for term, _weight, _core in group.terms()]
    return Q("bool", should=[_has(terms), *map(_with_all, group.phrases)], minimum_should_match=1)


def _scored(group: Group, idf: float) -> Query:
    """About what the shared formula gives a word."""
    queries = [Q("term", terms={"value": term, "boost": weight}) for term, weight, _core in group.terms()]
    queries += [Q("constant_score", filter=_with_all(phrase), boost=idf * weights.SYNONYM) for phrase in group.phrases]
    return Q("dis_max", queries=queries, tie_breaker=_TIE)


def _cover(groups: Sequence[tuple[Group, float, int]]) -> Query:
    clauses = [Q("constant_score", filter=_any(group), boost=idf * (weights.BEGINNING if core else 1)) for group, idf, core in groups]
    clauses += [Q("constant_score", filter=_itself(group), boost=idf * (2 - weights.BEGINNING)) for group, idf, core in groups if core]
    return Q("bool", should=clauses, minimum_should_match=1)


def _facet_filters(filters: Filters) -> dict[str, Query]:
    """By facet: the filter that its own counts leave out."""
    found: dict[str, Query] = {}
    if filters.kinds:
        found["kinds"] = Q("terms", kind=list(filters.kinds))
    if filters.topics:
        found["topics"] = Q("terms", topics=list(filters.topics))
    if filters.communes:
        codes = [Q("prefix", territory={"value": code}) for code in filters.communes]
        found["communes"] = Q("bool", should=codes, minimum_should_match=1)
    if filters.organisers:
        found["organisers"] = Q("terms", organiser=list(filters.organisers))
    if filters.year is not None:
        found["years"] = Q("term", year=filters.year)
    return found


def _conditions(filters: Filters, now: datetime) -> list[Query]:
    """The filters that narrow all facets alike."""
    found = []
    if filters.date_from:
        found.append(Q("range", until={"gte": datetime.combine(filters.date_from, time(), WARSAW).isoformat()}))
    if filters.date_to:
        behind = datetime.combine(filters.date_to + timedelta(days=1), time(), WARSAW)
        found.append(Q("range", date={"lt": behind.isoformat()}))
    if filters.coming:
        found += [Q("term", kind="event"), Q("range", until={"gte": now.isoformat()})]
    return found


def _total(answer: Mapping[str, Any]) -> int:
    return int(answer["hits"]["total"]["value"])


def _keys(answer: Mapping[str, Any]) -> list[str]:
    return [hit["sort"][-1] for hit in answer["hits"]["hits"]]


def _facets(aggregations: Mapping[str, Any]) -> Facets:
    return Facets(**{name: {row["key"]: row["doc_count"] for row in aggregations[name]["counts"]["buckets"]} for name in _FACETS})
