"""Images and documents: what a person who cannot see them, or wants to reuse them, must be told."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.search import index

from core import document_search, document_text
from core.document_storage import document_storage
from core.document_text import TextState
from core.uploads import validate_document


class PortalImage(AbstractImage):
    # `description` of AbstractImage is the alternative text.
    decorative = models.BooleanField(
        _("obraz dekoracyjny"),
        default=False,
        help_text=_("Zaznacz, gdy obraz nic nie mówi i czytnik ekranu ma go pominąć."),
    )
    author = models.CharField(_("osoba autorska"), max_length=200, blank=True)
    licence = models.CharField(_("licencja"), max_length=100, blank=True, help_text=_("Na przykład: CC BY 4.0."))

    search_fields = [*AbstractImage.search_fields, index.FilterField("id")]  # the API's search asks which ones pages use
    admin_form_fields = (*Image.admin_form_fields, "decorative", "author", "licence")

    class Meta(AbstractImage.Meta):
        verbose_name = _("obraz")
        verbose_name_plural = _("obrazy")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Wagtail's own `decorative` is an attribute for the moment, which it sets to False here over what is stored.
        given = {**dict(zip((field.attname for field in self._meta.concrete_fields), args, strict=False)), **kwargs}
        if given.get("decorative") is models.DEFERRED:
            del self.__dict__["decorative"]
        else:
            self.decorative = bool(given.get("decorative"))

    @property
    def default_alt_text(self) -> str:
        """What a screen reader says: nothing for a decorative picture, never a file name."""
        return "" if self.decorative else self.description


class PortalRendition(AbstractRendition):
    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class PortalDocument(AbstractDocument):
    """A file of the library. Who may read a private one is said in `core.private_documents`."""

    file = models.FileField(_("plik"), upload_to="documents", storage=document_storage)
    language = models.CharField(_("język"), max_length=5, choices=[("pl", _("polski")), ("en", _("angielski"))], default="pl")
    private = models.BooleanField(
        _("tylko dla redakcji"),
        default=False,
        help_text=_("Pobiorą go tylko osoby, które mogą wybrać albo zmienić ten plik w panelu. Nie pokaże go żadna lista w portalu."),
    )
    # Pages are parted by form feeds where `text_pages` says how many there are.
    extracted_text = models.TextField(_("tekst pliku"), blank=True, editable=False)
    text_state = models.CharField(_("tekst"), max_length=10, choices=TextState.choices, default=TextState.WAITING, editable=False)
    text_pages = models.PositiveIntegerField(_("liczba stron"), null=True, editable=False)

    # The API's search leaves private files out, and those that no page open to everybody uses.
    search_fields = [*AbstractDocument.search_fields, index.FilterField("id"), index.FilterField("private")]

    admin_form_fields = (*Document.admin_form_fields, "language", "private")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("dokument")
        verbose_name_plural = _("dokumenty")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new file has a text of its own, which the worker reads; the old one's goes at once. The search looks at it again."""
        new_file = bool(self.file) and not self.file._committed  # type: ignore[attr-defined]
        if new_file and self.pk is not None:
            self.extracted_text, self.text_pages = "", None
        if new_file:
            self.text_state = TextState.FOUND if self.extracted_text else TextState.WAITING
            # Else Wagtail would look at the file, and write, when the first reader asks how large it is.
            self.file_size = self.file.size
        with transaction.atomic():
            super().save(*args, **kwargs)
            document_search.enqueue(self.pk)
            if new_file and not self.extracted_text:
                document_text.enqueue(self)

    def clean(self) -> None:
        # Without a file the form has said so already; Wagtail would add that its extension, which is none, is not allowed.
        if self.file:
            super().clean()
        # Only a new file is looked at: a changed title must not read the old one again.
        if self.file and not self.file._committed:  # type: ignore[attr-defined]
            try:
                validate_document(self.file.file, self.file.name or "", self.file.size)
            except ValidationError as error:
                raise ValidationError({"file": error}) from error
