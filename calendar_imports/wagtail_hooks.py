"""What imported calendars add to the admin."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.log_actions import LogActionRegistry

from accounts import roles
from accounts.models import User
from calendar_imports.admin.sources import SourcesView, SourceView
from calendar_imports.admin.views import ImportsView, ProgressView, RunView, UploadView
from calendar_imports.querysets import number_waiting
from calendar_imports.services import storing, undoing


@hooks.register("register_admin_urls")
def import_urls() -> list[URLPattern]:
    return [
        path("importy/", ImportsView.as_view(), name="calendar_imports"),
        path("importy/nowy/", UploadView.as_view(), name="calendar_import_new"),
        path("importy/<int:pk>/", RunView.as_view(), name="calendar_import"),
        path("importy/<int:pk>/postep/", ProgressView.as_view(), name="calendar_import_progress"),
        path("importy/kalendarze/", SourcesView.as_view(), name="calendar_sources"),
        path("importy/kalendarze/<int:pk>/", SourceView.as_view(), name="calendar_source"),
    ]


class ImportsMenuItem(MenuItem):
    """For who writes for a COP; with the number of what waits for them, for who decides."""

    def is_shown(self, request: HttpRequest) -> bool:
        user = cast(User, request.user)
        return roles.is_cio(user) or bool(roles.cop_ids_of(user))

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        number = number_waiting(cast(User, request.user))
        label = f"{self.label} ({number})" if number else self.label
        return LinkMenuItem(self.name, label, self.url, icon_name=self.icon_name, classname=self.classname, attrs=self.attrs)


@hooks.register("register_admin_menu_item")
def imports_menu_item() -> MenuItem:
    return ImportsMenuItem(_("Importy"), reverse("calendar_imports"), name="calendar-imports", icon_name="download", order=155)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(storing.CHANGED_BY_IMPORT, _("Zmiana z importu"), _("Zmienione przez import kalendarza"))
    actions.register_action(undoing.UNDONE_BY_IMPORT, _("Cofnięcie importu"), _("Cofnięte razem z importem kalendarza"))
