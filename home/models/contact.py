"""The contact page: a Wagtail form page whose answers are stored and sent through the outbox."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.contrib.forms.forms import WagtailAdminFormPageForm
from wagtail.contrib.forms.models import FORM_FIELD_CHOICES, AbstractForm, AbstractFormField, AbstractFormSubmission
from wagtail.contrib.forms.panels import FormSubmissionsPanel
from wagtail.fields import StreamField
from wagtail.models import TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from core import navigation
from core.forms import PortalPageForm
from core.models import PortalPage
from home.blocks import HomeBodyBlock
from home.contact_form import ADDRESSEE, ContactFormBuilder, addressee_field
from home.models.pages import SAME_IN_EVERY_LANGUAGE
from home.querysets import addressees

# What a contact form may ask; hidden fields and lists of dates have no use here.
FIELD_TYPES = [
    choice for choice in FORM_FIELD_CHOICES if choice[0] in {"singleline", "multiline", "email", "dropdown", "radio", "checkbox"}
]


class ContactPageForm(PortalPageForm, WagtailAdminFormPageForm):
    """Both rules: those of every portal page, and no two fields of one name."""


class ContactFormField(TranslatableMixin, AbstractFormField):
    page = ParentalKey("home.ContactPage", on_delete=models.CASCADE, related_name="form_fields")
    field_type = models.CharField(_("rodzaj pola"), max_length=16, choices=FIELD_TYPES)
    field_type.required_on_save = True  # type: ignore[attr-defined]

    override_translatable_fields = [
        SynchronizedField("clean_name", overridable=False),
        SynchronizedField("field_type", overridable=False),
        SynchronizedField("required", overridable=False),
        SynchronizedField("default_value"),
        TranslatableField("label"),
        TranslatableField("help_text"),
        TranslatableField("choices"),
    ]

    class Meta(TranslatableMixin.Meta, AbstractFormField.Meta):
        verbose_name = _("pole formularza")
        verbose_name_plural = _("pola formularza")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.locale_id is None:
            self.locale = self.get_default_locale()
        super().save(*args, **kwargs)


class ContactSubmission(AbstractFormSubmission):
    """One message. Its fingerprint says the same text from the same visitor: `home.services.contact` takes that once."""

    fingerprint = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        verbose_name = _("wiadomość z formularza")
        verbose_name_plural = _("wiadomości z formularza")


class ContactPage(AbstractForm, PortalPage):
    """Answered by `home.views.contact`: posting goes to an address of its own, so that this page needs no cookie."""

    to_address = models.EmailField(_("dokąd wysyłać wiadomości"), blank=True)
    thank_you = models.CharField(_("zdanie po wysłaniu"), max_length=300, blank=True, validators=[MaxLengthValidator(300)])
    body = StreamField(HomeBodyBlock(), verbose_name=_("treść nad formularzem"), blank=True)

    base_form_class = ContactPageForm
    form_builder = ContactFormBuilder
    parent_page_types = ["home.HomePage", "home.SectionPage"]
    subpage_types: list[str] = []
    template = "home/contact.html"
    landing_page_template = "home/contact_sent.html"

    content_panels = [
        *PortalPage.content_panels,
        FormSubmissionsPanel(),
        FieldPanel("summary"),
        FieldPanel("body"),
        InlinePanel("form_fields", label=_("Pole"), heading=_("Pola formularza")),
        FieldPanel("to_address"),
        FieldPanel("thank_you"),
    ]
    promote_panels = PortalPage.promote_panels[1:]

    override_translatable_fields = [
        *SAME_IN_EVERY_LANGUAGE,
        SynchronizedField("to_address"),
        TranslatableField("form_fields"),
    ]

    class Meta:
        verbose_name = _("strona kontaktu")
        verbose_name_plural = _("strony kontaktu")

    def get_submission_class(self) -> type[ContactSubmission]:
        return ContactSubmission

    def get_form_fields(self) -> list[ContactFormField]:
        """The editors' fields; a page without any asks for an address and a message, since a dead form helps nobody."""
        fields = list(self.form_fields.all())
        return fields or [
            ContactFormField(label=_("Twój e-mail"), clean_name="e_mail", field_type="email", required=True),
            ContactFormField(label=_("Wiadomość"), clean_name="wiadomosc", field_type="multiline", required=True),
        ]

    def get_form_class(self) -> Any:
        """The editors' fields, after the choice of a centre where there are any."""
        form_class: type[forms.Form] = super().get_form_class()
        centres = addressees()
        if centres and ADDRESSEE not in form_class.base_fields:
            field = addressee_field(centres, navigation.site_settings(self.get_site()).publisher)
            made: Any = type(form_class)
            return made("ContactForm", (form_class,), {ADDRESSEE: field, "field_order": [ADDRESSEE]})
        return form_class

    def get_data_fields(self) -> list[tuple[str, Any]]:
        """The columns of the admin's list of messages."""
        return [*super().get_data_fields(), (ADDRESSEE, _("Do kogo"))]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from home.views import contact

        request.is_preview = False  # type: ignore[attr-defined]
        return contact.answer(self, request)

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        from home.views import contact

        return {**self.get_context(request), **contact.blank_form(self)}
