"""An event as an invitation in a mail (RFC 5546): the entry in a telephone appears, changes or goes, and never doubles."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, Literal

from django.conf import settings
from django.utils import timezone
from icalendar import vCalAddress, vText

from accounts.mail.attachments import Attachment
from events_calendar.ical import entries, files, sources
from events_calendar.ical.text import line

if TYPE_CHECKING:
    from accounts.models import User
    from events_calendar.models import EventPage

Method = Literal["REQUEST", "CANCEL"]
BUILDER = "events_calendar.invitation"


def invitation(event: EventPage, method: Method, address: str, name: str = "", *, sequence: int | None = None) -> bytes:
    """The event for one person: REQUEST to put it into a calendar or to change it there, CANCEL to take it out.

    Of an event that is not public yet `event` is its text (`get_latest_revision_as_object`), and the entry is TENTATIVE.
    Each later call has a greater SEQUENCE; `sequence` is for a mail written earlier than it is sent.
    """
    if sequence is None:
        sequence = entries.sequence_at(timezone.now())
    made = files.empty()
    made.add("method", method)
    for entry in entries.of(event, sources.read([event]), None, sequence=sequence):
        entry.pop("organizer", None)
        organizer = vCalAddress(f"mailto:{_sender(event)}")
        organizer.params["cn"] = vText(line(str(event.owner_cop or settings.WAGTAIL_SITE_NAME)))
        entry.add("organizer", organizer)
        attendee = vCalAddress(f"mailto:{line(address)}")
        attendee.params["cn"] = vText(line(name or address))
        attendee.params["role"] = vText("REQ-PARTICIPANT")
        attendee.params["partstat"] = vText("ACCEPTED" if event.live else "NEEDS-ACTION")
        attendee.params["rsvp"] = vText("FALSE")
        entry.add("attendee", attendee)
        # Of a message it says when the message was made.
        del entry["dtstamp"]
        entry.add("dtstamp", timezone.now().astimezone(UTC))
        if method == "CANCEL":
            entry["status"] = vText("CANCELLED")
        made.add_component(entry)
    return made.to_ical()


def invitation_attachment(event: EventPage, method: Method) -> dict[str, Any]:
    """What `accounts.mail.notify(..., attachment=...)` takes: the invitation is made when the mail is sent, of the event as it is then.

    Its SEQUENCE is of now, so that a mail which comes late undoes none that came before it.
    """
    return {"builder": BUILDER, "event": event.pk, "method": method, "sequence": entries.sequence_at(timezone.now())}


def build(data: dict[str, Any], recipient: User | None, address: str) -> Attachment | None:
    """The attachment of a mail; none where the event is gone."""
    from events_calendar.models import EventPage

    event = EventPage.objects.select_related("owner_cop", "organiser").filter(pk=data["event"]).first()
    if event is None:
        return None
    if not event.live and event.latest_revision_id:
        event = event.get_latest_revision_as_object()
    name = recipient.get_full_name() if recipient is not None else ""
    content = invitation(event, data["method"], address, name, sequence=data["sequence"])
    return Attachment("zaproszenie.ics", content, "text", "calendar", {"method": data["method"], "charset": "utf-8"})


def _sender(event: EventPage) -> str:
    """Who asks: the COP, for the answers' sake; the portal where it has no address."""
    own = event.owner_cop.email if event.owner_cop else ""
    return line(own or settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">"))
