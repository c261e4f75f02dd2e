"""From the fixtures' short way of writing blocks to the raw value of a StreamField."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import NAMESPACE_URL, uuid5

Resolve = Callable[[str, str], int | None]  # ("page" | "document" | "image", what) -> id

_HREF = re.compile(r'<a href="(/[a-z]{2}/[^"#?]*)">')


def rich_text(html: str, resolve: Resolve) -> str:
    """Links to pages of the portal become Wagtail's own, so that a moved page keeps them right."""

    def link(match: re.Match[str]) -> str:
        page_id = resolve("page", match[1])
        return f'<a linktype="page" id="{page_id}">' if page_id else match[0]

    return _HREF.sub(link, " ".join(html.split()))


def stream(blocks: list[dict[str, Any]], seed: str, resolve: Resolve) -> str:
    """The StreamField's JSON. Block ids come from `seed` and position, so both languages of a page have the same."""
    raw = []
    for position, block in enumerate(blocks):
        ((kind, value),) = block.items()
        block_id = str(uuid5(NAMESPACE_URL, f"{seed}/{position}"))
        name, converted = _CONVERTERS[kind](value, resolve, block_id)
        raw.append({"type": name, "value": converted, "id": block_id})
    return json.dumps(raw, ensure_ascii=False)


def _items(values: list[Any], block_id: str) -> list[dict[str, Any]]:
    return [
        {"type": "item", "value": value, "id": str(uuid5(NAMESPACE_URL, f"{block_id}/{number}"))} for number, value in enumerate(values)
    ]


def _call_to_action(value: dict[str, str], resolve: Resolve, _block_id: str) -> tuple[str, Any]:
    page_id = resolve("page", value["path"])
    target = {"page": page_id, "url": ""} if page_id else {"page": None, "url": value["path"]}
    return "call_to_action", {"text": value["text"], "label": value["label"], **target}


def _table(value: dict[str, Any], _resolve: Resolve, _block_id: str) -> tuple[str, Any]:
    data = [value["header"], *value["rows"]]
    table = {
        "data": [[str(cell) for cell in row] for row in data],
        "cell": [],
        "mergeCells": [],
        "first_row_is_table_header": True,
        "first_col_is_header": False,
        "table_caption": value["caption"],
        "table_header_choice": "row",
    }
    return "table", {"caption": value["caption"], "table": table}


_CONVERTERS: dict[str, Callable[[Any, Resolve, str], tuple[str, Any]]] = {
    "heading": lambda value, _resolve, _id: ("heading", {"text": value, "level": "2"}),
    "subheading": lambda value, _resolve, _id: ("heading", {"text": value, "level": "3"}),
    "text": lambda value, resolve, _id: ("text", rich_text(value, resolve)),
    "quote": lambda value, _resolve, _id: ("quote", {"text": value["text"], "source": value.get("source", "")}),
    "table": _table,
    "accordion": lambda value, resolve, block_id: (
        "accordion",
        {"items": _items([{"title": item["title"], "text": rich_text(item["text"], resolve)} for item in value], block_id)},
    ),
    "cta": _call_to_action,
    "contact": lambda value, _resolve, _id: (
        "contact_card",
        {name: value.get(name, "") for name in ("name", "address", "phone", "email", "hours")},
    ),
    "documents": lambda value, resolve, block_id: (
        "documents",
        {"title": "", "documents": _items([resolve("document", key) for key in value], block_id)},
    ),
    "figure": lambda value, resolve, _id: (
        "figure",
        {"image": resolve("image", value["motif"]), "alt": value["alt"], "decorative": False, "caption": value.get("caption", "")},
    ),
}
