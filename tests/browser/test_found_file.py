"""A file put on a page by an editor is found by a word that stands only in it, on the page of the file where it stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.demo import files
from core.models import PortalDocument
from news.models import NewsPage
from tests.accounts.factories import People, make_news
from tests.browser.conftest import Server
from tests.browser.test_main_job import open_admin, people  # noqa: F401 - a fixture
from tests.core import hostile_files
from tests.factories import SiteTree

# Nobody else in the portal writes of the skipper; he stands on the last page.
FILLING = ["Organizacja prowadzi zajęcia dla mieszkanek i mieszkańców, a gmina użycza jej świetlicy."] * 80
ONLY_INSIDE = "Rejs poprowadzi szyper żółtej łodzi."


def upload(page: Page, path: Path, title: str) -> None:
    """In the dialog that chooses a document."""
    modal = page.locator(".modal")
    modal.get_by_role("tab", name="Prześlij").click()
    modal.locator("input[type=file]").set_input_files(path)
    modal.get_by_label("Tytuł").last.fill(title)
    modal.get_by_role("button", name="Prześlij").last.click()
    expect(modal).to_have_count(0)


def add_files_block(page: Page) -> None:
    body = page.locator("[id$='body-section']")
    body.get_by_role("button", name="Dodaj blok").last.click()
    page.get_by_role("option", name="Pliki do pobrania", exact=True).click()
    body.get_by_role("button", name="Wybierz dokument").click()


def test_a_resident_finds_a_file_by_a_word_inside_it(
    visit: Callable[..., Page],
    server: Server,
    site_tree: SiteTree,
    people: People,  # noqa: F811
    tmp_path: Path,
) -> None:
    path = tmp_path / "program-rejsu.pdf"
    path.write_bytes(files.pdf("Program", [*FILLING, ONLY_INSIDE], "pl"))
    news = make_news(site_tree.news_slupsk, people.cio, live=True, title="Lato nad wodą", slug="lato")
    editor = open_admin(visit, server, people.cio.email)
    editor.goto(f"{server.url}/admin/pages/{news.pk}/edit/")
    add_files_block(editor)
    upload(editor, path, "Program lata")
    editor.get_by_role("button", name="Więcej akcji").last.click()
    editor.get_by_role("button", name="Publikuj").click()
    expect(editor.locator(".messages")).to_contain_text("Lato nad wodą")
    assert NewsPage.objects.get(pk=news.pk).live
    document = server.wait_for(lambda: PortalDocument.objects.filter(text_state="found").first())
    last = document.text_pages
    assert last > 2

    resident = visit(width=320)
    address = f"{server.url}/pl/szukaj/?q=z+zoltym+szyprem"
    server.wait_for(lambda: resident.goto(address) and resident.locator("article.result", has_text="Program lata").count())
    result = resident.locator("article.result", has_text="Program lata")
    expect(result.locator("mark").first).to_have_text("szyper")
    expect(result).to_contain_text("dokument")
    expect(result).to_contain_text("PDF, ")
    expect(result).to_contain_text(f"strona {last} z {last}")
    expect(result.get_by_role("link", name="Program lata")).to_have_attribute("href", f"{document.url}#page={last}")
    assert resident.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # The link to the page stands above the one that covers the whole result.
    result.get_by_role("link", name="Lato nad wodą").click()
    expect(resident).to_have_url(f"{server.url}/pl/aktualnosci/slupsk/lato/")
    answer = resident.request.get(f"{server.url}{document.url}")
    assert answer.body() == path.read_bytes()
    assert answer.headers["content-disposition"].startswith("inline"), "else no browser would open it at the page"


def test_an_editor_learns_that_a_scan_cannot_be_searched(
    visit: Callable[..., Page],
    server: Server,
    site_tree: SiteTree,
    people: People,  # noqa: F811
    tmp_path: Path,
) -> None:
    path = tmp_path / "uchwala.pdf"
    path.write_bytes(hostile_files.scan())
    news = make_news(site_tree.news_slupsk, people.editor)
    page = open_admin(visit, server, people.editor.email)
    page.goto(f"{server.url}/admin/pages/{news.pk}/edit/")
    add_files_block(page)
    upload(page, path, "Uchwała")
    server.wait_for(lambda: PortalDocument.objects.filter(text_state="scan").exists())
    page.goto(f"{server.url}/admin/raporty/dokumenty-bez-tekstu/")
    row = page.get_by_role("row", name="Uchwała")
    expect(row).to_contain_text("skan bez warstwy tekstowej")
    row.get_by_role("button", name="Odczytaj jeszcze raz: Uchwała").press("Enter")
    expect(page.locator(".messages")).to_contain_text("Za chwilę jeszcze raz odczytamy plik „Uchwała”.")
    server.wait_for(lambda: PortalDocument.objects.filter(text_state="scan").exists())
    page.reload()
    page.get_by_role("row", name="Uchwała").get_by_role("link", name="Uchwała").click()
    expect(page.get_by_text("Czytnik ekranu go nie przeczyta.")).to_be_visible()


pytestmark = pytest.mark.browser
