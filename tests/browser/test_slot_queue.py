"""A moderator decides on requests for slots with the keyboard alone; axe finds nothing; a phone needs no sideways scrolling."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Page, expect

from accounts.models import User
from events_calendar import days
from events_calendar.models import EventPage, RefusalReason
from events_calendar.services import moderation, request_state, requests
from events_calendar.services.request_state import State
from tests.accounts.factories import People
from tests.browser.conftest import Server
from tests.browser.test_accessibility import NARROW, WIDE, axe, sideways
from tests.browser.test_main_job import open_admin
from tests.events_calendar.factories import VenueFactory
from tests.events_calendar.slot_requests import ask, asked, decision, make_deciders
from tests.factories import SiteTree

# The admin scrolls in a box of its own; tables that scroll by themselves apart, nothing sticks out of it.
OUTSIDE = """() => [...document.querySelectorAll(':is(.portal-queue, .portal-request) :not(.w-sr-only)')]
  .filter(e => !e.closest('.portal-scroll, .w-sr-only') && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(e => `sticks out: ${e.tagName}.${e.className} ${e.textContent.slice(0, 30)}`)"""

pytestmark = pytest.mark.browser


@pytest.fixture
def people(server: Server, site_tree: SiteTree) -> People:
    people = make_deciders(site_tree)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in User.objects.filter(is_active=True)
    )
    return people


def day(number: int) -> str:
    return f"{days.today() + timedelta(days=number)} 18:00"


def state(event: EventPage) -> State:
    return request_state.state_of(EventPage.objects.get(pk=event.pk))


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has this name has the focus."""
    for _press in range(80):
        page.keyboard.press("Tab")
        words = page.evaluate("document.activeElement.textContent || ''")
        if " ".join(words.split()).startswith(name):
            return
    raise AssertionError(f"Tab does not reach {name!r}")


def test_a_moderator_decides_by_keyboard(visit: Callable[..., Page], server: Server, people: People) -> None:
    room = VenueFactory(name="Sala A", slug="sala-a")
    RefusalReason.objects.create(label="Remont", text="Sala jest w remoncie.")
    first, second, third = (ask(people, room, day(number), title=f"Warsztaty {number}") for number in (10, 11, 12))
    requests.wait(people.ngo_owner, people.ngo, asked(room, day(11), title="Rywal z bardzo długim tytułem warsztatów dla wszystkich"))
    page = open_admin(visit, server, people.moderator.email)
    expect(page.get_by_role("link", name="Prośby o termin (3)")).to_be_visible()
    page.goto(f"{server.url}/admin/terminy/")
    tab_to(page, ["Zatwierdź", ": Warsztaty 10"][0] + ":")
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Zatwierdzono 1")
    assert state(first) == State.CONFIRMED

    page.goto(f"{server.url}/admin/terminy/{third.pk}/")
    tab_to(page, "Odrzuć prośbę")
    page.keyboard.press("Enter")
    tab_to(page, "Remont")
    page.keyboard.press("Enter")
    text = page.get_by_label("Co napisać organizacji").locator("visible=true")
    expect(text).to_have_value("Sala jest w remoncie.")
    text.press("End")
    text.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("jest odrzucone")
    assert state(third) == State.REJECTED

    # Another slot, by a button of the list and without a script.
    page.goto(f"{server.url}/admin/terminy/{second.pk}/")
    tab_to(page, "Zaproponuj inny termin")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    hour = page.get_by_label("Od godziny")
    expect(hour).not_to_have_value("18:00")
    hour.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Propozycja")
    assert state(second) == State.PROPOSED


def test_axe_and_a_phone(visit: Callable[..., Page], server: Server, people: People) -> None:
    room = VenueFactory(name="Sala konferencyjna imienia Bardzo Długiej Nazwy", slug="sala-a")
    RefusalReason.objects.create(label="Remont", text="Sala jest w remoncie.")
    event = ask(people, room, day(10), rule="FREQ=WEEKLY;COUNT=4", title="Konstantynopolitanczykowianeczkowna" * 3)
    requests.wait(people.ngo_owner, people.ngo, asked(room, day(10), title="Rywal"))
    ask(people, room, day(9), title="Bez szkody")
    page = open_admin(visit, server, people.moderator.email)
    faults = []
    for path in ("", "oczekujacy/", f"{event.pk}/"):
        page.goto(f"{server.url}/admin/terminy/{path}")
        for width in (WIDE, NARROW):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(400)  # the menu folds
            page.evaluate("document.querySelectorAll('main details').forEach(details => { details.open = true })")
            found = axe(page) + sideways(page) + page.evaluate(OUTSIDE)
            faults += [f"{path or 'queue'}, {width} px: {fault}" for fault in found]
    assert not faults, "\n".join(faults)


def test_who_decides_too_late_sees_why_without_scrolling(visit: Callable[..., Page], server: Server, people: People) -> None:
    event = ask(people, VenueFactory(name="Sala A", slug="sala-a"), day(10), rule="FREQ=WEEKLY;COUNT=12", title="Warsztaty")
    page = open_admin(visit, server, people.moderator.email)
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 600})
        page.goto(f"{server.url}/admin/terminy/{event.pk}/")
        form = page.locator("details.portal-decision").filter(has_text="Poproś o zmiany")
        form.locator("summary").click()
        # A form's mistake, and then a colleague who was quicker.
        form.get_by_role("button", name="Wyślij pytanie").click()
        _under_the_header(page, "Decyzja nie jest jeszcze zapisana")
    form.get_by_label("Co napisać organizacji").fill("Moje długie słowa")
    moderation.ask_for_changes(decision(event), people.second_moderator, "Ile osób?")
    form.get_by_role("button", name="Wyślij pytanie").click()
    _under_the_header(page, "Organizacja dostała już pytanie")
    expect(page.locator("#decyzja [role=alert]")).to_contain_text("Moje długie słowa")


def _under_the_header(page: Page, words: str) -> None:
    """The explanation is in sight, not scrolled away and not behind the admin's own header."""
    told = page.locator("#decyzja [role=alert]").filter(has_text=words)
    expect(told).to_be_in_viewport()
    # The browser may still be on its way to the anchor.
    page.wait_for_function("document.querySelector('#decyzja [role=alert]').getBoundingClientRect().top < innerHeight / 2")
    top, header = (page.locator(one).first.bounding_box() for one in ("#decyzja [role=alert]", "header.w-slim-header"))
    assert top is not None
    assert header is not None
    assert top["y"] >= header["y"] + header["height"]
