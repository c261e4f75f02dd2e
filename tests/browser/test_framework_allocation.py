"""A moderator balances a call, lets the portal propose, changes one, agrees and publishes; axe finds nothing at any step."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Page, expect

from accounts.models import User
from events_calendar import days
from events_calendar.models import EventPage, Venue
from framework_calendar.models import Allocation, Call
from tests.accounts.factories import People
from tests.browser.conftest import Server
from tests.browser.test_accessibility import NARROW, WIDE, axe, sideways
from tests.browser.test_main_job import open_admin
from tests.events_calendar.factories import VenueFactory
from tests.events_calendar.slot_requests import make_deciders
from tests.factories import SiteTree
from tests.framework_calendar.balancing import another_ngo, wants
from tests.framework_calendar.factories import make_call, make_proposal, wish_for

pytestmark = pytest.mark.browser

OUTSIDE = """() => [...document.querySelectorAll('.portal-queue :not(.w-sr-only)')]
  .filter(e => !e.closest('.portal-scroll, .w-sr-only') && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(e => `sticks out: ${e.tagName}.${e.className} ${e.textContent.slice(0, 30)}`)"""


@pytest.fixture
def people(server: Server, site_tree: SiteTree) -> People:
    people = make_deciders(site_tree)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in User.objects.filter(is_active=True)
    )
    return people


def saturday_of_may(year: int) -> date:
    day = date(year, 5, 8)
    return day + timedelta(days=(5 - day.weekday()) % 7)


def a_round(people: People) -> tuple[Call, Venue]:
    """A call that closed yesterday and is published today: two want the same Saturday, one any Saturday, one a place outside."""
    today = days.today()
    year = today.year + 1
    call = make_call(year=year, opens=today - timedelta(days=30), closes=today - timedelta(days=1), publication_day=today)
    room = VenueFactory(name="Sala konferencyjna imienia Bardzo Długiej Nazwy", slug="sala-a")
    saturday = saturday_of_may(year)
    wants(call, people.ngo, room, saturday, title="Piknik sąsiedzki")
    wants(call, another_ngo(), room, saturday, title="Jarmark " + "Konstantynopolitanczykowianeczkowna" * 2)
    any_saturday = wish_for(None, room, first_day=date(year, 5, 1), last_day=date(year, 5, 31), weekday=5)
    make_proposal(call, people.ngo, wishes=[any_saturday], title="Warsztaty", headcount=20)
    wants(call, people.ngo, None, saturday, title="Bieg uliczny")
    return call, room


def faults_of(page: Page, where: str) -> list[str]:
    found = []
    # What fades in has other colours on the way.
    page.evaluate("Promise.allSettled(document.getAnimations().map(one => one.finished))")
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(400)  # the menu folds
        found += [f"{where}, {width} px: {fault}" for fault in axe(page) + sideways(page) + page.evaluate(OUTSIDE)]
    page.set_viewport_size({"width": WIDE, "height": 900})
    return found


def test_a_whole_allocation(visit: Callable[..., Page], server: Server, people: People) -> None:
    call, _room = a_round(people)
    page = open_admin(visit, server, people.moderator.email)
    faults = []

    # Balancing.
    page.get_by_role("link", name="Uzgadnianie terminów").click()
    expect(page.get_by_role("heading", name=call.title)).to_be_visible()
    faults += faults_of(page, "calls")
    page.get_by_role("link", name="Tygodnie i gminy").click()
    cell = page.get_by_role("link", name=re.compile("pewne życzenia 3, możliwe 1"))
    expect(cell).to_be_visible()
    faults += faults_of(page, "the year in weeks")
    cell.click()
    expect(page.get_by_role("link", name="Piknik sąsiedzki")).to_be_visible()
    faults += faults_of(page, "one week")
    page.get_by_role("link", name="Kolizje").click()
    expect(page.get_by_role("cell", name="to samo miejsce")).to_be_visible()
    faults += faults_of(page, "clashes")

    # The portal proposes, and says why.
    page.get_by_role("link", name="Podział terminów").click()
    faults += faults_of(page, "before")
    page.get_by_role("button", name="Zaproponuj podział").click()
    expect(page.locator(".messages")).to_contain_text("Portal zaproponował podział")
    expect(page.get_by_text("To pierwsze życzenie.").first).to_be_visible()
    expect(page.get_by_text("w tym samym czasie i miejscu")).to_be_visible()
    faults += faults_of(page, "proposed")

    # Who got nothing gets another slot: first with a mistake, then by the keyboard alone.
    loser = Allocation.objects.get(outcome="none").proposal
    row = page.locator(f"#propozycja-{loser.pk}")
    row.get_by_label("inny termin", exact=True).check()
    row.locator("summary").click()
    row.get_by_label("Od godziny").fill("10:00")
    row.get_by_label("Do godziny").fill("12:00")
    row.get_by_label("Słowo do organizacji").fill("Rano sala jest wolna.")
    page.get_by_role("button", name="Zapisz wszystkie").last.click()
    expect(page.get_by_role("alert")).to_contain_text("Nic nie jest zapisane")
    expect(row.get_by_label("Słowo do organizacji")).to_have_value("Rano sala jest wolna.")
    faults += faults_of(page, "a mistake")
    row.get_by_label("Dzień", exact=True).fill(saturday_of_may(call.year).isoformat())
    save = row.get_by_role("button", name="Zapisz tę propozycję")
    save.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Zapisano 1 propozycję")
    expect(row).to_contain_text("10:00–12:00")

    # Agreed and published.
    page.get_by_role("button", name="Podział jest uzgodniony").click()
    expect(page.locator(".messages")).to_contain_text("Podział jest uzgodniony")
    faults += faults_of(page, "settled")
    page.get_by_role("button", name="Ogłoś terminy").click()
    expect(page.get_by_role("heading", name="Czy na pewno ogłosić te terminy?")).to_be_visible()
    faults += faults_of(page, "asked")
    page.get_by_role("button", name="Tak, ogłoś terminy").click()
    expect(page.locator(".messages")).to_contain_text("Wydarzenia w kalendarzu: 4")
    faults += faults_of(page, "published")
    assert EventPage.objects.filter(live=True).count() == 4
    server.wait_for(lambda: [mail for mail in server.mails() if "Termin w kalendarzu ramowym" in str(mail["subject"])])
    assert not faults, "\n".join(faults)
