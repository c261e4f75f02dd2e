"""What the editor says of a review: the reviewer's words on top of the page, and decisions that come too late."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Page

from accounts.models import User
from news.models import NewsPage, NewsRelatedPage
from tests.accounts.doors import edit_url
from tests.accounts.factories import People, make_news, make_people, news_form
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    return make_people(site_tree)


def in_review(site_tree: SiteTree, people: People, **fields: Any) -> NewsPage:
    page = make_news(site_tree.news_slupsk, people.editor, summary="Jedno zdanie o tekście.", **fields)
    page.get_workflow().start(page, people.editor)
    return page


def decide(page: Page, user: User, action: str, comment: str = "") -> None:
    state = page.current_workflow_task_state
    state.task.specific.on_action(state, user, action, comment=comment)


def press(client: Client, page: NewsPage, user: User, *, button: str = "action-workflow-action", name: str = "", **fields: Any) -> Any:
    """Press a button of the editor in a tab that was opened earlier."""
    client.force_login(user)
    extra = fields.pop("workflow-action-extra-data", "{}")
    form = {**news_form(fields.pop("title", page.title), slug=page.slug, **fields), button: "1"}
    if name:
        form |= {"workflow-action-name": name, "workflow-action-extra-data": extra}
    return client.post(edit_url(page), form)


def said(response: Any) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message).strip()) for message in get_messages(response.wsgi_request)]


# --- The reviewer's words


def test_the_reviewers_words_stand_on_the_edit_page_until_resubmission(client: Client, site_tree: SiteTree, people: People) -> None:
    page = in_review(site_tree, people)
    client.force_login(people.editor)
    assert "prosi o zmiany" not in client.get(edit_url(page)).content.decode()
    decide(page, people.moderator, "reject", "Dopisz godzinę.\nI <b>salę</b>.")
    state = page.workflow_states.get().current_task_state
    html = client.get(edit_url(page)).content.decode()
    assert "Dopisz godzinę.<br>I &lt;b&gt;salę&lt;/b&gt;." in html
    when = date_format(timezone.localtime(state.finished_at), "j E Y, H:i")
    assert f"{people.moderator} prosi o zmiany ({when}):" in html
    assert "Odesłane do poprawy" in html
    # It stays after saving a draft, and beside the errors of a refused form.
    client.post(edit_url(page), news_form(page.title, slug=page.slug))
    assert "Dopisz godzinę." in client.get(edit_url(page)).content.decode()
    refused = press(client, page, people.editor, button="action-submit", summary="")
    assert refused.status_code == 200
    assert "Dopisz godzinę." in refused.content.decode()
    assert press(client, page, people.editor, button="action-submit").status_code == 302
    assert "prosi o zmiany" not in client.get(edit_url(page)).content.decode()


# --- What a decision says


@pytest.mark.parametrize(
    ("action", "words"),
    [("approve", "Tekst „Zebranie” jest zatwierdzony i opublikowany."), ("reject", "Tekst „Zebranie” jest odesłany do poprawy.")],
)
def test_a_decision_is_confirmed_in_its_own_words(client: Client, site_tree: SiteTree, people: People, action: str, words: str) -> None:
    page = make_news(
        site_tree.news_slupsk,
        people.editor,
        summary="Jedno zdanie o tekście.",
        date=timezone.make_aware(datetime(2026, 11, 24, 10)),
    )
    page.get_workflow().start(page, people.editor)
    extra = {"workflow-action-extra-data": '{"comment": "Popraw."}'}
    response = press(client, page, people.moderator, name=action, owner_cop=site_tree.slupsk.pk, **extra)
    ((level, text),) = said(response)
    assert level == "success"
    assert text.startswith(words)


def test_an_approved_date_is_confirmed_as_such(client: Client, site_tree: SiteTree, people: People) -> None:
    coming = timezone.localtime() + timedelta(days=3)
    fields = {"summary": "Jedno zdanie o tekście.", "date": timezone.make_aware(datetime(2026, 11, 24, 10))}
    page = make_news(site_tree.news_slupsk, people.editor, go_live_at=coming.replace(second=0, microsecond=0), **fields)
    page.get_workflow().start(page, people.editor)
    form = {"go_live_at": f"{coming:%Y-%m-%d %H:%M}", "owner_cop": site_tree.slupsk.pk}
    ((level, text),) = said(press(client, page, people.moderator, name="approve", **form))
    when = date_format(coming, "j E Y, H:i")
    assert (level, text) == ("success", f"Tekst „Zebranie” jest zatwierdzony i ukaże się {when}.")


# --- Decisions that come too late


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("approve", "approve", "Ten tekst został już zatwierdzony"),
        ("approve", "reject", "Ten tekst został już zatwierdzony"),
        ("reject", "approve", "Ten tekst został już odesłany do poprawy"),
    ],
)
def test_a_second_tab_says_who_decided_and_when(
    client: Client, site_tree: SiteTree, people: People, first: str, second: str, words: str
) -> None:
    page = in_review(site_tree, people)
    decide(page, people.moderator, first, "Popraw.")
    state = page.workflow_states.get().current_task_state
    revisions = page.revisions.count()
    response = press(client, page, people.second_moderator, name=second)
    when = f"dziś o {timezone.localtime(state.finished_at):%H:%M}"
    ((level, text),) = said(response)
    assert (level, text) == ("warning", f"{words} ({people.moderator}, {when}). Teraz nic się nie zmieniło.")
    assert page.revisions.count() == revisions
    assert page.workflow_states.get().current_task_state == state


def test_a_late_decision_keeps_what_was_typed(client: Client, site_tree: SiteTree, people: People) -> None:
    page = in_review(site_tree, people)
    decide(page, people.second_moderator, "approve")
    response = press(client, page, people.moderator, name="approve", title="Inny tytuł", owner_cop=site_tree.slupsk.pk)
    assert response.status_code == 200
    assert 'value="Inny tytuł"' in response.content.decode()
    assert page.get_latest_revision().content["title"] == "Zebranie"


def test_deciding_on_a_cancelled_text_and_cancelling_a_decided_one(client: Client, site_tree: SiteTree, people: People) -> None:
    page = in_review(site_tree, people)
    page.current_workflow_state.cancel(user=people.editor)
    ((level, text),) = said(press(client, page, people.moderator, name="approve"))
    assert level == "warning"
    assert text.startswith(f"Sprawdzanie tego tekstu zostało już przerwane ({people.editor}, ")
    page.get_workflow().start(page, people.editor)
    decide(page, people.moderator, "approve")
    ((level, text),) = said(press(client, page, people.editor, button="action-cancel-workflow"))
    assert level == "warning"
    assert text.startswith("Ten tekst został już zatwierdzony")


def test_submitting_twice(client: Client, site_tree: SiteTree, people: People) -> None:
    page = in_review(site_tree, people, date=timezone.make_aware(datetime(2026, 11, 24, 10)))
    response = press(client, page, people.editor, button="action-submit", owner_cop=site_tree.slupsk.pk)
    ((level, text),) = said(response)
    assert level == "warning"
    assert text.startswith(f"Ten tekst już czeka na sprawdzenie ({people.editor}, ")
    assert response.status_code == 302


def test_a_late_dialog_says_it_too(client: Client, site_tree: SiteTree, people: People) -> None:
    page = in_review(site_tree, people)
    state = page.current_workflow_task_state
    decide(page, people.moderator, "approve")
    client.force_login(people.second_moderator)
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    ((level, text),) = said(client.post(url, {"comment": ""}))
    assert level == "warning"
    assert text.startswith(f"Ten tekst został już zatwierdzony ({people.moderator}, ")
    # The editor's dialog collects the comment only: it hands on to the form, whose answer is the message.
    collect = reverse("wagtailadmin_pages:collect_workflow_action_data", args=[page.pk, "approve", state.pk])
    answer = client.get(collect, headers={"x-requested-with": "XMLHttpRequest"})
    assert answer.json() == {"step": "success", "cleaned_data": {}}


# --- A text that others check is shut


def open_editor(client: Client, page: Page, user: User) -> tuple[Any, str]:
    client.force_login(user)
    response = client.get(edit_url(page))
    return response, " ".join(response.content.decode().split())


def test_who_waits_sees_who_checks_and_can_type_nothing(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.editor)
    page.related.add(NewsRelatedPage(target=site_tree.news))
    page.save_revision(user=people.editor)
    page.get_workflow().start(page, people.editor)
    response, html = open_editor(client, page, people.editor)
    assert "Ten tekst czeka na sprawdzenie i do tego czasu nie można go zmieniać." in html
    assert f"{people.moderator}, {people.second_moderator}" in html
    assert 'form="page-edit-form" name="action-cancel-workflow"' in html
    form = response.context["form"]
    assert all(field.disabled for field in form.fields.values())
    assert [row.fields["target"].disabled for row in form.formsets["related"].forms] == [True]
    assert "content-locked" in html
    assert "js/admin-locked.js" in html
    assert not response.context["autosave_enabled"]


def test_who_checks_may_type(client: Client, site_tree: SiteTree, people: People) -> None:
    response, html = open_editor(client, in_review(site_tree, people), people.moderator)
    assert "nie można go zmieniać" not in html
    assert not any(field.disabled for field in response.context["form"].fields.values())
    assert "content-locked" not in html


def test_a_colleague_is_told_who_can_take_it_back(client: Client, site_tree: SiteTree, people: People) -> None:
    page = in_review(site_tree, people)
    _response, html = open_editor(client, page, people.second_editor)
    assert f"Kto może przerwać sprawdzanie: {people.editor}." in html
    assert 'form="page-edit-form" name="action-cancel-workflow"' not in html
    assert client.post(edit_url(page), {"action-cancel-workflow": "1"}).status_code == 302
    assert page.current_workflow_state is not None


def test_a_check_without_anybody_says_so(client: Client, site_tree: SiteTree, people: People) -> None:
    page = in_review(site_tree, people)
    User.objects.filter(pk__in=[people.moderator.pk, people.second_moderator.pk]).update(is_active=False)
    assert "nie ma teraz nikogo: napisz do administracji CIO" in open_editor(client, page, people.editor)[1]


def test_the_button_of_the_message_takes_the_text_back(client: Client, site_tree: SiteTree, people: People) -> None:
    page = in_review(site_tree, people)
    client.force_login(people.editor)
    revisions = page.revisions.count()
    response = client.post(edit_url(page), {"action-cancel-workflow": "1"})  # all that a form which was shut sends
    ((level, text),) = said(response)
    assert level == "success"
    assert text.startswith("Sprawdzanie tekstu „Zebranie” zostało przerwane.")
    assert (page.current_workflow_state, page.revisions.count()) == (None, revisions)
    again, _html = open_editor(client, page, people.editor)
    assert not again.context["form"].fields["title"].disabled
    ((level, text),) = said(client.post(edit_url(page), {"action-cancel-workflow": "1"}))
    assert level == "warning"
    assert text.startswith("Sprawdzanie tego tekstu zostało już przerwane")


def test_the_preview_of_a_shut_text_shows_what_was_saved(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.editor)
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    client.force_login(people.editor)
    typed = news_form("Niezapisany tytuł", slug=page.slug, summary="Jedno zdanie o tekście.")
    assert client.post(preview, typed).json() == {"is_valid": True, "is_available": True}
    assert "Niezapisany tytuł" in client.get(preview).content.decode()
    page.get_workflow().start(page, people.editor)
    # A form which was shut sends no field.
    assert client.post(preview, {"next": ""}).json() == {"is_valid": True, "is_available": True}
    shown = client.get(preview)
    assert shown.status_code == 200
    assert "Zebranie</h1>" in shown.content.decode()
    assert "Niezapisany tytuł" not in shown.content.decode()
    client.force_login(people.tczew_editor)
    assert client.get(preview).status_code in (302, 403)


@pytest.mark.parametrize("button", ["action-save-draft", "action-submit"])
def test_words_typed_in_an_older_tab_are_not_lost(client: Client, site_tree: SiteTree, people: People, button: str) -> None:
    page = in_review(site_tree, people)
    response = press(client, page, people.editor, button=button, title="Nowe słowa")
    html = response.content.decode()
    assert response.status_code == 200
    assert "jest jeszcze w formularzu, ale nie jest zapisane" in html
    assert 'value="Nowe słowa"' in html
    assert not response.context["form"].fields["title"].disabled
    assert "content-locked" not in html
    assert page.get_latest_revision().content["title"] == "Zebranie"
    # The button of the message sends them too: then the text can be changed again, and they are still there.
    taken_back = press(client, page, people.editor, button="action-cancel-workflow", title="Nowe słowa")
    assert page.current_workflow_state is None
    assert 'value="Nowe słowa"' in taken_back.content.decode()
