"""The one SQL statement of the embedded engine, the same text on SQLite and PostgreSQL (design decision 4).

Each word of the query is one group of terms. A group's frequency x in a document is the weighted sum of its terms'
counts; the score is BM25 over groups, and a group's idf counts the documents that have the word itself, not only its
beginning. Function words ("w", "dla") order the first results and decide nothing else. What is public is decided in the
same statement, so a stale index never shows anything. What is over weighs less than what is to come.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from core import registry
from search.analysis import FUNCTION_WEIGHT, Group
from search.engine import Filters

K1 = 0.9
B = 0.6
# A document with at least this share of the best possible sum of idf is counted as a result; a word that is met only by
# its beginning counts half.
STRONG = 0.5
MOST_WEAK = 200
MOST_REFINED = 200
# What a past event's score is worth beside others': of events with the same words the coming one stands first, even where
# its text is somewhat longer, and yet an archived event that fits much better is found.
PAST_EVENT = 0.85
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


@dataclass
class Reach:
    """Which documents a question may show: CTEs before the others, a join to `doc`, and a condition about what is joined."""

    ctes: str = ""
    join: str = ""
    condition: Statement = field(default_factory=lambda: Statement("1 = 1"))


def everything(locale: str) -> Reach:
    """Whatever is in the index: for one that holds nothing but what was put there to be found."""
    return Reach()


def public(locale: str) -> Reach:
    """What is public now: pages that are live and under no restriction, and what is public by its source."""
    return Reach(f"{RESTRICTED}, ", " left join wagtailcore_page page on page.id = doc.page_id", _public_condition(locale))


def _public_condition(locale: str) -> Statement:
    statement = Statement().add(
        "((page.live and page.locale_id in (select id from wagtailcore_locale where language_code = %s)"
        " and not exists (select 1 from restricted where substr(page.path, 1, length(restricted.path)) = restricted.path))",
        locale,
    )
    for source in registry.search_sources:
        sql, params = source.public_keys().query.sql_with_params()
        # The range keeps the sub-query from being asked about pages.
        first, behind = f"{source.prefix}:", f"{source.prefix};"
        statement.add(" or (doc.page_id is null and doc.key >= %s and doc.key < %s and doc.key in (", first, behind)
        statement.add(sql, *params).add("))")
    return statement.add(")")


# n documents have the word, c.n there are; x is how often it stands in this one.
_IDF = "ln(1 + (c.n - n.n + cast(0.5 as double precision)) / (n.n + 0.5))"
_SATURATED = "h.x * %s / (h.x + %s + %s * doc.length / (select len from c))"
_SATURATION = (K1 + 1, K1 * (1 - B), K1 * B)
_NOTHING_MORE = ", f as (select 0 d, 0.0 score where 1 = 0)"
# Materialised: PostgreSQL, which knows nothing of a table that was never analysed, would join it anew for each document.
RESTRICTED = (
    "restricted as materialized (select parent.path from wagtailcore_pageviewrestriction r"
    " join wagtailcore_page parent on parent.id = r.page_id)"
)


def _terms(name: str, groups: list[Group], numbers: range) -> Statement:
    """The CTE `name`: each term of the groups with its group's number, its weight, and 1 where it is the word itself."""
    statement = Statement().add(f"{name}(term, grp, w, core) as (values ")
    rows = [(term, number, weight, core) for number, group in zip(numbers, groups, strict=True) for term, weight, core in group.terms()]
    for position, row in enumerate(rows):
        # The casts keep PostgreSQL from reckoning in its slow numeric type.
        statement.add(("," if position else "") + "(%s, %s, cast(%s as double precision), %s)", *row)
    return statement.add(")")


def _scored(groups: list[Group], locale: str) -> Statement:
    """The CTEs `r`: document, score of the words that mean something, strong or not; and `f`: what the others add."""
    if not groups:
        everything = Statement().add("r as (select id d, 0.0 score, 1 strong from search_document where locale = %s)", locale)
        return everything.add(_NOTHING_MORE)
    telling = [group for group in groups if group.weight == 1]
    joining = [group for group in groups if group.weight != 1]
    statement = _terms("q", telling, range(len(telling)))
    statement.add(
        ", c as (select count(*) n, cast(avg(length) as double precision) len from search_document where locale = %s),"
        " h as (select p.document_id d, q.grp, sum(p.tf * q.w) x, max(q.core) core"
        " from q join search_posting p on p.term = q.term group by p.document_id, q.grp),"
        " n as (select grp, sum(core) n, max(core) core from h group by grp), i as (select n.grp, n.core, ",
        locale,
    )
    statement.add(_IDF).add(" idf from n cross join c), s as (select h.d, sum(i.idf * ")
    statement.add(_SATURATED, *_SATURATION).add(") score, sum(i.idf * (1 + h.core)) cover")
    statement.add(
        " from h join i on i.grp = h.grp join search_document doc on doc.id = h.d group by h.d),"
        " r as (select d, score, case when cover >= %s * (select sum(idf * (1 + core)) from i) then 1 else 0 end strong from s)",
        STRONG,
    )
    if not joining:
        return statement.add(_NOTHING_MORE)
    # Nearly every document has "w" and "na": they are looked up only in the documents whose order they can change.
    functions = _terms("fq", joining, range(len(joining)))
    statement.add(", ").add(functions.sql, *functions.params)
    statement.add(
        ", first as (select d from r order by score desc, d limit %s),"
        " fh as (select p.document_id d, fq.grp, sum(p.tf * fq.w) x from first cross join fq"
        " join search_posting p on p.term = fq.term and p.document_id = first.d group by p.document_id, fq.grp),"
        " fc as (select fq.grp, (select count(*) from search_posting p where p.term = fq.term) n from fq where fq.core = 1),"
        " fn as (select grp, max(n) n from fc group by grp), fi as (select n.grp, %s * ",
        MOST_REFINED,
        FUNCTION_WEIGHT,
    )
    statement.add(_IDF).add(" idf from fn n cross join c), f as (select h.d, sum(i.idf * ").add(_SATURATED, *_SATURATION)
    return statement.add(") score from fh h join fi i on i.grp = h.grp join search_document doc on doc.id = h.d group by h.d)")


def _flag(wanted: str, condition: str, *params: Any) -> Statement:
    """1 where a document passes a filter; each facet leaves its own filter out, so filters are flags and not conditions."""
    return Statement().add(f"case when {condition} then 1 else 0 end", *params) if wanted else Statement().add("1")


def search_statement(groups: list[Group], locale: str, filters: Filters, offset: int, limit: int, reach: Reach) -> Statement:
    """Rows (part, key, number, score, strong): `h` the hits of the page, `t` totals, `k`, `o`, `c` the facets."""
    kind = _flag(filters.kind, "doc.kind = %s", filters.kind)
    topic = _flag(
        filters.topic,
        "exists (select 1 from search_documenttopic dt where dt.document_id = doc.id and dt.topic = %s)",
        filters.topic,
    )
    commune = _flag(filters.commune, "substr(doc.territory_code, 1, %s) = %s", len(filters.commune), filters.commune)
    statement = Statement().add(f"with {reach.ctes}")
    scored = _scored(groups, locale)
    statement.add(scored.sql, *scored.params)
    # Weak results only fill up a page: asking of thousands of them what is public would cost more than all the rest. What
    # function words add is summed and not joined, since SQLite has no index on either side.
    statement.add(
        ", top as (select d, sum(score) score, max(strong) strong from (select d, score, strong from r where strong = 1"
        " union all select d, score, strong from (select d, score, strong from r where strong = 0 order by score desc, d limit %s) weak"
        " union all select d, score, 0 from f) candidates group by d)",
        MOST_WEAK,
    )
    statement.add(
        ", v as (select top.d, top.score * case when doc.kind = 'event' and coalesce(doc.\"end\", doc.date) < %s"
        " then cast(%s as double precision) else 1 end score, top.strong, doc.kind, doc.territory_code, doc.date, ",
        timezone.now(),
        PAST_EVENT,
    )
    for name, flag in (("by_kind", kind), ("by_topic", topic), ("by_commune", commune)):
        statement.add(flag.sql, *flag.params).add(f" {name}{', ' if name != 'by_commune' else ''}")
    statement.add(f" from top join search_document doc on doc.id = top.d{reach.join} where doc.locale = %s and ", locale)
    statement.add(reach.condition.sql, *reach.condition.params)
    if filters.date_from:
        statement.add(' and coalesce(doc."end", doc.date) >= %s', datetime.combine(filters.date_from, time(), WARSAW))
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


def suggestion_statement(complete: list[Group], beginning: str, locale: str, limit: int, reach: Reach) -> Statement:
    """Documents that have all complete words and a title word with this beginning."""
    ctes = reach.ctes.removesuffix(", ")
    statement = Statement().add(f"with {ctes} " if ctes else "")
    statement.add("select doc.title, doc.kind, doc.url_path from search_document doc").add(reach.join)
    statement.add(" where doc.locale = %s", locale)
    # tf >= 3: a title's word counts three times, so this leaves out most of what only the body has.
    first = f"{'w' if locale == 'pl' else 'W'}{beginning}"
    statement.add(
        " and doc.id in (select document_id from search_posting where term >= %s and term < %s and tf >= 3)",
        first,
        first + "\U0010ffff",
    )
    for group in complete:
        statement.add(" and doc.id in (select document_id from search_posting where term in (")
        statement.add(", ".join(["%s"] * len(group.core)), *sorted(group.core)).add(") and tf >= 3)")
    statement.add(" and ").add(reach.condition.sql, *reach.condition.params)
    return statement.add(" order by doc.date desc, doc.id limit %s", limit)
