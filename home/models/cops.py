"""The pages of the NGO support centres."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models.pages import PageManager
from wagtail_localize.fields import SynchronizedField, TranslatableField

from core.models import PortalPage
from core.routing import FlatIndex
from home.blocks import HomeBodyBlock
from home.models.pages import SAME_IN_EVERY_LANGUAGE
from home.models.rows import TranslatedRow
from home.querysets import CopQuerySet


class CopIndexPage(FlatIndex, PortalPage):
    """All centres."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.CopPage"]
    max_count_per_parent = 1
    template = "home/cop_index.html"
    override_translatable_fields = SAME_IN_EVERY_LANGUAGE

    class Meta:
        verbose_name = _("spis COP")
        verbose_name_plural = _("spisy COP")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.assembly import cop_index_context

        return {**super().get_context(request, *args, **kwargs), **cop_index_context(self, request)}

    def entries(self) -> CopQuerySet:
        return CopPage.objects.all()


class CopPage(PortalPage):
    """One centre: where it is, when it is open, what it does, its news and events. Roles, never private persons' data."""

    organisation = models.ForeignKey(
        "accounts.Organisation",
        verbose_name=_("COP"),
        on_delete=models.PROTECT,
        related_name="cop_pages",
        limit_choices_to={"kind": "cop"},
    )
    address = models.CharField(_("adres"), max_length=250, blank=True)
    phone = models.CharField(_("telefon"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    accessibility_note = models.CharField(_("dostępność siedziby"), max_length=500, blank=True)
    services = StreamField(HomeBodyBlock(), verbose_name=_("w czym pomaga"), blank=True)

    objects = PageManager.from_queryset(CopQuerySet)()

    search_kind = "cop"
    parent_page_types = ["home.CopIndexPage"]
    subpage_types: list[str] = []
    template = "home/cop.html"

    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("organisation"),
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("address"), FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]), FieldPanel("accessibility_note")],
            _("Kontakt"),
        ),
        InlinePanel("opening_hours", label=_("Godziny"), heading=_("Godziny otwarcia")),
        InlinePanel("staff_roles", label=_("Rola"), heading=_("Kto pomaga: role, bez nazwisk")),
        FieldPanel("listing_image"),
        FieldPanel("services"),
    ]
    promote_panels = PortalPage.promote_panels[1:]

    override_translatable_fields = [
        *SAME_IN_EVERY_LANGUAGE,
        SynchronizedField("organisation", overridable=False),
        SynchronizedField("address", overridable=False),
        SynchronizedField("phone", overridable=False),
        SynchronizedField("email", overridable=False),
        TranslatableField("opening_hours"),
        TranslatableField("staff_roles"),
    ]

    class Meta:
        verbose_name = _("strona COP")
        verbose_name_plural = _("strony COP")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.assembly import cop_context

        return {**super().get_context(request, *args, **kwargs), **cop_context(self, request)}

    def search_body(self) -> str:
        """With what people ask a centre's page for first: when it is open, where it is, how to reach it, and whom it serves."""
        with override(self.locale.language_code):
            asked = gettext("Kontakt, adres, telefon, kiedy otwarte, godziny otwarcia, godziny pracy")
        organisation = self.organisation
        hours = [f"{row.days} {row.hours}" for row in self.opening_hours.all()]
        communes = organisation.served_communes.order_by("territory__sort_key").values_list("territory__name", flat=True)
        facts = [self.address or organisation.address, self.phone or organisation.phone, *hours]
        return "\n".join(filter(None, [super().search_body(), f"{asked}: {', '.join(filter(None, facts))}", ", ".join(communes)]))

    def search_fields_of_kind(self) -> dict[str, Any]:
        return {"place": self.organisation.town, "organiser": self.organisation.slug}

    def structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        return [
            *super().structured_data(request),
            {
                "@context": "https://schema.org",
                "@type": "Organization",
                "name": self.title,
                "url": self.get_full_url(request),
                **({"address": self.address} if self.address else {}),
                **({"email": self.email} if self.email else {}),
                **({"telephone": self.phone} if self.phone else {}),
            },
        ]


class OpeningHours(TranslatedRow):
    page = ParentalKey(CopPage, on_delete=models.CASCADE, related_name="opening_hours")
    days = models.CharField(_("dni"), max_length=80)
    hours = models.CharField(_("godziny"), max_length=80)

    panels = [FieldRowPanel([FieldPanel("days"), FieldPanel("hours")])]
    override_translatable_fields = [TranslatableField("days"), SynchronizedField("hours")]

    class Meta(TranslatedRow.Meta):
        verbose_name = _("godziny otwarcia")
        verbose_name_plural = _("godziny otwarcia")


class CopStaffRole(TranslatedRow):
    page = ParentalKey(CopPage, on_delete=models.CASCADE, related_name="staff_roles")
    role = models.CharField(_("rola"), max_length=120)
    duties = models.CharField(_("w czym pomaga"), max_length=300, blank=True)

    panels = [FieldPanel("role"), FieldPanel("duties")]

    class Meta(TranslatedRow.Meta):
        verbose_name = _("rola w COP")
        verbose_name_plural = _("role w COP")
