"""Problem and topic groups: what a group is for and which organisations work in it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail.models.pages import PageManager
from wagtail_localize.fields import SynchronizedField

from core.blocks import BodyBlock
from core.fields import SortKeyField
from core.models import PortalPage
from core.routing import FlatIndex, ServedByView
from problem_groups.querysets import GroupQuerySet


class GroupIndexPage(FlatIndex, ServedByView, PortalPage):
    """All groups."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["problem_groups.GroupPage"]
    max_count_per_parent = 1
    template = "problem_groups/index.html"

    override_translatable_fields = [SynchronizedField("slug", overridable=False)]

    class Meta:
        verbose_name = _("spis grup problemowych")
        verbose_name_plural = _("spisy grup problemowych")

    def entries(self) -> GroupQuerySet:
        return GroupPage.objects.all()

    def view(self, request: HttpRequest) -> TemplateResponse:
        from problem_groups import views

        return views.index(self, request)


class GroupPage(PortalPage):
    """A group: what it is for, who works in it, what it wrote and held."""

    aim = models.TextField(_("cel grupy"), max_length=1000)
    how_to_join = models.TextField(_("jak dołączyć"), max_length=1000, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("opis"), blank=True)
    sort_key = SortKeyField(source="title", db_index=True)

    objects = PageManager.from_queryset(GroupQuerySet)()

    search_kind = "group"
    parent_page_types = ["problem_groups.GroupIndexPage"]
    subpage_types: list[str] = []
    template = "problem_groups/group.html"

    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("summary"),
        FieldPanel("aim"),
        FieldPanel("how_to_join"),
        FieldPanel("listing_image"),
        FieldPanel("body"),
        InlinePanel("members", label=_("Organizacja"), heading=_("Organizacje w grupie")),
        InlinePanel("related", label=_("Strona"), heading=_("Aktualności i wydarzenia grupy")),
        InlinePanel("documents", label=_("Plik"), heading=_("Pliki grupy")),
    ]
    promote_panels = PortalPage.promote_panels[1:]

    # Words are translated; who works here and what belongs to the group is the source page's in every language.
    override_translatable_fields = [
        SynchronizedField("slug", overridable=False),
        SynchronizedField("listing_image"),
        SynchronizedField("social_image"),
        SynchronizedField("territory", overridable=False),
        SynchronizedField("owner_cop", overridable=False),
        SynchronizedField("members", overridable=False),
        SynchronizedField("related", overridable=False),
        SynchronizedField("documents", overridable=False),
        SynchronizedField("review_by"),
    ]

    class Meta:
        verbose_name = _("grupa problemowa")
        verbose_name_plural = _("grupy problemowe")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from problem_groups import views

        return {**super().get_context(request, *args, **kwargs), **views.group_context(self, request)}

    def search_body(self) -> str:
        return "\n".join(filter(None, [self.aim, self.how_to_join, super().search_body()]))


class GroupMember(Orderable):
    page = ParentalKey(GroupPage, on_delete=models.CASCADE, related_name="members")
    organisation = models.ForeignKey("accounts.Organisation", verbose_name=_("organizacja"), on_delete=models.CASCADE, related_name="+")

    panels = [FieldPanel("organisation")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "organisation"], name="problem_groups_member_once")]


class GroupRelatedPage(Orderable):
    page = ParentalKey(GroupPage, on_delete=models.CASCADE, related_name="related")
    target = models.ForeignKey("wagtailcore.Page", verbose_name=_("strona"), on_delete=models.CASCADE, related_name="+")

    panels = [FieldPanel("target")]


class GroupDocument(Orderable):
    page = ParentalKey(GroupPage, on_delete=models.CASCADE, related_name="documents")
    document = models.ForeignKey("core.PortalDocument", verbose_name=_("plik"), on_delete=models.CASCADE, related_name="+")

    panels = [FieldPanel("document")]
