"""What people do with a text in review, through the admin's own addresses."""

from __future__ import annotations

import json
from typing import Any

from django.core import mail as outbox_mail
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, WorkflowState

from accounts.models import MailMessage, User
from core import outbox
from news.models import NewsPage
from tests.accounts.doors import edit_url
from tests.accounts.factories import news_form

OWN_TEXT = "To Twój własny tekst"


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
