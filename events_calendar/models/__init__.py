from events_calendar.models.bookings import CalendarKey, Occurrence, Reservation, SlotRequestDraft, WaitingEntry
from events_calendar.models.choices import Accessibility, Attendance, Equipment, EventKind
from events_calendar.models.events import EventDate, EventPage
from events_calendar.models.pages import CalendarFolderPage, CalendarPage, CalendarRoutes
from events_calendar.models.venues import SchoolHolidays, Venue, VenueException, VenueHours, VenuePicture, Weekday
from events_calendar.models.workflows import RefusalReason, SlotReviewTask, SlotTaskState

__all__ = [
    "Accessibility",
    "Attendance",
    "CalendarFolderPage",
    "CalendarKey",
    "CalendarPage",
    "CalendarRoutes",
    "Equipment",
    "EventDate",
    "EventKind",
    "EventPage",
    "Occurrence",
    "RefusalReason",
    "Reservation",
    "SchoolHolidays",
    "SlotRequestDraft",
    "SlotReviewTask",
    "SlotTaskState",
    "Venue",
    "VenueException",
    "VenueHours",
    "VenuePicture",
    "WaitingEntry",
    "Weekday",
]
