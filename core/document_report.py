"""A report of the admin: documents whose text could not be read, why, and a button to try again.

Such a file is found by its title only, and most likely no screen reader can read it either.
"""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn, UsageCountColumn
from wagtail.admin.utils import get_valid_next_url_from_request, set_query_params
from wagtail.admin.views.reports import ReportView
from wagtail.models import ReferenceIndex
from wagtail.permissions import policy_registry

from core import document_text
from core.models import PortalDocument

LIST, RESULTS, AGAIN = "documents_without_text", "documents_without_text_results", "read_document_again"


class ReasonFilterSet(WagtailFilterSet):
    text_state = django_filters.ChoiceFilter(
        label=gettext_lazy("Dlaczego"), choices=[(state.value, state.label) for state in document_text.WITHOUT_TEXT]
    )

    class Meta:
        model = PortalDocument
        fields = ["text_state"]


class ReadAgainColumn(Column):
    """A button for each document; what it changes is asked for with a posted form."""

    cell_template_name = "core/admin/read_again_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> Any:
        context = super().get_cell_context_data(instance, parent_context)
        context["csrf_token"] = get_token(parent_context["request"])
        context["action"] = reverse(AGAIN, args=[instance.pk])
        context["next"] = parent_context["request"].get_full_path().replace(reverse(RESULTS), reverse(LIST))
        return context


class DocumentsWithoutTextView(ReportView):
    """Only documents that the reader may change, since nobody else can do anything about them."""

    model = PortalDocument
    any_permission_required = ["change"]
    page_title = gettext_lazy("Dokumenty bez tekstu")
    header_icon = "doc-full-inverse"
    index_url_name = LIST
    index_results_url_name = RESULTS
    filterset_class = ReasonFilterSet
    default_ordering = "title"
    list_export = ["title", "filename", "get_text_state_display", "created_at"]
    export_headings = {
        "title": gettext_lazy("Tytuł"),
        "filename": gettext_lazy("Plik"),
        "get_text_state_display": gettext_lazy("Dlaczego"),
        "created_at": gettext_lazy("Dodano"),
    }

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label=_("Tytuł"), get_url=self.edit_address, sort_key="title"),
            Column("filename", label=_("Plik")),
            Column("text_state", label=_("Dlaczego"), accessor="get_text_state_display", sort_key="text_state"),
            DateColumn("created_at", label=_("Dodano"), sort_key="created_at"),
            UsageCountColumn("usage_count", label=_("Użycie")),
            ReadAgainColumn("again", label=_("Jeszcze raz")),
        ]

    @property
    def no_results_message(self) -> str:
        return _("Z każdego pliku, który umiemy czytać, odczytaliśmy tekst.") if not self.is_filtering else _("Nic nie pasuje do filtrów.")

    def edit_address(self, document: PortalDocument) -> str:
        return set_query_params(reverse("wagtaildocs:edit", args=[document.pk]), {"next": reverse(LIST)})

    def get_base_queryset(self) -> QuerySet[PortalDocument]:
        mine = self.permission_policy.instances_user_has_permission_for(self.request.user, "change")
        return mine.filter(text_state__in=document_text.WITHOUT_TEXT).defer("extracted_text")

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        counts = ReferenceIndex.get_count_references_to_in_bulk(list(object_list))
        for document in object_list:
            document.usage_count = counts.get(document, 0)
        return object_list


class ReadAgainView(View):
    """Puts the file before the worker once more."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect(LIST)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        document = get_object_or_404(PortalDocument, pk=pk)
        document_text.read_again(request.user, document)
        messages.success(request, _("Za chwilę jeszcze raz odczytamy plik „%(title)s”.") % {"title": document.title})
        # Not `redirect`, which takes what is no address for the name of a view.
        return HttpResponseRedirect(get_valid_next_url_from_request(request) or reverse(LIST))


class ReportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(policy_registry.get_by_type(PortalDocument).user_has_permission(request.user, "change"))


def menu_item() -> MenuItem:
    """The report's entry in the menu of reports."""
    return ReportMenuItem(DocumentsWithoutTextView.page_title, reverse(LIST), name="bez-tekstu", icon_name="doc-full-inverse", order=1100)


def urls() -> list[URLPattern]:
    """The report's addresses, for Wagtail's hook."""
    return [
        path("raporty/dokumenty-bez-tekstu/", DocumentsWithoutTextView.as_view(), name=LIST),
        path("raporty/dokumenty-bez-tekstu/results/", DocumentsWithoutTextView.as_view(results_only=True), name=RESULTS),
        path("raporty/dokumenty-bez-tekstu/<int:pk>/jeszcze-raz/", ReadAgainView.as_view(), name=AGAIN),
    ]
