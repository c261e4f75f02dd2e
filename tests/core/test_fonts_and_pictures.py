"""Fonts, and the pictures that the portal draws."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from django.utils import translation
from PIL import Image, ImageChops, ImageStat

from core.illustrations import MOTIFS, _font, _lines, draw_illustration, draw_social, motif_for
from core.management.commands import build_fonts

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _polish():
    with translation.override("pl"):
        yield


# --- Fonts


def test_fonts_are_small_and_speak_polish():
    from fontTools.ttLib import TTFont

    for name in ("atkinson-regular", "atkinson-bold"):
        path = ROOT / "static" / "fonts" / f"{name}.woff2"
        assert path.stat().st_size < 20_000
        characters = TTFont(path).getBestCmap()
        assert all(ord(letter) in characters for letter in "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ„”–…ãëòôù")
    assert "SIL OPEN FONT LICENSE" in (ROOT / "static" / "fonts" / "OFL.txt").read_text(encoding="utf-8")


def test_fallback_metrics_in_the_sheet_are_those_of_the_font():
    from fontTools.ttLib import TTFont

    css = (ROOT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    for name, widths in (("atkinson-regular", build_fonts.ARIAL_REGULAR), ("atkinson-bold", build_fonts.ARIAL_BOLD)):
        metrics = build_fonts.fallback_metrics(TTFont(ROOT / "core" / "fonts" / f"{name}.ttf"), widths)
        for key, value in metrics.items():
            assert f"{key}:{value:g}%" in css


# --- Pictures


def difference(first: Image.Image, second: Image.Image) -> float:
    """Mean difference of two pictures, 0 to 255."""
    return sum(ImageStat.Stat(ImageChops.difference(first, second)).mean) / 3


@pytest.mark.parametrize("motif", sorted(MOTIFS))
def test_illustration_is_the_same_for_a_seed_and_differs_between_seeds(motif):
    size = (320, 200)
    first = draw_illustration("page-1", motif, size)
    assert first.size == size
    assert first.mode == "RGB"
    assert first.tobytes() == draw_illustration("page-1", motif, size).tobytes()
    for seed in ("page-2", "page-3"):
        assert difference(first, draw_illustration(seed, motif, size)) > 4
    # Rich, not a plain ground.
    assert len(first.quantize(64).getcolors() or []) > 12


def test_motifs_differ_from_each_other():
    pictures = [draw_illustration("page-1", motif, (160, 100)) for motif in sorted(MOTIFS)]
    for place, picture in enumerate(pictures):
        assert all(difference(picture, other) > 4 for other in pictures[place + 1 :])


def test_words_of_the_portal_have_motifs():
    assert motif_for("srodowisko") == "environment"
    assert motif_for("fair") == "fair"
    assert motif_for("  Kultura ") == "culture"
    assert motif_for("czegoś takiego nie ma") == "cooperation"


def test_social_picture_carries_the_title():
    size = (1200, 630)
    with_title = draw_social("a", "meetings", "Sześć gmin przyjęło pierwsze uchwały", size)
    assert with_title.size == size
    without = draw_social("a", "meetings", "", size)
    box = ImageChops.difference(with_title, without).getbbox()
    assert box is not None
    # On the panel only, never over the picture or the rim.
    assert box[0] >= 60
    assert box[2] <= 620


def test_long_titles_are_cut_with_an_ellipsis_and_no_letter_hangs():
    long_title = "Bardzo długi tytuł o współpracy " * 30
    assert draw_social("a", "coast", long_title).size == (1200, 630)
    lines = _lines("Spotkanie w Słupsku i w Ustce o pieniądzach", _font(True, 40), 300)
    assert len(lines) > 1
    assert not any(line.split()[-1] in {"w", "i", "o"} for line in lines)


def test_a_picture_is_drawn_quickly():
    draw_illustration("warm", "meetings")
    begin = time.process_time()
    for motif in ("meetings", "culture", "fair"):
        draw_illustration("page-9", motif)
    # 0.1 s each on an idle machine; the limit leaves room for a busy one.
    assert time.process_time() - begin < 3
