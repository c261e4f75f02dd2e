"""From draft to publication: four eyes, comments, mails, dates. Through the admin's own addresses."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail as outbox_mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision, TaskState, WorkflowState
from wagtail.signals import workflow_approved, workflow_rejected

from accounts import workflows
from accounts.models import CopReviewTask, CopReviewTaskState, MailMessage, User
from core import outbox
from news.models import NewsPage
from tests.accounts.factories import People, make_event, make_news, make_ngo_page, news_form
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db

OWN_TEXT = "To Twój własny tekst"


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def submit(client: Client, page: NewsPage, user: User, **fields: Any) -> WorkflowState:
    """Send the text to review as the editor does."""
    client.force_login(user)
    client.post(edit_url(page), {**news_form(page.title, slug=page.slug, **fields), "action-submit": "1"})
    state = page.current_workflow_state
    assert state is not None
    return state


def decide(client: Client, page: Page, user: User, action: str, comment: str = "", **headers: str) -> Any:
    """A decision from the admin's home or the editor's dialog."""
    client.force_login(user)
    state = page.workflow_states.order_by("-created_at").first().current_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
    return client.post(url, {"comment": comment}, headers=headers or None)


def decide_in_editor(client: Client, page: NewsPage, user: User, action: str, data: object = None, **fields: Any) -> Any:
    """A decision with the editor's form, which is saved first."""
    client.force_login(user)
    form = {
        **news_form(fields.pop("title", page.get_latest_revision().content["title"]), slug=page.slug, **fields),
        "action-workflow-action": "1",
        "workflow-action-name": action,
        "workflow-action-extra-data": json.dumps(data or {}),
    }
    return client.post(edit_url(page), form, follow=True)


def is_live(page: Page) -> bool:
    return Page.objects.get(pk=page.pk).live


def mails(kind: str | None = None) -> list[tuple[str, str]]:
    """(kind, address) of every mail written down."""
    rows = MailMessage.objects.filter(**({"kind": kind} if kind else {})).select_related("recipient")
    return sorted((row.kind, row.recipient.email if row.recipient else row.address) for row in rows)


def sent() -> list[Any]:
    """Let the outbox send, and give what went out."""
    outbox.drain()
    return outbox_mail.outbox


# --- The way of a text


def test_editor_moderator_published(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.editor)
    state = submit(client, page, people.editor)
    assert state.workflow.name == "Redakcja COP Słupsk"
    assert not is_live(page)
    decide(client, page, people.moderator, "approve")
    assert is_live(page)
    state.refresh_from_db()
    assert state.status == WorkflowState.STATUS_APPROVED
    assert state.current_task_state.specific.exception == ""


def test_changes_resubmit_approve(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.editor)
    state = submit(client, page, people.editor)
    decide(client, page, people.moderator, "reject", "Dopisz godzinę.")
    state.refresh_from_db()
    assert state.status == WorkflowState.STATUS_NEEDS_CHANGES
    again = submit(client, page, people.editor, summary="O godzinie 16:00.")
    assert again == state
    state.refresh_from_db()
    assert state.status == WorkflowState.STATUS_IN_PROGRESS
    decide(client, page, people.moderator, "approve")
    assert NewsPage.objects.get(pk=page.pk).summary == "O godzinie 16:00."


def test_asking_for_changes_needs_words(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.editor)
    state = submit(client, page, people.editor)
    response = decide(client, page, people.moderator, "reject", "  ", **{"x-requested-with": "XMLHttpRequest"})
    assert "Napisz, co trzeba zmienić." in json.loads(response.content)["html"]
    decide_in_editor(client, page, people.moderator, "reject", {"comment": ""})
    state.refresh_from_db()
    assert state.status == WorkflowState.STATUS_IN_PROGRESS


def test_author_cancels(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.editor)
    state = submit(client, page, people.editor)
    # The page is locked for its author while it is reviewed; cancelling goes through.
    client.post(edit_url(page), {**news_form(page.title, slug=page.slug), "action-cancel-workflow": "1"})
    state.refresh_from_db()
    assert state.status == WorkflowState.STATUS_CANCELLED
    assert not is_live(page)


def test_a_new_page_can_be_submitted_at_once(client: Client, site_tree: SiteTree, people: People) -> None:
    client.force_login(people.editor)
    url = reverse("wagtailadmin_pages:add", args=["news", "newspage", site_tree.news_slupsk.pk])
    client.post(url, {**news_form("Od razu", slug="od-razu"), "action-submit": "1"})
    page = NewsPage.objects.get(slug="od-razu")
    assert page.current_workflow_state.workflow.name == "Redakcja COP Słupsk"
    assert page.owner_cop == site_tree.slupsk


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


# --- CIO publishes directly


def test_cio_publishes_directly_and_own_text_is_logged(client: Client, site_tree: SiteTree, people: People) -> None:
    client.force_login(people.cio)
    own = make_news(site_tree.news_slupsk, people.cio, title="Własna")
    foreign = make_news(site_tree.news_slupsk, people.editor, title="Cudza")
    for page in (own, foreign):
        revision_count = page.revisions.count()
        client.post(reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={page.pk}", {"include_descendants": ""})
        assert page.revisions.count() == revision_count
        assert is_live(page)
    logged = PageLogEntry.objects.filter(action=workflows.OWN_TEXT_PUBLISHED)
    assert [entry.page_id for entry in logged] == [own.pk]
    third = make_news(site_tree.news_slupsk, people.editor, title="Trzecia")
    client.post(edit_url(third), {**news_form("Trzecia", slug=third.slug), "action-publish": "1"})
    assert is_live(third)
    # Publishing from the editor saves a revision, and so the text is also the publisher's.
    assert PageLogEntry.objects.filter(action=workflows.OWN_TEXT_PUBLISHED, page_id=third.pk, user=people.cio).exists()
    assert ("workflow.published", "redakcja@example.org") in mails()


# --- Mails


def test_only_that_cops_moderators_hear_of_a_text(client: Client, site_tree: SiteTree, people: People) -> None:
    User.objects.create_superuser("root@example.org", "x")
    page = make_news(site_tree.news_slupsk, people.editor)
    submit(client, page, people.editor)
    assert mails() == [("workflow.submitted", "moderacja2@example.org"), ("workflow.submitted", "moderacja@example.org")]
    letter = next(letter for letter in sent() if letter.to == ["moderacja@example.org"])
    assert letter.subject == "Do sprawdzenia: Zebranie"
    assert f"http://testserver/admin/pages/{page.pk}/edit/" in letter.body
    assert "Redakcja Testowa" in letter.body


def test_a_moderator_who_submits_gets_no_mail_about_it(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.moderator)
    submit(client, page, people.moderator)
    assert mails() == [("workflow.submitted", "moderacja2@example.org")]


def test_approval_with_comment_reaches_author_and_sender(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.second_editor)
    submit(client, page, people.editor)
    MailMessage.objects.all().delete()
    decide(client, page, people.moderator, "approve", "Świetny tekst & dobre zdjęcie.")
    assert mails() == [("workflow.approved", "redakcja2@example.org"), ("workflow.approved", "redakcja@example.org")]
    letter = sent()[-1]
    assert letter.subject == "Zatwierdzono: Zebranie"
    assert "Świetny tekst & dobre zdjęcie." in letter.body
    assert "/pl/aktualnosci/slupsk/" in letter.body


def test_approval_without_comment_has_no_empty_heading(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.editor)
    submit(client, page, people.editor)
    MailMessage.objects.all().delete()
    decide(client, page, people.moderator, "approve")
    assert "Komentarz:" not in sent()[-1].body


def test_changes_with_comment_reach_author_and_sender(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.second_editor)
    submit(client, page, people.editor)
    MailMessage.objects.all().delete()
    decide(client, page, people.moderator, "reject", "Dopisz godzinę.")
    assert mails() == [("workflow.changes_requested", "redakcja2@example.org"), ("workflow.changes_requested", "redakcja@example.org")]
    assert "Dopisz godzinę." in sent()[-1].body


def test_a_refused_approval_writes_to_nobody(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.moderator)
    submit(client, page, people.editor)
    MailMessage.objects.all().delete()
    decide(client, page, people.moderator, "approve")
    assert mails() == []


def test_wagtails_own_notifiers_are_silent(client: Client, site_tree: SiteTree, people: People) -> None:
    """The mails above are the only ones: nothing leaves beside the outbox."""
    page = make_news(site_tree.news_slupsk, people.editor)
    submit(client, page, people.editor)
    decide(client, page, people.moderator, "reject", "Popraw.")
    submit(client, page, people.editor, summary="Poprawione.")
    decide(client, page, people.moderator, "approve")
    assert outbox_mail.outbox == []
    for signal in (workflow_approved, workflow_rejected):
        owners = {receiver.__module__ for receiver in signal._live_receivers(WorkflowState)[0]}
        assert owners == {"accounts.workflow_mail"}


def test_a_comment_in_the_editor_is_mailed_by_the_portal(client: Client, site_tree: SiteTree, people: People) -> None:
    from wagtail.models import PageSubscription

    page = make_news(site_tree.news_slupsk, people.editor)
    PageSubscription.objects.create(page=page, user=people.editor, comment_notifications=True)
    client.force_login(people.moderator)
    data = news_form(page.title, slug=page.slug)
    comment = {
        "comments-TOTAL_FORMS": "1",
        "comments-0-text": "Czy to na pewno środa?",
        "comments-0-position": "",
        "comments-0-contentpath": "title",
        "comments-0-id": "",
        "comments-0-DELETE": "",
        "comments-0-resolved": "",
        "comments-0-replies-TOTAL_FORMS": "0",
        "comments-0-replies-INITIAL_FORMS": "0",
        "comments-0-replies-MIN_NUM_FORMS": "0",
        "comments-0-replies-MAX_NUM_FORMS": "1000",
    }
    client.post(edit_url(page), {**data, **comment})
    assert mails() == [("workflow.comments", "redakcja@example.org")]
    assert "Czy to na pewno środa?" in sent()[-1].body


# --- Dates


def test_a_date_without_publishing_is_said_in_words(client: Client, site_tree: SiteTree, people: People) -> None:
    later = timezone.now() + timedelta(days=5)
    page = make_news(site_tree.news_slupsk, people.editor, go_live_at=later)
    client.force_login(people.editor)
    assert "sama data niczego nie publikuje" in client.get(edit_url(page)).content.decode()
    assert "sam się nie ukaże" in client.get(reverse("wagtailadmin_home")).content.decode()
    calm = make_news(site_tree.news_slupsk, people.editor, title="Bez daty")
    assert "sama data niczego nie publikuje" not in client.get(edit_url(calm)).content.decode()


def test_an_approved_date_is_no_warning_and_the_clock_publishes(client: Client, site_tree: SiteTree, people: People) -> None:
    later = timezone.localtime() + timedelta(days=5)
    page = make_news(site_tree.news_slupsk, people.editor)
    submit(client, page, people.editor, go_live_at=f"{later:%Y-%m-%d %H:%M}")
    MailMessage.objects.all().delete()
    decide(client, page, people.moderator, "approve")
    assert not is_live(page)
    assert mails() == [("workflow.approved", "redakcja@example.org")]
    assert "Ukaże się:" in sent()[-1].body
    client.force_login(people.editor)
    assert "sama data niczego nie publikuje" not in client.get(edit_url(page)).content.decode()
    MailMessage.objects.all().delete()
    revision = page.get_latest_revision()
    past = timezone.now() - timedelta(minutes=1)
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=past, content={**revision.content, "go_live_at": past.isoformat()})
    call_command("publish_scheduled", verbosity=0)
    assert is_live(page)
    assert mails() == [("workflow.published", "redakcja@example.org")]
    assert "Nadszedł dzień publikacji" in sent()[-1].body


# --- Which workflow


def test_the_owner_cop_gives_the_workflow(site_tree: SiteTree, people: People) -> None:
    page = make_ngo_page(site_tree.ngos, people.ngo, site_tree.tczew)
    assert page.get_workflow().name == "Redakcja COP Tczew"
    assert page.has_workflow
    event = make_event(site_tree.calendar_slupsk, people.editor)
    assert event.get_workflow().name == "Redakcja COP Słupsk"
    assert TaskState.objects.count() == 0
