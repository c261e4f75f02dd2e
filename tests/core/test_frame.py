"""The frame that every page wears, and the pages of errors."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation

from core.management.commands import build_css

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _polish():
    with translation.override("pl"):
        yield


def show(source: str, **context: object) -> str:
    return Template("{% load portal_ui %}" + source).render(Context(context))


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
