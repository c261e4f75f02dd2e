"""Pictures drawn by the portal itself: no photograph is copied, and each page has its own.

``draw_illustration`` makes a page's picture, ``draw_social`` the one for sharing, with the title set on it. The same
seed and motif always give the same picture.
"""

import random
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps

from core.illustrations.canvas import AMBER, CREAM, DEEP, PAPER, SCHEMES, SEA, TEAL, Canvas
from core.illustrations.motifs import FIXED, GROUNDS, MOTIFS, Motif

__all__ = ["MOTIFS", "draw_illustration", "draw_social", "motif_for"]

FONTS = Path(__file__).resolve().parents[1] / "fonts"

# Words of the portal (kinds of event, topics, page types) -> the motif that shows them.
ALIASES = {
    "meeting": "meetings", "spotkania": "meetings", "group": "meetings", "grupy": "meetings", "table": "meetings",
    "srodowisko": "environment", "ekologia": "environment", "klimat": "environment", "zwierzeta": "environment",
    "szkolenia": "training", "szkolenie": "training", "rozwoj": "training", "praca": "training", "advice": "training",
    "gminy": "communes", "samorzad": "communes", "cop": "communes", "inicjatywa-lokalna": "communes",
    "houses": "communes", "sea": "coast", "family": "youth", "accessibility": "health", "law": "documents", "money": "documents",
    "kultura": "culture", "dziedzictwo": "culture", "sztuka": "culture",
    "rekreacja": "sport", "turystyka": "coast", "morze": "coast", "bezpieczenstwo": "coast",
    "zdrowie": "health", "niepelnosprawnosc": "health", "dostepnosc": "health",
    "mlodziez": "youth", "dzieci": "youth", "rodzina": "youth",
    "seniorzy": "seniors",
    "wolontariat": "volunteering", "pomoc-spoleczna": "volunteering", "pomoc": "volunteering",
    "partycypacja": "participation", "konsultacje": "participation", "consultation": "participation",
    "edukacja": "education", "nauka": "education",
    "wspolpraca": "cooperation", "organizacje": "cooperation", "partnerstwo": "cooperation",
    "targi": "fair", "festyn": "fair", "ekonomia-spoleczna": "fair",
    "prawo": "documents", "procedury": "documents", "dotacje": "documents", "konkursy": "documents", "news": "documents",
}  # fmt: skip


def motif_for(word: str) -> str:
    """The motif of a topic's slug, an event's kind or a motif's own name; ``cooperation`` when nothing fits."""
    word = word.strip().lower()
    return word if word in MOTIFS else ALIASES.get(word, "cooperation")


def _draw(seed: str, motif: str, size: tuple[int, int]) -> Image.Image:
    name = motif_for(motif)
    # A string seed is hashed by Python in a way that stays the same between runs and machines.
    rng = random.Random(f"{name}:{seed}")  # noqa: S311
    ground = rng.choice(GROUNDS.get(name, range(len(SCHEMES))))
    mirrored = rng.random() < 0.5 and name not in FIXED
    canvas = Canvas(rng, SCHEMES[ground], size)
    painter: Motif = MOTIFS[name]
    painter(canvas)
    image = canvas.finish()
    return ImageOps.mirror(image) if mirrored else image


def draw_illustration(seed: str, motif: str, size: tuple[int, int] = (1600, 1000)) -> Image.Image:
    """A picture for one page: ``seed`` (its id or slug) arranges it, ``motif`` says what it shows."""
    return _draw(seed, motif, size)


@lru_cache(maxsize=32)
def _font(bold: bool, size: int) -> ImageFont.FreeTypeFont:
    name = "atkinson-bold.ttf" if bold else "atkinson-regular.ttf"
    return ImageFont.truetype(str(FONTS / name), size)


def _lines(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Break ``text`` at spaces; one-letter words stay with the next word."""
    lines: list[str] = []
    current = ""
    carried = ""
    for word in text.split():
        piece = f"{carried} {word}".strip()
        carried = ""
        if len(word) == 1 and word.isalpha():
            carried = piece
            continue
        candidate = f"{current} {piece}".strip()
        if current and font.getlength(candidate) > width:
            lines.append(current)
            current = piece
        else:
            current = candidate
    if carried:
        current = f"{current} {carried}".strip()
    return [*lines, current] if current else lines


def draw_social(seed: str, motif: str, title: str, size: tuple[int, int] = (1200, 630)) -> Image.Image:
    """The picture for sharing: the page's illustration beside a panel that carries the title."""
    width, height = size
    unit = width / 1200
    panel = round(width * 0.56)
    image = Image.new("RGB", size, DEEP)
    image.paste(_draw(seed, motif, (width - panel + round(90 * unit), height)), (panel - round(90 * unit), 0))

    # The panel's edge is the rim of a great round table.
    twice = Image.new("L", (width * 2, height * 2), 0)
    radius = height * 2.4
    centre = (panel * 2 - radius, height)
    rim = ImageDraw.Draw(twice)

    def disc(extra: float, value: int) -> None:
        rim.ellipse(
            (centre[0] - radius - extra, centre[1] - radius - extra, centre[0] + radius + extra, centre[1] + radius + extra),
            fill=value,
        )

    for extra, colour in ((52 * unit, AMBER), (28 * unit, SEA), (0, DEEP)):
        disc(extra, 255)
        image.paste(colour, (0, 0), twice.reduce(2))
        twice.paste(0, (0, 0, *twice.size))

    draw = ImageDraw.Draw(image)
    margin = round(72 * unit)
    room = panel - margin - round(70 * unit)
    for points in (62, 56, 50, 44, 38, 33):
        font = _font(True, round(points * unit))
        lines = _lines(title, font, room)
        step = round(points * 1.16 * unit)
        if len(lines) * step <= height - round(250 * unit):
            break
    kept = lines[: max(1, (height - round(250 * unit)) // step)]
    if len(kept) < len(lines):
        kept[-1] = kept[-1].rstrip(" ,.;:") + "…"
    top = (height - len(kept) * step) / 2 + 26 * unit
    for number, line in enumerate(kept):
        draw.text((margin, top + number * step), line, font=font, fill=PAPER)
    _sign(image, margin, round(64 * unit), round(58 * unit))
    small = _font(True, round(27 * unit))
    draw.text((margin + 76 * unit, 64 * unit + 14 * unit), "Portal Współpracy", font=small, fill=CREAM)
    draw.text((margin, height - 84 * unit), "Pomorska Sieć COP", font=_font(False, round(25 * unit)), fill=CREAM)
    return image


def _sign(image: Image.Image, x: int, y: int, side: int) -> None:
    """The portal's sign: a round table and its three seats."""
    big = side * 4
    sign = Image.new("RGBA", (big, big), (0, 0, 0, 0))
    draw = ImageDraw.Draw(sign)
    draw.rounded_rectangle((0, 0, big - 1, big - 1), radius=big * 0.24, fill=TEAL)

    def disc(cx: float, cy: float, r: float, colour: str) -> None:
        draw.ellipse(((cx - r) * big, (cy - r) * big, (cx + r) * big, (cy + r) * big), fill=colour)

    disc(0.5, 0.53, 0.225, PAPER)
    for cx, cy in ((0.5, 0.18), (0.2, 0.71), (0.8, 0.71)):
        disc(cx, cy, 0.095, AMBER)
    sign = sign.reduce(4)
    image.paste(sign, (x, y), sign)
