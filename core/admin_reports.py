"""Filters of Wagtail's reports that would name everybody: only people of what the reader may see are named.

Wagtail's site history asks a method for its people that nothing calls any more, its workflow report takes whoever ever submitted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wagtail.admin.views.reports.audit_logging import SiteHistoryReportFilterSet, get_users_for_filter
from wagtail.admin.views.reports.workflows import WorkflowReportFilterSet, get_editable_page_ids_query
from wagtail.models import WorkflowState

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


def _of_history(filters: Any) -> QuerySet[Any]:
    return get_users_for_filter(filters.request.user)


def _who_submitted(request: HttpRequest) -> QuerySet[Any]:
    from django.contrib.auth import get_user_model

    people = get_user_model().objects
    mine = WorkflowState.objects.filter(object_id__in=get_editable_page_ids_query(request))
    return people.filter(pk__in=mine.values("requested_by")).order_by("email")


def install() -> None:
    """Put our queries in the place of Wagtail's."""
    SiteHistoryReportFilterSet.get_users_queryset = _of_history
    WorkflowReportFilterSet.base_filters["requested_by"].queryset = _who_submitted
