"""Every way of publishing an event whose place is taken: a message, never a server error, nothing half done."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision

from accounts import workflow_mail
from accounts.models import MailMessage, User
from events_calendar.models import EventPage, Reservation, Venue
from events_calendar.services import dates
from tests.accounts.factories import People, event_form, make_event, make_people
from tests.events_calendar.factories import VenueFactory, at
from tests.events_calendar.test_booking import taken
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db
WHEN = {"start": "2026-12-01 18:00", "end": "2026-12-01 20:00"}
TOLD = "Sala A: zajęte (wtorek, 1 grudnia 2026, 18:00–20:00, Spotkanie Rady)."


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    return make_people(site_tree)


@pytest.fixture
def room(site_tree: SiteTree, people: People) -> Venue:
    """A room that a live event has on 1 December at six."""
    room = VenueFactory(name="Sala A")
    make_event(site_tree.calendar_slupsk, people.editor, live=True, title="Spotkanie Rady", venue=room, start=at(WHEN["start"]))
    return room


def rival(tree: SiteTree, people: People, room: Venue, title: str = "Klub książki", **fields: Any) -> EventPage:
    return make_event(tree.calendar_slupsk, people.editor, title=title, venue=room, start=at(WHEN["start"]), **fields)


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def state() -> tuple[Any, ...]:
    """All that publishing may change."""
    return (
        list(Page.objects.order_by("pk").values_list("pk", "live", "latest_revision", "live_revision", "numchild")),
        list(Reservation.objects.order_by("pk").values_list("pk", "status", "start")),
        Revision.objects.count(),
        MailMessage.objects.count(),
        PageLogEntry.objects.count(),
    )


def test_publishing_from_the_editor(client: Client, site_tree: SiteTree, people: People, room: Venue) -> None:
    page = rival(site_tree, people, room)
    before = state()
    form = event_form("Klub filmowy", slug=page.slug, venue=room.pk, **WHEN)
    response = signed_in(client, people.cio).post(edit_url(page), {**form, "action-publish": "1"})
    words = response.content.decode()
    assert response.status_code == 200
    assert TOLD in words
    assert 'value="Klub filmowy"' in words, "what was typed is still there"
    assert state() == before


def test_publishing_a_new_page_at_once(client: Client, site_tree: SiteTree, people: People, room: Venue) -> None:
    url = reverse("wagtailadmin_pages:add", args=["events_calendar", "eventpage", site_tree.calendar_slupsk.pk])
    before = state()
    form = event_form("Klub filmowy", slug="klub-filmowy", venue=room.pk, **WHEN)
    response = signed_in(client, people.cio).post(url, {**form, "action-publish": "1"})
    words = response.content.decode()
    assert response.status_code == 200
    assert TOLD in words
    assert 'value="Klub filmowy"' in words
    assert state() == before
    # The same form with a free hour goes through.
    form = event_form("Klub filmowy", slug="klub-filmowy", venue=room.pk, start="2026-12-01 20:00", end="2026-12-01 22:00")
    assert client.post(url, {**form, "action-publish": "1"}).status_code == 302
    assert len(taken(room)) == 2


@pytest.mark.parametrize("modal", [True, False])
def test_approving(client: Client, site_tree: SiteTree, people: People, room: Venue, modal: bool) -> None:
    page = rival(site_tree, people, room)
    form = event_form(page.title, slug=page.slug, venue=room.pk, body=None, **WHEN)
    signed_in(client, people.editor).post(edit_url(page), {**form, "action-submit": "1"})
    task = page.current_workflow_state.current_task_state
    before = state()
    client.force_login(people.moderator)
    if modal:
        url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
        answer = client.post(url, {"comment": ""}, headers={"x-requested-with": "XMLHttpRequest"})
        assert json.loads(answer.content)["step"] == "success"
        answer = client.get(json.loads(answer.content)["redirect"])
    else:
        data = {"action-workflow-action": "1", "workflow-action-name": "approve", "workflow-action-extra-data": "{}"}
        form = event_form(page.title, slug=page.slug, venue=room.pk, loaded_revision_id=str(page.latest_revision_id), **WHEN)
        answer = client.post(edit_url(page), {**form, **data}, follow=True)
    assert answer.status_code == 200
    assert TOLD in answer.content.decode()
    assert state() == before
    task.refresh_from_db()
    assert task.status == "in_progress"


def test_publishing_many_at_once(client: Client, site_tree: SiteTree, people: People, room: Venue) -> None:
    free = make_event(site_tree.calendar_slupsk, people.editor, title="Osobno", start=at("2026-12-02 10:00"))
    pages = [free, rival(site_tree, people, room)]
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    before = state()
    query = "&".join(f"id={page.pk}" for page in pages)
    response = signed_in(client, people.cio).post(f"{url}?{query}", {"include_descendants": ""}, follow=True)
    assert response.status_code == 200
    assert TOLD in response.content.decode()
    assert state() == before, "not one of them"


def test_copying_a_live_page(client: Client, site_tree: SiteTree, people: People, room: Venue) -> None:
    page = EventPage.objects.get(title="Spotkanie Rady")
    url = reverse("wagtailadmin_pages:copy", args=[page.pk])
    data = {"new_title": "Kopia", "new_slug": "kopia", "new_parent_page": page.get_parent().pk}
    before = state()
    response = signed_in(client, people.cio).post(url, {**data, "publish_copies": "on"})
    assert response.status_code == 200
    assert TOLD in response.content.decode()
    assert state() == before
    assert client.post(url, data).status_code == 302
    assert not EventPage.objects.get(slug="kopia").live, "a draft may have the same slot"


def test_going_back_to_an_old_version(client: Client, site_tree: SiteTree, people: People, room: Venue) -> None:
    page = rival(site_tree, people, room)
    old = page.latest_revision
    page.start, page.end = at("2026-12-01 20:00"), at("2026-12-01 22:00")
    page.save_revision(user=people.editor).publish()
    before = state()
    form = event_form(page.title, slug=page.slug, venue=room.pk, revision=str(old.pk), **WHEN)
    url = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, old.pk])
    assert signed_in(client, people.cio).get(url).status_code == 200
    response = client.post(edit_url(page), {**form, "action-publish": "1"})
    assert response.status_code == 200
    assert TOLD in response.content.decode()
    assert state() == before


def test_publishing_again_what_was_taken_off(client: Client, site_tree: SiteTree, people: People, room: Venue) -> None:
    first = EventPage.objects.get(title="Spotkanie Rady")
    client.force_login(people.cio)
    client.post(reverse("wagtailadmin_pages:unpublish", args=[first.pk]))
    assert taken(room) == []
    second = rival(site_tree, people, room)
    second.save_revision().publish()
    form = event_form(first.title, slug=first.slug, venue=room.pk, **WHEN)
    response = client.post(edit_url(first), {**form, "action-publish": "1"})
    assert "Klub książki" in response.content.decode()
    assert not EventPage.objects.get(pk=first.pk).live


def test_moving_a_page_and_deleting_it(client: Client, site_tree: SiteTree, people: People, room: Venue) -> None:
    page = EventPage.objects.get(title="Spotkanie Rady")
    client.force_login(people.cio)
    url = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, site_tree.calendar_tczew.pk])
    assert client.post(url).status_code == 302
    assert taken(room) == [("01.12 18:00", "20:00")]
    client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert taken(room) == []
    rival(site_tree, people, room).save_revision().publish()


def test_the_clock_publishes_the_others_and_tells_whose_page_could_not(site_tree: SiteTree, people: People, room: Venue) -> None:
    past = timezone.now() - timedelta(minutes=1)
    pages = [
        rival(site_tree, people, room),
        make_event(site_tree.calendar_slupsk, people.editor, title="Po nim", start=at("2026-12-02 10:00")),
    ]
    for page in pages:
        revision = page.latest_revision
        content = {**revision.content, "go_live_at": past.isoformat()}
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=past, content=content)
    call_command("publish_scheduled", verbosity=0)
    assert [EventPage.objects.get(pk=page.pk).live for page in pages] == [False, True]
    told = MailMessage.objects.filter(kind=workflow_mail.REFUSED)
    assert {message.recipient for message in told} == {people.editor, people.moderator, people.second_moderator}
    assert told[0].context["reasons"] == [TOLD]
    assert PageLogEntry.objects.filter(page=pages[0].pk, action=workflow_mail.PUBLICATION_REFUSED).count() == 1
    call_command("publish_scheduled", verbosity=0)
    assert told.count() == 3, "once"


def test_a_failure_of_one_page_keeps_none_from_the_clock(site_tree: SiteTree, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    past = timezone.now() - timedelta(minutes=1)
    pages = [make_event(site_tree.calendar_slupsk, people.editor, title=title) for title in ("Pierwsze", "Drugie")]
    for page in pages:
        Revision.objects.filter(pk=page.latest_revision_id).update(approved_go_live_at=past)
    follow = dates.follow

    def failing(event: EventPage, **kwargs: Any) -> None:
        if event.title == "Pierwsze":
            raise RuntimeError("a fault of ours")
        follow(event, **kwargs)

    monkeypatch.setattr(dates, "follow", failing)
    with pytest.raises(RuntimeError):
        call_command("publish_scheduled", verbosity=0)
    assert [EventPage.objects.get(pk=page.pk).live for page in pages] == [False, True]
