"""The same content for both sites of the page benchmark: news with pictures and events, numbered and reproducible."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PIL import Image

PICTURES = 20
_WORDS = """
spotkanie organizacja gmina wolontariat konsultacje warsztaty dotacja inicjatywa sąsiedzi biblioteka świetlica rada projekt
szkolenie dostępność seniorzy młodzież środowisko kultura sport współpraca samorząd regulamin uchwała kalendarz miejsce termin
""".split()  # noqa: SIM905 - a list of words reads better so


def pictures() -> Iterator[bytes]:
    """Twenty PNG pictures of 1280 x 800 pixels, each of its own colours."""
    for number in range(PICTURES):
        chance = random.Random(number)
        image = Image.linear_gradient("L").resize((1280, 800)).convert("RGB")
        tint = Image.new("RGB", image.size, tuple(chance.randrange(256) for _ in range(3)))
        out = io.BytesIO()
        Image.blend(image, tint, 0.6).save(out, "PNG")
        yield out.getvalue()


def sentence(number: int, words: int) -> str:
    chance = random.Random(number)
    return " ".join(chance.choice(_WORDS) for _ in range(words)).capitalize() + "."


def paragraphs(number: int) -> str:
    return "".join(f"<p>{sentence(number * 10 + part, 40)}</p>" for part in range(4))


def news(first: int, count: int, now: datetime) -> Iterator[dict]:
    for number in range(first, first + count):
        yield {
            "number": number,
            "title": f"Aktualność {number}: {sentence(number, 5)}",
            "slug": f"aktualnosc-{number}",
            "date": now - timedelta(hours=number),
            "intro": sentence(number, 14),
            "body": paragraphs(number),
            "picture": number % PICTURES,
        }


def events(first: int, count: int, now: datetime) -> Iterator[dict]:
    for number in range(first, first + count):
        start = (now + timedelta(hours=2 * number + 5)).astimezone(ZoneInfo("Europe/Warsaw")).replace(minute=0, second=0, microsecond=0)
        yield {
            "number": number,
            "title": f"Wydarzenie {number}: {sentence(number + 7, 5)}",
            "slug": f"wydarzenie-{number}",
            "start": start,
            "end": start + timedelta(hours=2),
            "place": "Świetlica wiejska",
            "body": paragraphs(number + 3),
        }
