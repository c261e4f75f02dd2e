"""The buttons of the editor: what the person came for is in sight, and Enter in a field never approves."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from accounts.models import User
from news.models import NewsPage
from tests.accounts.doors import edit_url
from tests.accounts.factories import People, make_news, make_people
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    return make_people(site_tree)


def opened(client: Client, user: User, url: str) -> BeautifulSoup:
    client.force_login(user)
    return BeautifulSoup(client.get(url).content.decode(), "html.parser")


def in_sight(page: BeautifulSoup) -> list[str]:
    """The buttons at the foot that are not behind the arrow."""
    foot = page.select_one("footer nav.actions")
    assert foot is not None
    for hidden in foot.select("[hidden], [data-w-dropdown-target=content], [data-w-dropdown-target=toggle]"):
        hidden.extract()
    return [" ".join(button.get_text(" ").split()) for button in foot.select("button, a")]


def behind(page: BeautifulSoup) -> str:
    return " ".join(part.get_text(" ") for part in page.select("footer nav.actions [data-w-dropdown-target=content]"))


def test_an_editor_sees_saving_and_sending(client: Client, site_tree: SiteTree, people: People) -> None:
    draft = make_news(site_tree.news_slupsk, people.editor)
    new = reverse("wagtailadmin_pages:add", args=["news", "newspage", site_tree.news_slupsk.pk])
    for url in (edit_url(draft), new):
        assert in_sight(opened(client, people.editor, url)) == ["Zapisz szkic", "Wyślij do sprawdzenia"]
    draft.get_workflow().start(draft, people.editor)
    state = draft.current_workflow_task_state
    state.task.specific.on_action(state, people.moderator, "reject", comment="Popraw.")
    assert in_sight(opened(client, people.editor, edit_url(draft))) == ["Zapisz szkic", "Wyślij ponownie do sprawdzenia"]


def test_a_moderator_sees_what_to_decide(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.editor)
    assert "czeka na Twoje sprawdzenie" not in opened(client, people.moderator, edit_url(page)).get_text()
    page.get_workflow().start(page, people.editor)
    html = opened(client, people.moderator, edit_url(page))
    first: Any = html.select("form#page-edit-form button[type=submit], form#page-edit-form button:not([type])")[0]
    assert first.has_attr("hidden")
    assert not first.get("name"), "Enter in a field saves a draft"
    said = " ".join(html.get_text(" ").split())
    assert "Ten tekst czeka na Twoje sprawdzenie" in said
    assert f"Wysyła: {people.editor} (" in said
    waiting = behind(html)
    assert "Zapisz szkic" in waiting
    assert "Zatwierdź z komentarzem i opublikuj" in waiting
    assert in_sight(html) == ["Zatwierdź i opublikuj", "Poproś o zmiany"]
    # Who wrote a part of it cannot approve it, and whom the text does not concern is told nothing.
    page.save_revision(user=people.moderator)
    own = opened(client, people.moderator, edit_url(page))
    assert "Ten tekst czeka na Twoje sprawdzenie" not in own.get_text()
    assert in_sight(own)[0] == "Zapisz szkic"
    assert "Ten tekst czeka na Twoje sprawdzenie" not in opened(client, people.editor, edit_url(page)).get_text()


def test_a_moderator_compares_with_what_they_sent_back(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.editor)
    page.get_workflow().start(page, people.editor)
    home = reverse("wagtailadmin_home")
    assert "revisions/compare" not in str(opened(client, people.moderator, home))
    old = page.latest_revision
    state = page.current_workflow_task_state
    state.task.specific.on_action(state, people.moderator, "reject", comment="Popraw.")
    page = NewsPage.objects.get(pk=page.pk)
    page.title = "Zebranie w środę"
    new = page.save_revision(user=people.editor)
    page.current_workflow_state.resume(user=people.editor)
    url = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, old.pk, new.pk])
    for place in (home, edit_url(page)):
        link = opened(client, people.moderator, place).select_one(f'a[href="{url}"]')
        assert link is not None, place
        assert link.get_text() == "Porównaj z wersją odesłaną do poprawy"
    assert "w środę" in client.get(url).content.decode()
    # After the publication it is the public's version again.
    state = page.current_workflow_task_state
    state.task.specific.on_action(state, people.moderator, "approve", comment="")
    page = NewsPage.objects.get(pk=page.pk)
    page.title = "Zebranie w czwartek"
    page.save_revision(user=people.editor)
    page.get_workflow().start(page, people.editor)
    assert "Porównaj z opublikowanym" in opened(client, people.moderator, home).get_text()


def test_the_tab_says_what_it_holds(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.editor)
    html = opened(client, people.editor, edit_url(page))
    tabs = " ".join(tab.get_text(" ") for tab in html.select("[role=tab]"))
    assert "Tematy, miejsce, wyszukiwarki" in tabs
    assert "SEO" not in tabs
