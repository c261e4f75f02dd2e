"""The demo's synonyms, promoted pages and two months of searches, so that the editors' reports have something to say."""

from __future__ import annotations

from datetime import timedelta

from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from core.demo.loading import DemoRun
from core.demo.reading import fixture
from core.registry import DemoLoader, demo_loaders
from search import polish
from search.models import SearchCount, Synonym
from search.models.synonyms import folded_phrase

DAYS = 63
# Fewer people look for something on Saturdays and Sundays.
_SHARES = (0.17, 0.18, 0.17, 0.17, 0.15, 0.08, 0.08)


def load_synonyms(run: DemoRun) -> None:
    for row in fixture("search")["synonyms"]:
        key = f"synonym:{row['words']}"
        if not run.is_loaded(key):
            synonym = Synonym(
                words=row["words"], means="\n".join(row["means"]), two_way=row.get("two_way", False), note=row.get("note", "")
            )
            known = Synonym.objects.filter(locale=synonym.locale, folded=" ".join(folded_phrase(synonym.words))).first()
            if known is None:
                synonym.full_clean()
                synonym.save()
            run.remember(key, (known or synonym).pk)


def load_promotions(run: DemoRun) -> None:
    for row in fixture("search")["promotions"]:
        key = f"promotion:{row['query']}"
        page = run.find(row["page"])
        if page is not None and not run.is_loaded(key):
            promotion = SearchPromotion.objects.create(query=Query.get(row["query"]), page=page, description=row["description"])
            run.remember(key, promotion.pk)


def load_counts(run: DemoRun) -> None:
    """Every day that is over and not counted yet: who starts the demo a month later reads a report of these weeks, too."""
    counts = []
    for back in range(1, DAYS + 1):
        day = run.today - timedelta(days=back)
        for number, row in enumerate(fixture("search")["counts"]):
            # The same whenever it is loaded, and yet no two days and no two weeks alike.
            more_or_less = 0.6 + (5 * day.toordinal() + 3 * number) % 9 / 10
            busy = 0.6 + 3 * day.isocalendar().week % 7 / 8
            many = round(row["weekly"] * _SHARES[day.weekday()] * more_or_less * busy)
            if many:
                without = many * row.get("without", 0) // 10
                folded = polish.fold(row["query"])
                counts.append(
                    SearchCount(
                        day=day, locale=row.get("locale", "pl"), query=row["query"], folded=folded, searches=many, without_results=without
                    )
                )
    SearchCount.objects.bulk_create(counts, ignore_conflicts=True)


demo_loaders.append(DemoLoader("search: synonyms", load_synonyms, 87))
demo_loaders.append(DemoLoader("search: promotions", load_promotions, 87))
demo_loaders.append(DemoLoader("search: counts", load_counts, 87))
