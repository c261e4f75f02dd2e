"""Columns of the admin's lists."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column


class YesNoColumn(Column):
    """Yes or no in words: Wagtail's own column is a sign that a screen reader calls "True"."""

    def get_value(self, instance: Any) -> str:
        return _("tak") if super().get_value(instance) else _("nie")
