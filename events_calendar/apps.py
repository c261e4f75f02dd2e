from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsCalendarConfig(AppConfig):
    name = "events_calendar"
    verbose_name = _("Kalendarz")

    def ready(self) -> None:
        from events_calendar import related

        related.register()
