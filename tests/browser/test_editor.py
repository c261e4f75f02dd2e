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
    # Lists of choices are no wider than the window.
    page.goto(f"{server.url}/admin/organizacje/new/")
    assert page.evaluate("[...document.querySelectorAll('select')].every(list => list.getBoundingClientRect().right <= innerWidth)")
