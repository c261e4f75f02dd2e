"""What the search adds to Wagtail's admin."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.viewsets.base import ViewSet

from search.admin import promotions
from search.admin.report import QueriesReportView, ReportMenuItem
from search.admin.silenced import silenced_viewset
from search.admin.synonyms import synonyms_viewset

promotions.install()

search_menu = Menu(register_hook_name="register_search_menu_item")


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[ViewSet]:
    return [synonyms_viewset, silenced_viewset]


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    return [
        path("czego-szukaja/", QueriesReportView.as_view(), name="search_report"),
        path("czego-szukaja/results/", QueriesReportView.as_view(results_only=True), name="search_report_results"),
    ]


@hooks.register("register_admin_menu_item")
def search_group() -> MenuItem:
    return SubmenuMenuItem(_("Wyszukiwarka"), search_menu, name="search-group", icon_name="search", order=270)


@hooks.register("register_search_menu_item")
def promotions_item() -> MenuItem:
    return promotions.PromotionsMenuItem()


@hooks.register("register_search_menu_item")
def report_item() -> MenuItem:
    return ReportMenuItem()


@hooks.register("construct_settings_menu")
def settings_without_promotions(request: HttpRequest, items: list[MenuItem]) -> None:
    promotions.without_wagtails_own(request, items)


@hooks.register("construct_reports_menu")
def reports_without_search_terms(request: HttpRequest, items: list[MenuItem]) -> None:
    promotions.without_wagtails_own(request, items)


@hooks.register("register_permissions")
def reading_the_report() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="search", codename__in=["view_searchcount", "view_synonym"])
