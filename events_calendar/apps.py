from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsCalendarConfig(AppConfig):
    name = "events_calendar"
    verbose_name = _("Kalendarz")

    def ready(self) -> None:
        from accounts.mail import attachments
        from core.registry import moje_sections
        from events_calendar import own_calendar, related
        from events_calendar.ical import invitations

        related.register()
        moje_sections.append(own_calendar.moje_section)
        attachments.register_builder(invitations.BUILDER, invitations.build)
