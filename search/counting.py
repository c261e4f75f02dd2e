"""Counting what people look for, and nothing about who they are."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.utils import timezone

from search import polish
from search.limits import asked_already
from search.models.queries import LONGEST_COUNTED, SearchCount
from search.silenced import silenced

logger = logging.getLogger(__name__)

# Telephone, PESEL, NIP, REGON and account numbers all have at least so many digits, whatever stands between them.
FEWEST_DIGITS_OF_A_NUMBER = 7
# Thirteen months: this month can be compared with the same one a year ago.
KEPT = timedelta(days=396)
# A page never waits longer than this for a database that somebody else is writing to.
_LONGEST_WAIT_MS = 50
# Also as it is written to hide from programs, with the sign left out before a provider, and the number of an identity card.
_ADDRESS = re.compile(
    r"@|%40|&#64;|[(\[{<]\s*(?:a|at|małpa)\s*[)\]}>]"
    r"|\w[-_ ]at[-_ ]\w+[-_. ](?:pl|com|eu|org)\b|\bmałpa\s+\w+(?:[. ]|\s+kropka\s+)(?:pl|com|eu|org)\b"
    r"|\w\.\w+\s+(?:wp|o2|onet|interia|gmail|outlook|op|poczta)[. ](?:pl|com|eu)\b|\b[a-z]{3}\s?\d{6}\b"
)
# What has no name at all is no browser either.
_PROGRAM = re.compile(
    r"(?<!cu)bot(?:\b|_)|crawl|spider|slurp|fetch|curl|wget|python|java/|go-http|libwww|monitor|scan|preview|feed", re.IGNORECASE
)

_UPSERT = """
    INSERT INTO search_searchcount (day, locale, query, folded, searches, without_results) VALUES (%s, %s, %s, %s, 1, %s)
    ON CONFLICT (day, locale, query) DO UPDATE SET
        searches = search_searchcount.searches + 1,
        without_results = search_searchcount.without_results + excluded.without_results
"""


def normalised(query: str) -> str:
    """The query as it is counted: lower case, single spaces, letters written in one way."""
    return " ".join(unicodedata.normalize("NFC", query).lower().split())


def may_be_kept(query: str) -> bool:
    """Whether a normalised query says nothing about a person: no e-mail address, no long number, nothing pasted."""
    plain = unicodedata.normalize("NFKC", query)
    return (
        0 < len(query) <= LONGEST_COUNTED
        and bool(polish.words(query))
        and not _ADDRESS.search(plain)
        and sum(sign.isdigit() for sign in plain) < FEWEST_DIGITS_OF_A_NUMBER
    )


def asked_by_a_person(request: HttpRequest) -> bool:
    """Whether a person asks, as far as a program says what it is; a browser that reads ahead is no person yet."""
    program = request.headers.get("User-Agent", "")
    ahead = "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    return request.method == "GET" and bool(program) and not _PROGRAM.search(program) and not ahead


def count(request: HttpRequest, query: str, locale: str, *, found: bool) -> None:
    """Count one search for what somebody typed, of one address once a day: nobody makes a sentence popular by themselves.

    A busy database loses the count, never the page.
    """
    kept = normalised(query)
    if not (may_be_kept(kept) and asked_by_a_person(request)) or silenced(kept) or asked_already(request, f"{locale} {kept}"):
        return
    folded = polish.fold(kept)[:LONGEST_COUNTED]
    day = connection.ops.adapt_datefield_value(timezone.localdate())
    try:
        with _impatient(), connection.cursor() as cursor:
            cursor.execute(_UPSERT, [day, locale, kept, folded, 0 if found else 1])
    except DatabaseError as error:
        logger.warning("search: a query was not counted: %s", error)


@contextmanager
def _impatient() -> Iterator[None]:
    """SQLite waits up to twenty seconds for whoever writes: not for this."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (usual,) = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {_LONGEST_WAIT_MS}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(usual)}")


def forget() -> int:
    """Delete counts older than thirteen months; how many there were."""
    deleted, _by_model = SearchCount.objects.filter(day__lt=timezone.localdate() - KEPT).delete()
    return deleted
