"""What the search keeps in its processes is read again when it changes."""

from __future__ import annotations

from django.db.models.signals import post_delete, post_migrate, post_save
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from search import promotions, statement


def connect() -> None:
    """Called in `AppConfig.ready()`."""
    # Promotions are Wagtail's rows: it offers no hook that every way of changing them passes.
    for model in (Query, SearchPromotion):
        for signal in (post_save, post_delete):
            signal.connect(promotions.changed, sender=model, dispatch_uid=f"search.promotions.{model.__name__}")
    post_migrate.connect(statement.forget_public_keys, dispatch_uid="search.public_keys")
