"""Words that the format can hold."""

from __future__ import annotations

import re

from core.feeds import xml_text

_LINE_SEPARATORS = re.compile("[\u0085\u2028\u2029]")


def text(value: str) -> str:
    """Without what the format cannot hold: control signs, and separators that some programs take for a new line."""
    return _LINE_SEPARATORS.sub(" ", xml_text(value)).replace("\r", "")


def line(value: str) -> str:
    """The same in one line: a parameter cannot hold another, and a title has none."""
    return " ".join(text(value).split())
