"""The directory of organisations and the local initiatives."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models.pages import PageManager
from wagtail_localize.fields import SynchronizedField

from core.blocks import BodyBlock
from core.fields import CodesField, SortKeyField, WordsField
from core.models import PortalPage
from core.routing import FlatIndex, ServedByView
from core.territory_chooser import TerritoryChooser
from ngo_pages.activities import Activity
from ngo_pages.querysets import DirectoryQuerySet, InitiativeQuerySet, NgoQuerySet

# Words are translated; what a thing is, where, and whose, is the source page's in every language.
SAME_IN_EVERY_LANGUAGE = [
    SynchronizedField("slug", overridable=False),
    SynchronizedField("listing_image"),
    SynchronizedField("social_image"),
    SynchronizedField("territory", overridable=False),
    SynchronizedField("owner_cop", overridable=False),
    SynchronizedField("organisation", overridable=False),
    SynchronizedField("review_by"),
]


class DirectoryIndexPage(FlatIndex, ServedByView, PortalPage):
    """A list of pages that stand flat below it."""

    override_translatable_fields = [SynchronizedField("slug", overridable=False)]

    class Meta:
        abstract = True


class NgoIndexPage(DirectoryIndexPage):
    """The directory of organisations."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["ngo_pages.NgoPage"]
    max_count_per_parent = 1
    template = "ngo_pages/ngo_index.html"

    class Meta:
        verbose_name = _("spis organizacji")
        verbose_name_plural = _("spisy organizacji")

    def entries(self) -> DirectoryQuerySet:
        return NgoPage.objects.all()

    def view(self, request: HttpRequest) -> TemplateResponse:
        from ngo_pages import views

        return views.ngo_index(self, request)


class NgoPage(PortalPage):
    """An organisation's profile. Name, numbers and seat are the organisation's own (accounts); here is what it says of itself."""

    organisation = models.ForeignKey(
        "accounts.Organisation",
        verbose_name=_("organizacja"),
        on_delete=models.PROTECT,
        related_name="profile_pages",
        limit_choices_to={"kind": "ngo"},
    )
    mission = models.TextField(_("czym się zajmuje"), max_length=1000, blank=True)
    activities = CodesField(_("pola działalności"), choices=Activity)
    founded = models.PositiveSmallIntegerField(_("rok założenia"), null=True, blank=True)
    help_wanted = models.CharField(_("jak się włączyć"), max_length=400, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("opis"), blank=True)
    words = WordsField(
        sources=("title", "summary", "organisation.name", "organisation.town", "territory.name", "organisation.territory.name"),
    )
    sort_key = SortKeyField(source="title", db_index=True)

    objects = PageManager.from_queryset(NgoQuerySet)()

    search_kind = "organisation"
    parent_page_types = ["ngo_pages.NgoIndexPage"]
    subpage_types: list[str] = []
    template = "ngo_pages/ngo.html"

    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("organisation"),
        FieldPanel("summary"),
        FieldPanel("mission"),
        FieldPanel("help_wanted"),
        FieldPanel("activities"),
        FieldRowPanel([FieldPanel("founded"), FieldPanel("territory", widget=TerritoryChooser)]),
        FieldPanel("listing_image"),
        FieldPanel("body"),
    ]
    promote_panels = [
        MultiFieldPanel([FieldPanel("social_image")], _("Obrazy")),
        MultiFieldPanel([FieldPanel("topics"), FieldPanel("owner_cop")], _("O czym")),
        *PortalPage.promote_panels[3:],
    ]

    override_translatable_fields = [
        *SAME_IN_EVERY_LANGUAGE,
        SynchronizedField("activities", overridable=False),
        SynchronizedField("founded", overridable=False),
    ]

    class Meta:
        verbose_name = _("profil organizacji")
        verbose_name_plural = _("profile organizacji")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ngo_pages import views

        return {**super().get_context(request, *args, **kwargs), **views.ngo_context(self, request)}

    def search_body(self) -> str:
        organisation = self.organisation
        return "\n".join(
            filter(
                None,
                [
                    self.mission,
                    *map(str, self.get_activities_labels()),
                    super().search_body(),
                    # Last: an excerpt is better without figures.
                    organisation.name if organisation.name != self.title else "",
                    organisation.krs,
                    organisation.nip,
                ],
            )
        )

    def search_fields_of_kind(self) -> dict[str, Any]:
        return {"place": self.organisation.town, "organiser": self.organisation.slug}

    def structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        organisation = self.organisation
        return [
            *super().structured_data(request),
            {
                "@context": "https://schema.org",
                "@type": "NGO",
                "name": organisation.name,
                "description": self.summary,
                "url": self.get_full_url(request),
                **({"email": organisation.email} if organisation.email else {}),
                **({"telephone": organisation.phone} if organisation.phone else {}),
                **({"sameAs": [organisation.website]} if organisation.website else {}),
            },
        ]


class InitiativeIndexPage(DirectoryIndexPage):
    """Local initiatives: what residents do together."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["ngo_pages.InitiativePage"]
    max_count_per_parent = 1
    template = "ngo_pages/initiative_index.html"

    class Meta:
        verbose_name = _("spis inicjatyw lokalnych")
        verbose_name_plural = _("spisy inicjatyw lokalnych")

    def entries(self) -> DirectoryQuerySet:
        return InitiativePage.objects.all()

    def view(self, request: HttpRequest) -> TemplateResponse:
        from ngo_pages import views

        return views.initiative_index(self, request)


class InitiativeState(models.TextChoices):
    IDEA = "idea", _("pomysł")
    LOOKING = "looking", _("szukamy ludzi")
    RUNNING = "running", _("działamy")
    DONE = "done", _("zrobione")


class InitiativePage(PortalPage):
    aim = models.TextField(_("cel"), max_length=1000)
    place = models.CharField(_("gdzie"), max_length=200, blank=True)
    who = models.CharField(_("kto to robi"), max_length=300, blank=True)
    how_to_join = models.TextField(_("jak dołączyć"), max_length=1000, blank=True)
    state = models.CharField(_("stan"), max_length=8, choices=InitiativeState, default=InitiativeState.IDEA)
    organisation = models.ForeignKey(
        "accounts.Organisation", verbose_name=_("organizacja"), null=True, blank=True, on_delete=models.PROTECT, related_name="initiatives"
    )
    informal_group = models.CharField(_("albo grupa nieformalna"), max_length=150, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("opis"), blank=True)
    words = WordsField(sources=("title", "place", "informal_group"))
    sort_key = SortKeyField(source="title", db_index=True)

    objects = PageManager.from_queryset(InitiativeQuerySet)()

    search_kind = "initiative"
    parent_page_types = ["ngo_pages.InitiativeIndexPage"]
    subpage_types: list[str] = []
    template = "ngo_pages/initiative.html"

    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("summary"),
        FieldPanel("aim"),
        FieldRowPanel([FieldPanel("state"), FieldPanel("place")]),
        FieldPanel("territory", widget=TerritoryChooser),
        MultiFieldPanel([FieldPanel("who"), FieldPanel("organisation"), FieldPanel("informal_group")], _("Kto")),
        FieldPanel("how_to_join", help_text=_("Gdy stan to „zrobione”, portal tego nie pokazuje.")),
        FieldPanel("listing_image"),
        FieldPanel("body"),
    ]
    promote_panels = NgoPage.promote_panels

    override_translatable_fields = [*SAME_IN_EVERY_LANGUAGE, SynchronizedField("state", overridable=False)]

    class Meta:
        verbose_name = _("inicjatywa lokalna")
        verbose_name_plural = _("inicjatywy lokalne")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ngo_pages import views

        return {**super().get_context(request, *args, **kwargs), **views.initiative_context(self, request)}

    def clean(self) -> None:
        super().clean()
        if self.organisation and self.informal_group:
            raise ValidationError({"informal_group": _("Wybierz organizację albo wpisz grupę nieformalną, nie obie naraz.")})

    def search_body(self) -> str:
        how_to_join = "" if self.is_done else self.how_to_join
        return "\n".join(filter(None, [self.aim, self.who, how_to_join, self.informal_group, super().search_body()]))

    @property
    def is_done(self) -> bool:
        """Nobody can join any more, so no page and no search result may say how."""
        return self.state == InitiativeState.DONE

    def search_fields_of_kind(self) -> dict[str, Any]:
        # A group without a name in the register stands for itself; the COP only looks after its page.
        return {"place": self.place, "organiser": self.organisation.slug if self.organisation else ""}
