"""The search in a real browser: several filters, chips and the way back; suggestions by keyboard and for screen readers; no script."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.content import build_site
from tests.browser.test_accessibility import axe, look, sideways, unfold, wait_for_search
from tests.factories import SiteTree

Visit = Callable[..., Page]


@pytest.fixture
def searchable(server: Server, site_tree: SiteTree, visit: Visit) -> Server:
    build_site(site_tree)
    wait_for_search(server, visit())
    return server


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


@pytest.mark.browser
def test_the_search_from_the_first_letter_to_the_last_filter(visit: Visit, searchable: Server) -> None:
    """One site for all of these, since building it takes longest."""
    facets_chips_and_back(visit(), searchable)
    suggestions_by_keyboard(visit(), searchable)
    the_header_has_them_too(visit(), searchable)
    without_scripts(visit(java_script_enabled=False), searchable)
    axe_finds_nothing(visit(reduced_motion="reduce"), searchable)


def facets_chips_and_back(page: Page, server: Server) -> None:
    boxes = page.locator("fieldset.facet input[name=typ]")

    def several_kinds() -> bool:
        page.goto(f"{server.url}/pl/szukaj/?gmina=22")
        return boxes.count() >= 2

    server.wait_for(several_kinds, seconds=40)
    all_results = page.locator(".result").count()
    first, second = (boxes.nth(number).get_attribute("value") for number in (0, 1))
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="Pokaż wyniki").click()
    page.wait_for_url("**typ=*")
    assert sorted(asked(page)["typ"]) == sorted([str(first), str(second)])
    chips = page.get_by_role("list", name="Wybrane filtry").get_by_role("link")
    expect(chips).to_have_count(3)
    chips.first.click()
    expect(chips).to_have_count(2)
    assert len(asked(page)["typ"]) == 1
    page.go_back()
    expect(chips).to_have_count(3)
    expect(boxes.nth(1)).to_be_checked()
    page.go_back()
    expect(page.locator(".result")).to_have_count(all_results)


def suggestions_by_keyboard(page: Page, server: Server) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url) if "podpowiedzi" in request.url and "?q=" in request.url else None)
    page.goto(f"{server.url}/pl/szukaj/")
    field = page.get_by_role("combobox", name="Czego szukasz?")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("w")
    page.wait_for_timeout(400)
    assert requests == [], "one letter asks nothing"
    field.press_sequentially("arsz", delay=20)
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    assert len(requests) == 1, "asked once, after a pause"
    expect(field).to_have_attribute("aria-expanded", "true")
    assert page.locator(f"#{field.get_attribute('aria-controls')}").get_attribute("role") == "listbox"
    count = options.count()
    assert 1 <= count <= 8
    expect(page.locator(".finder [role=status]")).to_have_text(f"{count} {'podpowiedź' if count == 1 else 'podpowiedzi'}")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    expect(field).to_have_value("warsz")
    field.press("End")
    assert field.get_attribute("aria-activedescendant") is None
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("warsz")
    expect(field).to_be_focused()
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("Tab")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("button", name="Szukaj", exact=True)).to_be_focused()
    field.fill("")
    field.press_sequentially("warszt", delay=20)
    expect(options.first).to_be_visible()
    field.press("ArrowDown")
    address = options.first.get_attribute("data-url")
    field.press("Enter")
    page.wait_for_url(f"**{address}")


def the_header_has_them_too(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{server.url}/pl/aktualnosci/")
    field = page.get_by_role("combobox", name="Szukaj w portalu")
    field.press_sequentially("warsz", delay=20)
    expect(page.get_by_role("option").first).to_be_visible()
    field.press("Enter")
    page.wait_for_url("**/pl/szukaj/?q=warsz")


def without_scripts(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/pl/szukaj/")
    page.get_by_label("Czego szukasz?").fill("warsztaty")
    page.get_by_role("button", name="Szukaj", exact=True).click()
    page.locator("fieldset.facet input[type=checkbox]").first.check()
    page.get_by_role("button", name="Pokaż wyniki").click()
    expect(page.get_by_role("list", name="Wybrane filtry").get_by_role("link")).to_have_count(1)
    assert asked(page)["q"] == ["warsztaty"]


def axe_finds_nothing(page: Page, server: Server) -> None:
    faults: list[str] = []
    for name, path in (
        ("wyniki", "?q=warsztaty&typ=event&typ=zly&gmina=22&nadchodzace=1"),
        ("pusto", "?q=niczegotakiegoniema"),
        ("start", ""),
    ):
        for width, scheme in ((1280, "light"), (320, "dark")):
            page.goto(f"{server.url}/pl/szukaj/{path}")
            look(page, width, scheme)
            unfold(page)
            faults += [f"{name} {width}: {fault}" for fault in (*axe(page), *(sideways(page) if width == 320 else ()))]
            field = page.get_by_role("combobox", name="Czego szukasz?")
            field.fill("")
            field.press_sequentially("warsz", delay=10)
            expect(page.get_by_role("option").first).to_be_visible()
            field.press("ArrowDown")
            faults += [f"{name} {width}, podpowiedzi: {fault}" for fault in (*axe(page), *(sideways(page) if width == 320 else ()))]
    assert not faults, "\n".join(faults)
