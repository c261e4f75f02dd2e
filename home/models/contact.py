"""The contact page: a Wagtail form page whose answers are stored and sent through the outbox."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.contrib.forms.models import AbstractForm, AbstractFormField
from wagtail.contrib.forms.panels import FormSubmissionsPanel
from wagtail.fields import StreamField

from core.models import PortalPage
from home.blocks import HomeBodyBlock


class ContactFormField(AbstractFormField):
    page = ParentalKey("home.ContactPage", on_delete=models.CASCADE, related_name="form_fields")


class ContactPage(AbstractForm, PortalPage):
    to_address = models.EmailField(_("dokąd wysyłać wiadomości"), blank=True)
    thank_you = models.CharField(_("zdanie po wysłaniu"), max_length=300, blank=True)
    body = StreamField(HomeBodyBlock(), verbose_name=_("treść nad formularzem"), blank=True)

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

    class Meta:
        verbose_name = _("strona kontaktu")
        verbose_name_plural = _("strony kontaktu")
