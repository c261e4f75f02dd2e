"""axe on every page in every state, sideways scrolling, the keyboard, and four hundred per cent of zoom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.utils import timezone
from playwright.sync_api import Page, expect

from events_calendar.models import EventPage
from tests.browser.conftest import Server
from tests.browser.content import build_site, walk
from tests.factories import SiteTree

OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
}
WIDE, NARROW = 1280, 320


def axe(page: Page) -> list[str]:
    """Each fault as rule and place, with what axe says of it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    result = page.evaluate("options => axe.run(options)", OPTIONS)
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))} ({' '.join(node['failureSummary'].split())})"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]


def sideways(page: Page) -> list[str]:
    """What sticks out of the window, when the page can be scrolled sideways."""
    return page.evaluate(
        """() => {
        const root = document.documentElement;
        if (root.scrollWidth <= root.clientWidth) return [];
        const out = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > root.clientWidth + 1);
        return [`sideways scroll to ${root.scrollWidth}: ` + out.slice(0, 3).map(e => e.tagName + '.' + e.className).join(', ')] }"""
    )


def unfold(page: Page) -> None:
    """Opens every menu, filter panel and answer."""
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")


def look(page: Page, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")


def examine(page: Page, name: str, width: int, scheme: str, folds: str) -> list[str]:
    found = axe(page) + (sideways(page) if width == NARROW else [])
    return [f"{name}, {width} px, {scheme}, {folds}: {fault}" for fault in found]


@pytest.fixture
def rich_site(server: Server, site_tree: SiteTree) -> SiteTree:
    build_site(site_tree)
    return site_tree


def wait_for_search(server: Server, page: Page) -> None:
    """The worker writes the index after the commits."""

    def found() -> bool:
        page.goto(f"{server.url}/pl/szukaj/?q=warsztaty")
        return page.locator(".results").count() > 0

    server.wait_for(found, seconds=40)


@pytest.mark.browser
def test_axe_finds_nothing(visit: Callable[..., Page], server: Server, rich_site: SiteTree) -> None:
    """Each page as it opens on a computer in light colours, and with everything unfolded on a small phone in dark ones."""
    wait_for_search(server, visit())
    faults: list[str] = []
    for state, page, _answer in walk(visit, server, reduced_motion="reduce"):
        look(page, WIDE, "light")
        faults += examine(page, state.name, WIDE, "light", "folded")
        look(page, NARROW, "dark")
        unfold(page)
        faults += examine(page, state.name, NARROW, "dark", "unfolded")
    assert not faults, "\n".join(faults)


@pytest.mark.browser
@pytest.mark.slow
def test_axe_finds_nothing_in_the_whole_grid(visit: Callable[..., Page], server: Server, rich_site: SiteTree) -> None:
    wait_for_search(server, visit())
    faults: list[str] = []
    for state, page, _answer in walk(visit, server, reduced_motion="reduce"):
        for folds in ("folded", "unfolded"):
            if folds == "unfolded":
                unfold(page)
            for width in (WIDE, NARROW):
                for scheme in ("light", "dark"):
                    look(page, width, scheme)
                    faults += examine(page, state.name, width, scheme, folds)
    assert not faults, "\n".join(faults)


# --- Keyboard


def focused(page: Page) -> dict[str, Any]:
    """What has the focus, and whether one can see that it has: it is in the window and marked."""
    return page.evaluate(
        """() => {
        const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
        // The fields of the search box have their mark on the frame around them.
        const around = e.parentElement ? getComputedStyle(e.parentElement) : style;
        const marked = s => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none';
        // A month's days and years of a list are far below; the browser brings them into view.
        const seen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
        return {tag: e.tagName, text: (e.getAttribute('aria-label') || e.innerText || e.name || '').trim().slice(0, 60),
                href: e.getAttribute('href') || '', marked: marked(style) || marked(around), seen,
                index: [...document.querySelectorAll('*')].indexOf(e)} }"""
    )


def tab_through(page: Page, limit: int = 250) -> list[dict[str, Any]]:
    """Tab from the start until the focus leaves the page; every stop once, in the order of the page."""
    page.evaluate("document.activeElement.blur()")
    stops: list[dict[str, Any]] = []
    for _press in range(limit):
        page.keyboard.press("Tab")
        stop = focused(page)
        if stop["tag"] == "BODY" or (stops and stop["index"] == stops[0]["index"]):
            return stops
        assert not stops or stop["index"] != stops[-1]["index"], f"the focus is trapped at {stop}"
        stops.append(stop)
    raise AssertionError(f"the focus never left the page: {stops[-3:]}")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("java_script", [True, False])
def test_keyboard_alone_is_enough(visit: Callable[..., Page], server: Server, rich_site: SiteTree, java_script: bool) -> None:
    page = visit(java_script_enabled=java_script)
    wait_for_search(server, page)

    # Every stop of a walk can be seen, the walk goes through all that can be pressed, and it ends.
    for path in ("/pl/", "/pl/kalendarz/", "/pl/kontakt/", "/pl/organizacje/"):
        page.goto(server.url + path)
        stops = tab_through(page)
        assert [stop for stop in stops if not (stop["marked"] and stop["seen"])] == [], path
        reachable = page.evaluate(
            """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
            .filter(e => e.checkVisibility() && !e.disabled && e.tabIndex >= 0).length"""
        )
        radios = page.evaluate("document.querySelectorAll('input[type=radio]').length")
        assert reachable - radios <= len(stops) <= reachable, path

    # The first stop leads past the header.
    page.goto(f"{server.url}/pl/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Przejdź do treści")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")

    # The search is sent by Enter.
    page.goto(f"{server.url}/pl/")
    page.locator("main").locator("input[name=q]").focus()
    page.keyboard.type("warsztaty")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pl/szukaj/?q=warsztaty*")
    expect(page.locator("main").get_by_role("link", name="Warsztaty pisania wniosków")).to_be_visible()

    # From the main menu to the calendar, from there to a day's event.
    page.goto(f"{server.url}/pl/")
    press(page, lambda stop: stop["text"] == "Kalendarz" and stop["href"].endswith("/pl/kalendarz/"))
    page.wait_for_url("**/pl/kalendarz/")
    event = EventPage.objects.get(slug="warsztaty")
    press(page, lambda stop: stop["href"].endswith("/pl/kalendarz/slupsk/warsztaty/"))
    expect(page.get_by_role("heading", level=1, name=event.title)).to_be_visible()


def press(page: Page, wanted: Callable[[dict[str, Any]], bool], limit: int = 250) -> None:
    """Tab to what is wanted and press Enter there."""
    for _press in range(limit):
        page.keyboard.press("Tab")
        if wanted(focused(page)):
            page.keyboard.press("Enter")
            return
    raise AssertionError("the keyboard does not get there")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("java_script", [True, False])
def test_keyboard_on_a_phone(visit: Callable[..., Page], server: Server, rich_site: SiteTree, java_script: bool) -> None:
    """The menu and the search of the header are folded on a phone: Enter opens them, what is folded takes no focus."""
    page = visit(width=360, height=740, java_script_enabled=java_script)
    page.goto(f"{server.url}/pl/aktualnosci/")
    menu = page.get_by_role("navigation", name="Główne")
    expect(menu).to_be_hidden()
    press(page, lambda stop: stop["tag"] == "SUMMARY" and stop["text"] == "Menu")
    expect(menu).to_be_visible()
    press(page, lambda stop: stop["text"] == "Kalendarz" and stop["href"].endswith("/pl/kalendarz/"))
    page.wait_for_url("**/pl/kalendarz/")
    press(page, lambda stop: stop["tag"] == "SUMMARY" and stop["text"] == "Szukaj")
    page.keyboard.press("Tab")
    expect(page.get_by_role("banner").locator("input[name=q]")).to_be_focused()
    if java_script:
        page.keyboard.press("Escape")
        expect(page.get_by_role("banner").locator("input[name=q]")).to_be_hidden()
        assert focused(page)["text"] == "Szukaj"
    for stop in tab_through(page):
        assert stop["marked"], stop
        assert stop["seen"], stop


# --- Zoom


@pytest.mark.browser
@pytest.mark.slow
def test_four_hundred_per_cent(visit: Callable[..., Page], server: Server, rich_site: SiteTree) -> None:
    """1280 by 1024 at 400 % is a window of 320 by 256: nothing is cut, the heading can be read, the search can be used."""
    wait_for_search(server, visit())
    faults: list[str] = []
    for state, page, _answer in walk(visit, server, width=320, height=256, reduced_motion="reduce"):
        unfold(page)
        problems = sideways(page)
        heading = page.get_by_role("heading", level=1).first
        box = heading.bounding_box() if heading.count() else None
        if not box or box["x"] < 0 or box["x"] + box["width"] > 320:
            problems.append(f"the main heading is at {box}")
        problems += page.evaluate(
            """() => [...document.querySelectorAll('h1, h2, h3, p, li, label, button, a, td, th, dd, input, select, summary')].filter(e => {
            if (!e.checkVisibility() || e.closest('.vh, .skip')) return false;
            // Clipped away for the eye, such as a month's weekdays on a phone, where each day names its own.
            for (let a = e; a; a = a.parentElement) if (getComputedStyle(a).clipPath !== 'none') return false;
            const box = e.getBoundingClientRect();
            let scroller = e.parentElement;
            while (scroller && !['auto', 'scroll'].includes(getComputedStyle(scroller).overflowX)) scroller = scroller.parentElement;
            return box.width > 1 && !scroller && (box.left < -1 || box.right > innerWidth + 1) })
            .slice(0, 3).map(e => `cut: ${e.tagName}.${e.className} ${e.innerText.slice(0, 40)}`)"""
        )
        faults += [f"{state.name}: {problem}" for problem in problems]
    assert not faults, "\n".join(faults)

    page = visit(width=320, height=256)
    page.goto(f"{server.url}/pl/")
    box = page.locator("main").locator("input[name=q]")
    box.fill("warsztaty")
    page.locator("main").get_by_role("button", name="Szukaj").click()
    expect(page.locator("main").get_by_role("link", name="Warsztaty pisania wniosków")).to_be_visible()
    day = (timezone.localdate() + timedelta(days=2)).isoformat()
    page.goto(f"{server.url}/pl/kalendarz/?widok=lista&data={day}")
    page.locator("main article a, main li a").first.scroll_into_view_if_needed()
