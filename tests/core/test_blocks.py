"""StreamField blocks: each has a preview, an icon, a Polish label; markup as a screen reader needs it; few queries."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.template.loader import get_template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail import blocks

from accounts.models import User
from core.blocks import BodyBlock
from core.models import PortalDocument
from home.blocks import HomeBodyBlock
from tests.events_calendar.factories import EventPageFactory
from tests.factories import SiteTree
from tests.home.factories import ContentPageFactory, make_image
from tests.ngo_pages.factories import InitiativePageFactory, NgoPageFactory

pytestmark = pytest.mark.django_db
BLOCKS = sorted(HomeBodyBlock().child_blocks)


def block(name: str) -> blocks.Block:
    return HomeBodyBlock().child_blocks[name]


def render(name: str, raw: Any, context: dict[str, Any] | None = None) -> str:
    child = block(name)
    return child.render(child.to_python(raw), context).replace("\u00a0", " ")


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_is_presented_to_editors(name: str) -> None:
    child = block(name)
    assert child.is_previewable
    assert child.meta.icon != "placeholder"
    assert str(child.label) != name.replace("_", " ").capitalize()
    assert str(child.get_description())
    assert get_template(child.meta.template)


@pytest.mark.parametrize("name", BLOCKS)
@pytest.mark.parametrize("library", [False, True])
def test_every_preview_works_in_the_portals_clothes(site_tree: SiteTree, name: str, library: bool) -> None:
    if library:
        for _number in range(3):
            make_image()
        PortalDocument.objects.create(title="Regulamin", file=ContentFile(b"tekst", name="regulamin.txt"))
        NgoPageFactory(parent=site_tree.ngos)
        InitiativePageFactory(parent=site_tree.initiatives)
    client = Client()
    client.force_login(User.objects.create_superuser("admin@example.org", "tajne-haslo-1"))
    child = block(name)
    answer = client.get("/admin/block-preview/", {"id": child.definition_prefix})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "css/portal.css" in page
    assert "None" not in page
    assert "<main" in page


def test_figure_has_alt_size_and_widths() -> None:
    image = make_image(author="Anna Nowak", licence="CC BY 4.0")
    html = render("figure", {"image": image.pk, "alt": "Rynek w Kartuzach", "decorative": False, "caption": "Kartuzy"})
    assert 'alt="Rynek w Kartuzach"' in html
    assert 'width="960" height="600"' in html
    assert "480w" in html
    assert 'loading="lazy"' in html
    assert "Anna Nowak, CC BY 4.0" in html


def test_a_decorative_figure_says_nothing() -> None:
    html = render("figure", {"image": make_image().pk, "alt": "", "decorative": True, "caption": ""})
    assert 'alt=""' in html


@pytest.mark.parametrize(("alt", "decorative", "field"), [("", False, "alt"), ("   ", False, "alt"), ("Opis", True, "decorative")])
def test_a_figure_is_described_or_decorative(alt: str, decorative: bool, field: str) -> None:
    child = block("figure")
    value = child.to_python({"image": make_image().pk, "alt": alt, "decorative": decorative, "caption": ""})
    with pytest.raises(blocks.StructBlockValidationError) as caught:
        child.clean(value)
    assert list(caught.value.block_errors) == [field]


def test_a_gallery_takes_the_same_queries_for_two_and_twelve() -> None:
    def cost(count: int) -> int:
        raw = {"title": "Galeria", "images": [{"image": make_image().pk, "alt": "Opis", "decorative": False, "caption": ""}] * count}
        child = block("gallery")
        child.render(child.to_python(raw))
        value = child.to_python(raw)
        with CaptureQueriesContext(connection) as captured:
            html = child.render(value)
        assert html.count("<img") == count
        return len(captured)

    assert cost(2) == cost(12) <= 1


def test_a_table_names_its_columns_and_rows() -> None:
    html = render(
        "table",
        {
            "caption": "Dyżury",
            "table": {
                "first_row_is_table_header": True,
                "first_col_is_header": True,
                "data": [["Dzień", "Godziny"], ["wtorek", None], ["środa", "<b>12</b>"]],
            },
        },
    )
    assert "<caption>Dyżury</caption>" in html
    assert '<th scope="col">Godziny</th>' in html
    assert '<th scope="row">wtorek</th>' in html
    assert "None" not in html
    assert "<b>12</b>" not in html


def test_a_table_without_headers_is_refused() -> None:
    child = block("table")
    with pytest.raises(blocks.StructBlockValidationError):
        child.clean(child.to_python({"caption": "Bez nagłówków", "table": {"data": [["a", "b"]]}}))


def test_files_say_format_size_and_language() -> None:
    polish = PortalDocument.objects.create(title="Regulamin", file=ContentFile(b"x" * 2048, name="regulamin.txt"))
    english = PortalDocument.objects.create(title="Rules", language="en", file=ContentFile(b"x" * 1024, name="rules.txt"))
    html = render("documents", {"title": "Pliki", "documents": [polish.pk, english.pk]})
    assert "TXT, 2,0 KB" in html
    assert 'hreflang="en"' in html
    assert "angielski" in html
    assert "polski" not in html
    # A Polish title on an English page is read out as Polish, and the page says so.
    with translation.override("en"):
        html = render("documents", {"title": "Files", "documents": [polish.pk, english.pk]})
    assert 'lang="pl" hreflang="pl" download>Regulamin' in html
    assert html.count("Polish") == 1
    assert "English" not in html


def test_accordion_opens_without_a_script_and_keeps_links() -> None:
    html = render("accordion", {"items": [{"title": "Ile to kosztuje?", "text": '<p>Nic. <a href="https://example.org">Źródło</a></p>'}]})
    assert "<details>" in html
    assert "Ile to kosztuje?" in html
    assert '<a href="https://example.org">Źródło</a>' in html


def test_text_is_html_and_links_lead_to_pages(site_tree: SiteTree) -> None:
    target = ContentPageFactory(parent=site_tree.home, slug="cel")
    html = render("text", f'<p>Idź <a linktype="page" id="{target.pk}">dalej</a> i pisz.</p>')
    assert html.strip() == '<p>Idź <a href="/pl/cel/">dalej</a> i pisz.</p>'


def test_words_of_editors_are_escaped() -> None:
    for name, raw in (
        ("heading", {"text": "<script>1</script>", "level": "2"}),
        ("quote", {"text": "<script>1</script>", "source": "<i>x</i>"}),
        ("contact_card", {"name": "<script>1</script>", "email": "", "phone": "", "address": "", "hours": ""}),
    ):
        html = render(name, raw)
        assert "<script>" not in html
        assert "&lt;script&gt;" in html


@pytest.mark.parametrize("level", ["2", "3", "4"])
def test_heading_levels(level: str) -> None:
    assert render("heading", {"text": "Część", "level": level}).strip() == f"<h{level}>Część</h{level}>"


def test_call_to_action_leads_to_a_live_page_or_nowhere(site_tree: SiteTree) -> None:
    target = ContentPageFactory(parent=site_tree.home, slug="cel")
    raw = {"text": "Przyjdź", "label": "Zapisz się", "page": target.pk, "url": ""}
    assert 'href="/pl/cel/"' in render("call_to_action", raw)
    target.unpublish()
    html = render("call_to_action", raw)
    assert "Przyjdź" in html
    assert "href" not in html


@pytest.mark.parametrize(
    ("page", "url", "field"),
    [(False, "", "page"), (True, "/pl/", "page"), (False, "javascript:alert(1)", "url"), (False, "kalendarz", "url")],
)
def test_call_to_action_has_one_good_address(site_tree: SiteTree, page: bool, url: str, field: str) -> None:
    child = block("call_to_action")
    value = child.to_python({"text": "Przyjdź", "label": "Zapisz się", "page": site_tree.home.pk if page else None, "url": url})
    with pytest.raises(blocks.StructBlockValidationError) as caught:
        child.clean(value)
    assert list(caught.value.block_errors) == [field]


def test_running_text_stands_in_readable_lines_and_the_rest_is_wide() -> None:
    body = BodyBlock()
    value = body.to_python(
        [
            {"type": "heading", "value": {"text": "Część", "level": "2"}},
            {"type": "text", "value": "<p>Akapit.</p>"},
            {"type": "quote", "value": {"text": "Cytat", "source": ""}},
            {"type": "text", "value": "<p>Koniec.</p>"},
        ]
    )
    html = body.render(value)
    assert html.count('<div class="prose">') == 2
    assert html.index("Część") < html.index("Akapit") < html.index("Cytat") < html.index("Koniec")


def test_lists_show_what_a_centre_has(site_tree: SiteTree) -> None:
    from tests.home.test_pages import soon

    EventPageFactory(parent=site_tree.calendar_slupsk, title="Nasze", start=soon(), owner_cop=site_tree.slupsk)
    EventPageFactory(parent=site_tree.calendar_tczew, title="Cudze", start=soon(), owner_cop=site_tree.tczew)
    html = render("events", {"title": "Co u nas", "cop": "slupsk", "count": 3})
    assert "Nasze" in html
    assert "Cudze" not in html
    assert 'href="/pl/kalendarz/"' in html


@pytest.mark.parametrize("name", ["events", "news", "organisations", "initiatives"])
def test_an_empty_list_says_so(site_tree: SiteTree, name: str) -> None:
    assert 'class="empty"' in render(name, {"title": "Nic", "cop": "", "count": 3})
