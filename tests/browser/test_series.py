"""An editor says with the keyboard alone how an event repeats, and sees its dates while typing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from events_calendar.models import EventPage
from tests.accounts.factories import People, make_event
from tests.browser.conftest import Server
from tests.browser.test_editor import people  # noqa: F401 - a fixture
from tests.browser.test_main_job import footer_action, open_admin
from tests.factories import SiteTree


def test_every_second_tuesday_until_the_end_of_june(
    visit: Callable[..., Page],
    server: Server,
    site_tree: SiteTree,
    people: People,  # noqa: F811
) -> None:
    event = make_event(site_tree.calendar_slupsk, people.editor, title="Klub", start=datetime(2031, 1, 7, 17, tzinfo=UTC))  # a Tuesday
    page = open_admin(visit, server, people.editor.email)
    page.goto(f"{server.url}/admin/pages/{event.pk}/edit/")
    dates = page.locator("[data-dates-result]")
    expect(dates).to_contain_text("wtorek, 7 stycznia 2031, 18:00–20:00")
    expect(page.locator("#id_repeat_until")).to_be_hidden()  # it counts for what repeats
    page.locator("#id_repeat").focus()
    page.keyboard.type("co ty")
    expect(page.locator("#id_repeat")).to_have_value("weekly")
    page.keyboard.press("Tab")
    expect(page.locator("#id_repeat_every")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("2")
    page.locator("#id_repeat_until").focus()
    page.keyboard.type("2031-06-30")
    page.keyboard.press("Tab")
    expect(dates).to_contain_text("Co drugi wtorek do 30 czerwca 2031.")
    expect(dates).to_contain_text("wtorek, 24 czerwca 2031, 18:00–20:00")
    expect(dates.locator("li")).to_have_count(13)
    # A day of which nobody thought: the message comes beside the dates, and goes.
    page.locator("#id_repeat_without").focus()
    page.keyboard.type("2031-02-05")
    expect(dates).to_contain_text("5 lutego 2031 wydarzenie się nie powtarza")
    page.keyboard.press("Backspace")
    page.keyboard.type("4")
    expect(dates.locator("li")).to_have_count(12)

    def draft() -> EventPage:
        return EventPage.objects.get(pk=event.pk).get_latest_revision_as_object()

    # The button takes it, and after it all is as it was typed.
    page.keyboard.press("Tab")
    footer_action(page, "Zapisz")
    server.wait_for(lambda: draft().rule == "FREQ=WEEKLY;INTERVAL=2;UNTIL=20310630T215959Z" and draft().dates.count() == 1, seconds=20)
    expect(page.locator("#id_repeat_until")).to_have_value("2031-06-30")
    expect(page.locator("#id_repeat_without")).to_have_value("4.2.2031")
    expect(page.locator("[data-dates-result] li")).to_have_count(12)


def test_without_scripts_the_dates_come_after_saving(
    visit: Callable[..., Page],
    server: Server,
    site_tree: SiteTree,
    people: People,  # noqa: F811
) -> None:
    start = (timezone.now() + timedelta(days=7)).replace(hour=17, minute=0, second=0, microsecond=0)
    event = make_event(site_tree.calendar_slupsk, people.editor, live=True, title="Klub", start=start, rule="FREQ=WEEKLY;COUNT=3")
    second = start + timedelta(days=7)
    state = open_admin(visit, server, people.editor.email).context.storage_state()
    page = visit(java_script_enabled=False, storage_state=state)
    page.goto(f"{server.url}/admin/kalendarz/terminy/{event.pk}/")
    page.get_by_role("link", name=re.compile(f"Odwołaj albo przenieś.*, {second.day} ")).click()
    page.get_by_label("Dlaczego").first.fill("Choroba prowadzącej")
    page.get_by_role("button", name="Odwołaj termin").click()
    expect(page.locator("table")).to_contain_text("odwołany: Choroba prowadzącej")
    assert event.occurrences.get(status="cancelled").start == second
