"""A resident reads a year of the framework calendar: with the keyboard, on a phone, without scripts; and takes it along as a PDF."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from accounts.models import Organisation
from core.models import Topic
from tests.browser.conftest import Server
from tests.browser.content.framework import make_framework
from tests.browser.test_accessibility import NARROW, WIDE, examine, look, press, unfold
from tests.factories import SiteTree

YEAR = timezone.localdate().year + 1
BASE = f"/pl/kalendarz/ramowy/{YEAR}/"
STATES = {
    "years": "/pl/kalendarz/ramowy/",
    "year": BASE,
    "second page": f"{BASE}?strona=2",
    "wrong filters": f"{BASE}?kwartal=9&gmina=x&temat=x&cop=x&zmiany=x&widok=x",
    "nothing": f"{BASE}?kwartal=1",
    "organisations": f"{BASE}?widok=organizacje",
    "without": f"{BASE}?widok=bez-terminu",
    "compared": f"{BASE}?widok=porownanie",
    "before": f"/pl/kalendarz/ramowy/{YEAR + 1}/",
    "English": f"/en/kalendarz/ramowy/{YEAR}/",
}


@pytest.fixture
def framework(server: Server, site_tree: SiteTree) -> SiteTree:
    club = Organisation.objects.create(kind="ngo", name="Klub Żagiel", slug="klub-zagiel")
    make_framework(site_tree, club, Topic.objects.create(name="Morze", name_en="Sea", slug="morze"))
    return site_tree


def test_axe_finds_nothing_in_either_colour_and_width(visit: Callable[..., Page], server: Server, framework: SiteTree) -> None:
    page = visit(reduced_motion="reduce")
    faults: list[str] = []
    for name, path in STATES.items():
        page.goto(server.url + path)
        for width in (WIDE, NARROW):
            for scheme in ("light", "dark"):
                look(page, width, scheme)
                faults += examine(page, name, width, scheme, "folded")
        unfold(page)
        faults += examine(page, name, NARROW, "dark", "unfolded")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("java_script", [True, False])
def test_with_the_keyboard_alone_from_the_calendar_to_what_has_changed(
    visit: Callable[..., Page], server: Server, framework: SiteTree, java_script: bool
) -> None:
    page = visit(java_script_enabled=java_script)
    page.goto(f"{server.url}/pl/kalendarz/?widok=rok&data={YEAR}-05-01")
    press(page, lambda stop: stop["href"].endswith(BASE))
    expect(page.get_by_role("heading", level=1, name=f"Ramowy kalendarz imprez {YEAR}")).to_be_visible()
    press(page, lambda stop: stop["text"] == "Pokaż, co się zmieniło")
    expect(page.get_by_role("article")).to_have_count(3)
    expect(page.get_by_role("article").first).to_contain_text("Sztorm.")
    expect(page.get_by_role("article").nth(1)).to_contain_text("odwołane")
    # The filter goes again as it came.
    press(page, lambda stop: "Usuń filtr" in stop["text"])
    expect(page.get_by_role("article")).to_have_count(20)
    press(page, lambda stop: stop["text"] == "Październik")
    expect(page.locator("#miesiac-10")).to_be_in_viewport()


def test_on_a_phone_the_stages_of_a_call_stand_below_one_another(visit: Callable[..., Page], server: Server, framework: SiteTree) -> None:
    page = visit(width=NARROW, height=700)
    page.goto(server.url + STATES["before"])
    stages = page.get_by_role("list", name="Etapy naboru").first.get_by_role("listitem")
    tops, widths = zip(*((box["y"], box["width"]) for stage in stages.all() if (box := stage.bounding_box())), strict=True)
    assert len(set(tops)) == 4
    assert min(widths) > NARROW / 2


def test_a_month_of_the_glance_leads_into_the_list(visit: Callable[..., Page], server: Server, framework: SiteTree) -> None:
    page = visit(width=NARROW, height=700)
    page.goto(server.url + BASE)
    page.get_by_role("link", name="Listopad", exact=True).or_(page.get_by_role("link", name="Październik", exact=True)).last.click()
    assert "#miesiac-1" in page.url
    target = page.locator(page.url.partition("#")[1] + page.url.partition("#")[2])
    expect(target).to_be_in_viewport()


def test_the_year_goes_along_as_a_pdf_in_the_portals_type(visit: Callable[..., Page], server: Server, framework: SiteTree) -> None:
    page = visit()
    page.goto(f"{server.url}{BASE}?kwartal=2")
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("link", name="Do druku, A4 (PDF)").click()
    path = download.value.path()
    reader = PdfReader(BytesIO(path.read_bytes()))
    text = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    assert "Klub Żagiel" in text
    assert "Sztorm." in text
    assert download.value.suggested_filename == f"kalendarz-ramowy-{YEAR}-a4.pdf"
