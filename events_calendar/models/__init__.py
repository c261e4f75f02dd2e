from events_calendar.models.bookings import CalendarKey, Occurrence, Reservation, SlotRequestDraft, WaitingEntry
from events_calendar.models.choices import Accessibility, Attendance, Circumstance, Equipment, EventKind
from events_calendar.models.duties import DutyLine, LegalDuty
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
    "Circumstance",
    "DutyLine",
    "Equipment",
    "EventDate",
    "EventKind",
    "EventPage",
    "LegalDuty",
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
