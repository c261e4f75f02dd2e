"""CIO makes a synonym, promotes a page and reads what nobody finds; axe finds nothing on the way, and a phone shows it all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from search.models import SearchCount, Synonym
from tests.accounts.factories import People, make_people
from tests.browser.conftest import Server
from tests.browser.test_accessibility import NARROW, WIDE, axe, sideways
from tests.browser.test_main_job import open_admin
from tests.factories import SiteTree
from tests.home.factories import ContentPageFactory

# The admin scrolls in a box of its own; tables that scroll by themselves apart, nothing sticks out of it.
OUTSIDE = """() => [...document.querySelectorAll(':is(.portal-trial, .portal-weeks) :not(.w-sr-only)')]
  .filter(e => !e.closest('.portal-scroll, .w-sr-only') && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(e => `sticks out: ${e.tagName}.${e.className} ${e.textContent.slice(0, 30)}`)"""

pytestmark = pytest.mark.browser


@pytest.fixture
def people(server: Server, site_tree: SiteTree) -> People:
    people = make_people(site_tree)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in User.objects.filter(is_active=True)
    )
    return people


def count(query: str, searches: int, without: int) -> None:
    SearchCount.objects.create(day=timezone.localdate(), locale="pl", query=query, folded=query, searches=searches, without_results=without)


def faults(page: Page, name: str) -> list[str]:
    found = []
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(400)  # the menu folds
        # What fades in has its colours when it has come; what goes round for ever never ends.
        page.wait_for_function(
            "document.getAnimations().every(each => each.effect.getTiming().iterations === Infinity || each.playState !== 'running')"
        )
        page.evaluate("document.querySelectorAll('main details').forEach(details => { details.open = true })")
        found += [f"{name}, {width} px: {fault}" for fault in axe(page) + sideways(page) + page.evaluate(OUTSIDE)]
    page.set_viewport_size({"width": WIDE, "height": 900})
    return found


def test_cio_helps_people_to_find(visit: Callable[..., Page], server: Server, people: People, site_tree: SiteTree) -> None:
    ContentPageFactory(parent=site_tree.home, title="Stowarzyszenie zwykłe krok po kroku")
    count("ngo", 9, 0)
    count("jak założyć klub", 5, 5)
    page = open_admin(visit, server, people.cio.email)
    found: list[str] = []

    # What nobody finds.
    page.get_by_role("button", name="Wyszukiwarka").click()
    page.get_by_role("link", name="Czego szukają").click()
    expect(page.get_by_role("cell", name="ngo", exact=True)).to_be_visible()
    found += faults(page, "report")
    page.goto(f"{server.url}/admin/czego-szukaja/?pytania=bez-wynikow")
    expect(page.get_by_role("cell", name="ngo", exact=True)).to_have_count(0)
    row = page.get_by_role("row").filter(has_text="jak założyć klub")
    expect(row).to_contain_text("5")

    # A synonym for it, looked at before it is saved.
    row.get_by_role("link", name="Utwórz synonim").click()
    expect(page.get_by_role("textbox", name="Słowo albo wyrażenie")).to_have_value("jak założyć klub")
    page.get_by_role("textbox", name="Znaczy też").fill("stowarzyszenie zwykłe")
    page.get_by_label("Pytanie na próbę").fill("stowarzyszenie")
    page.get_by_role("button", name="Sprawdź przed zapisaniem").click()
    trial = page.locator(".portal-trial")
    expect(trial.get_by_role("heading", name="Z tym synonimem")).to_be_in_viewport()
    expect(trial.get_by_role("link", name="Stowarzyszenie zwykłe krok po kroku")).to_have_count(2)
    expect(page.get_by_role("textbox", name="Znaczy też")).to_have_value("stowarzyszenie zwykłe")
    assert not Synonym.objects.exists()
    found += faults(page, "synonym")
    page.get_by_role("button", name="Utwórz").click()
    expect(page.locator(".messages")).to_contain_text("Synonim „jak założyć klub” już działa.")
    found += faults(page, "synonyms")
    assert Synonym.objects.get().means == "stowarzyszenie zwykłe"

    # A page put first for what people ask.
    page.goto(f"{server.url}/admin/czego-szukaja/")
    page.get_by_role("row").filter(has_text="ngo").get_by_role("link", name="Wypromuj stronę").click()
    expect(page.locator("#id_query_string")).to_have_value("ngo")
    page.get_by_role("button", name="Dodaj").filter(has_text="polecany").click()
    page.get_by_role("button", name="Wybierz stronę").first.click()
    modal = page.locator(".modal")
    modal.locator("input[name=q]").fill("Stowarzyszenie")
    modal.get_by_role("link", name="Stowarzyszenie zwykłe krok po kroku").click()
    expect(modal).to_have_count(0)
    page.locator("#id_editors_picks-0-description").fill("Od pomysłu do rejestracji.")
    found += faults(page, "promotion")
    page.get_by_role("button", name="Utwórz").click()
    expect(page.locator(".messages")).to_be_visible()

    reader = visit()
    reader.goto(f"{server.url}/pl/szukaj/?q=NGO")
    first = reader.locator("article.result").first
    expect(first).to_contain_text("Stowarzyszenie zwykłe krok po kroku")
    expect(first).to_contain_text("Polecane")
    expect(first).to_contain_text("Od pomysłu do rejestracji.")
    assert axe(reader) == []
    assert SearchCount.objects.get(query="ngo").searches in (9, 10)  # the tests' browser calls itself one or not
    assert not found, "\n".join(found)


def test_a_moderator_takes_a_name_out(visit: Callable[..., Page], server: Server, people: People) -> None:
    count("jan żuk oszust", 6, 0)
    page = open_admin(visit, server, people.moderator.email)
    page.goto(f"{server.url}/admin/czego-szukaja/")
    page.get_by_role("row").filter(has_text="jan żuk oszust").get_by_role("link", name="Pomijaj").click()
    words = page.get_by_role("textbox", name="Słowa")
    expect(words).to_have_value("jan żuk oszust")
    words.fill("jan żuk")
    page.get_by_role("textbox", name="Notatka").fill("osoba prywatna")
    found = faults(page, "words to leave out")
    page.get_by_role("button", name="Utwórz").click()
    expect(page.locator(".messages")).to_contain_text("Portal pomija już „jan żuk”.")
    expect(page.get_by_role("link", name="jan żuk")).to_be_visible()
    found += faults(page, "left-out words")
    page.goto(f"{server.url}/admin/czego-szukaja/")
    expect(page.get_by_text("jan żuk oszust")).to_have_count(0)
    assert not SearchCount.objects.exists()
    assert not found, "\n".join(found)


def test_a_look_without_scripts(visit: Callable[..., Page], server: Server, people: People, site_tree: SiteTree) -> None:
    Synonym.objects.create(words="klub", means="stowarzyszenie")
    page = visit(java_script_enabled=False)
    page.goto(f"{server.url}/admin/")
    page.get_by_label("E-mail").fill(people.moderator.email)
    page.locator("main").get_by_label("Hasło", exact=True).fill("tajne-haslo")
    page.locator("main").get_by_role("button", name="Zaloguj się").click()
    page.goto(f"{server.url}/admin/synonimy/edit/{Synonym.objects.get().pk}/")
    page.get_by_role("textbox", name="Znaczy też").fill("fundacja")
    page.get_by_role("button", name="Sprawdź przed zapisaniem").click()
    expect(page.locator(".portal-trial")).to_contain_text("Pierwsze wyniki dla „klub”")
    expect(page.get_by_role("textbox", name="Znaczy też")).to_have_value("fundacja")
    assert Synonym.objects.get().means == "stowarzyszenie"
