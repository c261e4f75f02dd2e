"""An event as an invitation in a mail: one entry in a telephone, that changes and goes."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from icalendar import Calendar

from accounts.mail import MailKind, notify, register_kind
from accounts.mail.attachments import builders
from accounts.mail.kinds import kinds
from accounts.models import MailMessage
from core import outbox
from events_calendar import ical
from events_calendar.ical.entries import uid
from tests.accounts.factories import make_people
from tests.events_calendar.conftest import later
from tests.events_calendar.factories import EventPageFactory, VenueFactory, at
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(kinds, "test.slot", None)
    register_kind(MailKind(code="test.slot", label="Terminy", why="prosisz o termin"))
    return "test.slot"


def entry(content: bytes) -> Any:
    (found,) = Calendar.from_ical(content).walk("VEVENT")
    return found


def test_a_request_and_its_cancellation_are_one_entry(site_tree: SiteTree) -> None:
    made = EventPageFactory(parent=site_tree.calendar_slupsk, venue=VenueFactory(name="Sala A"), owner_cop=site_tree.slupsk)
    first = ical.invitation(made, "REQUEST", "ala@example.org", "Ala Nowak")
    later("2026-11-24 12:01")
    second = ical.invitation(made, "CANCEL", "ala@example.org", "Ala Nowak")
    assert [Calendar.from_ical(one)["METHOD"] for one in (first, second)] == ["REQUEST", "CANCEL"]
    asked, gone = entry(first), entry(second)
    assert asked["UID"] == gone["UID"] == uid(made)
    assert asked["SEQUENCE"] < gone["SEQUENCE"]
    assert (asked["STATUS"], gone["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert asked["ATTENDEE"] == "mailto:ala@example.org"
    assert asked["ATTENDEE"].params["CN"] == "Ala Nowak"
    assert asked["ORGANIZER"].params["CN"] == site_tree.slupsk.name
    assert asked.start == at("2026-11-26 18:00")


def test_of_a_request_not_yet_public_the_newest_text(site_tree: SiteTree) -> None:
    made = EventPageFactory(parent=site_tree.calendar_slupsk, live=False, is_request=True)
    made.title = "Nowy tytuł"
    made.save_revision()
    found = entry(ical.invitation(made.get_latest_revision_as_object(), "REQUEST", "ala@example.org"))
    assert (found["SUMMARY"], found["STATUS"], found["ATTENDEE"].params["PARTSTAT"]) == ("Nowy tytuł", "TENTATIVE", "NEEDS-ACTION")


def test_a_mail_carries_it_as_it_is_when_it_is_sent(site_tree: SiteTree, kind: str) -> None:
    ala = make_people(site_tree).resident
    made = EventPageFactory(parent=site_tree.calendar_slupsk, title="Przed zmianą")
    message = notify(
        kind,
        ala,
        template="workflow/approved",
        context={"title": "x", "url": "/pl/"},
        attachment=ical.invitation_attachment(made, "REQUEST"),
    )
    assert message is not None
    made.title = "Po zmianie"
    made.save()
    later("2026-11-24 13:00")
    after = ical.invitation_attachment(made, "CANCEL")
    outbox.drain()
    (sent,) = mail.outbox
    (attached,) = [part for part in sent.message().walk() if part.get_content_type() == "text/calendar"]
    assert attached.get_param("method") == "REQUEST"
    assert attached.get_filename() == "zaproszenie.ics"
    content = attached.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert b"\r\n" in content
    found = entry(content)
    assert (found["SUMMARY"], found["ATTENDEE"]) == ("Po zmianie", f"mailto:{ala.email}")
    assert found["SEQUENCE"] < after["sequence"], "of when it was written: late, it undoes nothing"
    assert MailMessage.objects.get(pk=message.pk).context == {}, "forgotten with the text"


def test_a_mail_goes_without_what_cannot_be_made(site_tree: SiteTree, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ala = make_people(site_tree).resident
    made = EventPageFactory(parent=site_tree.calendar_slupsk)
    with pytest.raises(LookupError):
        notify(kind, ala, context={}, attachment={"builder": "nie ma"})
    broken = ical.invitation_attachment(made, "REQUEST")

    def fails(*_given: Any) -> None:
        raise ValueError

    monkeypatch.setitem(builders, broken["builder"], fails)
    notify(kind, ala, template="workflow/approved", context={"title": "x", "url": "/pl/"}, attachment=broken)
    outbox.drain()
    (sent,) = mail.outbox
    assert not sent.attachments
