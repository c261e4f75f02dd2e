"""The help of the admin: a text's way from a draft to the portal on one page, in place of Wagtail's English guides."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import DismissibleMenuItem, MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin


class HelpView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "home/admin/help.html"
    page_title = _("Jak tekst trafia do portalu")
    header_icon = "help"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*WagtailAdminTemplateMixin.breadcrumbs_items, {"url": "", "label": self.page_title}]


def help_item() -> MenuItem:
    return MenuItem(_("Jak tekst trafia do portalu"), reverse("home_help"), name="portal-help", icon_name="help", order=100)


def without_wagtails_guides(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave out what leads to English pages elsewhere, and with it the number that counts them as unread for ever."""
    items[:] = [item for item in items if not isinstance(item, DismissibleMenuItem)]
