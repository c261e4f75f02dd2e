"""The score of documents as SQL: word groups over the postings, BM25 over groups (design decision 4; weights.py has the numbers).

A group's frequency x in a document is the weighted sum of its terms' counts; a phrase that stands for the word counts as often as
the rarest of its words. A group's idf counts the documents that have the word itself, not only its beginning. Function words ("w",
"dla") order the first results and decide nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from search import weights
from search.analysis import Group
from search.sql import Statement

# n documents have the word, c.n there are; x is how often it stands in this one.
_IDF = "ln(1 + (c.n - n.n + cast(0.5 as double precision)) / (n.n + 0.5))"
_SATURATED = "h.x * %s / (h.x + %s + %s * doc.length / (select len from c))"
_SATURATION = (weights.K1 + 1, weights.K1 * (1 - weights.B), weights.K1 * weights.B)
_OWN = "select p.document_id d, q.grp, sum(p.tf * q.w) x, max(q.core) core from {rows} group by p.document_id, q.grp"
_CHOSEN = ", chosen as materialized (select id d from search_document where key in "
# From the few documents to their postings, never the other way round.
_OF_CHOSEN = "chosen cross join {name} join search_posting p on p.term = {name}.term and p.document_id = chosen.d"
_OF_ALL = "{name} join search_posting p on p.term = {name}.term"
_NOTHING_MORE = ", f as (select 0 d, 0.0 score where 1 = 0)"
_NO_WORDS = ", i as (select 0 grp, 0.0 idf, 0 core where 1 = 0)"


def idf(n: int, documents: int) -> float:
    """What a word tells that n of so many documents have: as _IDF says it to the database."""
    return log(1 + (documents - n + 0.5) / (n + 0.5))


@dataclass(frozen=True)
class Chosen:
    """Documents that another engine chose, and what it counted: how many documents have a word.

    `telling`: number of the word, documents with the word itself, 1 if there are any; words that stand nowhere at all are left out.
    `joining`: number of the word, documents with it.
    """

    keys: Sequence[str]
    telling: Sequence[tuple[int, int, int]]
    joining: Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Cut:
    """What is counted already (search/cutting.py): all documents and their mean length, and of each function word the documents with it.

    `common` are words of a question that are looked up only in the best documents that the rarer words found: number of the word,
    documents with the word itself, 1 if there are any.
    """

    common: Sequence[tuple[int, int, int]]
    documents: int
    length: float
    joining: Sequence[tuple[int, int]]

    @property
    def numbers(self) -> frozenset[int]:
        return frozenset(number for number, _n, _core in self.common)


Numbered = Sequence[tuple[int, Group]]


def _rows(name: str, chosen: Chosen | None) -> str:
    return (_OF_CHOSEN if chosen else _OF_ALL).format(name=name)


def _terms(name: str, groups: Numbered) -> Statement:
    """The CTE `name`: each term of the groups with its group's number, its weight, and 1 where it is the word itself."""
    rows = [(term, number, weight, core) for number, group in groups for term, weight, core in group.terms()]
    # The casts keep PostgreSQL from reckoning in its slow numeric type.
    return Statement().add(f"{name}(term, grp, w, core) as (").values(rows, casts=("", "", "double precision", "")).add(")")


def _phrases(groups: Numbered, chosen: Chosen | None) -> Statement:
    """The CTEs of phrases that stand for a word: `ph`, a group's documents with all words of one of its phrases."""
    rows = [
        (term, number, which, part, len(phrase))
        for number, group in groups
        for which, phrase in enumerate(group.phrases)
        for part, terms in enumerate(phrase)
        for term in sorted(terms)
    ]
    if not rows:
        return Statement()
    return (
        Statement()
        .add(", pq(term, grp, phrase, part, parts) as (")
        .values(rows)
        .add("), pp as (select p.document_id d, pq.grp, pq.phrase, pq.part, max(pq.parts) parts, sum(p.tf) x from ")
        .add(_rows("pq", chosen))
        .add(
            " group by p.document_id, pq.grp, pq.phrase, pq.part),"
            " ph as (select d, grp, min(x) * cast(%s as double precision) x from pp group by d, grp, phrase having count(*) = max(parts))",
            weights.SYNONYM,
        )
    )


def _summed(frequencies: str, *, few: bool = False) -> Statement:
    """For each document of a CTE (d, grp, x, core): its score, how much of the question it covers, and how many of its words it has.

    Of `few` documents the lengths are looked up one by one: PostgreSQL would rather read those of all.
    """
    length = "(select doc.length from search_document doc where doc.id = h.d)" if few else "doc.length"
    return (
        Statement()
        .add("select h.d, sum(i.idf * ")
        .add(_SATURATED.replace("doc.length", length), *_SATURATION)
        .add(") score, sum(i.idf * case when h.core < i.core then cast(%s as double precision) else 1 + i.core end)", weights.BEGINNING)
        .add(f" cover, sum(h.core) words from {frequencies} h")
        .add(f" join i on i.grp = h.grp{'' if few else ' join search_document doc on doc.id = h.d'} group by h.d")
    )


def _of_common(common: Numbered) -> Statement:
    """CTEs up to `s`: what the common words add to the best documents of `s_rare`, which stays as it is for all others."""
    statement = Statement().add(", ").join(_terms("common", common))
    statement.add(", best as (select d from s_rare order by score desc, d limit %s)", weights.MOST_CUT)
    # Document by document: PostgreSQL would rather read all of these words than look up a thousand documents, which takes half a second
    # at 100,000 pages.
    statement.add(
        ", looked_up as materialized (select best.d, common.grp, common.w, common.core,"
        " (select p.tf from search_posting p where p.term = common.term and p.document_id = best.d) tf from best cross join common)"
        ", h_common as (select d, grp, sum(tf * w) x, max(core) core from looked_up where tf is not null group by d, grp)"
    )
    statement.add(", s_common as (").join(_summed("h_common", few=True))
    return statement.add(
        "), s as (select s_rare.d, s_rare.score + coalesce(more.score, 0) score, s_rare.cover + coalesce(more.cover, 0) cover,"
        " s_rare.words + coalesce(more.words, 0) words"
        " from s_rare left join s_common more on more.d = s_rare.d)"
    )


def _of_joining(joining: Numbered, counted: Sequence[tuple[int, int]]) -> Statement:
    """CTEs up to `f`: what function words add to the first documents of `r`."""
    # Nearly every document has "w" and "na": they are looked up only in the documents whose order they can change.
    statement = Statement().add(", ").join(_terms("fq", joining))
    statement.add(
        ", first as (select d from r order by score desc, d limit %s),"
        " joined as materialized (select first.d, fq.grp, fq.w,"
        " (select p.tf from search_posting p where p.term = fq.term and p.document_id = first.d) tf from first cross join fq),"
        " fh as (select d, grp, sum(tf * w) x from joined where tf is not null group by d, grp),",
        weights.MOST_REORDERED,
    )
    if counted:
        statement.add(" fn(grp, n) as (").values(counted)
    else:
        statement.add(
            " fc as (select fq.grp, (select count(*) from search_posting p where p.term = fq.term) n from fq where fq.core = 1),"
            " fn as (select grp, max(n) n from fc group by grp"
        )
    statement.add("), fi as (select n.grp, %s * ", weights.FUNCTION_WORD)
    statement.add(_IDF).add(" idf from fn n cross join c), f as (select h.d, sum(i.idf * ").add(_SATURATED, *_SATURATION)
    return statement.add(") score from fh h join fi i on i.grp = h.grp join search_document doc on doc.id = h.d group by h.d)")


def scored(groups: Sequence[Group], locale: str, chosen: Chosen | None = None, cut: Cut | None = None) -> Statement:
    """CTEs `i`: each telling word's idf; `r`: document, score of these words, strong or not; `f`: what the other words add.

    Of all documents, or of the `chosen` ones with the counts that came with them: the scores are the same. With a `cut` the common
    words score only the MOST_CUT best documents of the others, which the idf of the common ones, being counted less exactly, hardly moves.
    """
    if not groups:
        everything = Statement().add("r as (select id d, 0.0 score, 1 strong from search_document where locale = %s)", locale)
        return everything.add(_NOTHING_MORE).add(_NO_WORDS)
    telling = list(enumerate(group for group in groups if group.weight == 1))
    joining = list(enumerate(group for group in groups if group.weight != 1))
    looked_up = cut.numbers if cut else frozenset()
    common = [(number, group) for number, group in telling if number in looked_up]
    telling = [(number, group) for number, group in telling if number not in looked_up]
    statement = _terms("q", telling)
    if cut:
        size = Statement().values([(cut.documents, cut.length)], casts=("", "double precision"))
        statement.add(", c(n, len) as (").join(size).add(")")
    else:
        statement.add(
            ", c as (select count(*) n, cast(avg(length) as double precision) len from search_document where locale = %s)", locale
        )
    if chosen:
        statement.add(_CHOSEN).one_of(chosen.keys).add(")")
    own = _OWN.format(rows=_rows("q", chosen))
    phrases = _phrases(telling, chosen)
    statement.join(phrases).add(", h as (")
    if phrases.sql:
        statement.add("select d, grp, sum(x) x, max(core) core from (").add(own)
        statement.add(" union all select d, grp, x, 1 from ph) parts group by d, grp")
    else:
        statement.add(own)
    if chosen:
        statement.add("), n(grp, n, core) as (").values(chosen.telling)
    else:
        statement.add("), n as (select grp, sum(core) n, max(core) core from h group by grp")
    if cut and common:
        counted = Statement().add("select * from (").values(cut.common).add(") counted")
        statement.add("), every_n(grp, n, core) as (select grp, n, core from n union all ").join(counted)
    statement.add("), i as (select n.grp, n.core, ").add(_IDF).add(f" idf from {'every_n' if common else 'n'} n cross join c)")
    statement.add(f", {'s_rare' if common else 's'} as (").join(_summed("h")).add(")")
    if common:
        statement.join(_of_common(common))
    statement.add(
        ", r as (select d, score, case when cover >= %s * (select sum(idf * (1 + core)) / nullif(max(core), 0) from i)"
        " and words >= (select case when sum(core) > %s then %s else sum(core) end from i) then 1 else 0 end strong from s)",
        weights.STRONG,
        weights.FEWEST_WORDS,
        weights.FEWEST_WORDS,
    )
    if not joining:
        return statement.add(_NOTHING_MORE)
    given = chosen or cut
    return statement.join(_of_joining(joining, given.joining if given else ()))
