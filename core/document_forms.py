"""The document form: Wagtail's, with the rules for what people type."""

from __future__ import annotations

from typing import Any

from wagtail.documents.forms import BaseDocumentForm

from core.plain_text import only_plain


class PortalDocumentForm(BaseDocumentForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        only_plain(self)
