"""Every component of the design system, and the gallery that shows them."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from core import gallery

ROOT = Path(__file__).resolve().parents[2]
COMPONENTS = sorted(path.stem for path in (ROOT / "templates" / "components").glob("*.html"))
WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.fixture(autouse=True)
def _polish():
    with translation.override("pl"):
        yield


def show(source: str, **context: object) -> str:
    return Template("{% load portal_ui %}" + source).render(Context(context))


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
    inner = {"picture", "stages", "weekdays", "month_lines", "brand", "header", "footer", "page_header", "hero"}
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
    html = render_to_string("core/gallery.html", {"groups": gallery.sample_groups(datetime(2026, 12, 9, 16, 30, tzinfo=WARSAW))})
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
    numbers = re.findall(r"(?:</span>|hidden=\"true\">)(\d+|…)</", html)
    assert numbers == ["1", "…", "8", "9", "10", "…", "20"]
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
