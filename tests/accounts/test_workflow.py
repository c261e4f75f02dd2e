"""From draft to publication: decisions, comments, dates. Through the admin's own addresses."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision, TaskState, WorkflowState

from accounts import workflows
from accounts.models import MailMessage
from news.models import NewsPage
from tests.accounts.factories import People, make_event, make_news, make_ngo_page, news_form
from tests.accounts.review import decide, decide_in_editor, edit_url, is_live, mails, sent, submit
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db


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


def test_reports_name_nobody_of_other_cops_in_their_filters(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.editor)
    submit(client, page, people.editor)
    editor = str(people.editor.get_full_name() or people.editor.email)
    for report in ("/admin/reports/site-history/", "/admin/reports/workflow/"):
        for person, named in ((people.moderator, True), (people.tczew_moderator, False), (people.officer, False)):
            client.force_login(person)
            response = client.get(report)
            if person == people.officer and response.status_code == 302:
                continue  # a report that an office has no use for
            filters = response.context["filters"].form
            name = "user" if "user" in filters.fields else "requested_by"
            users = filters.fields[name].queryset if name in filters.fields else []
            assert (people.editor in users) is named, (report, person, editor)
