"""An editor's file goes through two hands and is taken back; an organisation's own calendar is allowed, breaks and comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Page, expect

from accounts.models import User
from calendar_imports.models import CalendarSource, ImportRun
from core.models import Territory
from events_calendar import days
from events_calendar.models import EventPage
from tests.accounts.factories import People
from tests.browser.conftest import Server
from tests.browser.test_accessibility import NARROW, WIDE, axe, sideways
from tests.browser.test_main_job import open_admin, sign_in
from tests.browser.test_slot_queue import OUTSIDE
from tests.calendar_imports.calendar_server import serving
from tests.calendar_imports.files import COMMUNE, entry, file_of
from tests.events_calendar.slot_requests import make_deciders
from tests.factories import SiteTree

pytestmark = pytest.mark.browser


@pytest.fixture
def people(server: Server, site_tree: SiteTree) -> People:
    people = make_deciders(site_tree)
    people.ngo.territory = Territory.objects.get(code=COMMUNE)
    people.ngo.save()
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in User.objects.filter(is_active=True)
    )
    return people


def on(number: int, hour: int = 18) -> str:
    return f"{days.today() + timedelta(days=number):%Y%m%d}T{hour:02}0000"


def faults(page: Page, *, admin: bool) -> list[str]:
    """What axe finds, and what sticks out, at both widths."""
    found = []
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{page.url} {width}: {fault}" for fault in (*axe(page), *sideways(page), *(page.evaluate(OUTSIDE) if admin else ()))]
    page.set_viewport_size({"width": WIDE, "height": 900})
    return found


def test_a_file_goes_through_two_hands_and_is_taken_back(visit: Callable[..., Page], server: Server, people: People) -> None:
    broken = "BEGIN:VEVENT\nUID:9\nSUMMARY:Bez daty\nEND:VEVENT"
    content = file_of(
        entry("1", "Festyn", on(10), on(10, 20)), entry("2", "Próba chóru", on(11), on(11, 20), "RRULE:FREQ=WEEKLY;COUNT=4"), broken
    )
    editor = open_admin(visit, server, people.editor.email)
    editor.goto(f"{server.url}/admin/importy/")
    assert faults(editor, admin=True) == []
    editor.get_by_role("link", name="Wczytaj plik").click()
    assert faults(editor, admin=True) == []
    # Nothing is filled in: what is missing is said beside each field.
    editor.get_by_role("button", name="Pokaż podgląd").click()
    expect(editor.get_by_text("Wybierz plik z kalendarzem.")).to_be_visible()
    assert faults(editor, admin=True) == []
    editor.get_by_label("Plik z kalendarzem").set_input_files({"name": "chor.ics", "mimeType": "text/calendar", "buffer": content})
    editor.get_by_label("wejście bez stopni").check()
    editor.get_by_role("button", name="Pokaż podgląd").click()
    expect(editor.get_by_role("heading", name="To podgląd: nic nie jest jeszcze zapisane")).to_be_visible()
    expect(editor.get_by_text("Brakuje początku (DTSTART).")).to_be_visible()
    expect(editor.get_by_role("cell", name="Próba chóru")).to_be_visible()
    assert faults(editor, admin=True) == []
    editor.get_by_role("button", name="Wyślij do zatwierdzenia").click()
    expect(editor.get_by_text("Zatwierdzi go inna osoba z moderacji COP.")).to_be_visible()
    run = ImportRun.objects.get()

    moderator = open_admin(visit, server, people.moderator.email)
    moderator.goto(f"{server.url}/admin/importy/{run.pk}/")
    assert faults(moderator, admin=True) == []
    # By the keyboard alone.
    moderator.get_by_role("button", name="Zatwierdź i opublikuj").focus()
    moderator.keyboard.press("Enter")
    expect(moderator.get_by_role("link", name="Cofnij cały import")).to_be_visible(timeout=30_000)
    assert faults(moderator, admin=True) == []

    resident = visit()
    event = EventPage.objects.get(title="Próba chóru")
    assert event.live
    resident.goto(f"{server.url}{event.url}")
    expect(resident.get_by_role("heading", level=1, name="Próba chóru")).to_be_visible()

    moderator.get_by_role("link", name="Cofnij cały import").click()
    expect(moderator.get_by_role("heading", name="Cofnąć cały import?")).to_be_visible()
    assert faults(moderator, admin=True) == []
    moderator.get_by_role("button", name="Cofnij import").click()
    server.wait_for(lambda: ImportRun.objects.get(pk=run.pk).state == "undone", seconds=40)
    assert not EventPage.objects.filter(title__in=["Festyn", "Próba chóru"]).exists()
    resident.reload()
    expect(resident.get_by_role("heading", level=1, name="Próba chóru")).to_have_count(0)


def test_an_organisations_calendar_is_allowed_breaks_and_comes_back(visit: Callable[..., Page], server: Server, people: People) -> None:
    with serving() as calendar:
        calendar.content = file_of(entry("1", "Festyn", on(10), on(10, 20)))
        ngo = visit()
        ngo.goto(f"{server.url}/pl/moje/")
        sign_in(ngo, people.ngo_owner.email)
        ngo.get_by_role("link", name="Podaj adres kalendarza").click()
        assert faults(ngo, admin=False) == []
        ngo.get_by_label("Adres kalendarza").fill("http://10.0.0.1/kalendarz.ics")
        ngo.get_by_role("button", name="Sprawdź i poproś COP o zgodę").click()
        expect(ngo.locator(".errors")).to_contain_text("Ten adres prowadzi do sieci prywatnej.")
        expect(ngo.get_by_label("Adres kalendarza")).to_have_value("http://10.0.0.1/kalendarz.ics")
        assert faults(ngo, admin=False) == []
        ngo.get_by_label("Adres kalendarza").fill(calendar.url)
        ngo.get_by_role("button", name="Sprawdź i poproś COP o zgodę").click()
        expect(ngo.get_by_text("czeka na zgodę COP").first).to_be_visible()
        assert faults(ngo, admin=False) == []
        source = CalendarSource.objects.get()

        moderator = open_admin(visit, server, people.moderator.email)
        moderator.goto(f"{server.url}/admin/importy/kalendarze/")
        assert faults(moderator, admin=True) == []
        moderator.get_by_role("link", name="Fundacja Dobra").click()
        moderator.get_by_role("link", name="Zobacz, co w nim jest").click()
        expect(moderator.get_by_text("Festyn")).to_be_visible()
        assert faults(moderator, admin=True) == []
        moderator.get_by_label("wejście bez stopni").check()
        moderator.get_by_role("button", name="Zgódź się").click()
        expect(moderator.get_by_text("Portal czyta ten kalendarz.")).to_be_visible()
        server.wait_for(lambda: EventPage.objects.filter(title="Festyn", live=True).exists(), seconds=40)

        # It changes.
        calendar.content = file_of(entry("1", "Wielki festyn", on(10), on(10, 20)), entry("2", "Zebranie", on(12), on(12, 20)))
        ngo.goto(f"{server.url}/pl/moje/kalendarze/{source.pk}/")
        ngo.get_by_role("button", name="Przeczytaj teraz").click()
        server.wait_for(lambda: EventPage.objects.filter(title="Wielki festyn", live=True).exists(), seconds=40)
        server.wait_for(lambda: not ImportRun.objects.filter(state="storing").exists())
        ngo.reload()
        assert faults(ngo, admin=False) == []
        ngo.get_by_role("heading", name="Odczyty").locator("xpath=following::a[1]").click()
        expect(ngo.get_by_text("Zebranie")).to_be_visible()
        expect(ngo.locator("li", has_text="Wielki festyn")).to_contain_text("tytuł")
        assert faults(ngo, admin=False) == []

        # It breaks: three times in a row is told, and the events stay.
        calendar.content, calendar.kind = b"<!doctype html><html>Zaloguj</html>", "text/html"
        for failures in (1, 2, 3):
            ngo.goto(f"{server.url}/pl/moje/kalendarze/{source.pk}/")
            ngo.get_by_role("button", name="Przeczytaj teraz").click()
            server.wait_for(lambda wanted=failures: CalendarSource.objects.get().failures == wanted, seconds=40)
        ngo.reload()
        expect(ngo.get_by_text("Pod tym adresem jest strona WWW, a nie kalendarz.")).to_be_visible()
        assert faults(ngo, admin=False) == []
        told = server.wait_for(lambda: [mail for mail in server.mails() if "Kalendarz przestał działać" in str(mail["Subject"])])
        assert people.ngo_owner.email in {str(mail["To"]) for mail in told} or server.wait_for(
            lambda: people.ngo_owner.email in {str(mail["To"]) for mail in server.mails() if "przestał" in str(mail["Subject"])}
        )
        assert EventPage.objects.filter(title="Wielki festyn", live=True, cancelled=False).exists()

        # It comes back without one of its events.
        calendar.content, calendar.kind = file_of(entry("1", "Wielki festyn", on(10), on(10, 20))), "text/calendar"
        ngo.get_by_role("button", name="Przeczytaj teraz").click()
        server.wait_for(lambda: EventPage.objects.get(title="Zebranie").cancelled, seconds=40)
        server.wait_for(lambda: [mail for mail in server.mails() if "Kalendarz znów działa" in str(mail["Subject"])])
