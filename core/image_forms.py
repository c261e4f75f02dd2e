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
    file = PortalImageField(label=_("Plik"))

    class Meta(BaseImageForm.Meta):
        pass
