"""What many people look for with success: for suggestions while typing."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Sum
from django.utils import timezone

from search import polish
from search.models import SearchCount

RECENT = timedelta(days=90)
FEWEST_SEARCHES = 5
_AFTER_ALL_LETTERS = "\U0010ffff"


def popular(locale: str, beginning: str, limit: int) -> list[str]:
    """The most frequent queries of the last ninety days that begin so, diacritics aside, and found something.

    One person's query is nobody else's suggestion: it was counted five times, of one address once a day (search.counting). One query.
    """
    folded = polish.fold(" ".join(beginning.split()))
    if not folded or limit < 1:
        return []
    rows = (
        SearchCount.objects.filter(
            locale=locale, day__gt=timezone.localdate() - RECENT, folded__gte=folded, folded__lt=folded + _AFTER_ALL_LETTERS
        )
        .values_list("folded", "query")
        .annotate(asked=Sum("searches"), without=Sum("without_results"))
        .filter(asked__gte=FEWEST_SEARCHES, asked__gt=F("without"))
        .order_by("-asked", "query")[: limit * 3]
    )
    # Of the ways to write the same, with diacritics and without, the most frequent stands for all.
    first: dict[str, str] = {}
    for same, query, *_numbers in rows:
        first.setdefault(same, query)
    return list(first.values())[:limit]
