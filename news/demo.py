"""Demo news."""

from __future__ import annotations

from core.demo.loading import DemoRun
from core.demo.reading import fixture, moment
from core.registry import DemoLoader, demo_loaders
from news.models import NewsPage, NewsRelatedPage


def load_news(run: DemoRun) -> None:
    for row in fixture("news"):
        date = moment(row["date"], run.today)
        run.page(
            f"news:{row['key']}",
            run.pages[f"news-folder:{row['cop']}"],
            NewsPage,
            row,
            date=date,
            published=date,
            author_line=row.get("author_line", ""),
        )


def load_related(run: DemoRun) -> None:
    """ "Read also" links, once all pages stand."""
    for row in fixture("news"):
        key = f"news-related:{row['key']}"
        page = run.pages.get(f"news:{row['key']}")
        if page is None or run.is_loaded(key) or not row.get("related"):
            continue
        targets = [run.find(name) for name in row["related"]]
        NewsRelatedPage.objects.bulk_create(
            NewsRelatedPage(page_id=page.pk, target=target, sort_order=number) for number, target in enumerate(targets) if target
        )
        run.remember(key, page.pk)


def move_dates(run: DemoRun) -> None:
    """News that nobody touched stay as fresh as they were on the day of loading."""
    for item, row, page in run.untouched("news", fixture("news"), NewsPage):
        page.date = moment(row["date"], run.today)
        # Saved, not updated: the English item takes its date from this one.
        page.save(update_fields=["date"])
        run.moved(item, page)


demo_loaders.append(DemoLoader("news", load_news, 60))
demo_loaders.append(DemoLoader("news: related", load_related, 85))
demo_loaders.append(DemoLoader("news: dates", move_dates, 86))
