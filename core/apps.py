from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Wspólne części portalu")

    def ready(self) -> None:
        from core import document_search, document_text, outbox, registry, signals

        outbox.register_handler(document_text.KIND, document_text.on_outbox_entry, _("odczytanie tekstu pliku"))
        registry.search_sources.append(document_search.SOURCE)
        signals.connect()
