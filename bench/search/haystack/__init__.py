"""Pages that a portal of fifty communes might have: the haystack in which the demo's pages must be found.

Everything is drawn from a seeded random number generator, so a corpus of one size is always the same. The pages speak of
what offices write about (roads, water, enrolment, council sessions, festivals) in the places of the demo and around, hence
share places and everyday words with the demo's pages without answering the questions of tests/search/queries.yaml.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bench.search.haystack.places import MONTHS, NEIGHBOURS, PLACES, STREETS, WEEKDAYS
from bench.search.haystack.themes import GENERAL, THEMES
from core.search_documents import SearchDocument


def generated_documents(count: int, seed: int = 20) -> Iterator[SearchDocument]:
    """`count` pages without keys of their own; `make_pages` of tests/search/corpus.py gives them pages to stand for."""
    draw = random.Random(seed)
    today = datetime(2026, 11, 24, 12, tzinfo=UTC)
    for _number in range(count):
        kind, topic, titles, sentences = draw.choice(THEMES)
        nominative, genitive, locative, code = draw.choice(PLACES)

        def filled(text: str, place: tuple[str, str, str] = (nominative, genitive, locative)) -> str:
            neighbour = draw.choice(NEIGHBOURS)
            return text.format(
                n=place[0],
                g=place[1],
                l=place[2],
                o=neighbour[0],
                u=neighbour[1],
                s=draw.choice(STREETS),
                m=draw.choice(MONTHS),
                d=draw.randint(1, 28),
                x=draw.randint(12, 480),
                w=draw.choice(WEEKDAYS),
                h=draw.randint(8, 19),
            )

        body = draw.sample(sentences, draw.randint(3, len(sentences))) + draw.sample(GENERAL, draw.randint(6, 14))
        draw.shuffle(body)
        start = today + timedelta(days=draw.randint(-400, 200), hours=draw.randint(-4, 8)) if kind in ("news", "event") else None
        yield SearchDocument(
            key="",
            locale="pl",
            kind=kind,
            title=filled(draw.choice(titles)),
            summary=filled(draw.choice(sentences)),
            body=" ".join(filled(sentence) for sentence in body),
            date=start,
            end=start + timedelta(hours=2) if start and kind == "event" else None,
            place=nominative,
            territory_code=code,
            topics=[topic],
        )
