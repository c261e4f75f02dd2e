"""Rows of a page that hold words, hence are translated one by one."""

from __future__ import annotations

from typing import Any

from wagtail.models import Orderable, TranslatableMixin


class TranslatedRow(TranslatableMixin, Orderable):
    """A row in its page's language, whoever adds it: the admin, a demo loader or a test."""

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.locale_id is None:
            self.locale = self.get_default_locale()
        super().save(*args, **kwargs)
