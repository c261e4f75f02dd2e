"""English versions through wagtail-localize, as an editor would make them: synchronise, translate each string, publish.

The English texts of the fixtures are laid into a copy of the page in memory; both copies give the same segments, so
each Polish string finds its English one by its path and its place among the strings of that path (a rich text has several).
The place in the whole page would not do: where the English body leaves a text out, all that follow would be missed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from copy import copy
from typing import Any

from wagtail.models import Locale, Page
from wagtail_localize.models import OverridableSegment, SegmentOverride, StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.segments.types import StringSegmentValue

from core.demo.loading import DemoRun
from core.demo.reading import fixture

INDEX_TITLES = {
    "news": ("News", "What is new in the centres, NGOs and offices of Pomerania."),
    "calendar": ("Calendar", "Meetings, trainings, consultations and events near you."),
    "ngos": ("Organisations", "NGOs that work in your commune, and ways to join them."),
    "initiatives": ("Initiatives", "What residents do together: ideas that look for people and those that already run."),
    "groups": ("Groups", "Problem and topic groups in which NGOs work together."),
    "cops": ("NGO support centres", "Nine places with free help and advice."),
}


def load_english(run: DemoRun) -> None:
    """Home first, then what stands on it: a translated page needs its translated parent."""
    english = Locale.objects.get(language_code="en")
    for key, texts in _wanted(run):
        page = run.pages.get(key)
        if page is None or run.is_loaded(f"en:{key}"):
            continue
        translate(run, page, english, texts, key)
        run.remember(f"en:{key}", page.pk)


def _wanted(run: DemoRun) -> list[tuple[str, dict[str, Any]]]:
    rows = {kind: fixture(name) for kind, name in (("page", "pages"), ("news", "news"), ("event", "events"))}
    wanted: list[tuple[str, dict[str, Any]]] = [("page:home", next(r["en"] for r in rows["page"] if r["type"] == "home"))]
    wanted += [(f"index:{key}", {"title": title, "summary": summary}) for key, (title, summary) in INDEX_TITLES.items()]
    for kind in ("news", "event"):
        folder = {"news": "news-folder", "event": "calendar-folder"}[kind]
        for row in rows[kind]:
            if row.get("en"):
                organisation = run.organisations[row["cop"]]
                title = f"{'News' if kind == 'news' else 'Calendar'}: {organisation.name}"
                wanted.append((f"{folder}:{row['cop']}", {"title": title}))
    wanted += [(f"page:{row['key']}", row["en"]) for row in rows["page"] if row.get("en") and row["type"] != "home"]
    wanted += [(f"{kind}:{row['key']}", row["en"]) for kind in ("news", "event") for row in rows[kind] if row.get("en")]
    for kind, name, key in (("ngo", "ngo_pages", "organisation"), ("initiative", "initiatives", "key"), ("group", "groups", "key")):
        wanted += [(f"{kind}:{row[key]}", row["en"]) for row in fixture(name) if row.get("en")]
    return wanted


def translate(run: DemoRun, page: Page, locale: Locale, texts: dict[str, Any], key: str) -> None:
    """Make and publish the page's translation with these texts; what they leave out stays Polish."""
    page = page.specific
    source, _created = TranslationSource.get_or_create_from_instance(page)
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
    english = _texts_by_segment(_english_copy(run, page, texts, key))
    segments = StringSegment.objects.filter(source=source).select_related("string", "context").order_by("order")
    for segment, place in zip(segments, _places(segment.context.path for segment in segments), strict=True):
        text = english.get(place)
        if text is not None:
            StringTranslation.objects.get_or_create(
                translation_of=segment.string, locale=locale, context=segment.context, defaults={"data": text}
            )
    shared = run.shared_picture(f"en:{key}", texts.get("title", ""))
    if shared is not None:
        # The picture has the title on it; the English page's own is what an editor would put in place of the synchronised one.
        segment = OverridableSegment.objects.get(source=source, context__path="social_image")
        SegmentOverride.objects.get_or_create(locale=locale, context=segment.context, defaults={"data_json": json.dumps(shared.pk)})
    translation.save_target(publish=True)


def _english_copy(run: DemoRun, page: Page, texts: dict[str, Any], key: str) -> Page:
    clone = copy(page)
    clone.__dict__ = {**page.__dict__, "_cluster_related_objects": dict(page.__dict__.get("_cluster_related_objects") or {})}
    for name, value in texts.items():
        if name in ("body", "services"):
            setattr(clone, name, run.body(value, key))
        elif name == "doors":
            clone.door_links = _with_texts(clone.door_links.all(), [link for door in value for link in door["links"]])
        elif name == "form_fields":
            clone.form_fields = _with_texts(clone.form_fields.all(), value)
        elif hasattr(clone, name):
            setattr(clone, name, value)
    return clone


def _with_texts(rows: Iterable[Any], texts: list[dict[str, str]]) -> list[Any]:
    """The children with other texts. They keep their ids, so that both languages' segments have the same paths."""
    changed = []
    for row, text in zip(rows, texts, strict=True):
        for name, value in text.items():
            setattr(row, name, value)
        changed.append(row)
    return changed


def _texts_by_segment(page: Page) -> dict[tuple[str, int], str]:
    segments = [segment for segment in extract_segments(page) if isinstance(segment, StringSegmentValue)]
    places = _places(segment.path for segment in segments)
    return {place: segment.string.data for segment, place in zip(segments, places, strict=True)}


def _places(paths: Iterable[str]) -> list[tuple[str, int]]:
    """Each path with its number among the equal ones."""
    counts: Counter[str] = Counter()
    places = []
    for path in paths:
        counts[path] += 1
        places.append((path, counts[path]))
    return places
