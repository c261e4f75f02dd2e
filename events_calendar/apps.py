from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsCalendarConfig(AppConfig):
    name = "events_calendar"
    verbose_name = _("Kalendarz")

    def ready(self) -> None:
        from core import outbox
        from events_calendar import related, request_mail, tasks
        from events_calendar.services import booking, notices

        related.register()
        request_mail.register_kinds()
        notices.register_kinds()
        outbox.register_handler(booking.FREED, tasks.offer_freed_slot, _("Zwolniony termin dla oczekujących"))
