"""An NGO's member asks for a slot: without scripts over a taken slot to another one, and the whole way by the keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from accounts.models import CopCommune
from events_calendar import days
from events_calendar.models import EventPage, Venue
from events_calendar.services import request_state, requests
from events_calendar.services.request_data import RequestData
from events_calendar.services.request_state import State
from tests.accounts.factories import People, make_people
from tests.browser.conftest import Server
from tests.browser.test_main_job import sign_in
from tests.events_calendar.factories import VenueFactory
from tests.factories import SiteTree

TITLE = "Warsztaty dla seniorów"


@pytest.fixture
def people(server: Server, site_tree: SiteTree) -> People:
    people = make_people(site_tree)
    CopCommune.objects.create(cop=site_tree.slupsk, territory=site_tree.slupsk.territory)
    user = people.ngo_owner
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return people


@pytest.fixture
def room(people: People) -> Venue:
    return VenueFactory(name="Sala A", slug="sala-a", accessibility=["step_free"])


def soon() -> date:
    return timezone.localdate() + timedelta(days=14)


def take(people: People, room: Venue) -> EventPage:
    """Somebody has the room from six to eight."""
    start = datetime.combine(soon(), time(18), days.WARSAW)
    taken = RequestData("Próba chóru", "Śpiewamy.", start, start + timedelta(hours=2), venue=room, accessibility=["lift"])
    return requests.submit(people.ngo_owner, people.ngo, taken)


def begin(page: Page, server: Server, people: People) -> None:
    page.goto(f"{server.url}/pl/kalendarz/zglos/")
    sign_in(page, people.ngo_owner.email)
    expect(page.get_by_role("heading", level=1, name="Poproś o termin")).to_be_visible()


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Dalej", exact=True).click()


def test_without_scripts_a_taken_slot_leads_to_another_one(server: Server, people: People, room: Venue, visit: Callable[..., Page]) -> None:
    VenueFactory(name="Sala B", slug="sala-b", accessibility=["step_free"])
    take(people, room)
    page = visit(java_script_enabled=False)
    begin(page, server, people)
    page.get_by_role("button", name="Zacznij prośbę").click()
    page.get_by_label("Nazwa wydarzenia").fill(TITLE)
    go_on(page)
    # What is missing is said, and what was typed is there.
    expect(page.locator(".errors")).to_be_focused()
    expect(page.get_by_label("Nazwa wydarzenia")).to_have_value(TITLE)
    page.get_by_label("W jednym zdaniu").fill("Uczymy się obsługi telefonu.")
    page.get_by_label("Ile mniej więcej osób przyjdzie").fill("20")
    go_on(page)
    # Back over a mistake that was mended: pages that were opened, none that the browser would have to send again.
    expect(page.get_by_label("Dzień", exact=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Nazwa wydarzenia")).to_have_value(TITLE)
    page.go_forward()
    page.get_by_label("Dzień", exact=True).fill(soon().isoformat())
    page.get_by_label("Od", exact=True).fill("18:00")
    page.get_by_label("Do", exact=True).fill("20:00")
    go_on(page)
    expect(page.get_by_text("o ten termin prosi już ktoś inny")).to_be_visible()
    page.get_by_label("Sala A").check()
    page.get_by_role("button", name="Pokaż pasujące miejsca").click()
    expect(page.get_by_role("heading", name="Kiedy jest wolne")).to_be_visible()
    go_on(page)
    expect(page.get_by_text("Ten termin jest zajęty")).to_be_visible()
    expect(page.get_by_text("Twoja organizacja już prosi o ten termin: Próba chóru")).to_be_visible()
    expect(page.get_by_role("button", name="Wyślij prośbę o termin")).to_have_count(0)
    assert page.locator("button[name=termin]").count() >= 5
    page.locator("button[name=termin]", has_text="Sala B").first.click()
    expect(page.get_by_text("Zmieniliśmy miejsce w prośbie")).to_be_visible()
    # The browser's way back leads to no message of its own, and nothing is lost by it.
    page.go_back()
    page.go_back()
    page.goto(f"{server.url}/pl/moje/")
    page.get_by_role("link", name=re.compile(f"Dokończ.*{TITLE}")).click()
    go_on(page)
    page.get_by_role("button", name="Wyślij prośbę o termin").click()
    expect(page.get_by_text("Wysłaliśmy prośbę.")).to_be_visible()
    event = EventPage.objects.get(title=TITLE)
    assert event.venue.slug == "sala-b"
    assert request_state.state_of(event) == State.SUBMITTED
    # Back to the last page after sending: one is led to the request.
    page.go_back()
    page.reload()
    expect(page).to_have_url(re.compile(rf"/pl/moje/terminy/{event.pk}/"))
    page.get_by_role("link", name="Wycofaj prośbę").click()
    page.get_by_label("Dlaczego").fill("Zmiana planów")
    page.get_by_role("button", name="Wycofaj prośbę").click()
    expect(page.get_by_text("Prośba jest wycofana.", exact=True)).to_be_visible()


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus."""
    for _press in range(120):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {target}")


def test_the_whole_way_by_the_keyboard(server: Server, people: People, room: Venue, visit: Callable[..., Page]) -> None:
    page = visit(320, 700)
    begin(page, server, people)

    def press(name: str) -> None:
        tab_to(page, page.get_by_role("button", name=name, exact=True))
        page.keyboard.press("Enter")

    def write(label: str, text: str) -> None:
        tab_to(page, page.get_by_label(label, exact=True))
        page.keyboard.type(text)

    press("Zacznij prośbę")
    expect(page.get_by_role("heading", level=1)).to_have_text("Co organizujesz")
    write("Nazwa wydarzenia", TITLE)
    write("W jednym zdaniu", "Uczymy się obsługi telefonu.")
    write("Ile mniej więcej osób przyjdzie", "20")
    # Enter in a field goes on, too.
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiedy to będzie")
    # The order of this Chromium's own language, whatever the page's.
    write("Dzień", f"{soon():%m%d%Y}")
    expect(page.get_by_label("Dzień", exact=True)).to_have_value(soon().isoformat())
    write("Od", "0600PM")
    write("Do", "0800PM")
    press("Dalej")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gdzie to będzie")
    tab_to(page, page.locator("[name=venue]").first)
    page.keyboard.press("Space")
    expect(page.get_by_label("Sala A")).to_be_checked()
    write("Co jeszcze trzeba wiedzieć o dostępności (nieobowiązkowe)", "Wejście od podwórza.")
    press("Dalej")
    # With one place that says how one gets in, nothing more has to be ticked.
    expect(page.get_by_role("heading", level=1)).to_have_text("Sprawdź i wyślij")
    press("Wyślij prośbę o termin")
    expect(page.get_by_text("Wysłaliśmy prośbę.")).to_be_visible()
    assert request_state.state_of(EventPage.objects.get(title=TITLE)) == State.SUBMITTED
