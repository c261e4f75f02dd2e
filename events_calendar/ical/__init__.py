"""Events as iCalendar (RFC 5545): files for a telephone's calendar, invitations in mails, links that add an event.

`series` decides how the dates of an event are said, `sources` reads them, `entries` writes them down.
"""

from events_calendar.ical.files import PRODUCT, answer, calendar
from events_calendar.ical.invitations import invitation, invitation_attachment
from events_calendar.ical.links import add_links

__all__ = ["PRODUCT", "add_links", "answer", "calendar", "invitation", "invitation_attachment"]
