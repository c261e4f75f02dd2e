"""Excerpts of the original text with the words that were looked for marked, in whatever form they stand."""

from __future__ import annotations

from html import escape

from django.utils.safestring import SafeString, mark_safe

from search.analysis import core_terms
from search.polish import WORD

EXCERPT_LENGTH = 260
# A paragraph below this length is filled up with the next; so much may stand before the first marked word.
SHORT = 90
LEAD = 60
# A book in one page would cost more than its excerpt is worth.
LONGEST_TEXT = 30_000


def _matches(text: str, terms: frozenset[str], locale: str) -> list[tuple[int, int, str]]:
    """Start, end and matched term of each word whose form or lemma was looked for; never of one that only begins alike."""
    found = []
    for match in WORD.finditer(text):
        for term in core_terms(match[0], locale):
            if term in terms:
                found.append((match.start(), match.end(), term))
                break
    return found


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


def _telling(lines: list[str], terms: frozenset[str], locale: str) -> tuple[str, int]:
    """The line that says most of what was looked for, short ones filled up with what follows, and how many terms it has."""
    best, most = 0, (0, 0)
    for number, line in enumerate(lines):
        found = [term for _start, _end, term in _matches(line, terms, locale)]
        if (len(set(found)), len(found)) > most:
            best, most = number, (len(set(found)), len(found))
    text = lines[best] if lines else ""
    for line in lines[best + 1 :]:
        if len(text) >= SHORT:
            break
        text += f" · {line}"
    return text, most[0]


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
    in_body, terms_in_body = _telling([line for line in body[:LONGEST_TEXT].split("\n") if line.strip()], terms, locale)
    terms_in_summary = len({term for *_position, term in _matches(summary, terms, locale)})
    text = summary if summary and terms_in_summary >= terms_in_body else in_body
    spans = _matches(text, terms, locale)
    start, end = _window(text, spans, length) if len(text) > length else (0, len(text))
    marked = _marked(text, start, end, spans)
    before = "… " if start else ""
    after = " …" if end < len(text) else ""
    return mark_safe(before + marked + after)
