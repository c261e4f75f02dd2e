"""The home page, sections and ordinary content pages."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Site
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import SynchronizedField, TranslatableField

from core import navigation, structured_data
from core.models import PortalPage
from home.blocks import HomeBodyBlock
from home.models.rows import TranslatedRow

# Words are translated; addresses, pictures and whose page it is are the source page's in every language.
SAME_IN_EVERY_LANGUAGE = [
    SynchronizedField("slug", overridable=False),
    SynchronizedField("listing_image"),
    SynchronizedField("social_image"),
    SynchronizedField("territory", overridable=False),
    SynchronizedField("owner_cop", overridable=False),
    SynchronizedField("review_by"),
]


class HomePage(PortalPage):
    """The first page: search, three doors, what is coming, what is new, one open question."""

    lead = models.CharField(_("zdanie pod tytułem"), max_length=250, blank=True)
    popular_searches = models.CharField(
        _("często szukane"), max_length=250, blank=True, help_text=_("Hasła oddzielone przecinkami; każde jest linkiem do wyników.")
    )
    band_title = models.CharField(_("pytanie do mieszkańców: tytuł"), max_length=150, blank=True)
    band_text = models.CharField(_("pytanie do mieszkańców: zdanie"), max_length=300, blank=True)
    band_label = models.CharField(_("pytanie do mieszkańców: napis na przycisku"), max_length=60, blank=True)
    band_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("pytanie do mieszkańców: strona"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = StreamField(HomeBodyBlock(), verbose_name=_("dalej na stronie"), blank=True)

    search_kind = None
    parent_page_types = ["wagtailcore.Page"]
    template = "home/home.html"

    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("lead"),
        FieldPanel("popular_searches"),
        InlinePanel("door_links", label=_("Link"), heading=_("Trzy wejścia: mieszkam, działam, pracuję"), max_num=15),
        MultiFieldPanel(
            [FieldPanel("band_title"), FieldPanel("band_text"), FieldRowPanel([FieldPanel("band_label"), FieldPanel("band_page")])],
            _("Pytanie do mieszkańców"),
        ),
        FieldPanel("body"),
    ]

    override_translatable_fields = [
        *SAME_IN_EVERY_LANGUAGE,
        SynchronizedField("band_page", overridable=False),
        TranslatableField("door_links"),
    ]

    class Meta:
        verbose_name = _("strona główna")
        verbose_name_plural = _("strony główne")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.assembly import home_context

        return {**super().get_context(request, *args, **kwargs), **home_context(self, request)}

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        # A page that only lies on the way needs none of its own columns: one query less for all that lies below it.
        if len(path_components) > 1:
            child = self.get_children().filter(slug=path_components[0]).first()
            if child is not None and child.specific_class in _passed_through():
                child._cached_parent_obj = self
                return child.specific_deferred.route(request, path_components[1:])
        return super().route(request, path_components)

    def structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        settings = navigation.site_settings(Site.find_for_request(request))
        return [{"@context": "https://schema.org", **structured_data.publisher(settings, request)}]


def _passed_through() -> frozenset[type]:
    """Types that answer no address of their own below them, so that nothing of them is shown on the way."""
    from home.models.cops import CopIndexPage
    from ngo_pages.models import InitiativeIndexPage, NgoIndexPage
    from problem_groups.models import GroupIndexPage

    return frozenset({CopIndexPage, NgoIndexPage, InitiativeIndexPage, GroupIndexPage, SectionPage})


class HomeDoorLink(TranslatedRow):
    class Audience(models.TextChoices):
        RESIDENT = "resident", _("Mieszkam tu")
        NGO = "ngo", _("Działam w organizacji")
        OFFICE = "office", _("Pracuję w urzędzie")

    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="door_links")
    audience = models.CharField(_("wejście"), max_length=8, choices=Audience)
    text = models.CharField(_("napis"), max_length=80)
    path = models.CharField(_("adres w portalu"), max_length=200, help_text=_("Od ukośnika, na przykład /pl/kalendarz/."))

    panels = [FieldPanel("audience"), FieldPanel("text"), FieldPanel("path")]
    # The address is a word to translate too: the English page leads to English pages.
    override_translatable_fields = [SynchronizedField("audience", overridable=False), TranslatableField("text"), TranslatableField("path")]

    class Meta(TranslatedRow.Meta):
        verbose_name = _("link wejścia")
        verbose_name_plural = _("linki wejść")

    def clean(self) -> None:
        super().clean()
        if not self.path.startswith("/") or self.path.startswith("//"):
            raise ValidationError({"path": _("Adres w portalu zaczyna się od jednego ukośnika, na przykład /pl/kalendarz/.")})


class SectionPage(PortalPage):
    """A chapter of the portal: an introduction and the list of what lies in it."""

    body = StreamField(HomeBodyBlock(), verbose_name=_("treść"), blank=True)

    parent_page_types = ["home.HomePage", "home.SectionPage"]
    subpage_types = ["home.SectionPage", "home.ContentPage", "home.ContactPage"]
    template = "home/section.html"

    content_panels = [*PortalPage.content_panels, FieldPanel("summary"), FieldPanel("listing_image"), FieldPanel("body")]
    promote_panels = PortalPage.promote_panels[1:]
    override_translatable_fields = SAME_IN_EVERY_LANGUAGE

    class Meta:
        verbose_name = _("dział")
        verbose_name_plural = _("działy")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.assembly import section_children

        return {**super().get_context(request, *args, **kwargs), "children": section_children(self)}


class ContentPage(PortalPage):
    """An ordinary page of text."""

    body = StreamField(HomeBodyBlock(), verbose_name=_("treść"))

    parent_page_types = ["home.HomePage", "home.SectionPage"]
    subpage_types: list[str] = []
    template = "home/content.html"

    content_panels = SectionPage.content_panels
    promote_panels = PortalPage.promote_panels[1:]
    override_translatable_fields = SAME_IN_EVERY_LANGUAGE

    class Meta:
        verbose_name = _("strona z treścią")
        verbose_name_plural = _("strony z treścią")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.assembly import content_context

        return {**super().get_context(request, *args, **kwargs), **content_context(self)}
