"""What the filters offer: only what some page has, with how many there are of each beside the other filters that hold.

The rows that are counted are read once per public version; the counting itself is done here, so that its cost in queries
does not grow with the number of filters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from django.core.cache import cache
from django.utils.translation import get_language
from wagtail.models import Page

from core import pagecache
from core.collation import alphabetical
from core.models import PageTopic, Territory, Topic
from ngo_pages.querysets import DirectoryQuerySet

SECONDS = pagecache.LONGEST_SECONDS
COMMUNE_DIGITS, COUNTY_DIGITS = 7, 4

# Of each filter, the codes that a page has: its commune, its county, its topics, ...
Codes = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Option:
    value: str
    name: str
    count: int

    @property
    def label(self) -> str:
        return f"{self.name} ({self.count})"


@dataclass(frozen=True)
class Options:
    """Choices by the name of their filter, and the codes of each page that they were counted from."""

    total: int = 0
    gmina: list[Option] = field(default_factory=list)
    powiat: list[Option] = field(default_factory=list)
    temat: list[Option] = field(default_factory=list)
    pole: list[Option] = field(default_factory=list)
    stan: list[Option] = field(default_factory=list)
    pages: dict[int, Codes] = field(default_factory=dict)

    def beside(self, chosen: dict[str, str], found: Container[int] | None = None) -> Options:
        """The same choices, counted over the pages that pass the other filters that hold.

        `found`: the pages that have the words asked for; None where none are. A choice without any page is left out unless it
        is the one that holds.
        """
        pages = [codes for pk, codes in self.pages.items() if found is None or pk in found]

        def counted(name: str) -> list[Option]:
            others = [(other, value) for other, value in chosen.items() if other != name and other in _FACETS]
            counts = Counter(
                code for codes in pages if all(value in codes.get(other, ()) for other, value in others) for code in codes.get(name, ())
            )
            options: list[Option] = getattr(self, name)
            return [
                Option(option.value, option.name, counts[option.value])
                for option in options
                if counts[option.value] or chosen.get(name) == option.value
            ]

        return Options(total=self.total, pages=self.pages, **{name: counted(name) for name in _FACETS})


_FACETS = ("gmina", "powiat", "temat", "pole", "stan")


def options_for(index: Page, pages: DirectoryQuerySet, choices: dict[str, tuple[str, Any]]) -> Options:
    """The filters of this list. `choices`: for a filter of its own, the page's column and the column's choices."""
    key = f"directory:{pagecache.version()}:{index.pk}:{get_language()}"
    known = cache.get(key)
    if known is None:
        known = _read(pages.order_by(), choices)
        cache.set(key, known, SECONDS)
    return known


def _read(pages: DirectoryQuerySet, choices: dict[str, tuple[str, Any]]) -> Options:
    columns = [column for column, _labels in choices.values()]
    rows = list(pages.values_list("pk", "territory__code", *columns))
    topics = _topics(pages)
    codes_of: dict[int, Codes] = {}
    for pk, place, *values in rows:
        codes_of[pk] = {
            "gmina": (place,) if place and len(place) == COMMUNE_DIGITS else (),
            "powiat": (place[:COUNTY_DIGITS],) if place and len(place) >= COUNTY_DIGITS else (),
            "temat": tuple(topics.get(pk, ())),
            **{name: _codes(value) for name, value in zip(choices, values, strict=True)},
        }

    def counts(name: str) -> Counter[str]:
        return Counter(code for codes in codes_of.values() for code in codes[name])

    communes, counties, topic_counts = counts("gmina"), counts("powiat"), counts("temat")
    names = {place.code: place for place in Territory.objects.filter(code__in=[*communes, *counties])}
    return Options(
        total=len(rows),
        pages=codes_of,
        gmina=_named(communes, names, str),
        powiat=_named(counties, names, attrgetter("name")),
        temat=[Option(topic.slug, topic.label, topic_counts[topic.slug]) for topic in Topic.in_order(slug__in=list(topic_counts))],
        **{name: _labelled(labels, counts(name)) for name, (_column, labels) in choices.items()},
    )


def _codes(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else (value,)


def _labelled(labels: Iterable[tuple[str, Any]], counts: Counter[str]) -> list[Option]:
    return [Option(code, str(label), counts[code]) for code, label in labels if counts[code]]


def _named(counts: Counter[str], places: dict[str, Territory], name: Callable[[Territory], str]) -> list[Option]:
    return alphabetical((Option(code, name(places[code]), counts[code]) for code in counts if code in places), attrgetter("name"))


def _topics(pages: DirectoryQuerySet) -> dict[int, list[str]]:
    """The topics of each page."""
    found: dict[int, list[str]] = {}
    links = PageTopic.objects.filter(content_object__in=pages.values("pk")).values_list("content_object_id", "tag__slug")
    for pk, slug in links:
        found.setdefault(pk, []).append(slug)
    return found
