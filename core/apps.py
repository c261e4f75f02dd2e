from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Wspólne części portalu")

    def ready(self) -> None:
        from core import document_text, outbox, signals

        outbox.register_handler(document_text.KIND, document_text.on_outbox_entry, _("odczytanie tekstu pliku"))
        signals.connect()
