"""What the editor's scripts and styles do to what people type."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.accounts.factories import People, make_news, make_people
from tests.browser.conftest import Server
from tests.browser.test_main_job import open_admin
from tests.factories import SiteTree


@pytest.fixture
def people(server: Server, site_tree: SiteTree) -> People:
    people = make_people(site_tree)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in User.objects.filter(is_active=True)
    )
    return people


def test_dates_stay_as_typed_and_long_words_stay_inside(
    visit: Callable[..., Page], server: Server, site_tree: SiteTree, people: People
) -> None:
    title = "Konstantynopolitanczykowianeczkowna" * 5
    news = make_news(site_tree.news_slupsk, people.editor, title=title)
    page = open_admin(visit, server, people.editor.email)
    edit = f"{server.url}/admin/pages/{news.pk}/edit/"
    page.goto(edit)
    date = page.locator("#id_date")
    date.fill("2026-02-31 10:00")
    date.press("Tab")
    page.locator("#id_summary").click()
    expect(date).to_have_value("2026-02-31 10:00")
    page.goto(edit)
    page.locator("button.action-save").first.click()
    message = page.locator(".messages li").first
    expect(message).to_contain_text(title)
    page.set_viewport_size({"width": 320, "height": 700})
    assert message.evaluate("box => box.scrollWidth <= box.clientWidth")
    # A list of pages on a phone has room for what they are called.
    page.goto(f"{server.url}/admin/pages/{site_tree.news_slupsk.pk}/")
    cell = page.locator("td[data-listing-page-title]").first
    assert cell.evaluate("cell => cell.offsetWidth") >= 140
    expect(cell.locator("xpath=following-sibling::td[1]")).to_be_hidden()
    # Lists of choices are no wider than the window.
    page.goto(f"{server.url}/admin/organizacje/new/")
    assert page.evaluate("[...document.querySelectorAll('select')].every(list => list.getBoundingClientRect().right <= innerWidth)")


def test_nothing_is_typed_into_a_text_that_others_check(
    visit: Callable[..., Page], server: Server, site_tree: SiteTree, people: People
) -> None:
    news = make_news(site_tree.news_slupsk, people.editor)
    news.get_workflow().start(news, people.editor)
    page = open_admin(visit, server, people.editor.email)
    page.goto(f"{server.url}/admin/pages/{news.pk}/edit/")
    text = page.locator(".w-panel__content [role=textbox]").first
    expect(text).to_have_attribute("contenteditable", "false")
    words = text.inner_text()
    text.focus()
    page.keyboard.type("XYZ")
    assert text.inner_text() == words
    expect(page.locator("#id_title")).to_be_disabled()
    expect(
        page.locator(".w-panel__content :is(input:not([type=hidden]), select, textarea, button:not([data-panel-toggle])):enabled")
    ).to_have_count(0)
    page.locator("[data-side-panel-toggle=preview]").first.click()
    expect(page.frame_locator("iframe[title]").last.locator("h1")).to_have_text(news.title)
    page.locator(".messages").get_by_role("button", name="Przerwij sprawdzanie").click()
    expect(page.locator(".messages")).to_contain_text("zostało przerwane")
    expect(text).to_have_attribute("contenteditable", "true")
    expect(page.locator("#id_title")).to_be_enabled()


def test_the_search_has_a_polish_button(visit: Callable[..., Page], server: Server, site_tree: SiteTree, people: People) -> None:
    page = open_admin(visit, server, people.editor.email)
    page.goto(f"{server.url}/admin/")
    expect(page.locator("form[role=search] .submit input")).to_have_value("Szukaj")
