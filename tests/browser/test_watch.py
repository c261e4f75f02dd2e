"""Two organisations and one room: a date of one's series had no place; the other calls its event off, and one link claims the slot."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import CopCommune, Membership, Organisation, User
from events_calendar import days
from events_calendar.models import EventPage, Occurrence, Venue
from events_calendar.services import moderation, requests
from tests.accounts.factories import People, make_people
from tests.browser.conftest import Server
from tests.browser.test_accessibility import NARROW, WIDE, axe, look, sideways
from tests.browser.test_main_job import sign_in
from tests.events_calendar.factories import VenueFactory
from tests.events_calendar.slot_requests import asked, decision
from tests.factories import SiteTree

SUBJECT = "Zwolnił się termin serii: Próby zespołu"


@pytest.fixture
def people(server: Server, site_tree: SiteTree) -> People:
    people = make_people(site_tree)
    CopCommune.objects.create(cop=site_tree.slupsk, territory=site_tree.slupsk.territory)
    return people


@pytest.fixture
def other(people: People) -> User:
    """Who acts for the other organisation."""
    organisation = Organisation.objects.create(kind="ngo", name="Koło Seniora", slug="kolo-seniora", town="Słupsk")
    user = User.objects.create_user("kolo@example.org", "tajne-haslo", first_name="Halina", last_name="Testowa")
    Membership.objects.create(user=user, organisation=organisation, role="owner")
    for one in (user, people.ngo_owner):
        EmailAddress.objects.create(user=one, email=one.email, verified=True, primary=True)
    return user


def second_week() -> datetime:
    first = timezone.localdate() + timedelta(days=10)
    return datetime.combine(first + timedelta(days=7), time(18), days.WARSAW)


def clean(page: Page, name: str) -> None:
    """axe finds nothing here, wide and narrow, and nothing sticks out."""
    found = []
    for width, scheme in ((WIDE, "light"), (NARROW, "dark")):
        look(page, width, scheme)
        found += [f"{name} {width}: {fault}" for fault in (*axe(page), *(sideways(page) if width == NARROW else ()))]
    look(page, WIDE, "light")
    assert found == []


def test_who_waits_for_a_date_of_a_series_claims_it_with_one_link(
    server: Server, people: People, other: User, visit: Callable[..., Page]
) -> None:
    room: Venue = VenueFactory(name="Sala A", slug="sala-a")
    theirs = f"{second_week():%Y-%m-%d %H:%M}"
    organisation = Organisation.objects.get(slug="kolo-seniora")
    choir = requests.submit(other, organisation, asked(room, theirs, title="Wieczór pieśni"))
    moderation.approve(decision(choir), people.moderator)
    first = f"{second_week() - timedelta(days=7):%Y-%m-%d %H:%M}"
    wanted = asked(room, first, title="Próby zespołu", rule="FREQ=WEEKLY;COUNT=3")
    series = requests.submit(people.ngo_owner, people.ngo, wanted)
    moderation.approve(decision(series), people.moderator)

    # The series knows which date waits.
    page = visit()
    page.goto(f"{server.url}/pl/moje/terminy/{series.pk}/")
    sign_in(page, people.ngo_owner.email)
    expect(page.get_by_role("heading", name="Terminy, które czekają na miejsce")).to_be_visible()
    expect(page.get_by_text("1. na liście oczekujących")).to_be_visible()
    clean(page, "czeka")
    page.get_by_role("link", name=re.compile("Zobacz albo zrezygnuj")).click()
    expect(page.get_by_text("Twoje miejsce na liście: 1.")).to_be_visible()
    clean(page, "jeszcze zajęty")

    # The other organisation calls its evening off.
    their_page = visit()
    their_page.goto(f"{server.url}/pl/moje/terminy/{choir.pk}/")
    sign_in(their_page, other.email)
    their_page.get_by_role("link", name="Odwołaj wydarzenie").click()
    their_page.get_by_label("Dlaczego odwołujesz wydarzenie").fill("Chora dyrygentka.")
    their_page.get_by_role("button", name="Odwołaj wydarzenie").click()
    expect(their_page.get_by_text("Wydarzenie jest odwołane. W kalendarzu jest Twoje wyjaśnienie.")).to_be_visible()

    letter = server.wait_for(lambda: next((one for one in server.mails() if SUBJECT in one["Subject"]), None), seconds=40)
    assert people.ngo_owner.email in letter["To"]
    link = re.search(r"https?://\S+/moje/terminy/czeka/\d+/", letter.get_body(("plain",)).get_content())
    assert link is not None

    # Who has no part in it reads nothing, and takes nothing.
    their_page.goto(link.group())
    expect(their_page.get_by_text("w której imieniu nie działasz")).to_be_visible()
    clean(their_page, "cudzy")

    page.goto(f"{server.url}/pl/moje/")
    expect(page.get_by_text("zwolnił się termin", exact=True)).to_be_visible()
    clean(page, "moje")
    page.goto(link.group())
    expect(page.get_by_role("heading", level=1)).to_have_text("Termin się zwolnił")
    assert Occurrence.objects.filter(event=series, skipped=True).exists(), "opening takes nothing"
    clean(page, "zwolniony")
    # By the keyboard.
    page.get_by_role("button", name="Biorę ten termin").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Termin jest Wasz i stoi w kalendarzu.")).to_be_visible()
    assert Occurrence.objects.planned().filter(event=series).count() == 3
    page.goto(link.group())
    expect(page.get_by_text("Ten termin jest już przyjęty.")).to_be_visible()
    expect(page.get_by_role("button", name="Biorę ten termin")).to_have_count(0)
    clean(page, "przyjęty")
    page.goto(f"{server.url}{EventPage.objects.get(pk=series.pk).url}")
    expect(page.locator(".dates li")).to_have_count(3)
    expect(page.locator(".dates .cancelled")).to_have_count(0)
