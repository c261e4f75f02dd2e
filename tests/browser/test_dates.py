"""The calendars of the admin's date fields stay out of the way of whoever types."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.accounts.factories import People, make_news
from tests.browser.conftest import Server
from tests.browser.test_editor import people  # noqa: F401 - a fixture
from tests.browser.test_main_job import open_admin
from tests.factories import SiteTree


def test_a_plan_is_made_with_the_keyboard_alone(
    visit: Callable[..., Page],
    server: Server,
    site_tree: SiteTree,
    people: People,  # noqa: F811
) -> None:
    news = make_news(site_tree.news_slupsk, people.editor)
    page = open_admin(visit, server, people.editor.email)
    page.goto(f"{server.url}/admin/pages/{news.pk}/edit/")
    page.get_by_role("button", name="Przełącz status").click()
    plan = page.get_by_role("button", name="Ustaw plan")
    plan.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Zaplanuj publikację")
    expect(dialog).to_be_visible()
    start, end = dialog.locator("#id_go_live_at"), dialog.locator("#id_expire_at")
    start.focus()
    page.keyboard.type("2099-12-03 10:30")
    page.keyboard.press("Tab")
    expect(end).to_be_focused()
    page.wait_for_timeout(300)  # a calendar opens a tenth of a second after its field is entered
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(0)
    # With the pointer it opens; Esc closes it, and leaves the dialog.
    end.click()
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(0)
    expect(dialog).to_be_visible()
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="Zapisz plan")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Zapisano")
    assert type(news).objects.get(pk=news.pk).get_latest_revision_as_object().go_live_at is not None


def test_a_narrow_window_does_not_open_the_panel_over_the_form_again(
    visit: Callable[..., Page],
    server: Server,
    site_tree: SiteTree,
    people: People,  # noqa: F811
) -> None:
    news = make_news(site_tree.news_slupsk, people.editor)
    page = open_admin(visit, server, people.editor.email)
    edit = f"{server.url}/admin/pages/{news.pk}/edit/"
    panel = page.locator('[data-side-panel="status"]')
    for width, opens in ((1280, True), (768, False)):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(edit)
        page.wait_for_timeout(300)
        if panel.is_hidden():
            page.get_by_role("button", name="Przełącz status").click()
        expect(panel).to_be_visible()
        page.goto(edit)
        page.wait_for_timeout(300)
        assert panel.is_visible() is opens


def test_the_menu_of_a_tables_cell_is_polish(
    visit: Callable[..., Page],
    server: Server,
    site_tree: SiteTree,
    people: People,  # noqa: F811
) -> None:
    table = {"data": [["Dzień", "Godziny"], ["wtorek", "10–14"]], "first_row_is_table_header": True, "table_header_choice": "row"}
    news = make_news(site_tree.news_slupsk, people.editor)
    news.body = [("table", {"caption": "Dyżury", "table": table})]
    news.save_revision(user=people.editor)
    page = open_admin(visit, server, people.editor.email)
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(f"{server.url}/admin/pages/{news.pk}/edit/")
    page.locator(".handsontable td").first.click(button="right")
    menu = page.locator(".htContextMenu:visible")
    expect(menu).to_contain_text("Dodaj wiersz wyżej")
    expect(menu).not_to_contain_text("Insert")
    expect(page.locator('input[name="handsontable-col-caption"]')).to_be_hidden()
    assert [text for text in errors if "language" in text] == []
