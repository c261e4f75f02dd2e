from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FrameworkCalendarConfig(AppConfig):
    name = "framework_calendar"
    verbose_name = _("Ramowy kalendarz imprez")

    def ready(self) -> None:
        """Filled as the app's rooms come."""
