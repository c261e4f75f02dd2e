"""After a mistake in a form the page begins with the mistake: it has the focus and is in sight, with scripts and without."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.factories import SiteTree
from tests.home.factories import make_contact_page


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_summary_of_errors_has_the_focus_on_a_phone(
    server: Server, site_tree: SiteTree, visit: Callable[..., Page], scripts: bool
) -> None:
    make_contact_page(site_tree.home)
    page = visit(320, 640, java_script_enabled=scripts, is_mobile=True, has_touch=True)
    for path, button in (("/pl/kontakt/", "Wyślij wiadomość"), ("/pl/konto/login/", "Zaloguj się"), ("/pl/konto/signup/", "Załóż konto")):
        page.goto(server.url + path)
        page.locator("main").get_by_role("button", name=button).click()
        summary = page.locator(".errors")
        expect(summary).to_be_visible()
        expect(summary).to_be_focused()
        expect(summary).to_be_in_viewport()
        # The next press leads to the first field that is wrong.
        link = summary.get_by_role("link").first
        target = link.get_attribute("href") or ""
        link.click()
        expect(page.locator(f'[id="{target.lstrip("#")}"]')).to_be_in_viewport()


def test_a_script_gives_the_focus_where_the_browser_did_not(server: Server, site_tree: SiteTree, visit: Callable[..., Page]) -> None:
    """As Chromium does where the address names a part of the page; some telephones always do."""
    page = visit(320, 640, is_mobile=True, has_touch=True)
    page.goto(f"{server.url}/pl/konto/login/")
    page.locator("main form").first.evaluate("form => { form.action += '#tresc' }")
    page.locator("main").get_by_role("button", name="Zaloguj się").click()
    expect(page).to_have_url(f"{server.url}/pl/konto/login/#tresc")
    expect(page.locator(".errors")).to_be_focused()


def test_a_form_from_an_old_tab_comes_back_with_its_text(server: Server, site_tree: SiteTree, visit: Callable[..., Page]) -> None:
    from tests.accounts.account_fixtures import PASSWORD, make_user

    person = make_user("ala@example.org", first_name="Ala")
    page = visit(320, 640)

    def log_in(tab: Page) -> None:
        tab.goto(f"{server.url}/pl/konto/login/")
        tab.get_by_label("Adres e-mail").fill(person.email)
        tab.get_by_label("Hasło", exact=True).fill(PASSWORD)
        tab.locator("main").get_by_role("button", name="Zaloguj się").click()
        expect(tab).to_have_url(f"{server.url}/pl/moje/")

    log_in(page)
    page.goto(f"{server.url}/pl/moje/dane/")
    page.get_by_label("Imię").fill("Żaneta")
    other = page.context.new_page()
    other.goto(f"{server.url}/pl/konto/logout/")
    other.locator("main").get_by_role("button", name="Wyloguj się").click()
    expect(other).to_have_url(f"{server.url}/pl/")
    log_in(other)
    page.get_by_role("button", name="Zapisz dane").click()
    note = page.locator("main .note.warn")
    expect(note).to_contain_text("Twój tekst jest nadal w formularzu")
    expect(note).to_be_focused()
    expect(page.get_by_label("Imię")).to_have_value("Żaneta")
    page.get_by_role("button", name="Zapisz dane").click()
    expect(page).to_have_url(f"{server.url}/pl/moje/")
    person.refresh_from_db()
    assert person.first_name == "Żaneta"
