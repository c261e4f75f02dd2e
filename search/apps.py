from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Wyszukiwarka")

    def ready(self) -> None:
        from core import outbox, registry
        from core.search_documents import INDEX
        from search.indexing import on_outbox_entry
        from search.results import likely_pages

        outbox.register_handler(INDEX, on_outbox_entry, _("odświeżenie wyszukiwarki"))
        registry.likely_pages = likely_pages
