"""The design system: icons, Polish typography and dates, colours, components, pictures, the joined style sheet."""

from __future__ import annotations

import re
import time
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from lucide import IconDoesNotExist
from PIL import Image, ImageChops, ImageStat

from core import gallery
from core.illustrations import MOTIFS, _font, _lines, draw_illustration, draw_social, motif_for
from core.management.commands import build_css, build_fonts
from core.templatetags import portal_ui

ROOT = Path(__file__).resolve().parents[2]
COMPONENTS = sorted(path.stem for path in (ROOT / "templates" / "components").glob("*.html"))
WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.fixture(autouse=True)
def _polish():
    with translation.override("pl"):
        yield


def show(source: str, **context: object) -> str:
    return Template("{% load portal_ui %}" + source).render(Context(context))


# --- Icons


def test_icon_is_hidden_short_and_has_its_drawing():
    html = show("{% icon 'calendar' %}")
    assert html.startswith('<svg class="icon" viewBox="0 0 24 24"')
    assert 'aria-hidden="true"' in html
    assert 'focusable="false"' in html
    assert "<path" in html
    # Stroke and size stand once in the style sheet, not in every icon.
    assert "stroke" not in html
    assert "xmlns" not in html
    assert len(html) < 450


def test_icon_without_a_name_is_nothing_and_an_unknown_one_is_an_error():
    assert show("{% icon missing %}") == ""
    with pytest.raises(IconDoesNotExist):
        show("{% icon 'no-such-icon' %}")


# --- Non-breaking spaces


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("w gminie", "w\u00a0gminie"),
        ("Razem z Ustką i o Ustce", "Razem z\u00a0Ustką i\u00a0o\u00a0Ustce"),
        ("A u nas? I w domu", "A\u00a0u\u00a0nas? I\u00a0w\u00a0domu"),
        ("na brzegu", "na brzegu"),
        ("plan B oraz e-mail", "plan B oraz e-mail"),
        ("", ""),
    ],
)
def test_nbsp_binds_one_letter_words(text, bound):
    assert portal_ui.nbsp(text) == bound


def test_nbsp_keeps_escaping_right():
    assert show("{{ text|nbsp }}", text="<b>w domu</b>") == "&lt;b&gt;w\u00a0domu&lt;/b&gt;"
    assert not isinstance(portal_ui.nbsp("w domu"), SafeString)
    safe = portal_ui.nbsp(mark_safe('<a href="/" title="i w lesie">w domu</a>'))
    assert isinstance(safe, SafeString)
    # A tag's own spaces are left alone: "<a href" must not become "<a&nbsp;href".
    assert safe == '<a href="/" title="i w lesie">w\u00a0domu</a>'
    assert portal_ui.nbsp(None) == ""


# --- Dates


def warsaw(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=WARSAW)


@pytest.mark.parametrize(
    ("start", "end", "all_day", "words"),
    [
        (warsaw(2026, 12, 1, 16, 30), warsaw(2026, 12, 1, 18, 30), False, "wtorek, 1 grudnia 2026, 16:30–18:30"),
        (warsaw(2026, 12, 1, 9, 5), None, False, "wtorek, 1 grudnia 2026, 9:05"),
        (date(2026, 12, 1), None, True, "wtorek, 1 grudnia 2026, cały dzień"),
        (warsaw(2026, 12, 1, 0, 0), warsaw(2026, 12, 2, 0, 0), True, "wtorek, 1 grudnia 2026, cały dzień"),
        (date(2026, 12, 4), date(2026, 12, 6), True, "4–6 grudnia 2026"),
        (date(2026, 12, 30), date(2027, 1, 2), True, "30 grudnia 2026 – 2 stycznia 2027"),
        (date(2026, 11, 30), date(2026, 12, 2), True, "30 listopada – 2 grudnia 2026"),
        (
            warsaw(2026, 12, 4, 17, 0),
            warsaw(2026, 12, 6, 14, 0),
            False,
            "piątek, 4 grudnia 2026, 17:00 – niedziela, 6 grudnia 2026, 14:00",
        ),
        (warsaw(2026, 12, 4, 20, 0), warsaw(2026, 12, 5, 1, 0), False, "piątek, 4 grudnia 2026, 20:00–1:00 następnego dnia"),
    ],
)
def test_event_when_in_words(start, end, all_day, words):
    assert portal_ui.event_when(start, end, all_day) == words


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        # Summer: two hours ahead of UTC.
        (datetime(2026, 7, 1, 14, 30, tzinfo=UTC), datetime(2026, 7, 1, 16, 30, tzinfo=UTC), "środa, 1 lipca 2026, 16:30–18:30"),
        # Winter: one hour.
        (datetime(2026, 12, 1, 15, 30, tzinfo=UTC), datetime(2026, 12, 1, 17, 30, tzinfo=UTC), "wtorek, 1 grudnia 2026, 16:30–18:30"),
        # The night the clocks go back: 00:30 in summer time, 10:00 in winter time, both on the Polish clock.
        (
            datetime(2026, 10, 24, 22, 30, tzinfo=UTC),
            datetime(2026, 10, 25, 9, 0, tzinfo=UTC),
            "niedziela, 25 października 2026, 0:30–10:00",
        ),
        # The night they go forward: 01:30 is followed by 03:30 an hour later.
        (
            datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
            datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
            "niedziela, 29 marca 2026, 1:30–3:30",
        ),
    ],
)
def test_event_when_on_both_sides_of_the_clock_change(start, end, words):
    assert portal_ui.event_when(start, end) == words


def test_dates_in_english():
    with translation.override("en"):
        assert portal_ui.event_when(warsaw(2026, 12, 1, 16, 30), warsaw(2026, 12, 1, 18, 30)) == "Tuesday, 1 December 2026, 16:30–18:30"
        badge = portal_ui.day_badge(warsaw(2026, 12, 1, 16, 30))
    assert badge is not None
    assert (badge.month, badge.weekday) == ("Dec", "Tue")


def test_day_badge_is_the_polish_day():
    # 23:30 UTC on 30 November is already 1 December in Poland.
    badge = portal_ui.day_badge(datetime(2026, 11, 30, 23, 30, tzinfo=UTC))
    assert badge is not None
    assert (badge.day, badge.month, badge.weekday, badge.iso) == (1, "gru", "wt.", "2026-12-01")
    today = portal_ui.day_badge(datetime.now(UTC))
    assert today is not None
    assert today.today
    assert not today.past
    assert portal_ui.day_badge(None) is None


def test_machine_dates_and_hours():
    assert portal_ui.iso(datetime(2026, 7, 1, 14, 30, tzinfo=UTC)) == "2026-07-01T16:30+02:00"
    assert portal_ui.iso(date(2026, 7, 1)) == "2026-07-01"
    assert portal_ui.long_date(date(2026, 7, 1)) == "1 lipca 2026"
    assert portal_ui.event_hours(warsaw(2026, 7, 1, 9, 0), warsaw(2026, 7, 1, 11, 15)) == "9:00–11:15"
    assert portal_ui.event_hours(None) == ""


def test_json_ld_cannot_close_its_script():
    html = portal_ui.json_ld({"name": "</script><script>alert(1)</script> & ąę"})
    assert html.count("<script") == html.count("</script>") == 1
    assert "ąę" in html
    assert portal_ui.json_ld(None) == ""


# --- Style sheet


def test_css_is_current_and_small():
    call_command("build_css", check=True)
    assert build_css.TARGET.stat().st_size <= 38_000


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
        if path.name not in ("portal.css", "admin.css")  # the admin has a sheet of its own
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


def test_a_postcode_stays_on_one_line() -> None:
    whole = '<span class="nowrap">76-200</span>'
    assert (
        show("{{ text|address }}", text="ul. Niedziałkowskiego 6, 76-200 Słupsk <b>")
        == f"ul. Niedziałkowskiego 6, {whole} Słupsk &lt;b&gt;"
    )
    assert show("{{ text|nbsp }}", text=mark_safe('<a title="76-200">w 76-200</a>')) == f'<a title="76-200">w\u00a0{whole}</a>'
    assert "span" not in show("{{ text|address }}", text="tel. 59-842-00-11, 2010-2015, 176-2001")
    assert show("{{ text|address }}", text=None) == ""


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Stowarzyszenie „Słupska Przystań”", "SP"),
        ("Fundacja Zielony Brzeg", "ZB"),
        ('Fundacja "Żar"', "Ż"),
        ("Klub Sportowy Orkan Gdynia", "OG"),
        ("Koło Gospodyń Wiejskich w Kwakowie", "K"),
        ("Stowarzyszenie na rzecz Rozwoju Łeby", "RŁ"),
        ("Fundacja", "F"),
        ("2005", ""),
    ],
)
def test_an_organisations_initials_leave_out_what_all_have(name: str, letters: str) -> None:
    assert show("{{ name|initials }}", name=name) == letters


# --- Components


@pytest.mark.parametrize("name", COMPONENTS)
def test_component_renders_without_parameters_and_documents_them(name):
    source = (ROOT / "templates" / "components" / f"{name}.html").read_text(encoding="utf-8")
    assert source.startswith("{% comment %}\n"), "a component begins with the list of its parameters"
    # Through include ... only, as pages use it.
    html = Template('{% include "components/' + name + '.html" only %}').render(Context())
    assert "None" not in html
    assert 'style="' not in html, "no inline styles: a content security policy forbids them"


def test_gallery_shows_every_component():
    shown = {sample.component for group in gallery.sample_groups() for sample in group.samples}
    # Parts of others, or of the frame, which the gallery page itself wears.
    inner = {"picture", "stages", "weekdays", "brand", "header", "footer", "page_header", "hero"}
    assert set(COMPONENTS) == shown | inner


def test_gallery_is_for_staff_only(rf: RequestFactory):
    request = rf.get("/pl/komponenty/")
    request.user = AnonymousUser()
    with pytest.raises(PermissionDenied):
        gallery.component_gallery(request)


def test_gallery_opens_for_staff(rf: RequestFactory, site_tree: object):
    request = rf.get("/pl/komponenty/")
    request.user = get_user_model().objects.create_superuser("cio@example.org", "haslo-do-testu")
    response = gallery.component_gallery(request)
    assert response.status_code == 200
    assert "Komponenty portalu" in response.content.decode()
    assert not response.cookies


def test_gallery_page_has_unique_ids():
    html = render_to_string("core/gallery.html", {"groups": gallery.sample_groups(warsaw(2026, 12, 9, 16, 30))})
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert html.count("<h1") == 1
    for target in re.findall(r'<label[^>]* for="([^"]+)"', html):
        assert target in ids


def test_components_escape_what_editors_write():
    html = render_to_string("components/event_row.html", {"title": "<script>x</script> w domu", "url": "#", "place": "a&b"})
    assert "&lt;script&gt;x&lt;/script&gt; w\u00a0domu" in html
    assert "a&amp;b" in html


def test_form_field_ties_label_hint_and_error_to_the_field():
    form = gallery.SampleForm({"name": ""}, auto_id="id_%s")
    html = render_to_string("components/form_field.html", {"field": form["name"]})
    assert '<label for="id_name">' in html
    described = re.search(r'aria-describedby="([^"]+)"', html)
    assert described is not None
    assert all(f'id="{part}"' in html for part in described[1].split())
    assert 'aria-invalid="true"' in html
    assert "nieobowiązkowe" not in html
    assert "nieobowiązkowe" in render_to_string("components/form_field.html", {"field": form["about"]})


def test_cancelled_event_says_so_in_a_word():
    assert "odwołane" in render_to_string("components/event_row.html", {"title": "Zebranie", "url": "#", "cancelled": True})


def test_mini_month_links_only_days_with_events():
    weeks = gallery.month_weeks(2026, 12, {5: [{"title": "Targi", "url": "#"}]}, date(2026, 12, 9))
    html = render_to_string("components/mini_month.html", {"title": "grudzień 2026", "weeks": weeks})
    assert html.count("<td class=") == 2
    assert html.count("aria-label=") == 1
    assert 'aria-current="date"' in html


def test_pagination_keeps_the_query_and_marks_the_page():
    page = Paginator(range(200), 10).page(9)
    html = render_to_string("components/pagination.html", {"page_obj": page, "prefix": "?q=sala&strona="})
    assert 'href="?q=sala&amp;strona=8" rel="prev"' in html
    assert html.count('aria-current="page"') == 1
    assert render_to_string("components/pagination.html", {"page_obj": Paginator([1], 10).page(1)}).strip().endswith("</nav>") is False


def test_language_switcher_is_honest():
    languages = [
        {"code": "pl", "label": "Polski", "url": "/pl/", "current": True, "translated": True},
        {"code": "en", "label": "English", "url": "/en/", "current": False, "translated": False},
    ]
    html = render_to_string("components/language_switcher.html", {"languages": languages})
    assert 'hreflang="en"' in html
    assert "home page" in html
    assert "Polski" not in html


# --- Frame and error pages


def portal(**more: object) -> dict[str, object]:
    return {
        "menu": [{"title": "Kalendarz", "url": "/pl/kalendarz/", "current": True}],
        "breadcrumbs": [{"title": "Start", "url": "/pl/"}],
        "languages": [],
        "settings": SimpleNamespace(name="Portal Współpracy", tagline="Pomorska Sieć COP", publisher="CIO", email="a@example.org"),
        "search_url": "/pl/szukaj/",
        "login_url": "/pl/konto/login/",
        "pages": {"accessibility": {"url": "/pl/deklaracja-dostepnosci/", "language": ""}},
        **more,
    }


def test_frame_has_landmarks_search_and_no_token():
    html = render_to_string("base.html", {"portal": portal()})
    assert '<html lang="pl">' in html
    assert 'href="#tresc"' in html
    assert 'id="tresc"' in html
    assert '<form class="mast-search" role="search" action="/pl/szukaj/"' in html
    assert 'aria-current="page">Kalendarz' in html
    assert "deklaracja-dostepnosci" in html
    assert "aktualnosci/rss/" in html
    assert "csrf" not in html
    assert "//" not in re.sub(r'<link rel="canonical".*?>', "", html.replace("http://testserver", "")), "no third-party address"


def test_menu_works_without_javascript():
    html = render_to_string("components/header.html", {"portal": portal()})
    css = build_css.TARGET.read_text(encoding="utf-8")
    assert "<summary" in html
    # The button opens what follows it, so it must come first in the source.
    assert html.index("mast-menu") < html.index("mast-nav")
    assert ".mast-menu:not([open])~:is(.mast-nav,.mast-tools){display:none}" in css


@pytest.mark.parametrize("code", [400, 403, 404])
def test_error_pages_wear_the_frame(code):
    html = render_to_string(f"{code}.html", {"portal": portal()})
    assert f"Błąd {code}" in html
    assert "noindex" in html
    assert html.count("<h1") == 1


@pytest.mark.parametrize("code", [400, 403, 404])
def test_error_pages_need_no_context(code):
    assert f"Błąd {code}" in render_to_string(f"{code}.html")


def test_not_found_offers_search_and_likely_pages():
    html = render_to_string("404.html", {"portal": portal(), "likely_pages": [{"title": "Targi w Słupsku", "url": "/pl/x/"}]})
    assert 'class="finder"' in html
    assert '<a href="/pl/x/">Targi w\u00a0Słupsku</a>' in html


@pytest.mark.parametrize("code", [500, 503])
def test_fatal_pages_are_plain_files(code):
    source = (ROOT / "templates" / f"{code}.html").read_text(encoding="utf-8")
    assert "{%" not in source
    assert "{{" not in source
    for address in re.findall(r'(?:href|src)="/static/([^"]+)"', source):
        assert (ROOT / "static" / address).is_file()


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


# --- Addresses of the net


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://www.pelna-polka.example.org/", "www.<wbr>pelna-polka.<wbr>example.<wbr>org"),
        ("http://example.org/a/b?c=1", "example.<wbr>org/<wbr>a/<wbr>b?<wbr>c=<wbr>1"),
        ("ala.kot@example.org", "ala.<wbr>kot@<wbr>example.<wbr>org"),
        ("https://example.org/<b>", "example.<wbr>org/<wbr>&lt;b&gt;"),
        ("", ""),
    ],
)
def test_a_web_address_may_break_between_its_parts_only(address, shown):
    assert show("{{ address|web_address }}", address=address) == shown


def test_a_contact_links_to_the_whole_address():
    html = render_to_string("components/contact_card.html", {"website": "https://a.example.org/", "email": "b@example.org"})
    assert 'href="https://a.example.org/"' in html
    assert ">a.<wbr>example.<wbr>org</a>" in html
    assert '<a href="mailto:b@example.org">b@<wbr>example.<wbr>org</a>' in html
