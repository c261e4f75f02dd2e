"""Home's pages for tests, with the least that a page needs."""

from __future__ import annotations

from typing import Any

import factory
import wagtail_factories
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from core.models import PortalImage
from home.models import ContactFormField, ContactPage, ContentPage, CopPage, SectionPage


class SectionPageFactory(wagtail_factories.PageFactory):
    title = factory.Sequence(lambda number: f"Dział {number}")
    slug = factory.Sequence(lambda number: f"dzial-{number}")
    summary = "O czym jest ten dział."

    class Meta:
        model = SectionPage


class ContentPageFactory(wagtail_factories.PageFactory):
    title = factory.Sequence(lambda number: f"Strona {number}")
    slug = factory.Sequence(lambda number: f"strona-{number}")
    summary = "O czym jest ta strona."

    class Meta:
        model = ContentPage


class CopPageFactory(wagtail_factories.PageFactory):
    title = factory.Sequence(lambda number: f"Centrum {number}")
    slug = factory.Sequence(lambda number: f"centrum-{number}")
    summary = "Pomagamy organizacjom."

    class Meta:
        model = CopPage


class ContactPageFactory(wagtail_factories.PageFactory):
    title = "Kontakt"
    slug = "kontakt"
    summary = "Napisz do nas."
    to_address = "kontakt@example.org"

    class Meta:
        model = ContactPage


def make_contact_page(parent: Page, **fields: Any) -> ContactPage:
    """The contact page with a name, an address, a topic and a message."""
    page = ContactPageFactory(parent=parent, **fields)
    for number, (label, kind, required) in enumerate(
        [("Imię", "singleline", False), ("Twój e-mail", "email", True), ("Temat", "singleline", True), ("Wiadomość", "multiline", True)]
    ):
        ContactFormField.objects.create(page=page, sort_order=number, label=label, field_type=kind, required=required)
    return ContactPage.objects.get(pk=page.pk)


def make_image(title: str = "Ilustracja", **fields: Any) -> PortalImage:
    """A small picture in the library."""
    return PortalImage.objects.create(title=title, file=get_test_image_file(filename="obraz.png", size=(960, 600)), **fields)
