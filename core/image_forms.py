"""The image form: Wagtail's, made safe against files that break while their size is read."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm


class PortalImageField(WagtailImageField):
    """Wagtail recognises an image by its first bytes and reads its size later; a file cut short must not be a server error."""

    def check_image_pixel_size(self, f: Any) -> None:
        try:
            super().check_image_pixel_size(f)
        except ValidationError:
            raise
        except Exception as error:
            # Pillow's decoders raise OSError, SyntaxError, struct.error and others for broken files.
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from error


class PortalImageForm(BaseImageForm):
    # The widget carries the script that takes a first title from the file's name.
    file = PortalImageField(label=_("Plik"), widget=BaseImageForm.Meta.widgets["file"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "description" in self.fields:
            self.fields["description"].label = _("Tekst alternatywny")
            self.fields["description"].help_text = _("Co widać na obrazie: usłyszy to osoba, która go nie widzi.")
