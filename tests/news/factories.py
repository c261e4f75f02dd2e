"""News for tests, with the least that a page needs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import factory
import wagtail_factories
from wagtail.models import Page

from news.models import NewsPage

FIRST = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


class NewsPageFactory(wagtail_factories.PageFactory):
    title = factory.Sequence(lambda number: f"Aktualność {number}")
    slug = factory.Sequence(lambda number: f"aktualnosc-{number}")
    summary = "Dwa zdania o tym, co się stało."
    date = factory.Sequence(lambda number: FIRST + timedelta(minutes=number))
    author_line = "Redakcja COP Słupsk"

    class Meta:
        model = NewsPage


def many_news(folder: Page, count: int, **fields: Any) -> list[NewsPage]:
    """So many items in a folder, written in bulk: adding a thousand pages one by one takes a minute."""
    from tests.bulk import bulk_children

    start = NewsPage.objects.count()
    return bulk_children(
        folder,
        [
            NewsPage(
                **{
                    "title": f"Zbiorcza aktualność {start + number}",
                    "slug": f"zbiorcza-{start + number}",
                    "summary": "Streszczenie.",
                    "date": FIRST - timedelta(minutes=start + number),
                    **fields,
                }
            )
            for number in range(count)
        ],
    )
