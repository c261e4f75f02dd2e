from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalendarImportsConfig(AppConfig):
    name = "calendar_imports"
    verbose_name = _("Kalendarze z innych miejsc")

    def ready(self) -> None:
        from calendar_imports import import_mail, own_sources, tasks
        from calendar_imports.services import runs
        from core import outbox

        import_mail.register_kinds()
        own_sources.register()
        outbox.register_handler(runs.STORE, tasks.store, _("Zapisywanie importu kalendarza"))
        outbox.register_handler(runs.UNDO, tasks.undo, _("Cofanie importu kalendarza"))
        outbox.register_handler(runs.READ, tasks.read_source, _("Czytanie kalendarza organizacji"))
