"""A text that two people change at once: what history says of it is what readers see."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from home.admin import pages
from home.admin.action_menu import PortalActionMenu
from news.models import NewsPage
from tests.accounts.factories import make_news, make_people, news_form
from tests.factories import make_site_tree


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("approve_by", "asks_for"), [("editor", "page"), ("dialog", "json")])
def test_a_text_approved_while_it_is_saved_stays_published(monkeypatch: pytest.MonkeyPatch, approve_by: str, asks_for: str) -> None:
    tree = make_site_tree()
    people = make_people(tree)
    page = make_news(tree.news_slupsk, people.editor)
    address, form = reverse("wagtailadmin_pages:edit", args=[page.pk]), news_form(page.title, slug=page.slug, owner_cop=tree.slupsk.pk)
    writer = Client()
    writer.force_login(people.editor)
    assert writer.post(address, form).status_code == 302
    page.get_workflow().start(page, people.editor)
    state = page.current_workflow_task_state
    approved, read = threading.Event(), threading.Event()
    post = pages.PortalEditView.post

    def slow_post(view: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Whoever saves has read the page, and somebody else approves it before it is written."""
        if "action-workflow-action" not in request.POST:
            read.set()
            approved.wait(3)
        return post(view, request, *args, **kwargs)

    monkeypatch.setattr(pages.PortalEditView, "post", slow_post)
    answers: dict[str, Any] = {}

    def save() -> None:
        client = Client(raise_request_exception=False)
        client.force_login(people.second_moderator)
        try:
            headers = {"accept": "application/json"} if asks_for == "json" else {}
            answers["save"] = client.post(address, form, headers=headers)
        finally:
            connections.close_all()

    def approve() -> None:
        client = Client(raise_request_exception=False)
        client.force_login(people.moderator)
        read.wait(20)
        try:
            if approve_by == "editor":
                decision = {"action-workflow-action": "1", "workflow-action-name": "approve"}
                answers["approve"] = client.post(address, {**form, **decision})
            else:
                dialog = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
                answers["approve"] = client.post(dialog, {"comment": ""})
        finally:
            approved.set()
            connections.close_all()

    threads = [threading.Thread(target=work) for work in (save, approve)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert {name: answer.status_code for name, answer in answers.items()} == {"save": 200 if asks_for == "json" else 302, "approve": 302}
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish").count() == 1
    page = NewsPage.objects.get(pk=page.pk)
    assert page.live
    assert page.live_revision_id is not None


@pytest.mark.django_db(transaction=True)
def test_the_answer_is_written_before_the_next_ones_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The editor shows the buttons of a check: gone meanwhile, they could not be written any more."""
    tree = make_site_tree()
    people = make_people(tree)
    page = make_news(tree.news_slupsk, people.editor)
    page.get_workflow().start(page, people.editor)
    address, form = reverse("wagtailadmin_pages:edit", args=[page.pk]), news_form("", slug=page.slug, owner_cop=tree.slupsk.pk)
    written: list[bool] = []
    render = PortalActionMenu.render_html

    def noticed(menu: PortalActionMenu) -> Any:
        written.append(connection.in_atomic_block)
        return render(menu)

    monkeypatch.setattr(PortalActionMenu, "render_html", noticed)
    client = Client()
    client.force_login(people.moderator)
    answer = client.post(address, {**form, "title": ""})
    assert answer.status_code == 200
    assert written == [True]
