"""The admin's home: what waits for whom, nothing of other COPs, always the same number of queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState

from accounts.models import User
from home.admin import panels
from tests.accounts.factories import People, make_event, make_news, make_people
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db

HOME = "/admin/"


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    return make_people(site_tree)


def home_of(client: Client, user: User) -> str:
    client.force_login(user)
    return client.get(HOME).content.decode()


def waiting(site_tree: SiteTree, people: People, title: str, days: int = 0) -> TaskState:
    page = make_news(site_tree.news_slupsk, people.editor, title=title)
    page.get_workflow().start(page, people.editor)
    state = page.current_workflow_task_state
    TaskState.objects.filter(pk=state.pk).update(started_at=timezone.now() - timedelta(days=days))
    return state


def test_a_moderator_sees_what_waits_oldest_first(client: Client, site_tree: SiteTree, people: People) -> None:
    waiting(site_tree, people, "Nowszy tekst", days=1)
    waiting(site_tree, people, "Starszy tekst", days=3)
    html = home_of(client, people.moderator)
    assert "Czeka na moje sprawdzenie" in html
    assert 0 < html.index("Starszy tekst") < html.index("Nowszy tekst")
    for name in ("tczew_moderator", "tczew_editor", "editor", "officer"):
        other = home_of(client, getattr(people, name))
        assert "Czeka na moje sprawdzenie" not in other, name
    assert "Nowszy tekst" not in home_of(client, people.tczew_moderator)


def test_own_text_is_marked(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.moderator, title="Własny")
    page.get_workflow().start(page, people.editor)
    assert "To Twój tekst: zatwierdzi go inna osoba." in home_of(client, people.moderator)
    assert "To Twój tekst: zatwierdzi go inna osoba." not in home_of(client, people.second_moderator)


def test_what_was_sent_back_shows_the_comment(client: Client, site_tree: SiteTree, people: People) -> None:
    state = waiting(site_tree, people, "Do poprawy")
    state.task.specific.on_action(state, people.moderator, "reject", comment="Dopisz <b>godzinę</b>.")
    html = home_of(client, people.editor)
    assert "Do poprawy: moje teksty" in html
    assert "Dopisz &lt;b&gt;godzinę&lt;/b&gt;." in html
    assert "Moderacja Testowa" in html
    assert "Do poprawy: moje teksty" not in home_of(client, people.second_editor)


def test_who_wrote_an_older_version_is_not_asked_to_mend_the_new_one(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.second_editor, title="Stary tekst", live=True)
    assert page.revisions.filter(user=people.second_editor).exists()
    page.title = "Nowy tekst"
    page.save_revision(user=people.editor)
    page.get_workflow().start(page, people.moderator)
    state = page.current_workflow_task_state
    state.task.specific.on_action(state, people.second_moderator, "reject", comment="Popraw.")
    mine = panels.SentBackPanel()
    assert [row["page"].pk for row in mine.rows(people.editor)] == [page.pk]
    assert [row["page"].pk for row in mine.rows(people.moderator)] == [page.pk]
    assert mine.rows(people.second_editor) == []


def test_my_drafts_are_mine(client: Client, site_tree: SiteTree, people: People) -> None:
    make_news(site_tree.news_slupsk, people.editor, title="Mój szkic")
    make_news(site_tree.news_slupsk, people.second_editor, title="Cudzy szkic")
    make_news(site_tree.news_slupsk, people.editor, title="Gotowy", live=True)
    html = home_of(client, people.editor)
    assert "Mój szkic" in html
    assert "Cudzy szkic" not in html
    assert "Gotowy" not in html
    waiting(site_tree, people, "Wysłany")
    assert "czeka na sprawdzenie" in home_of(client, people.editor)


def test_this_weeks_events_of_my_cop(client: Client, site_tree: SiteTree, people: People) -> None:
    today = timezone.localtime().replace(hour=12)
    monday = today - timedelta(days=today.weekday())
    make_event(site_tree.calendar_slupsk, people.editor, title="W tym tygodniu", start=monday + timedelta(days=6))
    make_event(site_tree.calendar_slupsk, people.editor, title="Za tydzień", start=monday + timedelta(days=8), live=True)
    make_event(site_tree.calendar_tczew, people.tczew_editor, title="W Tczewie", start=monday + timedelta(days=2))
    rows = [row["page"].title for row in panels.WeekPanel().rows(people.editor)]
    assert rows == ["W tym tygodniu"]
    assert "W tym tygodniu" in home_of(client, people.editor)
    assert [row["page"].title for row in panels.WeekPanel().rows(people.cio)] == ["W Tczewie", "W tym tygodniu"]
    assert panels.WeekPanel().rows(people.officer) == []


def test_wagtails_double_panels_are_gone(client: Client, site_tree: SiteTree, people: People) -> None:
    waiting(site_tree, people, "Tekst")
    html = home_of(client, people.moderator)
    assert 'id="awaiting-review' not in html
    assert html.count('id="to-review-section"') == 1


def test_the_number_of_queries_does_not_grow(client: Client, site_tree: SiteTree, people: People) -> None:
    def count(user: User) -> int:
        client.force_login(user)
        client.get(HOME)  # content types and permissions are in their caches
        with CaptureQueriesContext(connection) as queries:
            client.get(HOME)
        return len(queries)

    def fill(number: int) -> None:
        for index in range(number):
            state = waiting(site_tree, people, f"Tekst {index}")
            sent_back = waiting(site_tree, people, f"Odesłany {index}")
            sent_back.task.specific.on_action(sent_back, people.moderator, "reject", comment="Popraw.")
            make_news(site_tree.news_slupsk, people.editor, title=f"Szkic {index}")
            make_event(site_tree.calendar_slupsk, people.editor, title=f"Wydarzenie {index}", start=timezone.now())
            assert state.status == TaskState.STATUS_IN_PROGRESS

    fill(1)
    few = {user.pk: count(user) for user in (people.editor, people.moderator, people.cio)}
    fill(6)
    assert {user.pk: count(user) for user in (people.editor, people.moderator, people.cio)} == few
    assert max(few.values()) <= 40, few


# --- Adding


def adding(what: str) -> str:
    return reverse("home_add", args=[what])


@pytest.mark.parametrize(
    ("what", "words", "kind", "folder"),
    [
        ("aktualnosc", "Dodaj aktualność", ["news", "newspage"], "news_slupsk"),
        ("wydarzenie", "Dodaj wydarzenie", ["events_calendar", "eventpage"], "calendar_slupsk"),
    ],
)
def test_editors_and_moderators_get_to_the_form_in_their_own_folder(
    client: Client, site_tree: SiteTree, people: People, what: str, words: str, kind: list[str], folder: str
) -> None:
    form = reverse("wagtailadmin_pages:add", args=[*kind, getattr(site_tree, folder).pk])
    for user in (people.editor, people.moderator):
        html = home_of(client, user)
        assert words in html
        assert f'href="{adding(what)}"' in html
        response = client.get(adding(what))
        assert (response.status_code, response.url) == (302, form)
        assert client.get(form).status_code == 200


def test_who_has_several_folders_chooses(client: Client, site_tree: SiteTree, people: People) -> None:
    both = people.editor
    both.groups.add(*people.tczew_editor.groups.all())
    for user in (people.cio, both):
        assert "Dodaj aktualność" in home_of(client, user)
        html = client.get(adding("aktualnosc")).content.decode()
        for folder in (site_tree.news_slupsk, site_tree.news_tczew):
            assert reverse("wagtailadmin_pages:add", args=["news", "newspage", folder.pk]) in html
            assert folder.title in html
        assert str(site_tree.calendar_slupsk.title) not in html


def test_who_may_add_nothing_has_no_button(client: Client, site_tree: SiteTree, people: People) -> None:
    html = home_of(client, people.officer)
    assert "Dodaj aktualność" not in html
    assert "portal-adding" not in html
    assert client.get(adding("aktualnosc")).status_code == 302  # back to the home, with Wagtail's refusal
    assert client.get(adding("aktualnosc"), follow=True).request["PATH_INFO"] == HOME
    client.force_login(people.editor)
    assert client.get(adding("cokolwiek")).status_code == 404


def test_menu_offers_a_new_cop_to_cio_only(client: Client, site_tree: SiteTree, people: People) -> None:
    assert "Nowe COP" in home_of(client, people.cio)
    assert "Nowe COP" not in home_of(client, people.moderator)


def test_the_form_opens_a_tenth_cop(client: Client, site_tree: SiteTree, people: People) -> None:
    from accounts.models import Organisation
    from core.models import Territory

    kobylnica = Territory.objects.get(code="2212062")
    client.force_login(people.cio)
    url = reverse("home_open_cop")
    page = client.get(url).content.decode()
    assert "Kobylnica" in page
    response = client.post(url, {"name": "", "town": "Bytów", "slug": "slupsk", "email": "to nie adres"})
    assert response.status_code == 200
    assert {"name", "slug", "email"} <= set(response.context["form"].errors)
    assert 'value="to nie adres"' in response.content.decode()
    assert not Organisation.objects.filter(town="Bytów").exists()
    data = {"name": "COP Bytów", "town": "Bytów", "slug": "", "territory": kobylnica.pk, "serves": [kobylnica.pk]}
    response = client.post(url, data, follow=True)
    opened = Organisation.objects.get(slug="bytow")
    assert opened.served_communes.get().territory == kobylnica
    html = response.content.decode()
    assert "COP Bytów działa" in html
    assert "Folder aktualności" in html
    assert client.post(url, data).status_code == 200
    assert Organisation.objects.filter(town="Bytów").count() == 1
    client.force_login(people.moderator)
    client.post(url, {**data, "name": "COP Obcy", "slug": "obcy"})
    assert not Organisation.objects.filter(slug="obcy").exists()
