"""The reasons for refusing that stand ready: who keeps them, and how they come into a decision."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from core import outbox
from events_calendar.models import RefusalReason, Venue
from events_calendar.services.request_state import State
from tests.accounts.factories import People
from tests.events_calendar.factories import VenueFactory, at
from tests.events_calendar.slot_requests import ask, decide, state
from tests.factories import SiteTree


@pytest.fixture
def room(site_tree: SiteTree) -> Venue:
    return VenueFactory(name="Sala A", slug="sala-a", equipment=["projector"])


def test_refusing_with_a_saved_reason(client: Client, people: People, room: Venue) -> None:
    reason = RefusalReason.objects.create(label="Remont", text="Sala jest w remoncie.")
    event = ask(people, room)
    html = decide(client, people.moderator, event, "odmowa", powod=str(reason.pk))
    assert ">\nSala jest w remoncie.</textarea>" in html or "Sala jest w remoncie.</textarea>" in html
    assert state(event) == State.SUBMITTED, "the reason is only filled in"
    for wrong in ("999", "abc", "9" * 40):
        assert decide(client, people.moderator, event, "odmowa", powod=wrong)
    assert "Napisz organizacji" in decide(client, people.moderator, event, "odmowa", comment="")
    html = decide(client, people.moderator, event, "odmowa", comment="Sala jest w remoncie do stycznia.")
    assert "jest odrzucone" in html
    assert state(event) == State.REJECTED
    outbox.drain()
    assert any("w remoncie do stycznia" in message.body for message in mail.outbox)


def test_a_saved_reason_comes_behind_what_was_typed(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    first, second = (RefusalReason.objects.create(label=text, text=text) for text in ("Remont.", "Za późno."))
    own = decide(client, people.moderator, event, "odmowa", comment="Bardzo nam przykro.", powod=first.pk)
    assert "Bardzo nam przykro.\n\nRemont.</textarea>" in own
    changed = decide(client, people.moderator, event, "odmowa", comment="Remont.", powod=second.pk)
    assert ">\nZa późno.</textarea>" in changed


def test_cio_keeps_the_reasons(client: Client, people: People) -> None:
    url = "/admin/powody-odmowy/"
    client.force_login(people.moderator)
    assert client.get(url).status_code == 302
    client.force_login(people.cio)
    client.post(f"{url}new/", {"label": "Remont", "text": "Sala jest w remoncie.", "order": "1"})
    reason = RefusalReason.objects.get()
    client.post(f"{url}edit/{reason.pk}/", {"label": "Remont", "text": "Sala jest w remoncie do maja.", "order": "1"})
    assert "do maja" in client.get(url).content.decode()
    client.post(f"{url}delete/{reason.pk}/")
    assert not RefusalReason.objects.exists()


def test_good_reasons_stand_ready(site_tree: SiteTree) -> None:
    from core.demo.loading import DemoRun
    from events_calendar.demo import load_refusal_reasons

    for _time in range(2):
        load_refusal_reasons(DemoRun(today=at("2026-11-24 12:00").date(), say=lambda _words: None))
    assert RefusalReason.objects.count() == 6
    RefusalReason.objects.first().delete()  # type: ignore[union-attr]
    load_refusal_reasons(DemoRun(today=at("2026-11-24 12:00").date(), say=lambda _words: None))
    assert RefusalReason.objects.count() == 5, "what CIO deleted stays deleted"
