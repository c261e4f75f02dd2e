"""The order of the Polish alphabet, the same in Python and in every database, without a collation of either."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeVar

from anyascii import anyascii

ALPHABET = "0123456789aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
# Two digits a letter: figures stand in the same order in every collation, which letters and signs do not. Nothing (00)
# stands before a space (01), and that before any letter, so that "Dom" comes before "Dom Kultury" and "Domy".
_SPACE = "01"
_CODES = {letter: f"{number:02d}" for number, letter in enumerate(ALPHABET, start=10)}
# As much of a name as decides its place; it keeps the key short enough for an index.
LONGEST = 100
_APART = re.compile(r"[\s\-–—/]+")

Item = TypeVar("Item")


@lru_cache(maxsize=20_000)
def polish_key(text: str) -> str:
    """Where a name stands in a Polish list: "Łeba" after "Luzino" and before "Mielno", „Żuraw" last, quotation marks aside."""
    words = []
    for word in _APART.split(text[:LONGEST].lower()):
        letters = (letter if letter in _CODES else anyascii(letter).lower() for letter in word)
        codes = "".join(_CODES.get(sign, "") for letter in letters for sign in letter)
        if codes:
            words.append(codes)
    return _SPACE.join(words)[: 2 * LONGEST]


def alphabetical(items: Iterable[Item], label: Callable[[Item], object] = str) -> list[Item]:
    """The items by what they are called, in the order of the Polish alphabet."""
    return sorted(items, key=lambda item: (polish_key(str(label(item))), str(label(item))))
