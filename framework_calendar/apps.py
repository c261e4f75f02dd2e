from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FrameworkCalendarConfig(AppConfig):
    name = "framework_calendar"
    verbose_name = _("Ramowy kalendarz imprez")

    def ready(self) -> None:
        from framework_calendar import outcome_mail, publishing_tasks  # noqa: F401
        from framework_calendar.admin import allocating_hooks  # noqa: F401

        outcome_mail.register_kinds()
