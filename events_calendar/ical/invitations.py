"""An event as an invitation in a mail (RFC 5546): the entry in a telephone appears, changes or goes, and never doubles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, vCalAddress, vText

from accounts.mail.attachments import Attachment
from events_calendar.ical import entries, files, sources
from events_calendar.ical.text import line

if TYPE_CHECKING:
    from accounts.models import User
    from events_calendar.models import EventPage

Method = Literal["REQUEST", "CANCEL"]
BUILDER = "events_calendar.invitation"
_ADDRESS = "ktos@example.invalid"


def invitation(
    event: EventPage,
    method: Method,
    address: str,
    name: str = "",
    *,
    sequence: int | None = None,
    dates: Sequence[datetime] = (),
) -> bytes:
    """The event for one person: REQUEST to put it into a calendar or to change it there, CANCEL to take it out.

    With `dates`, their identities, only those of a series.

    Of an event that is not public yet `event` is its text (`get_latest_revision_as_object`), and the entry is TENTATIVE.
    Each later call has a greater SEQUENCE; `sequence` is for a mail written earlier than it is sent.
    """
    if sequence is None:
        sequence = entries.sequence_at(timezone.now())
    made = files.empty()
    made.add("method", method)
    read = sources.read([event])
    if dates:
        said = entries.single(event, read, sources.some(event, dates), sequence=sequence)
    else:
        said = entries.of(event, read, None, sequence=sequence)
    own = entries.uid(event)
    for entry in said:
        if entry["uid"] != own:
            continue  # a message is about one entry (RFC 5546, 3.2.2); these are over anyway
        entry.pop("organizer", None)
        organizer = vCalAddress(f"mailto:{_sender(event)}")
        organizer.params["cn"] = vText(line(str(event.owner_cop or settings.WAGTAIL_SITE_NAME)))
        entry.add("organizer", organizer)
        entry.add("attendee", _attendee(address, name, "ACCEPTED" if event.live else "NEEDS-ACTION"))
        # Of a message it says when the message was made.
        del entry["dtstamp"]
        entry.add("dtstamp", timezone.now().astimezone(UTC))
        if method == "CANCEL":
            entry["status"] = vText("CANCELLED")
        made.add_component(entry)
    return made.to_ical()


def invitation_attachment(event: EventPage, method: Method, *, dates: Sequence[datetime] = (), as_now: bool = False) -> dict[str, Any]:
    """What `accounts.mail.notify(..., attachment=...)` takes: the invitation is made when the mail is sent, of the event as it is then.

    Its SEQUENCE is of now, so that a mail which comes late undoes none that came before it. `dates` as in `invitation`; `as_now`
    for an event that may be gone when the mail is sent.
    """
    sequence = entries.sequence_at(timezone.now())
    data: dict[str, Any] = {"builder": BUILDER, "event": event.pk, "method": method, "sequence": sequence}
    if dates:
        data["dates"] = [date.isoformat() for date in dates]
    if as_now:
        data["content"] = invitation(event, method, _ADDRESS, sequence=sequence).decode()
    return data


def build(data: dict[str, Any], recipient: User | None, address: str) -> Attachment | None:
    """The attachment of a mail; none where the event is gone."""
    from events_calendar.models import EventPage

    name = recipient.get_full_name() if recipient is not None else ""
    if "content" in data:
        content = _addressed(data["content"], address, name)
        return _attachment(content, data["method"])
    event = EventPage.objects.select_related("owner_cop", "organiser").filter(pk=data["event"]).first()
    if event is None:
        return None
    if not event.live and event.latest_revision_id:
        event = event.get_latest_revision_as_object()
    dates = [datetime.fromisoformat(date) for date in data.get("dates", ())]
    return _attachment(invitation(event, data["method"], address, name, sequence=data["sequence"], dates=dates), data["method"])


def _attachment(content: bytes, method: Method) -> Attachment:
    return Attachment("zaproszenie.ics", content, "text", "calendar", {"method": method, "charset": "utf-8"})


def _addressed(content: str, address: str, name: str) -> bytes:
    """An invitation that was made before anybody knew for whom."""
    made = Calendar.from_ical(content)
    for entry in made.walk("VEVENT"):
        del entry["attendee"]
        entry.add("attendee", _attendee(address, name, "ACCEPTED"))
    return made.to_ical()


def _attendee(address: str, name: str, answer: str) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{line(address)}")
    attendee.params["cn"] = vText(line(name or address))
    attendee.params["role"] = vText("REQ-PARTICIPANT")
    attendee.params["partstat"] = vText(answer)
    attendee.params["rsvp"] = vText("FALSE")
    return attendee


def _sender(event: EventPage) -> str:
    """Who asks: the COP, for the answers' sake; the portal where it has no address."""
    own = event.owner_cop.email if event.owner_cop else ""
    return line(own or settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">"))
