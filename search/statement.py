"""The one SQL statement of the embedded engine, the same text on SQLite and PostgreSQL (design decision 4).

Each word of the query is one group of terms. A group's frequency x in a document is the weighted sum of its terms'
counts; the score is BM25 over groups, and a group's idf counts the documents that have the word itself, not only its
beginning. What is public is decided in the same statement, so a stale index never shows anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core import registry
from search.analysis import Group
from search.engine import Filters

K1 = 0.9
B = 0.6
# A document with at least this share of the best possible sum of idf is counted as a result; a word that is met only by
# its beginning counts half.
STRONG = 0.5
WARSAW = ZoneInfo("Europe/Warsaw")


@dataclass
class Statement:
    """SQL and its parameters, put together piece by piece so that neither gets out of step."""

    sql: str = ""
    params: list[Any] = field(default_factory=list)

    def add(self, sql: str, *params: Any) -> Statement:
        self.sql += sql
        self.params.extend(params)
        return self


def public_condition(locale: str) -> Statement:
    """That `doc`, joined with its `page`, is public now: live and under no restriction, or public by its source."""
    statement = Statement().add(
        "((page.live and page.locale_id in (select id from wagtailcore_locale where language_code = %s)"
        " and not exists (select 1 from restricted where substr(page.path, 1, length(restricted.path)) = restricted.path))",
        locale,
    )
    for source in registry.search_sources:
        sql, params = source.public_keys().query.sql_with_params()
        # The range keeps the sub-query from being asked about pages.
        statement.add(" or (doc.page_id is null and doc.key >= %s and doc.key < %s and doc.key in (", f"{source.prefix}:", f"{source.prefix};")
        statement.add(sql, *params).add("))")
    return statement.add(")")


RESTRICTED = (
    "restricted as (select parent.path from wagtailcore_pageviewrestriction r join wagtailcore_page parent on parent.id = r.page_id)"
)


def _scored(groups: list[Group], locale: str) -> Statement:
    """The CTE `s`: document, score, and whether it is strong."""
    if not groups:
        return Statement().add("s as (select id d, 0.0 score, 1 strong from search_document where locale = %s)", locale)
    statement = Statement().add("q(term, grp, w, core) as (values ")
    rows = [(term, number, weight, core) for number, group in enumerate(groups) for term, weight, core in group.terms()]
    for position, (term, number, weight, core) in enumerate(rows):
        # The casts keep PostgreSQL from reckoning in its slow numeric type.
        statement.add(("," if position else "") + "(%s, %s, cast(%s as double precision), %s)", term, number, weight, core)
    statement.add("), g(grp, weight) as (values ")
    for number, group in enumerate(groups):
        statement.add(("," if number else "") + "(%s, cast(%s as double precision))", number, group.weight)
    return statement.add(
        "), c as (select count(*) n, cast(avg(length) as double precision) len from search_document where locale = %s),"
        " h as (select p.document_id d, q.grp, sum(p.tf * q.w) x, max(q.core) core"
        " from q join search_posting p on p.term = q.term group by p.document_id, q.grp),"
        " i as (select h.grp, max(h.core) core,"
        " max(g.weight) * ln(1 + (max(c.n) - sum(h.core) + cast(0.5 as double precision)) / (sum(h.core) + 0.5)) idf"
        " from h join g on g.grp = h.grp cross join c group by h.grp),"
        " best as (select sum(idf * (1 + core)) cover from i),"
        " s as (select h.d, sum(i.idf * h.x * %s / (h.x + %s + %s * doc.length / c.len)) score,"
        " case when sum(i.idf * (1 + h.core)) >= %s * max(best.cover) then 1 else 0 end strong"
        " from h join i on i.grp = h.grp join search_document doc on doc.id = h.d cross join c cross join best group by h.d)",
        locale,
        K1 + 1,
        K1 * (1 - B),
        K1 * B,
        STRONG,
    )


def _flag(wanted: str, condition: str, *params: Any) -> Statement:
    """1 where a document passes a filter; each facet leaves its own filter out, so filters are flags and not conditions."""
    return Statement().add(f"case when {condition} then 1 else 0 end", *params) if wanted else Statement().add("1")


def search_statement(groups: list[Group], locale: str, filters: Filters, offset: int, limit: int) -> Statement:
    """Rows (part, key, number, score, strong): `h` the hits of the page, `t` totals, `k`, `o`, `c` the facets."""
    kind = _flag(filters.kind, "doc.kind = %s", filters.kind)
    topic = _flag(
        filters.topic,
        "exists (select 1 from search_documenttopic dt where dt.document_id = doc.id and dt.topic = %s)",
        filters.topic,
    )
    commune = _flag(filters.commune, "substr(doc.territory_code, 1, %s) = %s", len(filters.commune), filters.commune)
    statement = Statement().add(f"with {RESTRICTED}, ")
    scored = _scored(groups, locale)
    statement.add(scored.sql, *scored.params)
    statement.add(", v as (select s.d, s.score, s.strong, doc.kind, doc.territory_code, doc.date, ")
    for name, flag in (("by_kind", kind), ("by_topic", topic), ("by_commune", commune)):
        statement.add(flag.sql, *flag.params).add(f" {name}{', ' if name != 'by_commune' else ''}")
    public = public_condition(locale)
    statement.add(
        " from s join search_document doc on doc.id = s.d left join wagtailcore_page page on page.id = doc.page_id where doc.locale = %s and ",
        locale,
    )
    statement.add(public.sql, *public.params)
    if filters.date_from:
        statement.add(" and coalesce(doc.\"end\", doc.date) >= %s", datetime.combine(filters.date_from, time(), WARSAW))
    if filters.date_to:
        statement.add(" and doc.date < %s", datetime.combine(filters.date_to + timedelta(days=1), time(), WARSAW))
    return statement.add(
        ") select 'h' part, '' name, d number, score, strong from ("
        "select d, score, strong from v where by_kind = 1 and by_topic = 1 and by_commune = 1"
        " order by strong desc, score desc, date desc, d limit %s offset %s) page_of_hits"
        " union all select 't', '', count(*), 0.0, strong from v where by_kind = 1 and by_topic = 1 and by_commune = 1 group by strong"
        " union all select 'k', kind, count(*), 0.0, 1 from v where strong = 1 and by_topic = 1 and by_commune = 1 group by kind"
        " union all select 'o', dt.topic, count(*), 0.0, 1 from v join search_documenttopic dt on dt.document_id = v.d"
        " where strong = 1 and by_kind = 1 and by_commune = 1 group by dt.topic"
        " union all select 'c', territory_code, count(*), 0.0, 1 from v"
        " where strong = 1 and by_kind = 1 and by_topic = 1 and territory_code <> '' group by territory_code",
        limit,
        offset,
    )


def suggestion_statement(complete: list[Group], beginning: str, locale: str, limit: int) -> Statement:
    """Public documents that have all complete words and a title word with this beginning."""
    statement = Statement().add(
        f"with {RESTRICTED} select doc.title, doc.kind, doc.url_path from search_document doc"
        " left join wagtailcore_page page on page.id = doc.page_id where doc.locale = %s",
        locale,
    )
    # tf >= 3: a title's word counts three times, so this leaves out most of what only the body has.
    first = f"{'w' if locale == 'pl' else 'W'}{beginning}"
    statement.add(
        " and doc.id in (select document_id from search_posting where term >= %s and term < %s and tf >= 3)",
        first,
        first + "\U0010ffff",
    )
    for group in complete:
        marks = ", ".join(["%s"] * len(group.core))
        statement.add(f" and doc.id in (select document_id from search_posting where term in ({marks}) and tf >= 3)", *sorted(group.core))
    public = public_condition(locale)
    statement.add(" and ").add(public.sql, *public.params)
    return statement.add(" order by doc.date desc, doc.id limit %s", limit)
