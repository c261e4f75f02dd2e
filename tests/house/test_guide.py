"""The guides cannot go stale in silence: their pictures, links, and every label and message they quote exist.

Labels stand as **„…”** and messages as *„…”* in a guide; both are looked up in the interface's Polish texts.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import trans_real
from PIL import Image

from core import catalogues

LOCALE = Path(settings.LOCALE_PATHS[0])
ROOT = LOCALE.parent
GUIDES = [ROOT / "docs" / name for name in ("przewodnik-redaktora", "przewodnik-organizacji", "przewodnik-moderatora")]
CHAPTERS = [chapter for guide in GUIDES for chapter in sorted(guide.glob("*.md"))]
LABEL = re.compile(r"\*\*„(.+?)”\*\*", re.S)
MESSAGE = re.compile(r"(?<!\*)\*„(.+?)”\*(?!\*)", re.S)
PICTURE = re.compile(r"!\[(.*?)\]\((.+?)\)", re.S)
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)]+)\)")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
LARGEST = 3_000_000

in_every_chapter = pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: f"{path.parent.name}/{path.stem}")
in_every_guide = pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)


def found(pattern: re.Pattern[str], chapter: Path) -> list[str]:
    return [" ".join(text.split()) for text in pattern.findall(chapter.read_text(encoding="utf-8"))]


@cache
def interface_texts() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Every Polish text of ours, Wagtail's and Django's: whole ones, and patterns of those with something to fill in."""
    texts = {entry.msgid for entry in catalogues.read_catalogue(LOCALE / "en/LC_MESSAGES/django.po")}
    # Of several catalogues with the same text, the first speaks: what is looked up, not what is listed.
    catalog = trans_real.translation("pl")._catalog
    texts |= {catalog[key] for key, _text in catalog.items() if isinstance(catalog[key], str)}
    for message in catalogues.library_messages(ROOT, "djangojs").values():
        texts |= {form for forms in message.polish for form in forms}
    for entry in catalogues.read_catalogue(LOCALE / "pl/LC_MESSAGES/djangojs.po"):
        texts |= {entry.msgstr, *entry.msgstr_plural.values()}
    plain = {" ".join(re.sub(r"<[^>]+>", "", text).split()) for text in texts}
    filled = {text for text in plain if PLACEHOLDER.search(text) and len(PLACEHOLDER.sub("", text).replace(" ", "")) > 4}
    patterns = tuple(re.compile(".+".join(map(re.escape, PLACEHOLDER.split(text))), re.IGNORECASE) for text in filled)
    return frozenset(text.casefold() for text in plain - filled), patterns


def is_shown(text: str) -> bool:
    """Whether the interface says this somewhere. Wagtail begins field names with a capital, so case does not count."""
    whole, patterns = interface_texts()
    return text.casefold() in whole or any(pattern.fullmatch(text) for pattern in patterns)


def test_what_the_interface_does_not_say_is_noticed() -> None:
    assert is_shown("Zapisz szkic")
    assert is_shown("Wyślij do sprawdzenia (Redakcja COP Słupsk)")
    assert not is_shown("Zapisz bazgroły")
    assert not is_shown("Zatwierdź natychmiast")


@in_every_chapter
def test_labels_and_messages_exist(chapter: Path) -> None:
    quoted = found(LABEL, chapter) + found(MESSAGE, chapter)
    assert quoted
    assert [text for text in quoted if not is_shown(text)] == []


@in_every_chapter
def test_pictures_exist_and_speak(chapter: Path) -> None:
    for alternative, target in PICTURE.findall(chapter.read_text(encoding="utf-8")):
        assert (chapter.parent / target).is_file(), target
        assert len(alternative) > 20, target
        with Image.open(chapter.parent / target) as image:
            assert image.size == (1280, 800), target


@in_every_guide
def test_no_picture_lies_unused_and_together_they_are_small(guide: Path) -> None:
    texts = [chapter.read_text(encoding="utf-8") for chapter in guide.glob("*.md")]
    used = {(guide / target).resolve() for text in texts for _alternative, target in PICTURE.findall(text)}
    files = {path.resolve() for path in (guide / "obrazy").iterdir()}
    assert files == used
    assert len(files) > 20
    assert sum(path.stat().st_size for path in files) < LARGEST


def anchors(chapter: Path) -> set[str]:
    """The anchors of a chapter's headings, as the code host makes them."""
    headings = re.findall(r"^#+ (.+)$", chapter.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@in_every_chapter
def test_links_lead_somewhere(chapter: Path) -> None:
    links = LINK.findall(chapter.read_text(encoding="utf-8"))
    assert links
    for link in links:
        name, _hash, anchor = link.partition("#")
        target = chapter.parent / name if name else chapter
        assert target.is_file(), link
        assert not anchor or anchor in anchors(target), link


@in_every_guide
def test_every_chapter_stands_in_the_list_and_the_guide_is_linked(guide: Path) -> None:
    links = {link.partition("#")[0] for link in LINK.findall((guide / "README.md").read_text(encoding="utf-8"))} - {""}
    own = {link for link in links if "/" not in link}
    assert own == {path.name for path in guide.glob("*.md")} - {"README.md"}
    assert f"docs/{guide.name}/README.md" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"{guide.name}/README.md" in (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
