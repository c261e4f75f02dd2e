"""What the portal adds to Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page

from accounts import roles, workflow_mail, workflows
from accounts.models import User
from home.admin import guards, panels, translating
from home.admin.adding import AddView
from home.admin.bulk import may_explore
from home.admin.choosing import browsed
from home.admin.cop_opening import OpenCopView
from home.admin.help import HelpView, help_item, without_wagtails_guides
from home.admin.pages import PortalPageViewSet
from home.services import cops


@hooks.register("register_admin_viewset")
def register_page_viewset() -> PortalPageViewSet:
    return PortalPageViewSet()


@hooks.register("construct_homepage_panels")
def home_panels(request: HttpRequest, items: list[Any]) -> None:
    panels.arrange(request, items)


# --- Adding


@hooks.register("register_admin_urls")
def add_url() -> list[URLPattern]:
    return [path("dodaj/<slug:what>/", AddView.as_view(), name="home_add")]


# --- Help


@hooks.register("register_admin_urls")
def help_url() -> list[URLPattern]:
    return [path("pomoc/", HelpView.as_view(), name="home_help")]


@hooks.register("register_help_menu_item")
def help_menu_item() -> MenuItem:
    return help_item()


@hooks.register("construct_help_menu")
def help_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    without_wagtails_guides(request, items)


# --- Opening a COP


class OpenCopMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return roles.is_cio(request.user)


@hooks.register("register_admin_urls")
def open_cop_url() -> list[URLPattern]:
    return [path("nowe-cop/", OpenCopView.as_view(), name="home_open_cop")]


@hooks.register("register_admin_menu_item")
def open_cop_menu_item() -> MenuItem:
    return OpenCopMenuItem(_("Nowe COP"), reverse("home_open_cop"), name="open-cop", icon_name="group", order=900)


# --- Doors


@hooks.register("before_create_user")
def creating_a_person(request: HttpRequest) -> HttpResponse | None:
    return guards.refuse_superuser(request)


@hooks.register("before_edit_user")
def changing_a_person(request: HttpRequest, user: User) -> HttpResponse | None:
    return guards.refuse_superuser(request, user)


@hooks.register("before_bulk_action")
def before_bulk(request: HttpRequest, action: str, objects: list[Any], view: object) -> HttpResponse | None:
    return guards.refuse_bulk_superuser(request, action, objects, view) or guards.before_bulk_publishing(request, action, objects, view)


@hooks.register("after_bulk_action")
def after_bulk(request: HttpRequest, action: str, objects: list[Any], view: object) -> None:
    guards.after_bulk_publishing(request, action, objects, view)


@hooks.register("before_publish_page")
def before_publish(request: HttpRequest, page: Page) -> None:
    guards.before_publishing(request, page)


@hooks.register("after_publish_page")
def after_publish(request: HttpRequest, page: Page) -> None:
    guards.after_publishing(request, page)


# Before wagtail-localize's, which answers for every page that is a translation.
@hooks.register("before_edit_page", order=-1)
def before_publishing_a_translation(request: HttpRequest, page: Page) -> HttpResponse | None:
    return translating.before_publishing(request, page)


@hooks.register("construct_explorer_page_queryset")
def exploring(parent: Page, pages: QuerySet, request: HttpRequest) -> QuerySet:
    """Wagtail hides from the list what a person may not see, but shows any page whose number stands in the address."""
    if not may_explore(request.user, [parent.pk]):
        raise PermissionDenied
    return pages


@hooks.register("construct_page_chooser_queryset")
def choosing(pages: QuerySet, request: HttpRequest) -> QuerySet:
    return browsed(request, pages)


# --- What history says


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        workflows.OWN_TEXT_APPROVED,
        _("Zatwierdzenie własnego tekstu (wyjątek)"),
        _("Własny tekst zatwierdzony: jedyna osoba moderująca w COP"),
    )
    actions.register_action(
        workflows.OWN_TEXT_PUBLISHED, _("Publikacja własnego tekstu"), _("Własny tekst opublikowany bez drugiej osoby (CIO)")
    )
    actions.register_action(
        workflow_mail.PUBLICATION_REFUSED,
        _("Nieudana publikacja z planu"),
        _("Nadszedł dzień publikacji, a tekst nie mógł się ukazać"),
    )
    actions.register_action(cops.OPENED, _("Otwarcie COP"), _("COP otwarte"))

    @actions.register_action(workflows.EXEMPTION_CHANGED)
    class ExemptionFormatter(LogFormatter):
        label = _("Wyjątek dla jedynej osoby moderującej")

        def format_message(self, log_entry: Any) -> str:
            return str(_("Wyjątek włączony") if log_entry.data.get("exempt") else _("Wyjątek wyłączony"))
