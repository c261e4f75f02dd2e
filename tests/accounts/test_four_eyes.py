"""Four eyes: nobody approves a text of their own, unless they are the only moderator and CIO lets them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry, Revision

from accounts import workflows
from accounts.models import CopReviewTask, CopReviewTaskState, User
from news.models import NewsPage
from tests.accounts.factories import People, make_news, news_form
from tests.accounts.review import OWN_TEXT, decide, decide_in_editor, edit_url, is_live, submit
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db


# --- Four eyes


def refused_everywhere(client: Client, page: NewsPage, user: User) -> None:
    """Neither the dialog, nor a forged POST, nor the editor, nor code gets the text through."""
    client.force_login(user)
    assert OWN_TEXT in client.get(edit_url(page)).content.decode()
    state = page.current_workflow_task_state
    names = [name for name, _label, _modal in state.task.specific.get_actions(page, user)]
    assert names == ["reject"]
    response = decide(client, page, user, "approve")
    assert response.status_code == 302
    assert OWN_TEXT in client.get(response.url, follow=True).content.decode()
    ajax = decide(client, page, user, "approve", **{"x-requested-with": "XMLHttpRequest"})
    assert ajax.status_code == 200
    assert decide_in_editor(client, page, user, "approve").status_code == 200
    with pytest.raises(workflows.ReviewRefused, match=OWN_TEXT):
        state.task.specific.on_action(state, user, "approve")
    assert not is_live(page)


def test_nobody_approves_what_they_wrote(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.moderator)
    submit(client, page, people.editor)
    refused_everywhere(client, page, people.moderator)
    decide(client, page, people.second_moderator, "approve")
    assert is_live(page)


def test_nobody_approves_what_they_changed_a_little(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.editor)
    submit(client, page, people.editor)
    client.force_login(people.moderator)
    client.post(edit_url(page), news_form("Zebranie, poprawione", slug=page.slug))
    refused_everywhere(client, page, people.moderator)


def test_nobody_approves_what_they_submitted(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.editor)
    page.get_workflow().start(page, people.moderator)
    refused_everywhere(client, page, people.moderator)


def test_changing_and_approving_in_one_press_keeps_the_text_and_does_not_publish(
    client: Client, site_tree: SiteTree, people: People
) -> None:
    page = make_news(site_tree.news_slupsk, people.editor)
    submit(client, page, people.editor)
    response = decide_in_editor(client, page, people.moderator, "approve", title="Zmieniony tytuł")
    assert OWN_TEXT in response.content.decode()
    assert not is_live(page)
    assert NewsPage.objects.get(pk=page.pk).get_latest_revision().content["title"] == "Zmieniony tytuł"


def test_the_published_part_is_nobodys_own_any_more(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.moderator, live=True)
    submit(client, page, people.editor, summary="Nowa wersja.")
    decide(client, page, people.moderator, "approve")
    assert NewsPage.objects.get(pk=page.pk).summary == "Nowa wersja."


def test_writing_over_the_published_revision_counts(client: Client, site_tree: SiteTree, people: People) -> None:
    """Autosave in an editor left open puts new words into the very revision that was published."""
    page = make_news(site_tree.news_slupsk, people.moderator, live=True)
    revision = page.get_latest_revision()
    page.save_revision(user=people.moderator, overwrite_revision=revision)
    page.refresh_from_db()
    assert Revision.objects.filter(object_id=str(page.pk)).count() == 1
    assert workflows.is_own_text(page, people.moderator)


def test_a_decision_on_another_page_is_no_way_around(client: Client, site_tree: SiteTree, people: People) -> None:
    own = make_news(site_tree.news_slupsk, people.moderator, title="Moja")
    foreign = make_news(site_tree.news_slupsk, people.editor, title="Cudza")
    submit(client, own, people.editor)
    submit(client, foreign, people.editor)
    client.force_login(people.moderator)
    state = own.current_workflow_task_state
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[foreign.pk, "approve", state.pk]), {"comment": ""})
    assert not is_live(own)
    assert not is_live(foreign)


def test_two_decisions_at_once(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.editor)
    submit(client, page, people.editor)
    state = page.current_workflow_task_state
    state.task.specific.on_action(state, people.moderator, "reject", comment="Popraw.")
    with pytest.raises(workflows.ReviewRefused, match="już odesłany do poprawy"):
        state.task.specific.on_action(state, people.second_moderator, "approve")
    assert not is_live(page)


def untouched(client: Client, site_tree: SiteTree, people: People) -> tuple[NewsPage, dict[str, Any]]:
    """A text in review and what the editor's form sends when a moderator changes nothing in it."""
    page = make_news(
        site_tree.news_slupsk,
        people.editor,
        summary="Jedno zdanie o tekście.",
        date=timezone.make_aware(datetime(2026, 11, 24, 10)),
    )
    submit(client, page, people.editor, owner_cop=site_tree.slupsk.pk)
    form = news_form(page.title, slug=page.slug, owner_cop=site_tree.slupsk.pk)
    return page, {**form, "action-workflow-action": "1", "workflow-action-name": "approve"}


def test_approving_in_the_editor_without_changing_publishes(client: Client, site_tree: SiteTree, people: People) -> None:
    page, form = untouched(client, site_tree, people)
    client.force_login(people.moderator)
    client.post(edit_url(page), {**form, "workflow-action-extra-data": '{"comment": "Dobrze"}'})
    assert is_live(page)
    assert page.workflow_states.get().current_task_state.comment == "Dobrze"


def test_garbage_in_the_dialogs_data_is_no_error_500(client: Client, site_tree: SiteTree, people: People) -> None:
    page, form = untouched(client, site_tree, people)
    client.force_login(people.moderator)
    for garbage in ("{", "[]", "null", '"x"'):
        assert client.post(edit_url(page), {**form, "workflow-action-extra-data": garbage}).status_code == 302
    assert not is_live(page)
    client.post(edit_url(page), {**form, "workflow-action-extra-data": '{"comment": ["x"], "update": false, "user": 1, "self": 2}'})
    assert is_live(page)


def test_an_old_form_does_not_cover_newer_words(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.editor)
    submit(client, page, people.editor)
    old = page.get_latest_revision()
    page.save_revision(user=people.second_editor)
    form = {"loaded_revision_id": old.pk, "loaded_revision_created_at": old.created_at.isoformat()}
    response = decide_in_editor(client, page, people.moderator, "approve", **form)
    assert "Ktoś zmienił ten tekst" in response.content.decode()
    assert not is_live(page)


# --- The single moderator


def test_a_single_moderator_can_be_exempted_and_it_is_logged(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_tczew, people.tczew_moderator)
    page.get_workflow().start(page, people.tczew_moderator)
    refused_everywhere(client, page, people.tczew_moderator)
    workflows.set_single_moderator_exemption(site_tree.tczew, True, by=people.cio)
    entry = ModelLogEntry.objects.get(action=workflows.EXEMPTION_CHANGED)
    assert entry.user == people.cio
    assert entry.data["exempt"] is True
    decide(client, page, people.tczew_moderator, "approve")
    assert is_live(page)
    log = PageLogEntry.objects.get(page_id=page.pk, action=workflows.OWN_TEXT_APPROVED)
    assert log.user == people.tczew_moderator
    state = CopReviewTaskState.objects.get(workflow_state__object_id=str(page.pk))
    assert state.exception == "single_moderator"


def test_the_exemption_sleeps_while_there_are_two_moderators(client: Client, site_tree: SiteTree, people: People) -> None:
    workflows.set_single_moderator_exemption(site_tree.slupsk, True, by=people.cio)
    page = make_news(site_tree.news_slupsk, people.moderator)
    page.get_workflow().start(page, people.moderator)
    refused_everywhere(client, page, people.moderator)
    people.second_moderator.is_active = False
    people.second_moderator.save()
    decide(client, page, people.moderator, "approve")
    assert is_live(page)


def test_only_cio_exempts(site_tree: SiteTree, people: People) -> None:
    with pytest.raises(PermissionDenied):
        workflows.set_single_moderator_exemption(site_tree.tczew, True, by=people.tczew_moderator)
    assert not CopReviewTask.objects.get(cop=site_tree.tczew).single_moderator_exempt


def test_the_exemption_set_in_the_admin_is_logged_with_who(client: Client, site_tree: SiteTree, people: People) -> None:
    task = CopReviewTask.objects.get(cop=site_tree.tczew)
    client.force_login(people.cio)
    url = reverse("wagtailadmin_workflows:edit_task", args=[task.pk])
    data = {"name": task.name, "groups": [group.pk for group in task.groups.all()], "single_moderator_exempt": "on"}
    client.post(url, data)
    task.refresh_from_db()
    assert task.single_moderator_exempt
    assert ModelLogEntry.objects.get(action=workflows.EXEMPTION_CHANGED).user == people.cio
