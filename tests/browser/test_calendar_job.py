"""The calendar's main job by three people: an NGO asks for a taken slot, a moderator proposes another, a resident finds the event.

The NGO's member and the resident do their parts with scripts and without them.
"""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Page, expect

from accounts.models import User
from events_calendar import days
from events_calendar.models import EventPage, Occurrence, Reservation
from events_calendar.services import request_state
from events_calendar.services.request_state import State
from tests.browser.conftest import Server
from tests.browser.test_main_job import open_admin, sign_in
from tests.events_calendar.factories import VenueFactory
from tests.events_calendar.slot_requests import ask, make_deciders
from tests.factories import SiteTree

TITLE = "Warsztaty dla seniorów"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_a_taken_slot_to_a_public_event(server: Server, site_tree: SiteTree, visit: Callable[..., Page], scripts: bool) -> None:
    people = make_deciders(site_tree)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in User.objects.filter(is_active=True)
    )
    room = VenueFactory(name="Sala A", slug="sala-a", accessibility=["step_free"])
    other = VenueFactory(name="Sala B", slug="sala-b", accessibility=["step_free"])
    day = days.today() + timedelta(days=14)
    ask(people, room, f"{day} 18:00", title="Próba chóru")

    # The NGO's member asks for what somebody has, and takes another slot.
    member = visit(java_script_enabled=scripts)
    member.goto(f"{server.url}/pl/kalendarz/zglos/?miejsce=sala-a")
    sign_in(member, people.ngo_owner.email)
    member.get_by_role("button", name="Zacznij prośbę").click()
    member.get_by_label("Nazwa wydarzenia").fill(TITLE)
    member.get_by_label("W jednym zdaniu").fill("Uczymy się obsługi telefonu.")
    member.get_by_label("Ile mniej więcej osób przyjdzie").fill("20")
    member.get_by_role("button", name="Dalej", exact=True).click()
    member.get_by_label("Dzień", exact=True).fill(day.isoformat())
    member.get_by_label("Od", exact=True).fill("18:00")
    member.get_by_label("Do", exact=True).fill("20:00")
    member.get_by_role("button", name="Dalej", exact=True).click()
    member.get_by_label("Sala A").check()
    member.get_by_role("button", name="Dalej", exact=True).click()
    expect(member.get_by_text("Ten termin jest zajęty")).to_be_visible()
    assert member.locator("button[name=termin]").count() >= 5
    member.locator("button[name=termin]", has_text="Sala B").first.click()
    member.get_by_role("button", name="Wyślij prośbę o termin").click()
    expect(member.get_by_text("Wysłaliśmy prośbę.")).to_be_visible()
    event = EventPage.objects.get(title=TITLE)
    assert event.venue == other

    # The moderator proposes an hour later.
    moderator = open_admin(visit, server, people.moderator.email)
    moderator.goto(f"{server.url}/admin/terminy/")
    moderator.get_by_role("link", name=TITLE).first.click()
    moderator.get_by_text("Zaproponuj inny termin").first.click()
    moderator.get_by_label("Od godziny").fill("19:00")
    moderator.get_by_label("Do godziny").fill("21:00")
    moderator.get_by_label("Do godziny").press("Enter")
    expect(moderator.locator(".messages")).to_contain_text("Propozycja")
    assert request_state.state_of(EventPage.objects.get(pk=event.pk)) == State.PROPOSED

    # The member is written to, and accepts.
    server.wait_for(lambda: any("Propozycja innego terminu" in str(letter["subject"]) for letter in server.mails()))
    member.goto(f"{server.url}/pl/moje/terminy/{event.pk}/")
    member.get_by_role("button", name=re.compile("Przyjmij")).or_(member.get_by_role("link", name=re.compile("Przyjmij"))).first.click()
    if not member.get_by_text("czeka na decyzję").first.is_visible():
        member.get_by_role("button", name=re.compile("Przyjmij|Przyjmuję")).first.click()
    assert request_state.state_of(EventPage.objects.get(pk=event.pk)) == State.SUBMITTED

    # The moderator approves with one press.
    moderator.goto(f"{server.url}/admin/terminy/")
    moderator.get_by_role("button", name=re.compile(f"Zatwierdź.*{TITLE}")).click()
    expect(moderator.locator(".messages")).to_contain_text("Zatwierdzono 1")
    start = datetime.combine(day, time(19), days.WARSAW)
    assert Occurrence.objects.get(event=event).start == start
    assert list(Reservation.objects.filter(event=event, status="confirmed").values_list("venue", "start")) == [(other.pk, start)]

    # A resident finds it: in the month, the list, the search, and in the file for a telephone.
    resident = visit(java_script_enabled=scripts)
    for address in (f"/pl/kalendarz/?data={day}", f"/pl/kalendarz/?widok=lista&data={day}"):
        resident.goto(server.url + address)
        expect(resident.get_by_role("link", name=TITLE).first).to_be_attached()
    server.wait_for(lambda: _found(resident, server))
    resident.goto(f"{server.url}/pl/kalendarz/?widok=lista&data={day}")
    resident.get_by_role("link", name=TITLE).first.click()
    expect(resident.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    expect(resident.get_by_text("19:00–21:00").first).to_be_visible()
    with urllib.request.urlopen(f"{server.url}/pl/kalendarz/kalendarz.ics", timeout=10) as answer:  # noqa: S310 - our own address
        file = answer.read().decode()
    assert f"SUMMARY:{TITLE}\r\n" in file
    assert f"DTSTART;TZID=Europe/Warsaw:{start:%Y%m%dT%H%M%S}\r\n" in file


def _found(page: Page, server: Server) -> bool:
    page.goto(f"{server.url}/pl/szukaj/?q=warsztaty+dla+seniorow")
    return page.get_by_role("link", name=TITLE).count() > 0
