"""What is mailed about a text in review, and to whom."""

from __future__ import annotations

import pytest
from django.core import mail as outbox_mail
from django.test import Client
from wagtail.models import WorkflowState
from wagtail.signals import workflow_approved, workflow_rejected

from accounts.models import MailMessage, User
from tests.accounts.factories import People, make_news, news_form
from tests.accounts.review import decide, edit_url, mails, sent, submit
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db


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
