"""Asks the search of a stock Wagtail site, with the site's own settings: pages with a title and a body, Wagtail's database search.

`stock_search.py DOCUMENTS QUERIES ALL_WORDS [ANY_WORD]`: reads the two files of a judged set and writes a run as Wagtail searches
unless told otherwise (all words must be there), and one where any word suffices. `--times=OUT` writes how long the searches of the
first run took, p50 and p95 in milliseconds.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Behind the site's own folders: the stock site has apps of the same names as ours.
sys.path.append(str(ROOT))

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from naive.models import SearchedPage  # noqa: E402
from wagtail.models import Page  # noqa: E402

from tests.bulk import bulk_children  # noqa: E402

FIRST = 10
WARMING = 20  # searches that are not counted
TITLE_LENGTH = 255


def rows(path: str) -> list[dict]:
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


def main(documents: str, queries: str, *runs: str) -> None:
    times_to = next((run.removeprefix("--times=") for run in runs if run.startswith("--times=")), None)
    runs = tuple(run for run in runs if not run.startswith("--"))
    home = Page.objects.get(depth=2)
    texts = rows(documents)
    pages = [
        SearchedPage(title=text["title"][:TITLE_LENGTH], slug=f"strona-{number}", body=text["body"]) for number, text in enumerate(texts)
    ]
    ids = {page.pk: text["id"] for page, text in zip(bulk_children(home, pages), texts, strict=True)}
    call_command("update_index", verbosity=0)
    for run, operator in zip(runs, (None, "or"), strict=False):
        lines = []
        times = []
        for query in rows(queries)[:WARMING]:
            list(SearchedPage.objects.live().search(query["text"], operator=operator)[:FIRST])
        for query in rows(queries):
            started = time.perf_counter()
            found = list(SearchedPage.objects.live().search(query["text"], operator=operator)[:FIRST])
            times.append((time.perf_counter() - started) * 1000)
            lines.append(json.dumps({"id": query["id"], "ranked": [ids[page.pk] for page in found]}) + "\n")
        if times_to and operator is None:
            p95 = statistics.quantiles(times, n=20)[-1]
            Path(times_to).write_text(json.dumps({"p50": statistics.median(times), "p95": p95}), encoding="utf-8")
        # At once, so that a run which is there is whole.
        Path(run).write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
