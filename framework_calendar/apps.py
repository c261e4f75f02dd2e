from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FrameworkCalendarConfig(AppConfig):
    name = "framework_calendar"
    verbose_name = _("Ramowy kalendarz imprez")

    def ready(self) -> None:
        from framework_calendar import framework_mail, own_proposals, tasks  # noqa: F401 - its jobs are registered by being read

        framework_mail.register_kinds()
        own_proposals.register()
        from framework_calendar import signals, year_doors, year_search

        signals.connect()
        year_doors.register()
        year_search.register()
