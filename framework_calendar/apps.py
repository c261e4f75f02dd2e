from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FrameworkCalendarConfig(AppConfig):
    name = "framework_calendar"
    verbose_name = _("Ramowy kalendarz imprez")

    def ready(self) -> None:
        # Jobs and menu items are registered by being read.
        from framework_calendar import (  # noqa: F401
            duty_subjects,
            framework_mail,
            outcome_mail,
            own_proposals,
            publishing_tasks,
            signals,
            tasks,
            year_doors,
            year_search,
        )
        from framework_calendar.admin import allocating_hooks  # noqa: F401

        duty_subjects.register()
        framework_mail.register_kinds()
        outcome_mail.register_kinds()
        own_proposals.register()
        signals.connect()
        year_doors.register()
        year_search.register()
