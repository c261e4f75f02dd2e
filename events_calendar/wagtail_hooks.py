"""What the calendar adds to the admin."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from events_calendar.admin.queue import request_in_queue
from events_calendar.admin.school_holidays import CioOnlyPolicy, school_holidays
from events_calendar.admin.venue_chooser import venue_chooser
from events_calendar.admin.venues import VenuePermissionPolicy, venue_viewset
from events_calendar.models import SchoolHolidays, Venue
from events_calendar.services import dates, request_state

register_permission_policy(Venue, VenuePermissionPolicy(Venue))
register_permission_policy(SchoolHolidays, CioOnlyPolicy(SchoolHolidays))


@hooks.register("register_admin_urls")
def queue_urls() -> list[URLPattern]:
    return [path("terminy/<int:pk>/", request_in_queue, name="slot_queue_request")]


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[ViewSet]:
    return [venue_viewset, venue_chooser, school_holidays]


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(dates.CANCELLED, _("Odwołanie terminu"), _("Jeden termin odwołany"))
    actions.register_action(dates.RESTORED, _("Przywrócenie terminu"), _("Jeden termin przywrócony"))
    actions.register_action(dates.MOVED, _("Zmiana terminu"), _("Jeden termin zmieniony"))
    for action, label in request_state.ACTIONS.items():
        actions.register_action(action, label, label)
