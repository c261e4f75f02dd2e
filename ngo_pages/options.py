"""What the filters offer, with how many there are of each: only what some page has, asked once per public version."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from django.core.cache import cache
from django.db.models import Count
from django.utils.translation import get_language
from wagtail.models import Page

from core import pagecache
from core.collation import alphabetical
from core.models import PageTopic, Territory, Topic
from ngo_pages.querysets import DirectoryQuerySet

SECONDS = pagecache.LONGEST_SECONDS
COMMUNE_DIGITS, COUNTY_DIGITS = 7, 4


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
    """Choices by the name of their filter."""

    total: int = 0
    gmina: list[Option] = field(default_factory=list)
    powiat: list[Option] = field(default_factory=list)
    temat: list[Option] = field(default_factory=list)
    pole: list[Option] = field(default_factory=list)
    stan: list[Option] = field(default_factory=list)


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
    rows = list(pages.values_list("territory__code", *columns))
    codes = Counter(row[0] for row in rows if row[0])
    counties = Counter({code[:COUNTY_DIGITS]: 0 for code in codes})
    for code, count in codes.items():
        counties[code[:COUNTY_DIGITS]] += count
    names = {place.code: place for place in Territory.objects.filter(code__in=[*codes, *counties])}
    own = {
        name: _counted(labels, Counter(code for row in rows for code in _codes(row[number])))
        for number, (name, (_column, labels)) in enumerate(choices.items(), start=1)
    }
    return Options(
        total=len(rows),
        gmina=_named({code: str(names[code]) for code in codes if len(code) == COMMUNE_DIGITS and code in names}, codes),
        powiat=_named({code: names[code].name for code in counties if len(code) == COUNTY_DIGITS and code in names}, counties),
        temat=_topics(pages),
        **own,
    )


def _codes(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _counted(labels: Any, counts: Counter[str]) -> list[Option]:
    return [Option(code, str(label), counts[code]) for code, label in labels if counts[code]]


def _named(names: dict[str, str], counts: Counter[str]) -> list[Option]:
    return alphabetical((Option(code, name, counts[code]) for code, name in names.items()), attrgetter("name"))


def _topics(pages: DirectoryQuerySet) -> list[Option]:
    counts = Counter(
        dict(
            PageTopic.objects.filter(content_object__in=pages.values("pk"))
            .values("tag")
            .annotate(number=Count("pk"))
            .values_list("tag", "number")
        )
    )
    return [Option(topic.slug, topic.label, counts[topic.pk]) for topic in Topic.in_order(pk__in=list(counts))]
