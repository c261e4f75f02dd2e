"""What the calendar adds to the admin."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from events_calendar.admin.queue import request_in_queue
from events_calendar.services import dates, request_state


@hooks.register("register_admin_urls")
def queue_urls() -> list[URLPattern]:
    return [path("terminy/<int:pk>/", request_in_queue, name="slot_queue_request")]


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(dates.CANCELLED, _("Odwołanie terminu"), _("Jeden termin odwołany"))
    actions.register_action(dates.RESTORED, _("Przywrócenie terminu"), _("Jeden termin przywrócony"))
    actions.register_action(dates.MOVED, _("Zmiana terminu"), _("Jeden termin zmieniony"))
    for action, label in request_state.ACTIONS.items():
        actions.register_action(action, label, label)
