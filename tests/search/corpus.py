"""The relevance set's corpus: the demo's pages as their search documents, near misses, generated pages; and its measure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Locale, Page

from core.demo.reading import span
from core.search_documents import SearchDocument, plain_text
from ngo_pages.activities import Activity
from search import polish
from search.engine import Engine, Filters

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
CLASSES = ("inflected", "plain", "both", "names", "questions")
FIRST = 10


def relevance_set() -> dict[str, list[dict[str, Any]]]:
    """Queries by class, and the near misses under `distractors`."""
    return yaml.safe_load((Path(__file__).parent / "queries.yaml").read_text())


def _load(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load((FIXTURES / name).read_text())


def _value_text(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(_value_text(part) for part in value.values())
    if isinstance(value, list):
        return "\n".join(_value_text(part) for part in value)
    return plain_text(str(value))


def _blocks_text(blocks: list[dict[str, Any]]) -> str:
    """What the blocks of a body say; the keys of documents and pictures say nothing."""
    return "\n".join(_value_text(value) for block in blocks or [] for kind, value in block.items() if kind != "documents")


def demo_documents() -> dict[str, SearchDocument]:
    """The demo's Polish pages by the names of queries.yaml, as their page types describe them to the search."""
    organisations = _load("organisations.yaml")
    by_slug = {row["slug"]: row for row in (*organisations["ngos"], *organisations["cops"], organisations["cio"])}
    labels = dict(Activity.choices)
    places = {row["code"]: row["name"] for row in _load("territories.yaml") if len(row["code"]) > 2}
    topics = {row["slug"]: row["name"] for row in _load("topics.yaml")}
    found: dict[str, SearchDocument] = {}
    today = timezone.localdate()

    def add(
        name: str, kind: str, row: dict[str, Any], *texts: str, place: str = "", territory: str = "", after: str = "", **dates: datetime
    ) -> None:
        code = territory or row.get("territory") or ""
        units = dict.fromkeys(places[unit] for unit in (code, code[:4]) if unit in places)
        named = ", ".join([*sorted(topics[slug] for slug in row.get("topics", [])), *units])
        parts = [*texts, _blocks_text(row.get("body") or row.get("services") or []), after, named]
        found[name] = SearchDocument(
            key="",
            locale="pl",
            kind=kind,
            title=row["title"],
            summary=row.get("summary", ""),
            body="\n".join(filter(None, parts)),
            place=place,
            territory_code=code,
            topics=row.get("topics", []),
            cop=row.get("cop", ""),
            **dates,
        )

    for row in _load("news.yaml"):
        add(f"news:{row['key']}", "news", row)
    for row in _load("events.yaml"):
        dates = dict(zip(("date", "end"), span(row["start"], row["end"], today), strict=True))
        add(f"event:{row['key']}", "event", row, place=row.get("place_name", ""), **dates)
    for row in _load("ngo_pages.yaml"):
        organisation = by_slug[row["organisation"]]
        activities = [str(labels[code]) for code in row["activities"]]
        texts = (row["mission"], *activities, organisation["name"], organisation["krs"], organisation["nip"])
        add(
            f"ngo:{row['organisation']}",
            "organisation",
            row,
            *texts,
            place=organisation["town"],
            territory=organisation["territory"],
        )
    for row in _load("initiatives.yaml"):
        add(f"initiative:{row['key']}", "initiative", row, row["aim"], row.get("who", ""), row.get("how_to_join", ""), place=row["place"])
    for row in _load("groups.yaml"):
        add(f"group:{row['key']}", "group", row, row["aim"], row["how_to_join"])
    for row in _load("cops.yaml"):
        hours = [f"{item['days']} {item['hours']}" for item in row["opening_hours"]]
        facts = (
            f"Kontakt, adres, telefon, kiedy otwarte, godziny otwarcia, godziny pracy: {', '.join([row['address'], row['phone'], *hours])}"
        )
        add(f"cop:{row['cop']}", "cop", row, place=by_slug[row["cop"]]["town"], after=facts)
    for row in _load("pages.yaml"):
        if row.get("title") and row.get("type") not in ("home", "index"):
            add(f"page:{row['key']}", "page", row)
    return found


def distractor_documents() -> list[SearchDocument]:
    return [
        SearchDocument(key="", locale="pl", kind="page", title=row["title"], body=row["body"]) for row in relevance_set()["distractors"]
    ]


def make_pages(documents: Iterable[SearchDocument], parent: Page) -> list[SearchDocument]:
    """Give each document a live page under `parent`, in bulk; returns the documents with their keys and addresses."""
    documents = list(documents)
    page_type = ContentType.objects.get_for_model(Page)
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    taken = parent.numchild
    pages = Page.objects.bulk_create(
        [
            Page(
                path=Page._get_path(parent.path, parent.depth + 1, taken + number),
                depth=parent.depth + 1,
                title=document.title[:255],
                draft_title=document.title[:255],
                slug=f"strona-{taken + number}",
                url_path=f"{parent.url_path}strona-{taken + number}/",
                content_type=page_type,
                locale=locales[document.locale],
                live=True,
            )
            for number, document in enumerate(documents, start=1)
        ],
        batch_size=500,
    )
    Page.objects.filter(pk=parent.pk).update(numchild=taken + len(pages))
    parent.numchild = taken + len(pages)
    return [
        replace(document, key=f"page:{page.pk}", url_path=f"/{document.locale}/{page.slug}/")
        for document, page in zip(documents, pages, strict=True)
    ]


def shares_a_word(query: str, titles: Iterable[str]) -> bool:
    """Whether any word of the query stands in a title in the same form, diacritics and case left aside."""
    asked = {polish.fold(word) for word in polish.words(query)}
    return any(asked & {polish.fold(word) for word in polish.words(title)} for title in titles)


def evaluate(engine: Engine, keys: dict[str, str]) -> tuple[dict[str, float], list[tuple[float, str, list[str]]]]:
    """Recall@10 by class and over `all`, and the queries that missed something with what they missed, worst first."""
    recalls: dict[str, list[float]] = {name: [] for name in (*CLASSES, "all")}
    misses = []
    for name, queries in relevance_set().items():
        if name == "distractors":
            continue
        for query in queries:
            first = {hit.key for hit in engine.search(query["q"], "pl", Filters(), limit=FIRST).hits}
            missed = [wanted for wanted in query["find"] if keys[wanted] not in first]
            recall = 1 - len(missed) / len(query["find"])
            recalls[name].append(recall)
            recalls["all"].append(recall)
            if missed:
                misses.append((recall, query["q"], missed))
    return {name: sum(values) / len(values) for name, values in recalls.items()}, sorted(misses)
