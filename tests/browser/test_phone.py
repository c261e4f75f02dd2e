"""What only a narrow screen shows: lines that must not break."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Server
from tests.factories import SiteTree
from tests.ngo_pages.factories import NgoPageFactory, OrganisationFactory

# A line each: how many different heights the elements stand at.
ROWS = "nodes => new Set(nodes.map(node => Math.round(node.getBoundingClientRect().top))).size"
LINES = "nodes => Math.max(...nodes.map(node => node.getClientRects().length))"


@pytest.mark.browser
def test_views_and_postcodes_keep_to_one_line(visit: Callable[..., Page], server: Server, site_tree: SiteTree) -> None:
    organisation = site_tree.slupsk
    organisation.address = "ulica Bardzo Długiej Nazwy Bez Końca 6, 76-200 Słupsk"
    organisation.phone = "59 000 01 01"
    organisation.save()
    from tests.home.factories import CopPageFactory

    CopPageFactory(parent=site_tree.cops, organisation=organisation, slug="slupsk")
    page = visit(320)
    for view in ("miesiac", "lista", "dzien"):
        page.goto(f"{server.url}/pl/kalendarz/?widok={view}")
        assert page.locator(".views li").count() == 4
        assert page.locator(".views li").evaluate_all(ROWS) == 1, view
    page.goto(f"{server.url}/pl/cop/slupsk/")
    for width in range(320, 420, 10):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.locator("main .nowrap, main a[href^='tel:']").evaluate_all(LINES) == 1, width
    assert page.locator("main .nowrap").inner_text() == "76-200"


@pytest.mark.browser
def test_a_long_address_of_the_net_breaks_between_its_parts(visit: Callable[..., Page], server: Server, site_tree: SiteTree) -> None:
    NgoPageFactory(
        parent=site_tree.ngos,
        organisation=OrganisationFactory(
            slug="nasza",
            website="https://www.stowarzyszenie-sasiadow.example.org/",
            email="biuro.kontakt@stowarzyszenie-sasiadow.example.org",
        ),
    )
    page = visit(320)
    page.goto(f"{server.url}/pl/organizacje/nasza/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    # The text of each line, by the position of its letters.
    lines = page.locator(".contact a").evaluate_all(
        """links => links.map(link => { const found = []; let top;
        for (const node of [...link.childNodes].filter(node => node.nodeType === 3)) for (let i = 0; i < node.length; i++) {
          const range = document.createRange(); range.setStart(node, i); range.setEnd(node, i + 1);
          const here = Math.round(range.getBoundingClientRect().top);
          if (here !== top) found.push(''); top = here; found[found.length - 1] += node.data[i] }
        return found })"""
    )
    assert any(len(parts) > 1 for parts in lines), "the test's addresses are too short to break"
    for parts in lines:
        assert all(line[-1] in "./@-" for line in parts[:-1]), parts
