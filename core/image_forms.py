"""The image form: Wagtail's, made safe against files that break while they are read, and against what cameras write in them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from core.plain_text import only_plain
from core.uploads import without_metadata


class PortalImageField(WagtailImageField):
    """Wagtail recognises an image by its first bytes and reads its size later; a file cut short must not be a server error."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Wagtail's say how many pixels there are where nobody knows, and what its library takes a file for.
        self.error_messages["file_too_many_pixels"] = _(
            "Obraz ma za dużo pikseli: może mieć najwyżej %(limit)s mln, na przykład 8000 na 5000. Zmniejsz go i wyślij jeszcze raz."
        ) % {"limit": (self.max_image_pixels or 0) // 1_000_000}
        self.error_messages["invalid_image_known_format"] = _(
            "W pliku nie ma obrazu .%(extension)s, choć tak mówi jego nazwa. Zapisz obraz jeszcze raz w programie graficznym."
        )

    def check_image_pixel_size(self, f: Any) -> None:
        try:
            super().check_image_pixel_size(f)
        except ValidationError:
            raise
        except Exception as error:
            # Pillow's decoders raise OSError, SyntaxError, struct.error and others for broken files.
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from error

    def to_python(self, data: Any) -> Any:
        """The original is handed out to anybody, and a phone writes in it where somebody lives."""
        checked = super().to_python(data)
        if checked is None:
            return None
        try:
            content = without_metadata(checked)
        except Exception as error:
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from error
        if content is None:
            return checked
        stripped = SimpleUploadedFile(checked.name, content, checked.content_type)
        stripped.image = checked.image  # type: ignore[attr-defined]
        return stripped


class PortalImageForm(BaseImageForm):
    # The widget carries the script that takes a first title from the file's name.
    file = PortalImageField(label=_("Plik"), widget=BaseImageForm.Meta.widgets["file"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "description" in self.fields:
            self.fields["description"].label = _("Tekst alternatywny")
            self.fields["description"].help_text = _("Co widać na obrazie: usłyszy to osoba, która go nie widzi.")
        only_plain(self)
