from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsCalendarConfig(AppConfig):
    name = "events_calendar"
    verbose_name = _("Kalendarz")

    def ready(self) -> None:
        from accounts.mail import attachments
        from core import outbox
        from core.registry import moje_sections
        from events_calendar import duty_subjects, own_calendar, own_requests, related, request_mail, signals, tasks, venue_search
        from events_calendar.ical import invitations
        from events_calendar.services import duty_mail, notices, slots, venues

        signals.connect()
        related.register()
        venue_search.register()
        request_mail.register_kinds()
        notices.register_kinds()
        duty_mail.register_kinds()
        duty_subjects.register()
        own_requests.register()
        moje_sections.append(own_calendar.moje_section)
        attachments.register_builder(invitations.BUILDER, invitations.build)
        outbox.register_handler(slots.FREED, tasks.offer_freed_slot, _("Zwolniony termin dla oczekujących"))
        outbox.register_handler(slots.TAKEN, tasks.tell_of_taken_slot, _("Wiadomość, że termin dostał ktoś inny"))
        outbox.register_handler(venues.RENAMED, tasks.rename_events, _("Nowa nazwa miejsca w wydarzeniach"))
