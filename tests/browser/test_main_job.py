"""The main job, told as the people live it: an editor writes, a moderator approves, a resident finds."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from accounts.models import User
from events_calendar.models import EventPage
from news.models import NewsPage
from tests.accounts.factories import People, make_people
from tests.browser.conftest import Server
from tests.factories import SiteTree

TITLE = "Zebranie organizacji pozarządowych w Słupsku"
EVENT = "Warsztaty pisania wniosków o dotacje"
COMMENT = "Dopisz, dla kogo są warsztaty."


@pytest.fixture
def people(server: Server, site_tree: SiteTree) -> People:
    """One person of each role, with confirmed addresses: they may sign in."""
    people = make_people(site_tree)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in User.objects.filter(is_active=True)
    )
    return people


def sign_in(page: Page, email: str) -> None:
    page.get_by_label("E-mail").fill(email)
    page.locator("main").get_by_label("Hasło", exact=True).fill("tajne-haslo")
    page.locator("main").get_by_role("button", name="Zaloguj się").click()


def open_admin(visit: Callable[..., Page], server: Server, email: str) -> Page:
    page = visit()
    page.goto(f"{server.url}/admin/")
    sign_in(page, email)
    expect(page).to_have_url(f"{server.url}/admin/")
    return page


def choose_new_image(page: Page, picture: Path) -> None:
    page.locator("[id$='listing_image-section']").get_by_role("button", name="Wybierz obraz").click()
    modal = page.locator(".modal")
    modal.get_by_role("tab", name="Prześlij").click()
    modal.locator("input[type=file]").set_input_files(picture)
    modal.get_by_label("Tytuł").last.fill("Ludzie przy stole")
    modal.get_by_role("button", name="Prześlij").last.click()
    expect(modal).to_have_count(0)


def write_text(page: Page, text: str) -> None:
    body = page.locator("[id$='body-section']")
    body.get_by_role("button", name="Dodaj blok").first.click()
    page.get_by_role("option", name="Tekst", exact=True).click()
    editor = body.locator("[contenteditable=true]")
    editor.click()
    editor.press_sequentially(text)
    # The editor hands its text to the form a moment after the last key.
    expect(body.locator("input[name='body-0-value']")).to_have_value(re.compile(text))


def footer_action(page: Page, name: str) -> None:
    """Press a button at the foot of the editor: in sight, or behind the arrow."""
    footer = page.locator("footer")
    button = footer.get_by_role("button", name=re.compile(name))
    if not button.first.is_visible():
        footer.get_by_role("button", name="Więcej akcji").click()
    button.first.click()


def mailed(server: Server, word: str) -> list[tuple[str, str]]:
    """Recipient and text of the mails whose subject or text has the word."""
    return [
        (str(message["To"]), message.get_body(("plain",)).get_content())  # type: ignore[union-attr]
        for message in server.mails()
        if word in str(message["Subject"]) + message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    ]


def write_news(editor: Page, server: Server, tree: SiteTree, picture: Path) -> None:
    editor.goto(f"{server.url}/admin/pages/add/news/newspage/{tree.news_slupsk.pk}/")
    editor.locator("#id_title").fill(TITLE)
    editor.locator("#id_summary").fill("Rozmawiamy o programie współpracy na przyszły rok.")
    choose_new_image(editor, picture)
    write_text(editor, "Zapraszamy wszystkie organizacje ze Słupska.")
    footer_action(editor, "Wyślij do")
    expect(editor.get_by_text(f"Tekst „{TITLE}” czeka na sprawdzenie.")).to_be_visible()


def write_event(editor: Page, server: Server, tree: SiteTree, day: str) -> None:
    editor.goto(f"{server.url}/admin/pages/add/events_calendar/eventpage/{tree.calendar_slupsk.pk}/")
    editor.locator("#id_title").fill(EVENT)
    editor.locator("#id_summary").fill("Cztery godziny ćwiczeń na prawdziwych wnioskach.")
    for name, hour in (("start", "10:00"), ("end", "14:00")):
        editor.locator(f"#id_{name}").fill(f"{day} {hour}")
        # The date picker lies over the page until something beside it is clicked.
        editor.locator("#id_summary").click()
        expect(editor.locator(".xdsoft_datetimepicker:visible")).to_have_count(0)
    editor.locator("#id_place_name").fill("COP Słupsk")
    write_text(editor, "Przynieś swój pomysł na wniosek.")
    footer_action(editor, "Wyślij do")
    expect(editor.get_by_text(f"Tekst „{EVENT}” czeka na sprawdzenie.")).to_be_visible()


@pytest.mark.browser
def test_editor_writes_moderator_approves_resident_finds(
    visit: Callable[..., Page], server: Server, site_tree: SiteTree, people: People, tmp_path: Path
) -> None:
    picture = tmp_path / "stol.png"
    Image.new("RGB", (1280, 800), "#0b5a5e").save(picture)
    day = timezone.localdate() + timedelta(days=3)

    editor = open_admin(visit, server, people.editor.email)
    write_news(editor, server, site_tree, picture)
    write_event(editor, server, site_tree, day.isoformat())

    # The mails go to the moderators of Słupsk and to nobody else.
    moderators = {people.moderator.email, people.second_moderator.email}
    server.wait_for(lambda: len(mailed(server, TITLE)) >= 2 and len(mailed(server, EVENT)) >= 2)
    assert {to for to, _text in mailed(server, "")} == moderators

    # Both stand on the admin home of Słupsk's moderator, neither on Tczew's.
    stranger = open_admin(visit, server, people.tczew_moderator.email)
    expect(stranger.get_by_text(TITLE)).to_have_count(0)
    expect(stranger.get_by_text(EVENT)).to_have_count(0)
    moderator = open_admin(visit, server, people.moderator.email)
    expect(moderator.get_by_role("heading", name="Czeka na moje sprawdzenie")).to_be_visible()
    expect(moderator.get_by_role("link", name=TITLE)).to_be_visible()

    # The event goes back with a comment, which the editor reads in the mail and on their home.
    moderator.get_by_role("link", name=EVENT).first.click()
    footer_action(moderator, "Poproś o zmiany")
    moderator.locator(".modal").get_by_label("Co trzeba zmienić").fill(COMMENT)
    moderator.locator(".modal").get_by_role("button", name="Poproś o zmiany").click()
    expect(moderator.locator(".modal")).to_have_count(0)
    (sent_back,) = server.wait_for(lambda: [item for item in mailed(server, COMMENT) if item[0] == people.editor.email])
    assert EVENT in sent_back[1]
    editor.goto(f"{server.url}/admin/")
    expect(editor.get_by_text(COMMENT)).to_be_visible()

    # The editor mends it and sends it again; the moderator approves both.
    editor.get_by_role("link", name=EVENT).first.click()
    editor.locator("#id_audience").fill("Organizacje, które piszą pierwszy wniosek")
    footer_action(editor, "Wyślij ponownie")
    expect(editor.get_by_text(EVENT).first).to_be_visible()
    for title in (EVENT, TITLE):
        moderator.goto(f"{server.url}/admin/")
        moderator.get_by_role("link", name=title).first.click()
        footer_action(moderator, "^\\s*Zatwierdź i")
        expect(moderator).to_have_url(re.compile(r"/admin/(pages/\d+/)?$"))
    assert NewsPage.objects.get(title=TITLE).live
    assert EventPage.objects.get(title=EVENT).live

    see_as_resident(visit, server, day.isoformat(), java_script=True)


@pytest.mark.browser
def test_resident_finds_without_javascript(visit: Callable[..., Page], server: Server, site_tree: SiteTree, people: People) -> None:
    from tests.accounts.factories import make_news

    day = timezone.localtime() + timedelta(days=3)
    make_news(site_tree.news_slupsk, people.editor, live=True, title=TITLE)
    event = EventPage(
        title=EVENT, slug="warsztaty", start=day, end=day + timedelta(hours=4), place_name="COP Słupsk", owner_cop=site_tree.slupsk
    )
    site_tree.calendar_slupsk.add_child(instance=event)
    see_as_resident(visit, server, day.date().isoformat(), java_script=False)


def see_as_resident(visit: Callable[..., Page], server: Server, day: str, *, java_script: bool) -> None:
    """Inflected words, with and without diacritics, find both; the event stands in the calendar and in the feeds."""
    resident = visit(java_script_enabled=java_script)
    for query, title in (
        ("zebrania slupsk ngo", TITLE),
        ("zebraniu organizacją", TITLE),
        ("warsztatach dla wnioskow", EVENT),
        ("dotację", EVENT),
    ):

        def found(query: str = query, title: str = title) -> bool:
            resident.goto(f"{server.url}/pl/")
            resident.locator("main").locator("input[name=q]").fill(query)
            resident.locator("main").get_by_role("button", name="Szukaj").click()
            return resident.locator("main").get_by_role("link", name=title).count() == 1

        server.wait_for(found)
    resident.locator("main").get_by_role("link", name=EVENT).click()
    expect(resident.get_by_role("heading", level=1, name=EVENT)).to_be_visible()
    expect(resident.get_by_text("COP Słupsk").first).to_be_visible()

    resident.goto(f"{server.url}/pl/kalendarz/?data={day}")
    expect(resident.locator("main").get_by_role("link", name=EVENT).first).to_be_visible()
    events = feedparser.parse(f"{server.url}/pl/kalendarz/rss/")
    news = feedparser.parse(f"{server.url}/pl/aktualnosci/rss/")
    assert not events.bozo
    assert not news.bozo
    assert EVENT in [entry.title for entry in events.entries]
    assert TITLE in [entry.title for entry in news.entries]
    calendar = resident.request.get(f"{server.url}/pl/kalendarz/kalendarz.ics")
    assert calendar.ok
    assert EVENT in calendar.text()
    assert resident.context.cookies() == []


@pytest.mark.browser
def test_an_expired_session_loses_no_text(visit: Callable[..., Page], server: Server, site_tree: SiteTree, people: People) -> None:
    """One form of the admin and one public form."""
    from tests.accounts.factories import make_news

    news = make_news(site_tree.news_slupsk, people.editor, title=TITLE)
    editor = open_admin(visit, server, people.editor.email)
    editor.goto(f"{server.url}/admin/pages/{news.pk}/edit/")
    editor.locator("#id_summary").fill("To zdanie nie może zginąć.")
    editor.context.clear_cookies(name="sessionid")
    editor.locator("footer").get_by_role("button", name="Zapisz szkic").click()
    expect(editor).to_have_url(re.compile("/konto/login/"))
    sign_in(editor, people.editor.email)
    expect(editor.get_by_text("Nic nie zginęło")).to_be_visible()
    editor.get_by_role("button", name="Dokończ to, co przerwano").click()
    expect(editor.locator("#id_summary")).to_have_value("To zdanie nie może zginąć.")
    assert NewsPage.objects.get(pk=news.pk).get_latest_revision_as_object().summary == "To zdanie nie może zginąć."

    member = visit()
    member.goto(f"{server.url}/pl/konto/login/?next=/pl/moje/dane/")
    sign_in(member, people.resident.email)
    member.get_by_label("Imię").fill("Kazimiera")
    member.context.clear_cookies(name="sessionid")
    member.locator("main").get_by_role("button", name="Zapisz").click()
    sign_in(member, people.resident.email)
    expect(member.get_by_label("Imię")).to_have_value("Kazimiera")
    member.locator("main").get_by_role("button", name="Zapisz").click()
    expect(member.get_by_text("Zapisaliśmy Twoje dane.")).to_be_visible()
    assert User.objects.get(pk=people.resident.pk).first_name == "Kazimiera"
