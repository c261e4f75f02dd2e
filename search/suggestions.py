"""What goes on from what somebody has typed so far: pages, organisations, communes, topics, questions of others.

Each provider knows one of these; a list is put together from what they give, some of each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext, override

from core import pagecache
from core.models import Territory, Topic
from core.paging import query_with
from search import polish
from search.analysis import query_words
from search.engine import get_engine
from search.forms import LONGEST_QUERY
from search.kinds import ONE_OF_KIND, Kind
from search.models import Document
from search.popular import popular

MOST = 8
SHORTEST = 2


@dataclass(frozen=True)
class Suggestion:
    """One line of the list: what it says, what kind of thing it is, and where it leads."""

    title: str
    kind: str
    url: str
    group: str

    def as_json(self) -> dict[str, str]:
        return {"title": self.title, "kind": self.kind, "url": self.url, "group": self.group}


# What was typed, the language, and how many at most.
Provider = Callable[[str, str, int], list[Suggestion]]


def _popular(query: str, locale: str, limit: int) -> list[Suggestion]:
    """Questions that others ask often."""
    found = popular(locale, query, limit)
    return [Suggestion(words, gettext("często szukane"), reverse("search") + query_with({}, q=words), "popular") for words in found]


# What is looked for, what it is called, and the words of that.
Named = tuple[str, str, tuple[str, ...]]


def _named(key: str, name: str) -> Named:
    return key, name, tuple(polish.fold(word) for word in polish.words(name))


def _fits(beginning: list[str], words: tuple[str, ...]) -> bool:
    """Whether there are words that begin with those that were typed, in their order."""
    starts = range(len(words) - len(beginning) + 1)
    return any(all(word.startswith(each) for word, each in zip(words[at:], beginning, strict=False)) for at in starts)


@lru_cache(maxsize=8)
def _places(version: str, locale: str) -> tuple[Named, ...]:
    """The communes and counties that anything in the index is about, communes first; read once per public version."""
    codes = set(Document.objects.filter(locale=locale).exclude(territory_code="").values_list("territory_code", flat=True).distinct())
    codes |= {code[:4] for code in codes}
    known = Territory.objects.filter(code__in=codes).exclude(kind=Territory.Kind.VOIVODESHIP)
    with override(locale):
        return tuple(_named(each.code, str(each)) for each in sorted(known, key=lambda each: (-len(each.code), each.sort_key)))


@lru_cache(maxsize=8)
def _topics(version: str, locale: str) -> tuple[Named, ...]:
    with override(locale):
        return tuple(_named(topic.slug, topic.label) for topic in Topic.in_order())


def _fitting(query: str, named: tuple[Named, ...], limit: int) -> list[tuple[str, str]]:
    beginning = [polish.fold(word) for word in query_words(query)]
    return [(key, name) for key, name, words in named if _fits(beginning, words)][:limit]


def _communes(query: str, locale: str, limit: int) -> list[Suggestion]:
    """Communes before their counties: most people think of where they live."""
    found = []
    for code, name in _fitting(query, _places(pagecache.version(), locale), limit):
        kind = gettext("gmina") if len(code) == 7 else gettext("powiat")
        found.append(Suggestion(name, kind, reverse("search") + query_with({}, gmina=code), "commune"))
    return found


def _about(query: str, locale: str, limit: int) -> list[Suggestion]:
    fitting = _fitting(query, _topics(pagecache.version(), locale), limit)
    return [Suggestion(label, gettext("temat"), reverse("search") + query_with({}, temat=slug), "topic") for slug, label in fitting]


def _documents(query: str, locale: str, limit: int) -> list[Suggestion]:
    rows = [row for row in get_engine().suggest(query, locale, limit=limit) if row.kind in Kind.values]
    return [
        Suggestion(row.title, str(ONE_OF_KIND[Kind(row.kind)]), row.url_path, "organisation" if row.kind == Kind.ORGANISATION else "page")
        for row in rows
    ]


# In the order of the list, each with how many lines it may have; the last one fills what the others leave.
PROVIDERS: list[tuple[Provider, int]] = [(_popular, 2), (_about, 1), (_communes, 2), (_documents, MOST)]


def suggestions(typed: str, locale: str) -> list[Suggestion]:
    """At most eight lines, nothing twice; none for what is no question."""
    query = " ".join(typed.split())[:LONGEST_QUERY]
    words = query_words(query)
    if not words or len(words[-1]) < SHORTEST:
        return []
    found: dict[str, Suggestion] = {}
    for ask, share in PROVIDERS:
        for each in ask(query, locale, share) if len(found) < MOST else ():
            found.setdefault(each.url, each)
    return list(found.values())[:MOST]
