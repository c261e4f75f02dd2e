"""The one SQL statement of a question, the same text on SQLite and PostgreSQL: hits, totals and facets of what is public.

scoring.py says how documents are scored. What is public is decided in the same statement, so a stale index never shows anything.
What is over weighs less than what is to come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from core import registry
from core.privacy import private_paths
from search import weights
from search.analysis import Group
from search.engine import ORGANISATIONS_FIRST, Facets, Filters, Order
from search.scoring import Chosen, Cut, scored
from search.sql import Statement

WARSAW = ZoneInfo("Europe/Warsaw")


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
    closed = tuple(private_paths())
    for source in registry.search_sources:
        sql, params = _public_keys(source, closed)
        # The range keeps the sub-query from being asked about pages.
        first, behind = f"{source.prefix}:", f"{source.prefix};"
        statement.add(" or (doc.page_id is null and doc.key >= %s and doc.key < %s and doc.key in (", first, behind)
        statement.add(sql, *params).add("))")
    return statement.add(")")


_written: dict[tuple[registry.SearchSource, tuple[str, ...]], tuple[str, tuple[Any, ...]]] = {}
_MOST_WRITTEN = 64


def _public_keys(source: registry.SearchSource, closed: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    """The SQL of a source's public keys while these parts of the tree are closed. Django writes it longer than the database answers."""
    if (source, closed) in _written:
        return _written[source, closed]
    sql, params = source.public_keys().query.sql_with_params()
    # It looked for itself what is closed: kept only where that is still the same.
    if tuple(private_paths()) == closed:
        if len(_written) >= _MOST_WRITTEN:
            _written.clear()
        _written[source, closed] = sql, tuple(params)
    return sql, tuple(params)


def forget_public_keys(**kwargs: Any) -> None:
    """Ids of content types stand in that SQL, and a database that was emptied gives new ones."""
    _written.clear()


# Materialised: PostgreSQL, which knows nothing of a table that was never analysed, would join it anew for each document.
RESTRICTED = (
    "restricted as materialized (select parent.path from wagtailcore_pageviewrestriction r"
    " join wagtailcore_page parent on parent.id = r.page_id)"
)


# Parts of the answer that are facets, and which of Facets they are.
FACET_PARTS = {"k": "kinds", "o": "topics", "c": "communes", "g": "organisers", "y": "years"}


_FACETS = (
    ("k", "kind", "v", ""),
    ("o", "dt.topic", "v join search_documenttopic dt on dt.document_id = v.d", ""),
    ("c", "territory_code", "v", " and territory_code <> ''"),
    ("g", "organiser", "v", " and organiser <> ''"),
    ("y", "cast(year as varchar(4))", "v", " and year is not null"),
)


def facets_of(parts: dict[str, dict[str, int]]) -> Facets:
    """The facets from the rows of their parts."""
    named: dict[str, dict[Any, int]] = {FACET_PARTS[part]: counts for part, counts in parts.items()}
    return Facets(**{**named, "years": {int(year): count for year, count in parts["y"].items()}})


def _one_of(column: str, values: Sequence[str]) -> Statement:
    return Statement().add(f"{column} in ").one_of(values)


def _flags(filters: Filters) -> dict[str, Statement]:
    """1 where a document passes a filter, for those that are set.

    Each facet leaves its own filter out, so these filters are flags and not conditions.
    """
    flags = {}
    if filters.kinds:
        flags["k"] = _one_of("doc.kind", filters.kinds)
    if filters.topics:
        about = _one_of("dt.topic", filters.topics)
        flags["o"] = Statement().add("exists (select 1 from search_documenttopic dt where dt.document_id = doc.id and ")
        flags["o"].join(about).add(")")
    if filters.communes:
        flags["c"] = Statement()
        for number, code in enumerate(filters.communes):
            flags["c"].add(f"{' or ' if number else ''}substr(doc.territory_code, 1, %s) = %s", len(code), code)
    if filters.organisers:
        flags["g"] = _one_of("doc.organiser", filters.organisers)
    if filters.year is not None:
        flags["y"] = Statement().add("doc.year = %s", filters.year)
    return {part: Statement().add(f"case when {flag.sql} then 1 else 0 end", *flag.params) for part, flag in flags.items()}


def _conditions(filters: Filters, now: datetime) -> Statement:
    """The filters that narrow all facets alike."""
    statement = Statement()
    if filters.date_from:
        statement.add(' and coalesce(doc."end", doc.date) >= %s', datetime.combine(filters.date_from, time(), WARSAW))
    if filters.date_to:
        statement.add(" and doc.date < %s", datetime.combine(filters.date_to + timedelta(days=1), time(), WARSAW))
    if filters.coming:
        statement.add(" and doc.kind = 'event' and coalesce(doc.\"end\", doc.date) >= %s", now)
    return statement


def _sorting(order: Order, filters: Filters) -> str:
    """Strong results first; undated ones behind the others of their kind, whichever way a database sorts nothing."""
    dated = f"case when date is null then 1 else 0 end, date {'asc' if nearest_first(filters) else 'desc'}, d"
    return f"strong desc, {dated}" if order == Order.DATE else f"strong desc, score desc, {dated}"


def nearest_first(filters: Filters) -> bool:
    """Of what is still to come the next is asked for, of all else the newest."""
    return filters.coming


def search_statement(
    groups: Sequence[Group],
    locale: str,
    filters: Filters,
    offset: int,
    limit: int,
    reach: Reach,
    order: Order = Order.RELEVANCE,
    chosen: Chosen | None = None,
    cut: Cut | None = None,
) -> Statement:
    """Rows (part, key, number, score, strong): `h` the hits of the page, `t` totals, `i` each word's idf, and those of FACET_PARTS.

    `chosen` leaves no other documents than these; a `cut` looks common words up in the best documents only.
    """
    now = timezone.now()
    flags = _flags(filters)
    statement = Statement().add(f"with {reach.ctes}")
    scores = scored(groups, locale, chosen, cut)
    statement.join(scores)
    # Weak results only fill up a page: asking of thousands of them what is public would cost more than all the rest. What
    # function words add is summed and not joined, since SQLite has no index on either side.
    statement.add(
        ", top as (select d, sum(score) score, max(strong) strong from (select d, score, strong from r where strong = 1"
        " union all select d, score, strong from (select d, score, strong from r where strong = 0 order by score desc, d limit %s) weak"
        " union all select d, score, 0 from f) candidates group by d)",
        weights.MOST_WEAK,
    )
    statement.add(
        ", v as (select top.d, top.score * case when doc.kind = 'event' and coalesce(doc.\"end\", doc.date) < %s"
        " then cast(%s as double precision) else 1 end score, top.strong, doc.kind, doc.territory_code, doc.organiser, doc.year, doc.date",
        now,
        weights.PAST_EVENT,
    )
    for part, flag in flags.items():
        statement.add(", ").join(flag).add(f" by_{part}")
    statement.add(f" from top join search_document doc on doc.id = top.d{reach.join} where doc.locale = %s and ", locale)
    statement.join(reach.condition)
    narrowed = _conditions(filters, now)
    statement.join(narrowed)

    def passing(own: str = "") -> str:
        return "".join(f" and by_{part} = 1" for part in flags if part != own)

    statement.add(") select 'h' part, '' name, d number, score, strong from (select d, score, strong from v where 1 = 1").add(passing())
    statement.add(f" order by {_sorting(order, filters)} limit %s offset %s) page_of_hits", limit, offset)
    statement.add(" union all select 't', '', count(*), 0.0, strong from v where 1 = 1").add(passing()).add(" group by strong")
    statement.add(" union all select 'i', '', grp, idf, core from i")
    for part, column, of, known in _FACETS:
        statement.add(f" union all select '{part}', {column}, count(*), 0.0, 1")
        statement.add(f" from {of} where strong = 1{known}{passing(part)} group by {column}")
    return statement


def suggestion_statement(complete: Sequence[Group], beginning: str, locale: str, limit: int, reach: Reach) -> Statement:
    """Documents that have all complete words and a title word with this beginning: some organisations, then the newest."""
    ctes = reach.ctes.removesuffix(", ")
    statement = Statement().add(f"with {ctes} " if ctes else "")
    statement.add("select title, kind, url_path from (select doc.title, doc.kind, doc.url_path, row_number() over (")
    statement.add("partition by case when doc.kind = 'organisation' then 0 else 1 end order by ")
    statement.add("case when doc.date is null then 1 else 0 end, doc.date desc, doc.id) turn from search_document doc").add(reach.join)
    statement.add(" where doc.locale = %s", locale)
    # The postings find them quickly; a place's word counts as much as a title's, so the title is asked too.
    first = f"{'w' if locale == 'pl' else 'W'}{beginning}"
    statement.add(
        " and doc.id in (select document_id from search_posting where term >= %s and term < %s and tf >= 3) and doc.words like %s",
        first,
        first + "\U0010ffff",
        "% " + beginning.replace("_", "") + "%",
    )
    for group in complete:
        statement.add(" and doc.id in (select document_id from search_posting where term in ").one_of(sorted(group.core)).add(
            " and tf >= 3)"
        )
    statement.add(" and ").join(reach.condition)
    first = "case when kind = 'organisation' and turn <= %s then 0 else 1 end"
    return statement.add(f") found order by {first}, turn, title limit %s", ORGANISATIONS_FIRST, limit)
