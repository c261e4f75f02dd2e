"""A request for a mass event: the checklist of what the law asks for, a tick that stays, and a warning where it is too late."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import CopCommune
from events_calendar.models import DutyLine, EventPage, LegalDuty
from tests.accounts.factories import People, make_people
from tests.browser.conftest import Server
from tests.browser.test_accessibility import unfold
from tests.browser.test_main_job import sign_in
from tests.browser.test_slot_request import go_on
from tests.browser.test_watch import clean
from tests.events_calendar.factories import VenueFactory
from tests.factories import SiteTree

TITLE = "Koncert na błoniach"
MASS, COLLECTION = "Złóż wniosek o zezwolenie na imprezę masową", "Zgłoś zbiórkę publiczną"


@pytest.fixture
def people(server: Server, site_tree: SiteTree) -> People:
    people = make_people(site_tree)
    CopCommune.objects.create(cop=site_tree.slupsk, territory=site_tree.slupsk.territory)
    user = people.ngo_owner
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    given = {"text": "Napisz do urzędu.\n\nDołącz program.", "office": "Urząd miasta", "checked_on": date(2026, 11, 1), "is_example": True}
    LegalDuty.objects.create(
        **{
            "name": MASS,
            "act": "Ustawa z dnia 20 marca 2009 r. o bezpieczeństwie imprez masowych",
            "article": "art. 25 ust. 1",
            "days": 30,
        },
        **{"at_least": 1000, "circumstances": ["outdoors"], "link": "https://isap.sejm.gov.pl/", "order": 1, **given},
    )
    LegalDuty.objects.create(
        **{"name": COLLECTION, "act": "Ustawa z dnia 14 marca 2014 r.", "article": "art. 10", "days": 3, "counting": "working"},
        **{"circumstances": ["collection"], "order": 2, **given},
    )
    return people


def test_a_mass_event_shows_its_duties_keeps_a_tick_and_warns_when_it_is_late(
    server: Server, people: People, visit: Callable[..., Page]
) -> None:
    VenueFactory(name="Błonia", slug="blonia", accessibility=["step_free"], capacity=5000)
    # Too late for the mass event, in time for the collection.
    day = timezone.localdate() + timedelta(days=20)
    page = visit(java_script_enabled=False)
    page.goto(f"{server.url}/pl/kalendarz/zglos/")
    sign_in(page, people.ngo_owner.email)
    page.get_by_role("button", name="Zacznij prośbę").click()
    page.get_by_label("Nazwa wydarzenia").fill(TITLE)
    page.get_by_label("W jednym zdaniu").fill("Grają zespoły z powiatu.")
    page.get_by_label("Rodzaj").select_option("culture")
    page.get_by_label("Ile mniej więcej osób przyjdzie").fill("1500")
    page.get_by_label("odbywa się na otwartym terenie").check()
    page.get_by_label("zbiórka pieniędzy").check()
    go_on(page)
    page.get_by_label("Dzień", exact=True).fill(day.isoformat())
    page.get_by_label("Od", exact=True).fill("18:00")
    page.get_by_label("Do", exact=True).fill("20:00")
    go_on(page)
    page.get_by_label("Błonia").check()
    go_on(page)
    duties = page.get_by_role("region", name="Zgody i zgłoszenia przed wydarzeniem")
    expect(duties.get_by_text("Portal informuje i nie udziela porad prawnych.")).to_be_visible()
    expect(duties.get_by_role("heading", name=MASS)).to_be_visible()
    expect(duties.get_by_text("Na to jest za późno: trzeba było do")).to_be_visible()
    expect(duties.get_by_text("Zrób to najpóźniej:")).to_be_visible()
    duties.get_by_role("button", name=re.compile(f"Zrobione.*{COLLECTION}")).click()
    expect(duties.get_by_role("button", name=re.compile(f"Cofnij odhaczenie.*{COLLECTION}"))).to_be_visible()
    # It warns, it does not forbid.
    page.get_by_role("button", name="Wyślij prośbę o termin").click()
    expect(page.get_by_text("Wysłaliśmy prośbę.")).to_be_visible()
    expect(duties.get_by_text("Zrobione: ", exact=False).first).to_be_visible()
    event = EventPage.objects.get(title=TITLE)

    page = visit()
    page.goto(f"{server.url}/pl/moje/terminy/{event.pk}/")
    sign_in(page, people.ngo_owner.email)
    duties = page.get_by_role("region", name="Zgody i zgłoszenia przed wydarzeniem")
    unfold(page)
    expect(duties.get_by_text("art. 25 ust. 1")).to_be_visible()
    clean(page, "strona prośby")
    button = duties.get_by_role("button", name=re.compile(f"Zrobione.*{MASS}"))
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Odhaczone: {MASS}.")).to_be_visible()
    expect(duties.get_by_text("Na to jest za późno")).to_have_count(0)
    assert DutyLine.objects.filter(key=event.translation_key, done__isnull=False).count() == 2
    clean(page, "odhaczone")

    # The page before sending, as the keyboard and axe see it.
    page.get_by_role("button", name="Zmień prośbę").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sprawdź i wyślij")
    expect(page.get_by_role("heading", name=MASS)).to_be_visible()
    clean(page, "sprawdź")
    page.goto(page.url.replace("/sprawdz/", "/co/"))
    expect(page.get_by_label("odbywa się na otwartym terenie")).to_be_checked()
    clean(page, "co")
