"""What a thing tells the search about itself. The search app reads this; it knows no page types."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import TYPE_CHECKING

from django.utils.html import strip_tags
from wagtail.fields import RichTextField, StreamField

from core import outbox

if TYPE_CHECKING:
    from wagtail.models import Page

INDEX = "search.index"


@dataclass(frozen=True)
class SearchDocument:
    """One findable thing in one language. Texts are plain, dates aware, `territory_code` is a TERYT code or empty.

    `organiser` and `cop` are slugs of organisations: who stands for the thing, and which COP looks after it. `image` is the id
    of the picture that lists show with it.
    """

    key: str
    locale: str
    kind: str
    title: str
    body: str = ""
    summary: str = ""
    url_path: str = ""
    date: datetime | None = None
    end: datetime | None = None
    place: str = ""
    territory_code: str = ""
    topics: list[str] = field(default_factory=list)
    cop: str = ""
    organiser: str = ""
    image: int | None = None


def enqueue_page(page_id: int) -> None:
    """Ask the index to read the page again, or to forget it when it is gone. Call inside the writing transaction."""
    outbox.enqueue(INDEX, {"key": f"page:{page_id}"})


def enqueue_pages(page_ids: Iterable[int]) -> None:
    """The same for many pages, in a few queries."""
    outbox.enqueue_many(INDEX, [{"key": f"page:{page_id}"} for page_id in dict.fromkeys(page_ids)])


def plain_text(html: str) -> str:
    """The text of trusted rich-text HTML, with a space where a tag stood, so that words do not run together."""
    return " ".join(unescape(strip_tags(html.replace("<", " <"))).split())


def stream_text(page: Page) -> str:
    """The text of all of a page's StreamFields and rich texts, as their blocks give it for searching."""
    parts: list[str] = []
    for model_field in page._meta.get_fields():
        if isinstance(model_field, StreamField):
            parts.extend(model_field.get_searchable_content(getattr(page, model_field.name)))
        elif isinstance(model_field, RichTextField):
            parts.append(plain_text(getattr(page, model_field.name) or ""))
    return "\n".join(part for part in parts if part)
