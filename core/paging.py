"""Pages of long lists, and the addresses of what stands beside the page being read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.utils.functional import cached_property
from django.utils.translation import gettext

from core import pagecache

COUNT_SECONDS = 300
PARAMETER = "strona"
# What an address says: one value of a parameter, or several.
Params = Mapping[str, str | Sequence[str]]


def once_per_version(name: str, items: Any, ask: Callable[[], Any]) -> Any:
    """What `ask` makes of this query set, made once per public version: for what grows with the portal, and not with the page."""
    query = getattr(items, "query", None)
    if query is None or query.is_empty():
        return ask()
    try:
        asked = str(query)
    except EmptyResultSet:
        return ask()
    key = f"{name}:{pagecache.version()}:{hashlib.sha256(asked.encode()).hexdigest()}"
    known = cache.get(key)
    if known is None:
        known = ask()
        cache.set(key, known, COUNT_SECONDS)
    return known


class CountedPaginator(Paginator):
    """A paginator that counts a list once per public version: counting is what grows with the portal, not the page."""

    @cached_property
    def count(self) -> int:
        return once_per_version("count", self.object_list, lambda: super(CountedPaginator, self).count)


@dataclass(frozen=True)
class Listing:
    """One page of a list. `problem` says in words that the page asked for does not exist, and what is shown instead."""

    page: Page
    problem: str = ""

    @property
    def status(self) -> int:
        """404 for a page that does not exist, so that neither a cache nor a search engine keeps it."""
        return 404 if self.problem else 200


def page_of(items: Any, asked: str | None, per_page: int) -> Listing:
    """The page that was asked for; for a number that is none, the nearest page there is and a sentence about it."""
    paginator = CountedPaginator(items, per_page)
    if asked is None or not asked.strip():
        return Listing(paginator.page(1))
    try:
        return Listing(paginator.page(asked))
    except PageNotAnInteger:
        return Listing(paginator.page(1), gettext("„%(asked)s” to nie numer strony. Oto pierwsza strona listy.") % {"asked": asked[:40]})
    except EmptyPage:
        if asked.strip().startswith("-") or asked.strip().strip("0") == "":
            return Listing(paginator.page(1), gettext("Strony liczymy od 1. Oto pierwsza strona listy."))
        last = paginator.num_pages
        message = gettext("Nie ma strony %(asked)s. Oto ostatnia strona listy: %(last)s.")
        return Listing(paginator.page(last), message % {"asked": asked[:40], "last": last})


def last_values(query: Mapping[str, str], known: Iterable[str]) -> dict[str, str]:
    """The parameters that a view knows, each with its last value (a QueryDict gives it); unknown ones are ignored."""
    return {name: query[name] for name in known if name in query}


def query_with(params: Params, **changes: str | int | Sequence[str] | None) -> str:
    """A query string of these parameters with some changed; None or an empty value leaves a parameter out.

    Several values of one parameter are written one after the other: "?typ=event&typ=news".
    """
    merged = {**params, **{name: str(value) if isinstance(value, int) else value for name, value in changes.items()}}
    return "?" + urlencode({name: value for name, value in merged.items() if value}, doseq=True)


def page_prefix(params: Params) -> str:
    """The address of a page of this list up to its number, as the pagination component wants it."""
    rest = query_with(params, **{PARAMETER: None})
    return f"{rest}{'' if rest == '?' else '&'}{PARAMETER}="
