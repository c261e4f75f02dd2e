"""Subset Atkinson Hyperlegible for the web and for the illustrations.

Run by a developer after a change of the character set; what it writes is committed, so neither the demo nor
production needs fonttools or the font package.
"""

import logging
from importlib import resources
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

ROOT = Path(__file__).resolve().parents[3]
WEB_FONTS = ROOT / "static" / "fonts"
DRAWING_FONTS = ROOT / "core" / "fonts"
FACES = {"Regular": "atkinson-regular", "Bold": "atkinson-bold"}

# Latin-1 and Latin Extended-A hold Polish, English and Kashubian (ã é ë ò ô ù); the rest is typography.
# Ukrainian is asked for too, yet version 1.6 of the font has no Cyrillic: those texts fall back to the system font.
CHARACTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x400, 0x460),
    0x490,
    0x491,
    *map(ord, "–—‘’‚“”„…•‹›€™−≤≥≠≈½¼¾⁄"),
]
FEATURES = ["ccmp", "locl", "kern", "mark", "liga", "tnum", "pnum", "frac", "case"]

# Advance widths of Arial (per 2048), for the letters below; a fallback scaled by the ratio keeps the line breaks.
ARIAL_REGULAR = {
    "a": 1139, "b": 1139, "c": 1024, "d": 1139, "e": 1139, "f": 569, "g": 1139, "h": 1139, "i": 455, "j": 455,
    "k": 1024, "l": 455, "m": 1706, "n": 1139, "o": 1139, "p": 1139, "r": 682, "s": 1024, "t": 569, "u": 1139,
    "w": 1479, "y": 1024, "z": 1024, " ": 569,
}  # fmt: skip
ARIAL_BOLD = {
    "a": 1139, "b": 1251, "c": 1139, "d": 1251, "e": 1139, "f": 682, "g": 1251, "h": 1251, "i": 569, "j": 569,
    "k": 1139, "l": 569, "m": 1821, "n": 1251, "o": 1251, "p": 1251, "r": 797, "s": 1139, "t": 682, "u": 1251,
    "w": 1593, "y": 1139, "z": 1024, " ": 569,
}  # fmt: skip
# How often each stands in ordinary Polish text, per thousand (accented letters counted with their base).
POLISH_FREQUENCY = {
    "a": 85, "b": 13, "c": 38, "d": 28, "e": 76, "f": 3, "g": 12, "h": 9, "i": 70, "j": 19, "k": 30, "l": 33,
    "m": 24, "n": 49, "o": 74, "p": 27, "r": 40, "s": 42, "t": 34, "u": 21, "w": 40, "y": 32, "z": 56, " ": 145,
}  # fmt: skip


def fallback_metrics(font: Any, arial_widths: dict[str, int]) -> dict[str, float]:
    """Percentages for an @font-face that makes Arial take the room of ``font`` (a fontTools TTFont)."""
    frequency = POLISH_FREQUENCY
    widths, cmap, units = font["hmtx"], font.getBestCmap(), font["head"].unitsPerEm
    own = sum(widths[cmap[ord(letter)]][0] / units * n for letter, n in frequency.items())
    arial = sum(arial_widths[letter] / 2048 * n for letter, n in frequency.items())
    adjust = own / arial
    return {
        "size-adjust": round(adjust * 100, 1),
        "ascent-override": round(font["hhea"].ascent / units / adjust * 100, 1),
        "descent-override": round(-font["hhea"].descent / units / adjust * 100, 1),
        "line-gap-override": 0.0,
    }


class Command(BaseCommand):
    # Works on files only.
    requires_system_checks: list[str] = []
    help = "Subset Atkinson Hyperlegible into static/fonts (woff2) and core/fonts (ttf)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write two woff2 files, two ttf files and the licence beside each pair."""
        try:
            from fontTools import subset

            package = resources.files("fontpkg_atkinson_hyperlegible")
        except ModuleNotFoundError as error:
            raise CommandError("Fonts are built in the development environment: requirements/dev.txt.") from error

        # It tells about every glyph.
        logging.getLogger("fontTools").setLevel(logging.ERROR)
        for face, name in FACES.items():
            source = package / "files" / f"AtkinsonHyperlegible-{face}.ttf"
            for folder, flavour in ((WEB_FONTS, "woff2"), (DRAWING_FONTS, None)):
                folder.mkdir(parents=True, exist_ok=True)
                options_ = subset.Options(flavor=flavour, layout_features=FEATURES, hinting=False, notdef_outline=True)
                # The moment of building must not change the committed file.
                options_.recalc_timestamp = False
                with resources.as_file(source) as path:
                    font = subset.load_font(str(path), options_)
                metrics = fallback_metrics(font, ARIAL_BOLD if face == "Bold" else ARIAL_REGULAR)
                subsetter = subset.Subsetter(options_)
                subsetter.populate(unicodes=CHARACTERS)
                subsetter.subset(font)
                target = folder / f"{name}.{flavour or 'ttf'}"
                subset.save_font(font, str(target), options_)
                self.stdout.write(f"{target.relative_to(ROOT)}  {target.stat().st_size} bytes")
            self.stdout.write(f"  fallback for {face}: {metrics}")
        licence = (package / "LICENSE").read_text(encoding="utf-8")
        for folder in (WEB_FONTS, DRAWING_FONTS):
            (folder / "OFL.txt").write_text(licence, encoding="utf-8")
