"""Excerpts of the original text with the words that were looked for marked, in whatever form they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from django.utils.safestring import SafeString, mark_safe

from search.analysis import core_terms
from search.polish import WORD

EXCERPT_LENGTH = 260
# A paragraph below this length is filled up with the next; so much may stand before the first marked word.
SHORT = 90
LEAD = 60
# A book in one page would cost more than its excerpt is worth. A file is looked through to its end, to name the page of the hit.
LONGEST_TEXT = 30_000
_LINE = re.compile(r"[^\n\f]*[^\s][^\n\f]*")


def _matches(text: str, terms: frozenset[str], locale: str) -> list[tuple[int, int, str]]:
    """Start, end and matched term of each word whose form or lemma was looked for; never of one that only begins alike."""
    # Each different word is looked at once, then only those that match are gone to: a long file takes a tenth of the time.
    found = []
    for word in set(WORD.findall(text)):
        for term in core_terms(word, locale):
            if term in terms:
                found += [(start, start + len(word), term) for start in _places(text, word)]
                break
    return sorted(found)


def _places(text: str, word: str) -> Iterator[int]:
    """Where the word begins in the text, as a whole word."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not _in_word(text[start - 1 : start]) and not _in_word(text[end : end + 1]):
            yield start
        start = text.find(word, end)


def _in_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def _marked(text: str, start: int, end: int, spans: list[tuple[int, int, str]]) -> str:
    """HTML of text[start:end]; every piece is escaped, only <mark> is ours."""
    pieces = []
    position = start
    for first, last, _term in spans:
        if first < start or last > end:
            continue
        pieces += [escape(text[position:first]), "<mark>", escape(text[first:last]), "</mark>"]
        position = last
    pieces.append(escape(text[position:end]))
    return "".join(pieces)


def highlight(text: str, terms: frozenset[str], locale: str) -> SafeString:
    """The whole text, such as a title, with its matching words marked."""
    return mark_safe(_marked(text, 0, len(text), _matches(text, terms, locale)))


def _telling(body: str, terms: frozenset[str], locale: str) -> tuple[str, int, int]:
    """The line that says most of what was looked for, short ones filled up with what follows; how many terms it has, and its page."""
    lines = list(_LINE.finditer(body))
    if not lines:
        return "", 0, 0
    spans = iter(_matches(body, terms, locale))
    span = next(spans, None)
    best, most = 0, (0, 0)
    for number, line in enumerate(lines):
        found = []
        while span is not None and span[0] < line.end():
            found.append(span[2])
            span = next(spans, None)
        if (len(set(found)), len(found)) > most:
            best, most = number, (len(set(found)), len(found))
    text = lines[best][0]
    for line in lines[best + 1 :]:
        if len(text) >= SHORT or "\f" in body[lines[best].end() : line.start()]:
            break
        text += f" · {line[0]}"
    return text, most[0], body.count("\f", 0, lines[best].start()) + 1


def _window(text: str, spans: list[tuple[int, int, str]], length: int) -> tuple[int, int]:
    """Where to cut: round the words that say most, from the start of their sentence when that is near."""
    best, best_score = 0, (-1, -1)
    last = 0
    for first, (start, _end, _term) in enumerate(spans):
        while last < len(spans) and spans[last][1] <= start + length - LEAD:
            last += 1
        inside = spans[first:last]
        score = (len({term for *_position, term in inside}), len(inside))
        if score > best_score:
            best, best_score = start, score
    begin = max(0, best - LEAD)
    sentence = max(text.rfind(mark, begin, best) for mark in (". ", "? ", "! ", "· "))
    if sentence >= 0:
        begin = sentence + 2
    elif begin:
        begin = text.find(" ", begin, best) + 1 or best
    end = min(len(text), begin + length)
    if end < len(text):
        end = max(text.rfind(" ", begin, end), begin + length // 2)
    return begin, end


def excerpt(summary: str, body: str, terms: frozenset[str], locale: str, *, length: int = EXCERPT_LENGTH) -> SafeString:
    """The summary, unless a paragraph of the body has more of what was looked for; cut to length, with its words marked."""
    return excerpt_and_page(summary, body, terms, locale, length=length)[0]


def excerpt_and_page(
    summary: str, body: str, terms: frozenset[str], locale: str, *, length: int = EXCERPT_LENGTH
) -> tuple[SafeString, int]:
    """The excerpt, and the page of the body that it is taken from: form feeds part pages. 0 where it has nothing that was looked for."""
    in_body, terms_in_body, page = _telling(body if "\f" in body else body[:LONGEST_TEXT], terms, locale)
    terms_in_summary = len({term for *_position, term in _matches(summary, terms, locale)})
    from_summary = bool(summary) and terms_in_summary >= terms_in_body
    text = summary if from_summary else in_body
    spans = _matches(text, terms, locale)
    start, end = _window(text, spans, length) if len(text) > length else (0, len(text))
    marked = _marked(text, start, end, spans)
    before = "… " if start else ""
    after = " …" if end < len(text) else ""
    return mark_safe(before + marked + after), 0 if from_summary or not terms_in_body else page
