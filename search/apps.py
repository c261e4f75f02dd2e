from datetime import time
from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Wyszukiwarka")

    def ready(self) -> None:
        from core import health, metrics, outbox, registry, schedule
        from core.search_documents import INDEX
        from search import counting, signals
        from search.engine import ELASTICSEARCH
        from search.health import METRICS, elasticsearch_state
        from search.indexing import on_elasticsearch_entry, on_outbox_entry
        from search.results import likely_pages

        outbox.register_handler(INDEX, on_outbox_entry, _("odświeżenie wyszukiwarki"))
        outbox.register_handler(ELASTICSEARCH, on_elasticsearch_entry, _("zapis w Elasticsearch"))
        health.extra_parts["elasticsearch"] = elasticsearch_state
        for name, (kind, text) in METRICS.items():
            metrics.describe(name, kind, text)
        registry.likely_pages = likely_pages
        schedule.daily(at=time(3, 50), name="search.forget_counts")(counting.forget)
        signals.connect()
        if settings.ELASTICSEARCH_URL:
            # Half a second that the first visitor need not wait for.
            import_module("search.elastic.engine")
