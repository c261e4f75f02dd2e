"""The month by the keyboard: arrows go from day to day, also where a month ends; without scripts every day is a link."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.events_calendar.factories import EventPageFactory
from tests.factories import SiteTree


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_arrow_keys_move_by_day_and_go_on_in_the_next_month(visit: Callable[..., Page], server: Server, site_tree: SiteTree) -> None:
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    start = (noon + timedelta(days=40)).replace(day=15)
    EventPageFactory(parent=site_tree.calendar_slupsk, title="Targi", start=start)
    page = visit(1280)
    page.goto(f"{server.url}/pl/kalendarz/?data={start:%Y-%m}-01")
    day = page.locator(f"#d-{start:%Y-%m}-15")
    expect(day).to_have_attribute("href", f"?widok=dzien&data={start:%Y-%m}-15")
    day.focus()
    for key, number in (("ArrowRight", 16), ("ArrowDown", 23), ("ArrowLeft", 22), ("ArrowUp", 15)):
        page.keyboard.press(key)
        assert focused(page) == f"d-{start:%Y-%m}-{number:02}", key
    page.keyboard.press("Home")
    monday = start.date() - timedelta(days=start.weekday())
    assert focused(page) == f"d-{monday}"
    page.keyboard.press("End")
    assert focused(page) == f"d-{monday + timedelta(days=6)}"
    for _week in range(4):
        with_days = focused(page)
        page.keyboard.press("ArrowDown")
        page.wait_for_function("before => document.activeElement.id && document.activeElement.id !== before", arg=with_days)
    there = monday + timedelta(days=34)
    assert focused(page) == f"d-{there}"
    assert f"data={there:%Y-%m}-01" in page.url
    # A leaf back: the same day of the month before, where one goes on with the arrows.
    page.keyboard.press("PageUp")
    page.wait_for_url(f"**/?data={start:%Y-%m}-01#d-{start:%Y-%m}-{there:%d}")
    assert focused(page) == f"d-{start:%Y-%m}-{there:%d}"


def test_on_a_phone_arrows_pass_over_the_days_that_are_not_shown(visit: Callable[..., Page], server: Server, site_tree: SiteTree) -> None:
    start = (timezone.localtime().replace(hour=12) + timedelta(days=40)).replace(day=10)
    for number in (0, 9):
        EventPageFactory(parent=site_tree.calendar_slupsk, start=start + timedelta(days=number))
    page = visit(320)
    page.goto(f"{server.url}/pl/kalendarz/?data={start:%Y-%m}-10")
    page.locator(f"#d-{start:%Y-%m}-10").focus()
    page.keyboard.press("ArrowRight")
    assert focused(page) == f"d-{start:%Y-%m}-19"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_scripts_every_day_with_events_leads_to_that_day(visit: Callable[..., Page], server: Server, site_tree: SiteTree) -> None:
    start = (timezone.localtime().replace(hour=12) + timedelta(days=40)).replace(day=10)
    EventPageFactory(parent=site_tree.calendar_slupsk, title="Targi", start=start)
    page = visit(1280, java_script_enabled=False)
    page.goto(f"{server.url}/pl/kalendarz/?data={start:%Y-%m}-10")
    page.locator(f"#d-{start:%Y-%m}-10").click()
    expect(page.locator("main article.event h3")).to_have_text("Targi")
