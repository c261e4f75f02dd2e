"""An NGO proposes for the yearly call, another one confirms from its own account; axe finds nothing, a phone shows it all."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Page, expect

from accounts.models import CopCommune, User
from events_calendar import days
from framework_calendar.models import Call, CoOrganiser, Proposal
from tests.accounts.factories import People, make_people
from tests.browser.conftest import Server
from tests.browser.test_accessibility import NARROW, WIDE, axe, sideways
from tests.browser.test_main_job import sign_in
from tests.factories import SiteTree
from tests.framework_calendar.factories import make_call, make_proposal, wish_for
from tests.framework_calendar.proposal_pages import another

TITLE = "Piknik nad Słupią"


@pytest.fixture
def people(server: Server, site_tree: SiteTree) -> People:
    people = make_people(site_tree)
    CopCommune.objects.create(cop=site_tree.slupsk, territory=site_tree.slupsk.territory)
    return people


@pytest.fixture
def call(people: People) -> Call:
    today = days.today()
    soon = today + timedelta(days=9)
    return make_call(year=today.year + 1, opens=today - timedelta(days=9), closes=soon, publication_day=soon + timedelta(days=20))


@pytest.fixture
def helper(call: Call) -> User:
    """Somebody of another organisation, which proposes for the same day."""
    organisation, user = another()
    make_proposal(call, organisation, title="Festyn strażacki", seeks="Sceny", wishes=[wish_for(saturday(call))])
    return user


def saturday(call: Call) -> date:
    first = date(call.year, 5, 8)
    return first + timedelta(days=(5 - first.weekday()) % 7)


def enter(page: Page, server: Server, user: User, path: str) -> None:
    EmailAddress.objects.get_or_create(user=user, email=user.email, verified=True, primary=True)
    page.goto(f"{server.url}{path}")
    sign_in(page, user.email)


def looked_at(page: Page, name: str) -> list[str]:
    """What axe and a narrow screen have against this page."""
    found = []
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        faults = axe(page) + (sideways(page) if width == NARROW else [])
        found += [f"{name}, {width} px: {fault}" for fault in faults]
    page.set_viewport_size({"width": WIDE, "height": 900})
    return found


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Dalej", exact=True).click()


def test_one_proposes_without_scripts_and_the_other_confirms(
    server: Server, people: People, call: Call, helper: User, visit: Callable[..., Page]
) -> None:
    page = visit(java_script_enabled=False)
    enter(page, server, people.ngo_owner, f"/pl/kalendarz/ramowy/{call.year}/slupsk/zglos/")
    page.get_by_role("button", name="Zacznij propozycję").click()
    page.get_by_label("Nazwa wydarzenia").fill(TITLE)
    go_on(page)
    # What is missing is said, and what was typed is there.
    expect(page.locator(".errors")).to_be_focused()
    expect(page.get_by_label("Nazwa wydarzenia")).to_have_value(TITLE)
    page.get_by_label("W jednym zdaniu").fill("Popołudnie dla całych rodzin.")
    page.get_by_label("Po co to wydarzenie").fill("Sąsiedzi się poznają.")
    page.get_by_label("Ile mniej więcej osób przyjdzie").fill("100")
    page.get_by_label("Dla kogo").fill("rodziny")
    page.get_by_label("Co jeszcze trzeba wiedzieć o dostępności").fill("Trawnik, bez stopni.")
    go_on(page)
    first = page.locator("fieldset").first
    first.get_by_label("Dzień", exact=True).fill(saturday(call).isoformat())
    first.get_by_label("Od godziny").fill("15:00")
    first.get_by_label("Do godziny").fill("18:00")
    first.get_by_label("Inne miejsce", exact=True).fill("Park Kultury")
    first.get_by_label("Gmina innego miejsca").select_option("2263011")
    first.get_by_role("button", name="Pokaż, co już wtedy stoi").click()
    # Somebody else wants that Saturday.
    expect(page.get_by_text("Festyn strażacki")).to_be_visible()
    page.locator("summary", has_text="Życzenie 2").click()
    second = page.locator("fieldset").nth(1)
    second.locator("summary", has_text="Albo jeden z wielu dni").click()
    second.get_by_label("W jaki dzień tygodnia").select_option("5")
    second.get_by_label("W jakim miesiącu").select_option("6")
    go_on(page)
    page.get_by_label("Co wnosicie").fill("Scena")
    page.get_by_label("Zaproś organizację (1)").fill("Koło z Bierkowa")
    go_on(page)
    expect(page.get_by_text(f"dowolna sobota, czerwiec {call.year}, 15:00–18:00")).to_be_visible()
    page.get_by_role("button", name="Wyślij propozycję").click()
    expect(page.get_by_text(f"Wysłaliśmy propozycję „{TITLE}”.")).to_be_visible()
    proposal = Proposal.objects.get(title=TITLE)
    # Back to the last page after sending: one is led to the proposal.
    page.go_back()
    page.reload()
    expect(page).to_have_url(re.compile(rf"/pl/moje/ramowy/{proposal.pk}/"))

    def letter() -> str:
        mails = [mail for mail in server.mails() if mail["To"] == helper.email]
        return next((str(mail.get_body(("plain",)).get_content()) for mail in mails), "")  # type: ignore[union-attr]

    text = server.wait_for(letter)
    assert f"/pl/moje/ramowy/{proposal.pk}/" in text
    other = visit(java_script_enabled=False)
    enter(other, server, helper, "/pl/moje/")
    other.get_by_role("link", name=re.compile(f"Odpowiedz.*{TITLE}")).click()
    other.get_by_role("button", name="Tak, organizujemy razem").click()
    expect(other.get_by_text("Koło z Bierkowa współorganizuje to wydarzenie.")).to_be_visible()
    assert CoOrganiser.objects.get().status == "confirmed"
    page.reload()
    expect(page.get_by_text("potwierdzona", exact=True)).to_be_visible()


def test_axe_finds_nothing_on_the_way(server: Server, people: People, call: Call, helper: User, visit: Callable[..., Page]) -> None:
    page = visit()
    begin = f"/pl/kalendarz/ramowy/{call.year}/slupsk/zglos/"
    enter(page, server, people.ngo_owner, begin)
    found = looked_at(page, "begin")
    page.get_by_role("button", name="Zacznij propozycję").click()
    found += looked_at(page, "co")
    go_on(page)
    found += looked_at(page, "co, mistakes")
    for label, text in (("Nazwa wydarzenia", TITLE), ("W jednym zdaniu", "Zdanie."), ("Po co to wydarzenie", "Poznamy się.")):
        page.get_by_label(label).fill(text)
    page.get_by_label("Ile mniej więcej osób przyjdzie").fill("100")
    page.get_by_label("Dla kogo").fill("rodziny")
    page.get_by_label("wejście bez stopni").check()
    go_on(page)
    found += looked_at(page, "kiedy")
    first = page.locator("fieldset").first
    first.get_by_label("Inne miejsce", exact=True).fill("Park Kultury")
    first.get_by_label("Gmina innego miejsca").select_option("2263011")
    first.locator("[name=w1-day]").fill(saturday(call).isoformat())
    first.locator("[name=w1-day]").blur()
    # Said at once, before anything is sent.
    expect(page.get_by_text("Festyn strażacki")).to_be_visible()
    assert Proposal.objects.get(title=TITLE).typed.get("kiedy") is None
    go_on(page)
    found += looked_at(page, "kiedy, mistakes")
    page.locator("[name=w1-begins]").fill("15:00")
    page.locator("[name=w1-ends]").fill("18:00")
    go_on(page)
    found += looked_at(page, "z-kim")
    page.get_by_label("Zaproś organizację (1)").fill("Koło z Bierkowaa")
    go_on(page)
    found += looked_at(page, "z-kim, mistakes")
    page.get_by_label("Zaproś organizację (1)").fill("Koło z Bierkowa")
    go_on(page)
    found += looked_at(page, "sprawdz")
    page.get_by_role("button", name="Wyślij propozycję").click()
    found += looked_at(page, "proposal")
    page.get_by_role("link", name="Wycofaj propozycję").click()
    found += looked_at(page, "withdraw")
    page.goto(f"{server.url}/pl/kalendarz/ramowy/{call.year}/propozycje/")
    found += looked_at(page, "open proposals")
    page.get_by_role("link", name="Chcemy dołączyć").first.click()
    found += looked_at(page, "join")
    page.goto(f"{server.url}/pl/moje/")
    found += looked_at(page, "moje")
    assert found == []
