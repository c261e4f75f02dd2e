"""A whole round of the framework calendar as its people live it: two organisations and a co-organiser propose, a moderator settles and
publishes, everybody is told, a resident reads who got what, and later what has changed."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from events_calendar import days
from events_calendar.models import EventPage
from events_calendar.services import dates
from framework_calendar.models import Call, CoOrganiser, Proposal
from tests.accounts.factories import People
from tests.browser import test_framework_allocation
from tests.browser.conftest import Server
from tests.browser.test_framework_allocation import faults_of
from tests.browser.test_framework_proposal import enter, go_on, looked_at, saturday
from tests.browser.test_main_job import mailed, open_admin
from tests.events_calendar.factories import VenueFactory
from tests.framework_calendar.factories import SLUPSK, make_call
from tests.framework_calendar.proposal_pages import another

PICNIC, FAIR = "Piknik nad Słupią", "Jarmark rękodzieła"
FRIENDS, CLUB = "Koło z Bierkowa", "Klub Fala"

people = test_framework_allocation.people


@pytest.fixture
def call(people: People) -> Call:
    """It takes proposals, and there is one place of the portal to wish for."""
    VenueFactory(name="Amfiteatr", slug="amfiteatr")
    today = days.today()
    soon = today + timedelta(days=9)
    return make_call(year=today.year + 1, opens=today - timedelta(days=9), closes=soon, publication_day=soon + timedelta(days=20))


def begin(page: Page, server: Server, user: User, call: Call, title: str) -> None:
    """Up to the wishes."""
    enter(page, server, user, f"/pl/kalendarz/ramowy/{call.year}/slupsk/zglos/")
    page.get_by_role("button", name="Zacznij propozycję").click()
    for label, text in (("Nazwa wydarzenia", title), ("W jednym zdaniu", "Dla sąsiadów."), ("Po co to wydarzenie", "Poznamy się.")):
        page.get_by_label(label).fill(text)
    page.get_by_label("Ile mniej więcej osób przyjdzie").fill("30")
    page.get_by_label("Dla kogo").fill("rodziny")
    page.get_by_label("wejście bez stopni").check()
    go_on(page)


def wish(page: Page, rank: int, day: date, begins: str, ends: str, *, venue: str = "", place: str = "") -> None:
    if rank > 1:
        page.locator("summary", has_text=f"Życzenie {rank}").click()
    page.locator(f"[name=w{rank}-day]").fill(day.isoformat())
    page.locator(f"[name=w{rank}-begins]").fill(begins)
    page.locator(f"[name=w{rank}-ends]").fill(ends)
    if venue:
        page.locator(f"[name=w{rank}-venue]").select_option(venue)
    else:
        page.locator(f"[name=w{rank}-place_name]").fill(place)
        page.locator(f"[name=w{rank}-commune]").select_option(SLUPSK)


def send(page: Page, title: str) -> Proposal:
    page.get_by_role("button", name="Wyślij propozycję").click()
    expect(page.get_by_text(f"Wysłaliśmy propozycję „{title}”.")).to_be_visible()
    return Proposal.objects.get(title=title)


def letter(server: Server, to: User, words: str) -> str:
    """The letter with these words that the worker sent to this person."""
    found = server.wait_for(lambda: [text for address, text in mailed(server, words) if address == to.email])
    assert len(found) == 1
    return str(found[0])


def close(call: Call) -> None:
    """Time goes on: the call closed yesterday, and today is the day of its publication."""
    today = days.today()
    call.closes, call.publication_day = today - timedelta(days=1), today
    call.save()


def allocate_and_publish(page: Page, server: Server, rivals: tuple[Proposal, Proposal]) -> list[str]:
    """By the moderator, as the portal proposes it. What axe has against the screens."""
    page.get_by_role("link", name="Uzgadnianie terminów").click()
    page.get_by_role("link", name="Podział terminów").click()
    page.get_by_role("button", name="Zaproponuj podział").click()
    expect(page.locator(".messages")).to_contain_text("Portal zaproponował podział")
    picnic, fair = (page.locator(f"#propozycja-{one.pk}") for one in rivals)
    # One first wish and a second one are more than the same first wish and nothing.
    expect(fair).to_contain_text("To pierwsze życzenie.")
    expect(picnic).to_contain_text("To drugie życzenie.")
    expect(picnic).to_contain_text(re.compile(rf"Pierwsze życzenie \(.+\) ma propozycja „{FAIR}” w tym samym czasie i miejscu\."))
    page.get_by_role("button", name="Podział jest uzgodniony").click()
    expect(page.locator(".messages")).to_contain_text("Podział jest uzgodniony")
    page.get_by_role("button", name="Ogłoś terminy").click()
    page.get_by_role("button", name="Tak, ogłoś terminy").click()
    expect(page.locator(".messages")).to_contain_text("Wydarzenia w kalendarzu: 2, propozycje bez terminu: 0")
    return faults_of(page, "published, nothing left")


def rows_of_csv(page: Page) -> dict[str, dict[str, str]]:
    """The downloaded table by the events' names."""
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("CSV")).click()
    text = download.value.path().read_bytes().decode("utf-8-sig")
    return {row["Nazwa"]: row for row in csv.DictReader(StringIO(text), delimiter=";")}


def test_a_whole_round(server: Server, people: People, call: Call, visit: Callable[..., Page]) -> None:
    _friends, friend = another(FRIENDS)
    _club, rival = another(CLUB, "klub-fala")
    day, year = saturday(call), f"{server.url}/pl/kalendarz/ramowy/{call.year}/"
    resident = visit()
    faults: list[str] = []

    # An organisation proposes, with a second wish elsewhere, and invites another one.
    ngo = visit()
    begin(ngo, server, people.ngo_owner, call, PICNIC)
    wish(ngo, 1, day, "15:00", "18:00", venue="amfiteatr")
    wish(ngo, 2, day + timedelta(days=1), "12:00", "16:00", place="Park Kultury")
    go_on(ngo)
    ngo.get_by_label("Zaproś organizację (1)").fill(FRIENDS)
    go_on(ngo)
    picnic = send(ngo, PICNIC)

    # The other one confirms from its own account, where the mail's link leads.
    link = re.search(rf"{server.url}(/pl/moje/ramowy/{picnic.pk}/)", letter(server, friend, PICNIC))
    assert link is not None
    together = visit()
    enter(together, server, friend, link[1])
    faults += looked_at(together, "an invitation")
    together.get_by_role("button", name="Tak, organizujemy razem").click()
    expect(together.get_by_text(f"{FRIENDS} współorganizuje to wydarzenie.").first).to_be_visible()
    assert CoOrganiser.objects.get().status == "confirmed"

    # A third one wants the same place at the same time, and sees before it sends that it is not alone.
    club = visit()
    begin(club, server, rival, call, FAIR)
    wish(club, 1, day, "14:00", "20:00", venue="amfiteatr")
    go_on(club)
    go_on(club)
    expect(club.get_by_text(PICNIC)).to_be_visible()
    fair = send(club, FAIR)
    resident.goto(year)
    expect(resident.get_by_text("Trwa nabór.").first).to_be_visible()

    # The call closes: nothing can be changed, and nobody learns what is not agreed yet.
    close(call)
    ngo.reload()
    expect(ngo.get_by_text("COP Słupsk uzgadnia terminy.")).to_be_visible()
    expect(ngo.get_by_role("button", name="Zmień propozycję")).to_have_count(0)
    faults += looked_at(ngo, "a proposal, closed")
    resident.goto(year)
    expect(resident.get_by_text("Nabór się skończył, trwa uzgadnianie terminów.").first).to_be_visible()
    expect(resident.get_by_text(PICNIC)).to_have_count(0)
    faults += looked_at(resident, "a year, closed")

    # The moderator lets the portal propose, settles, publishes; the worker tells everybody.
    faults += allocate_and_publish(open_admin(visit, server, people.moderator.email), server, (picnic, fair))
    told = letter(server, people.ngo_owner, f"Termin w kalendarzu ramowym: {PICNIC}")
    assert "To drugie życzenie." in told
    assert "Park Kultury" in told
    assert "współorganizujecie (Fundacja Dobra)" in letter(server, friend, f"Termin w kalendarzu ramowym: {PICNIC}")
    assert "To pierwsze życzenie." in letter(server, rival, f"Termin w kalendarzu ramowym: {FAIR}")

    # The organisation sees which wish it got, and why.
    ngo.goto(f"{server.url}/pl/moje/")
    own = ngo.get_by_role("region", name="Ramowy kalendarz imprez").get_by_role("listitem").filter(has_text=PICNIC)
    expect(own).to_contain_text("drugie życzenie")
    own.get_by_role("link", name=PICNIC).click()
    outcome = ngo.get_by_role("region", name="Jaki termin dostała propozycja")
    expect(outcome).to_contain_text("drugie życzenie")
    expect(outcome).to_contain_text("12:00–16:00")
    expect(outcome).to_contain_text(f"ma propozycja „{FAIR}”")
    faults += looked_at(ngo, "a proposal, published")
    together.reload()
    expect(together.get_by_role("region", name="Jaki termin dostała propozycja")).to_contain_text("drugie życzenie")

    # The resident reads who got what.
    resident.goto(year)
    expect(resident.get_by_role("article")).to_have_count(2)
    first, second = resident.get_by_role("article").all()
    expect(first).to_contain_text(FAIR)
    expect(first).to_contain_text("pierwsze życzenie")
    expect(second).to_contain_text("drugie życzenie")
    expect(second).to_contain_text(f"razem z: {FRIENDS}")
    expect(resident.locator("main")).to_contain_text("50%")
    table = rows_of_csv(resident)
    assert {title: row["Życzenie"] for title, row in table.items()} == {PICNIC: "drugie życzenie", FAIR: "pierwsze życzenie"}
    assert table[PICNIC]["Współorganizatorzy"] == FRIENDS
    resident.get_by_role("link", name="Organizacje", exact=True).last.click()
    expect(resident.get_by_role("row").filter(has_text="Fundacja Dobra")).to_contain_text(re.compile(r"1\s*1\s*0\s*0%"))
    expect(resident.get_by_role("row").filter(has_text=CLUB)).to_contain_text(re.compile(r"1\s*1\s*1\s*100%"))
    resident.goto(year)
    resident.get_by_role("link", name=PICNIC).click()
    expect(resident.get_by_role("heading", level=1, name=PICNIC)).to_be_visible()
    expect(resident.locator("main")).to_contain_text(FRIENDS)

    # Later it is moved, and everybody sees that it was not always so.
    event = EventPage.objects.get(title=PICNIC)
    start = event.start + timedelta(days=7)
    dates.move_date(event, event.start, start=start, end=start + timedelta(hours=4), reason="Remont parku.", by=people.editor)
    resident.reload()
    expect(resident.get_by_text("Ten termin się zmienił")).to_be_visible()
    resident.goto(year)
    resident.get_by_role("link", name="Pokaż, co się zmieniło").click()
    expect(resident.get_by_role("article")).to_have_count(1)
    moved = resident.get_by_role("article").first
    expect(moved).to_contain_text("zmieniony termin")
    expect(moved).to_contain_text("Ogłoszony termin: niedziela")
    expect(moved).to_contain_text("Remont parku.")
    assert "Remont parku." in rows_of_csv(resident)[PICNIC]["Zmiany"]
    ngo.reload()
    expect(outcome).to_contain_text("Ogłoszony termin: niedziela")
    faults += looked_at(ngo, "a proposal, changed")
    assert not faults, "\n".join(faults)
