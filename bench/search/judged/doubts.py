"""What a judge should look at again: documents that have all words of a query and were judged neither way."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from bench.search.judged.documents import FILLING, Document, documents
from bench.search.judged.queries import Query, queries
from search import polish

_NUMBER = re.compile(r"[ivxlcdm]*\d+\w?|[ivxlcdm]+", re.IGNORECASE)
_BEGINNING = 80
_SURE_LETTERS = 3  # inflection leaves them alone


def _same_numbers(query: str, text: str) -> bool:
    """Whether the numbers that the query has side by side stand side by side in the text; years may have two digits or four."""
    asked = [word.lower()[-2:] if len(word) == 4 else word.lower() for word in polish.words(query) if _NUMBER.fullmatch(word)]
    if len(asked) < 2:
        return True
    words = [word.lower()[-2:] if len(word) == 4 and word.isdigit() else word.lower() for word in polish.words(text)]
    return any(words[start : start + len(asked)] == asked for start in range(len(words)))


def _lemmas(word: str) -> frozenset[str]:
    found = polish.analyse(word)
    return found.folded_lemmas | {found.form}


def _written(word: str) -> tuple[str, ...]:
    return polish.analyse(word).lemmas


def _undiacritised(word: str, by_beginning: dict[str, set[str]]) -> set[str]:
    """The folded lemmas that the word may be a form of when its diacritics were left out."""
    if polish.has_polish_letters(word):
        return set()
    form = polish.fold(word)
    return {polish.fold(lemma) for lemma in by_beginning[form[:_SURE_LETTERS]] if form in polish.forms_with_diacritics(lemma)}


def doubts() -> Iterator[tuple[Query, Document]]:
    """Whoever shares a lemma or a form with every word of the query but the function words, title and body together."""
    holding: dict[str, set[int]] = defaultdict(set)
    every = documents()
    for number, document in enumerate(every):
        for word in {*polish.words(document.title), *polish.words(document.body)}:
            for lemma in _lemmas(word):
                holding[lemma].add(number)
    by_beginning: dict[str, set[str]] = defaultdict(set)
    for lemma in {lemma for document in every for word in polish.words(f"{document.title} {document.body}") for lemma in _written(word)}:
        by_beginning[polish.fold(lemma)[:_SURE_LETTERS]].add(lemma)
    for query in queries():
        words = [word for word in polish.words(query.text) if not polish.analyse(word.lower()).function]
        having = [set().union(*(holding[lemma] for lemma in _lemmas(word) | _undiacritised(word, by_beginning))) for word in words]
        judged = query.relevant | query.near
        for number in sorted(set.intersection(*having)) if having else ():
            document = every[number]
            if document.id not in judged and _same_numbers(query.text, f"{document.title} {document.body}"):
                yield query, document


def twins() -> Iterator[tuple[Document, Document]]:
    """Documents outside the filling that begin alike, title and text: one cannot answer a query that the other does not."""
    seen: dict[tuple[str, str], Document] = {}
    for document in documents():
        key = (document.title.casefold(), document.body[:_BEGINNING].casefold())
        if key in seen and not document.id.startswith(FILLING):
            yield seen[key], document
        seen[key] = document
