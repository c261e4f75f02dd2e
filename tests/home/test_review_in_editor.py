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
from news.models import NewsPage
from tests.accounts.factories import People, make_news, make_people, news_form
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    return make_people(site_tree)


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def in_review(site_tree: SiteTree, people: People) -> NewsPage:
    page = make_news(site_tree.news_slupsk, people.editor, summary="Jedno zdanie o tekście.")
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
    assert (level, text) == ("success", "Tekst „Zebranie” jest zatwierdzony i ukaże się w swoim dniu.")


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
    when = date_format(timezone.localtime(state.finished_at), "j E Y, H:i")
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
    page = in_review(site_tree, people)
    ((level, text),) = said(press(client, page, people.editor, button="action-submit"))
    assert level == "warning"
    assert text.startswith(f"Ten tekst już czeka na sprawdzenie ({people.editor}, ")


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
