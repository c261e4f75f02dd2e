from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Wyszukiwarka")

    def ready(self) -> None:
        from core import outbox
        from core.search_documents import INDEX
        from search.indexing import on_outbox_entry

        outbox.register_handler(INDEX, on_outbox_entry)
