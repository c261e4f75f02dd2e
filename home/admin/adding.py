"""The two buttons that editors press most: a new item of news, a new event, each in the folder of the person's own COP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page
from wagtail.permissions import policy_registry

from events_calendar.models import CalendarFolderPage, EventPage
from news.models import NewsFolderPage, NewsPage

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from core.models import PortalPage


@dataclass(frozen=True)
class Adding:
    """What a button adds, and in which folders."""

    label: Any
    icon: str
    model: type[PortalPage]
    folder: type[PortalPage]

    def folders(self, user: User) -> QuerySet[Page]:
        """The folders in which this person may add such a page; texts are written in Polish first."""
        may = policy_registry.get_by_type(Page).instances_user_has_any_permission_for(user, {"add"})
        folders = self.folder._default_manager.filter(locale__language_code="pl", alias_of=None)
        return may.filter(pk__in=folders.values("pk")).order_by("title", "pk")

    def url(self, folder: Page) -> str:
        """The form of a new page in this folder."""
        return reverse("wagtailadmin_pages:add", args=[self.model._meta.app_label, self.model._meta.model_name, folder.pk])


# By the word in the address.
ADDING = {
    "aktualnosc": Adding(_("Dodaj aktualność"), "doc-full-inverse", NewsPage, NewsFolderPage),
    "wydarzenie": Adding(_("Dodaj wydarzenie"), "calendar", EventPage, CalendarFolderPage),
}


class AddingPanel(Component):
    """The buttons, on top of the admin's home; nothing for somebody who may add neither."""

    name = "adding"
    order = 50
    template_name = "home/admin/panels/adding.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        return {
            "buttons": [
                {"label": adding.label, "icon": adding.icon, "url": reverse("home_add", args=[word])}
                for word, adding in ADDING.items()
                if adding.folders(user).exists()
            ]
        }


class AddView(WagtailAdminTemplateMixin, TemplateView):
    """Straight to the form where there is one folder; where there are several, the choice."""

    template_name = "home/admin/choose_folder.html"

    @cached_property
    def adding(self) -> Adding:
        try:
            return ADDING[self.kwargs["what"]]
        except KeyError:
            raise Http404 from None

    @property
    def page_title(self) -> Any:
        return self.adding.label

    @property
    def header_icon(self) -> str:
        return self.adding.icon

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*WagtailAdminTemplateMixin.breadcrumbs_items, {"url": "", "label": self.adding.label}]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.found = list(self.adding.folders(request.user))  # type: ignore[arg-type]
        if not self.found:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if len(self.found) == 1:
            return redirect(self.adding.url(self.found[0]))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        folders = [{"title": folder.get_admin_display_title(), "url": self.adding.url(folder)} for folder in self.found]
        return {**super().get_context_data(**kwargs), "folders": folders}
