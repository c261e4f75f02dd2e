"""The document form: Wagtail's, which says beforehand what it takes, with the rules for what people type."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm

from core import document_text
from core.plain_text import only_plain
from core.uploads import LARGEST_DOCUMENT


def accepted_files() -> str:
    """Which files the library takes, and how large."""
    kinds = ", ".join(extension.upper() for extension in settings.WAGTAILDOCS_EXTENSIONS)
    return _("Przyjmujemy pliki: %(kinds)s, do %(limit)s MB.") % {"kinds": kinds, "limit": LARGEST_DOCUMENT // 1024 // 1024}


class PortalDocumentForm(BaseDocumentForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].help_text = accepted_files()
            if self.instance.pk:
                self.fields["file"].help_text += f" {document_text.note(self.instance)}"
        only_plain(self)
