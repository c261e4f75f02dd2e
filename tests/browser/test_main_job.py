"""The main job, told as the people live it: an editor writes, a moderator approves, a resident finds."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from PIL import Image
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.accounts.factories import People, make_people
from tests.browser.conftest import Server
from tests.factories import SiteTree

TITLE = "Zebranie organizacji pozarządowych w Słupsku"
EVENT = "Warsztaty pisania wniosków o dotacje"


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
    modal.get_by_label("Tytuł").fill("Ludzie przy stole")
    modal.locator("input[type=file]").set_input_files(picture)
    modal.get_by_role("button", name="Prześlij").click()
    expect(modal).to_have_count(0)


def submit_for_moderation(page: Page) -> None:
    page.locator("footer").get_by_role("button", name="Więcej akcji").click()
    page.get_by_role("button", name=re.compile("Wyślij do")).click()


@pytest.mark.browser
def test_editor_writes_moderator_approves_resident_finds(
    visit: Callable[..., Page], server: Server, site_tree: SiteTree, people: People, tmp_path: Path
) -> None:
    address = server.url
    picture = tmp_path / "stol.png"
    Image.new("RGB", (1280, 800), "#0b5a5e").save(picture)

    editor = open_admin(visit, server, people.editor.email)
    editor.goto(f"{address}/admin/pages/add/news/newspage/{site_tree.news_slupsk.pk}/")
    editor.screenshot(path="/tmp/team/add-news.png", full_page=True)
    editor.get_by_label("Tytuł").first.fill(TITLE)
    editor.get_by_label("Streszczenie").fill("Rozmawiamy o programie współpracy na przyszły rok.")
    choose_new_image(editor, picture)
    editor.screenshot(path="/tmp/team/add-news2.png", full_page=True)
    submit_for_moderation(editor)
