"""What the calendar adds to the admin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from events_calendar.services import dates


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(dates.CANCELLED, _("Odwołanie terminu"), _("Jeden termin odwołany"))
    actions.register_action(dates.RESTORED, _("Przywrócenie terminu"), _("Jeden termin przywrócony"))
    actions.register_action(dates.MOVED, _("Zmiana terminu"), _("Jeden termin zmieniony"))
