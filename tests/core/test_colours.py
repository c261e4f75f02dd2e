"""The joined style sheet and the contrast of its colours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core.management.commands import build_css

ROOT = Path(__file__).resolve().parents[2]


# --- Style sheet


def test_css_is_current_and_small():
    call_command("build_css", check=True)
    assert build_css.TARGET.stat().st_size <= 44_000


def test_css_check_fails_when_it_is_not_current(tmp_path, monkeypatch):
    stale = tmp_path / "portal.css"
    stale.write_text("body{}", encoding="utf-8")
    monkeypatch.setattr(build_css, "TARGET", stale)
    with pytest.raises(CommandError, match="not current"):
        call_command("build_css", check=True)


def test_css_squeeze_changes_no_meaning():
    assert build_css.squeeze("/* note */ a b > c {\n  color : red;\n  margin: 0 auto;\n}\n") == "a b > c{color : red;margin: 0 auto}"


def test_every_component_style_is_part_of_the_sheet():
    assert {path.name for path in build_css.sources()} == {
        path.name
        for path in (ROOT / "static" / "css").rglob("*.css")
        if path.name not in ("portal.css", "admin.css", "search.css")  # the admin and the search have sheets of their own
    }


# --- Colours


def tokens() -> dict[str, tuple[str, str]]:
    """Each colour token in light and dark."""
    text = (ROOT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    pairs = dict(re.findall(r"--([\w-]+):light-dark\((#\w{6},#\w{6})\)", text))
    found = {name: (pair[:7], pair[8:]) for name, pair in pairs.items()}
    found |= {name: (value, value) for name, value in re.findall(r"--([\w-]+):(#\w{6});", text)}
    return found


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "backs", "least"),
    [
        ("ink", ["paper", "surface", "sand", "soft", "tint"], 11.9),
        ("muted", ["paper", "surface", "sand"], 6.1),
        ("accent", ["paper", "surface", "sand"], 6.7),
        ("accent", ["tint"], 4.5),
        ("strong", ["paper", "surface", "sand", "tint"], 6.7),
        ("on-accent", ["accent", "strong"], 6.7),
        ("edge", ["paper", "surface", "sand"], 3.0),
        ("on-amber", ["amber"], 8.9),
        ("on-deep", ["deep"], 7.0),
        ("amber", ["deep"], 4.5),
        ("error", ["paper", "surface", "sand"], 4.5),
        ("ok", ["paper", "surface", "sand"], 4.5),
        ("info", ["paper", "surface", "sand"], 4.5),
        ("clay", ["paper", "surface"], 3.0),
    ],
)
def test_contrast_of_colour_pairs(front, backs, least, mode):
    colours = tokens()
    for back in backs:
        ratio = contrast(colours[front][mode], colours[back][mode])
        # The table of the look gives one decimal.
        assert round(ratio, 1) >= least, f"{front} on {back}: {ratio:.2f} < {least}"


def test_white_on_amber_would_fail():
    # The reason for --on-amber: the same check refuses the tempting pair.
    assert contrast("#ffffff", tokens()["amber"][0]) < 3


KINDS = re.findall(r"^\.k-(\w+)\{--k:light-dark\((#\w{6}),(#\w{6})\)\}$", (ROOT / "static/css/components/tag.css").read_text(), re.M)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_each_kind_of_event_has_a_colour_of_its_own(mode: int) -> None:
    from events_calendar.models import EventKind

    assert {name for name, *_pair in KINDS} == set(EventKind.values)
    colours = [pair[mode] for _name, *pair in KINDS]
    for back in ("paper", "surface", "sand"):
        assert min(contrast(colour, tokens()[back][mode]) for colour in colours) >= 3

    def distance(first: str, second: str) -> float:
        """How far apart two colours look (CIE 1976; 2.3 is just noticeable)."""
        return sum((one - other) ** 2 for one, other in zip(lab(first), lab(second), strict=True)) ** 0.5

    assert min(distance(one, other) for number, one in enumerate(colours) for other in colours[:number]) >= 25


def lab(colour: str) -> tuple[float, float, float]:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    x, y, z = (
        value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116
        for value in (
            (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
            luminance(colour),
            (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
        )
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)
