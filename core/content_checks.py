"""What should be right before a text is public. Some things hold publication up, some only warn.

Blocks: a missing summary (lists, search results and shared links show it), an empty text that the page cannot do without,
blocks that are not finished (a figure without alternative text, a table without headings; a draft may hold them), and skipped
heading levels (a screen-reader user navigates by them): all are mended in seconds.
Warns: a picture for lists that is not described, link texts such as "tutaj", and whatever apps register, such as an event that is over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.fields import StreamField

if TYPE_CHECKING:
    from wagtail.models import Page

# Words that say nothing when a screen reader lists the links of a page.
VAGUE_LINKS = frozenset(
    {
        *("tutaj", "tu", "kliknij", "kliknij tu", "kliknij tutaj", "kliknij link", "link", "ten link", "pod tym linkiem", "więcej"),
        *("czytaj więcej", "czytaj dalej", "dowiedz się więcej", "zobacz", "zobacz więcej", "sprawdź", "strona", "ta strona"),
        *("here", "click here", "read more", "more", "this link", "this page"),
    }
)
_LINK = re.compile(r"<a\b[^>]*>(.*?)</a>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Problem:
    """One thing to look at before publishing; `field` is where to mend it."""

    code: str
    text: str
    field: str = ""
    blocks: bool = False


Check = Callable[["Page"], Iterable[Problem]]
checks: list[Check] = []


def register(check: Check) -> Check:
    """Add a check of an app's own page types. Usable as a decorator; called in `AppConfig.ready()` or on import there."""
    if check not in checks:
        checks.append(check)
    return check


def problems(page: Page) -> list[Problem]:
    """Everything to look at before this version of the page is public, what blocks first."""
    found = [problem for check in (_summary, _required, _listing_image, _streams, *checks) for problem in check(page)]
    return sorted(found, key=lambda problem: not problem.blocks)


def blocking(page: Page) -> list[str]:
    """The texts of what holds publication up."""
    return [problem.text for problem in problems(page) if problem.blocks]


def _summary(page: Page) -> Iterator[Problem]:
    # A kind of page that the search leaves out stands on no list either.
    if getattr(page, "search_kind", None) is not None and not str(getattr(page, "summary", "")).strip():
        yield Problem("summary", _("Brakuje streszczenia. Napisz jedno lub dwa zdania."), "summary", blocks=True)


def _required(page: Page) -> Iterator[Problem]:
    """What the form asks for only when the text goes to review or online: a draft, and so an old revision, may lack it."""
    for field in page._meta.get_fields():
        needed = isinstance(field, StreamField | models.TextField) and field.editable and not field.blank
        if needed and not getattr(page, field.name):
            text = _("Pole „%(field)s” jest puste. Wypełnij je.") % {"field": field.verbose_name}
            yield Problem("required", text, field.name, blocks=True)


def _listing_image(page: Page) -> Iterator[Problem]:
    image = getattr(page, "listing_image", None)
    if image is not None and not image.decorative and not image.description.strip():
        text = _("Obraz na listach nie ma opisu. Otwórz go w „Obrazach” i opisz albo zaznacz, że tylko zdobi.")
        yield Problem("listing-alt", text, "listing_image")


def _streams(page: Page) -> Iterator[Problem]:
    for model_field in page._meta.get_fields():
        if isinstance(model_field, StreamField):
            stream = getattr(page, model_field.name)
            yield from _unfinished(stream, model_field.name)
            yield from _stream(stream, model_field.name)


def _unfinished(stream: blocks.StreamValue, field: str) -> Iterator[Problem]:
    """What the blocks themselves refuse: the editor's form asks it too, but not every way to the public goes through a form."""
    if not stream:
        return
    try:
        stream.stream_block.clean(stream)
    except ValidationError as error:
        for where, words in _words_of(stream.stream_block, stream, error):
            yield Problem("block", ": ".join([*where, words]), field, blocks=True)


def _words_of(block: blocks.Block, value: Any, error: Any, where: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """The sentences of an error of a block, each with the labels that lead to its place."""
    inner = getattr(error, "block_errors", None)
    if inner is None:
        for words in error.messages:
            yield where, words
        return
    for words in error.non_block_errors:
        yield where, str(words)
    for key, child_error in inner.items():
        if isinstance(block, blocks.StreamBlock):
            child, child_value, label = value[key].block, value[key].value, f"{key + 1}. {value[key].block.label}"
        elif isinstance(block, blocks.ListBlock):
            child, child_value, label = block.child_block, value[key], f"{key + 1}"
        else:
            child, child_value, label = block.child_blocks[key], value[key], str(block.child_blocks[key].label)
        yield from _words_of(child, child_value, child_error, (*where, label))


def _stream(stream: blocks.StreamValue, field: str) -> Iterator[Problem]:
    level = 1  # the page's title
    for block, value in _leaves(stream):
        if block == "heading":
            own = int(value.get("level") or 2)
            if own > level + 1:
                text = _("Nagłówek „%(text)s” przeskakuje poziom: po poziomie %(before)d może iść najwyżej %(next)d.")
                yield Problem("heading", text % {"text": value.get("text"), "before": level, "next": level + 1}, field, blocks=True)
            level = own
        elif block == "text":
            for words in _LINK.findall(str(getattr(value, "source", value) or "")):
                label = " ".join(strip_tags(words).split())
                if label.casefold().strip(" .…:>»→") in VAGUE_LINKS:
                    text = _("Link „%(text)s” nie mówi, dokąd prowadzi. Nazwij nim stronę, na przykład „Regulamin konkursu”.")
                    yield Problem("link", text % {"text": label}, field)


def _leaves(value: object) -> Iterator[tuple[str, Any]]:
    """Headings and rich texts of a stream in reading order, however deep they lie."""
    if isinstance(value, blocks.StreamValue):
        for child in value:
            if child.block_type == "heading":
                yield "heading", child.value
            else:
                yield from _leaves_of(child.block, child.value)


def _leaves_of(block: blocks.Block, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(block, blocks.RichTextBlock):
        yield "text", value
    elif isinstance(block, blocks.StreamBlock):
        yield from _leaves(value)
    elif isinstance(block, blocks.ListBlock):
        for item in value or []:
            yield from _leaves_of(block.child_block, item)
    elif isinstance(block, blocks.StructBlock) and isinstance(value, blocks.StructValue):
        for name, child in block.child_blocks.items():
            yield from _leaves_of(child, value.get(name))
