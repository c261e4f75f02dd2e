"""A small drawing surface: flat shapes in the portal's palette, smooth because drawn at twice the size."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageColor, ImageDraw

# Every picture is drawn in these units and scaled to the size asked for.
WIDTH, HEIGHT = 1600, 1000
OVERSAMPLING = 2

Point = tuple[float, float]

PAPER, SAND, SURFACE, INK = "#fbf8f2", "#f1ebe0", "#ffffff", "#17211f"
SEA, DEEP, TEAL, FOAM, MINT = "#0b5a5e", "#073e42", "#0b7a78", "#6fd0cb", "#c4e5de"
AMBER, HONEY, CREAM = "#f4b23e", "#f9d48d", "#fdeccb"
CLAY, ROSE, BLUSH = "#c4532d", "#e08a63", "#f6d3c0"
BLUE, SKY, MIST = "#1f4f8f", "#7fa6d6", "#d3e0f0"

INK_ON_LIGHT = "#3a2d22"
SKIN = ("#f3d3b5", "#e2b48d", "#b9805a", "#8a5a3c", "#f7dfc8")


@dataclass(frozen=True)
class Scheme:
    """Colours of one picture: a ground that fades, three depths, two bright ones and a light one."""

    top: str
    bottom: str
    far: str
    mid: str
    near: str
    bright: str
    second: str
    light: str


SCHEMES = (
    Scheme(CREAM, HONEY, ROSE, TEAL, DEEP, AMBER, CLAY, PAPER),
    Scheme(DEEP, SEA, TEAL, FOAM, "#052e31", AMBER, ROSE, PAPER),
    Scheme(MIST, PAPER, SKY, BLUE, DEEP, AMBER, CLAY, SURFACE),
    Scheme(PAPER, CREAM, HONEY, CLAY, SEA, AMBER, BLUE, SURFACE),
    Scheme(MINT, PAPER, FOAM, TEAL, DEEP, AMBER, CLAY, SURFACE),
    Scheme("#163c70", BLUE, SKY, TEAL, "#0e2a52", AMBER, ROSE, PAPER),
    Scheme(BLUSH, CREAM, ROSE, CLAY, DEEP, AMBER, TEAL, PAPER),
)


class Canvas:
    """Shapes in units of a 1600 x 1000 picture; ``rng`` is the only source of chance."""

    def __init__(self, rng: random.Random, scheme: Scheme, size: tuple[int, int]) -> None:
        self.rng = rng
        self.scheme = scheme
        self.size = size
        # Cover the target: a wider picture shows less height, never stretched shapes.
        self.scale = max(size[0] / WIDTH, size[1] / HEIGHT) * OVERSAMPLING
        self.pixels = (size[0] * OVERSAMPLING, size[1] * OVERSAMPLING)
        self.shift = (
            (self.pixels[0] - WIDTH * self.scale) / 2,
            (self.pixels[1] - HEIGHT * self.scale) / 2,
        )
        self.image = self._ground(scheme.top, scheme.bottom)
        self.draw = ImageDraw.Draw(self.image, "RGBA")

    def _ground(self, top: str, bottom: str) -> Image.Image:
        first, last = ImageColor.getrgb(top), ImageColor.getrgb(bottom)
        column = Image.new("RGB", (1, 64))
        for y in range(64):
            share = y / 63
            column.putpixel((0, y), tuple(round(a + (b - a) * share) for a, b in zip(first, last, strict=True)))
        return column.resize(self.pixels, Image.Resampling.BILINEAR)

    def finish(self) -> Image.Image:
        """The picture at the size asked for, edges smoothed."""
        return self.image.reduce(OVERSAMPLING)

    def at(self, x: float, y: float) -> Point:
        """Units to pixels."""
        return x * self.scale + self.shift[0], y * self.scale + self.shift[1]

    @property
    def dark(self) -> bool:
        """Whether the ground is dark, so that lines on it must be light."""
        return sum(ImageColor.getrgb(self.scheme.top)[:3]) < 300

    @staticmethod
    def paint(colour: str, alpha: float = 1) -> tuple[int, int, int, int]:
        """A colour with its opacity."""
        red, green, blue = ImageColor.getrgb(colour)[:3]
        return red, green, blue, round(alpha * 255)

    def pick(self, *colours: str) -> str:
        """One of the colours, by chance."""
        return self.rng.choice(colours)

    # Shapes

    def circle(self, x: float, y: float, r: float, colour: str, alpha: float = 1) -> None:
        """A disc."""
        px, py = self.at(x, y)
        pr = r * self.scale
        self.draw.ellipse((px - pr, py - pr, px + pr, py + pr), fill=self.paint(colour, alpha))

    def ring(self, x: float, y: float, r: float, width: float, colour: str, alpha: float = 1) -> None:
        """A circle's outline, the stroke inside ``r``."""
        px, py = self.at(x, y)
        pr = r * self.scale
        self.draw.ellipse(
            (px - pr, py - pr, px + pr, py + pr),
            outline=self.paint(colour, alpha),
            width=max(1, round(width * self.scale)),
        )

    def ellipse(self, x: float, y: float, rx: float, ry: float, turn: float, colour: str, alpha: float = 1) -> None:
        """An ellipse turned by ``turn`` radians."""
        steps = 40
        points = []
        for step in range(steps):
            angle = step / steps * math.tau
            dx, dy = rx * math.cos(angle), ry * math.sin(angle)
            points.append((x + dx * math.cos(turn) - dy * math.sin(turn), y + dx * math.sin(turn) + dy * math.cos(turn)))
        self.polygon(points, colour, alpha)

    def sector(self, x: float, y: float, r: float, start: float, end: float, colour: str, alpha: float = 1) -> None:
        """A slice of a disc; degrees, clockwise from three o'clock."""
        px, py = self.at(x, y)
        pr = r * self.scale
        self.draw.pieslice((px - pr, py - pr, px + pr, py + pr), start, end, fill=self.paint(colour, alpha))

    def arc(
        self,
        x: float,
        y: float,
        r: float,
        start: float,
        end: float,
        width: float,
        colour: str,
        alpha: float = 1,
    ) -> None:
        """A part of a ring."""
        px, py = self.at(x, y)
        pr = r * self.scale
        self.draw.arc(
            (px - pr, py - pr, px + pr, py + pr),
            start,
            end,
            fill=self.paint(colour, alpha),
            width=max(1, round(width * self.scale)),
        )

    def polygon(self, points: Sequence[Point], colour: str, alpha: float = 1) -> None:
        """A filled polygon."""
        self.draw.polygon([self.at(*point) for point in points], fill=self.paint(colour, alpha))

    def rectangle(self, x: float, y: float, width: float, height: float, colour: str, radius: float = 0, alpha: float = 1) -> None:
        """An upright rectangle, its corners rounded by ``radius``."""
        left, top = self.at(x, y)
        right, bottom = self.at(x + width, y + height)
        self.draw.rounded_rectangle((left, top, right, bottom), radius=radius * self.scale, fill=self.paint(colour, alpha))

    def sheet(self, x: float, y: float, width: float, height: float, turn: float, colour: str, alpha: float = 1) -> None:
        """A rectangle turned round its centre."""
        corners = ((-1, -1), (1, -1), (1, 1), (-1, 1))
        points = []
        for sx, sy in corners:
            dx, dy = sx * width / 2, sy * height / 2
            points.append((x + dx * math.cos(turn) - dy * math.sin(turn), y + dx * math.sin(turn) + dy * math.cos(turn)))
        self.polygon(points, colour, alpha)

    def line(self, points: Sequence[Point], width: float, colour: str, alpha: float = 1) -> None:
        """A line with round ends and joints; opaque colours only look right."""
        pixels = [self.at(*point) for point in points]
        thick = max(1, round(width * self.scale))
        self.draw.line(pixels, fill=self.paint(colour, alpha), width=thick, joint="curve")
        if alpha == 1:
            half = thick / 2
            for px, py in (pixels[0], pixels[-1]):
                self.draw.ellipse((px - half, py - half, px + half, py + half), fill=self.paint(colour))

    # Patterns made of shapes

    def wave(self, y: float, height: float, length: float, phase: float, colour: str, alpha: float = 1, steep: float = 0) -> list[Point]:
        """Everything below a wavy line; returns the line, to draw along it."""
        points = []
        for step in range(121):
            x = -20 + step * (WIDTH + 40) / 120
            angle = x / length * math.tau + phase
            points.append((x, y - height * (math.sin(angle) + steep * math.sin(angle * 2.3 + phase))))
        self.polygon([*points, (WIDTH + 20, HEIGHT + 20), (-20, HEIGHT + 20)], colour, alpha)
        return points

    def dots(self, x: float, y: float, columns: int, rows: int, gap: float, r: float, colour: str, alpha: float = 1) -> None:
        """A quiet field of dots."""
        for row in range(rows):
            for column in range(columns):
                self.circle(x + column * gap, y + row * gap, r, colour, alpha)

    def halo(self, x: float, y: float, r: float, colour: str, rings: int = 3, step: float = 70) -> None:
        """Light round a disc: rings that fade outwards."""
        for ring in range(rings, 0, -1):
            self.circle(x, y, r + ring * step, colour, 0.16 - 0.03 * ring)

    def sun(self, x: float, y: float, r: float, colour: str) -> None:
        """A disc with its halo."""
        self.halo(x, y, r, colour)
        self.circle(x, y, r, colour)

    def person(self, x: float, y: float, height: float, body: str, head: str) -> None:
        """Somebody standing at (x, y), seen from the front: a head over rounded shoulders."""
        width = height * 0.42
        self.rectangle(x - width / 2, y - height * 0.66, width, height * 0.7, body, radius=width * 0.5)
        self.rectangle(x - width / 2, y - height * 0.3, width, height * 0.34, body)
        self.circle(x, y - height * 0.83, height * 0.17, head)

    def tree(self, x: float, y: float, r: float, crown: str, trunk: str) -> None:
        """A round tree whose trunk stands at (x, y)."""
        self.rectangle(x - r * 0.09, y - r * 1.4, r * 0.18, r * 1.4, trunk)
        self.circle(x, y - r * 1.7, r, crown)
        self.circle(x - r * 0.28, y - r * 1.95, r * 0.42, PAPER, 0.14)

    def heart(self, x: float, y: float, size: float, colour: str, alpha: float = 1) -> None:
        """A heart ``size`` wide, centred at (x, y)."""
        points = []
        for step in range(60):
            t = step / 60 * math.tau
            points.append(
                (
                    x + size / 34 * 16 * math.sin(t) ** 3,
                    y - size / 34 * (13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)),
                )
            )
        self.polygon(points, colour, alpha)

    def star(self, x: float, y: float, outer: float, inner: float, tips: int, turn: float, colour: str) -> None:
        """A star or a burst with ``tips`` tips."""
        points = []
        for step in range(tips * 2):
            angle = turn + step * math.pi / tips
            radius = outer if step % 2 == 0 else inner
            points.append((x + radius * math.cos(angle), y + radius * math.sin(angle)))
        self.polygon(points, colour)
