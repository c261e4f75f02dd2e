from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Strony portalu")

    def ready(self) -> None:
        from core import content_checks
        from home import cops
        from home.admin.checks import event_problems

        cops.connect()
        content_checks.register(event_problems)
