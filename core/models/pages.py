"""The abstract base of every page. An ordinary abstract model: wagtail-localize does not know Wagtail's replaceable base."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

from anyascii import anyascii
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import Page, PagePermissionTester, PageViewRestriction, Workflow, WorkflowState

from core import registry, structured_data, synchronised
from core.forms import PortalPageForm
from core.panels import BeforePublishingPanel, SentBackPanel, ToReviewPanel
from core.privacy import is_public
from core.querysets import take_turn
from core.search_documents import SearchDocument, enqueue_page, stream_text
from core.territory_chooser import TerritoryChooser

if TYPE_CHECKING:
    from core.models.media import PortalImage

# Words that are routes of the calendar and the directory (shared URL contract), so no page may be called so.
RESERVED_SLUGS = frozenset({"zglos", "rss", "miejsca", "ramowy", "moj", "mapa", "dane"})

# What Wagtail takes from the page, not from the revision, when the revision is published.
_OUTSIDE_REVISIONS = (
    *("path", "depth", "numchild", "url_path", "draft_title", "live", "has_unpublished_changes", "owner", "first_published_at"),
    *("locked", "locked_by", "locked_at", "latest_revision", "latest_revision_created_at"),
)


class PortalPage(Page):
    """A page of the portal: what every kind of page carries, whoever writes it and wherever it stands."""

    summary = models.CharField(
        _("streszczenie"),
        max_length=300,
        blank=True,
        help_text=_("Jedno lub dwa zdania: stoją na listach, w wynikach wyszukiwania i w podglądzie linku."),
    )
    listing_image = models.ForeignKey(
        "core.PortalImage", verbose_name=_("obraz na listach"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    social_image = models.ForeignKey(
        "core.PortalImage",
        verbose_name=_("obraz do udostępniania"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Pusty: portal użyje obrazu z list."),
    )
    topics = ClusterTaggableManager(through="core.PageTopic", blank=True, verbose_name=_("tematy"))
    territory = models.ForeignKey(
        "core.Territory", verbose_name=_("obszar"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner_cop = models.ForeignKey(
        "accounts.Organisation",
        verbose_name=_("prowadzi COP"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"kind": "cop"},
    )
    review_by = models.DateField(
        _("sprawdź do"), null=True, blank=True, help_text=_("Dzień, do którego ktoś ma przeczytać stronę jeszcze raz.")
    )

    # What the search calls this kind of page; None keeps the type out of the search.
    search_kind: str | None = "page"
    # What programs read (core.api).
    api_fields = [APIField("summary")]

    base_form_class = PortalPageForm
    content_panels = [ToReviewPanel(), SentBackPanel(), BeforePublishingPanel(), *Page.content_panels]
    promote_panels = [
        FieldPanel("summary"),
        # The image of lists stands with the content of each type that has one; a field may stand in a form only once.
        MultiFieldPanel([FieldPanel("social_image")], _("Obrazy")),
        MultiFieldPanel(
            [FieldPanel("topics"), FieldPanel("territory", widget=TerritoryChooser), FieldPanel("owner_cop")], _("O czym i gdzie")
        ),
        MultiFieldPanel([FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")], _("Dla wyszukiwarek")),
        MultiFieldPanel([FieldPanel("show_in_menus"), FieldPanel("review_by")], _("Na co dzień")),
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("Adres „%(slug)s” jest zajęty przez portal. Wybierz inny.") % {"slug": self.slug}})

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save, ask the search to look at the page again, and keep its translations' dates: a crash loses none of it."""
        written = kwargs.get("update_fields")
        with transaction.atomic():
            if written is None:
                synchronised.take_from_source(self)
            result = super().save(*args, **kwargs)
            enqueue_page(self.pk)
            synchronised.hand_on(self, written)
        return result

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """A translation's text says what its source page says, from whichever older text it was made."""
        synchronised.take_from_source(self)
        return super().save_revision(*args, **kwargs)

    def publish(self, *args: Any, **kwargs: Any) -> Any:
        """Wagtail's, after whoever writes the page now: its columns outside the revision are taken as they are then."""
        with transaction.atomic():
            take_turn(self.pk)
            self.refresh_from_db(fields=_OUTSIDE_REVISIONS)
            return super().publish(*args, **kwargs)

    def _set_core_field_defaults(self) -> None:
        super()._set_core_field_defaults()
        # Wagtail looks for Latin letters and gives up on a title without any, which may well be Ukrainian.
        if not self.slug and self.title.strip() and (self.path or getattr(self, "_cached_parent_obj", None)):  # type: ignore[has-type]
            self.slug = self._get_autogenerated_slug("strona")

    def slug_of_title(self) -> str:
        """The title as a word of an address; empty where it has no letters and digits at all."""
        # Wagtail's and Django's slugify drop "ł"; anyascii writes it as "l".
        # A title may hold what looks like HTML: "<b>" is no word of an address.
        return slugify(anyascii(unescape(strip_tags(self.title))))

    def _get_autogenerated_slug(self, base_slug: str) -> str:
        return super()._get_autogenerated_slug(self.slug_of_title() or base_slug)

    # --- Roles and workflow: accounts knows them (core.registry)

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """What the person may do with the page."""
        tester = registry.page_roles.permission_tester if registry.page_roles else PagePermissionTester
        return tester(user, self)

    def get_workflow(self) -> Workflow | None:
        """The owner COP's workflow, wherever the page stands; else the one its place in the tree gives."""
        own = registry.page_roles.workflow(self) if registry.page_roles else None
        return own or super().get_workflow()

    @property
    def has_workflow(self) -> bool:
        return self.get_workflow() is not None

    @property
    def status_string(self) -> str:
        """Wagtail's, which calls a text that was sent back a draft."""
        state = self.current_workflow_state
        if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
            return super().status_string
        return gettext("opublikowane, zmiany do poprawy") if self.live else gettext("do poprawy")

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """Wagtail's, without asking the tree on every view: the portal keeps the list of private places."""
        if is_public(self.path):
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        # The frame builds breadcrumbs and languages from it; every way of showing a page, routes and previews too, comes here.
        request.portal_page = self  # type: ignore[attr-defined]
        return {**super().get_context(request, *args, **kwargs), "structured_data": self.structured_data(request)}

    @property
    def share_image(self) -> PortalImage | None:
        return self.social_image or self.listing_image

    def search_body(self) -> str:
        """The plain text the search looks through, without title and summary."""
        return stream_text(self)

    def search_fields_of_kind(self) -> dict[str, Any]:
        """What only this type knows of its search document: date, end, place, who stands for it where that is not its COP; another title
        where the page's own says too little."""
        return {}

    def search_document(self) -> SearchDocument | None:
        """What the search keeps of this page; None when it should not be found at all."""
        if self.search_kind is None:
            return None
        topics = [link.tag for link in self.topic_links.all()]
        # A reader who asks for a topic wants all pages about it, also those that do not use its word.
        names = sorted(topic.name_en if self.locale.language_code == "en" else topic.name for topic in topics)
        cop = self.owner_cop.slug if self.owner_cop else ""
        of_kind = {"title": self.title, "organiser": cop, **self.search_fields_of_kind()}
        return SearchDocument(
            key=f"page:{self.pk}",
            locale=self.locale.language_code,
            kind=self.search_kind,
            summary=self.summary,
            body="\n".join(filter(None, [self.search_body(), ", ".join([*names, *self._names_of_territory()])])),
            url_path=self.url or "",
            territory_code=self.territory.code if self.territory else "",
            topics=sorted(topic.slug for topic in topics),
            cop=cop,
            image=self.listing_image_id,
            **of_kind,
        )

    def _names_of_territory(self) -> list[str]:
        """The commune and the county, so that what says no word of where it is can be found by the place's name."""
        units = [self.territory, self.territory.parent] if self.territory else []
        return list(dict.fromkeys(unit.name for unit in units if unit and unit.kind != unit.Kind.VOIVODESHIP))

    def structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        """JSON-LD objects of this page; types add their own. Breadcrumbs stand on every page below home."""
        crumbs = structured_data.breadcrumbs(self, request)
        return [crumbs] if crumbs else []
