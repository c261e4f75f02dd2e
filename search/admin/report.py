"""What people look for, for those who write: popular queries, queries without results, and the weeks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import django_filters
from django.db.models import Max, QuerySet, Sum
from django.db.models.functions import TruncWeek
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from search import polish
from search.models import SearchCount, Synonym
from search.models.synonyms import MOST_WORDS_OF_A_PHRASE, folded_phrase

WEEK = timedelta(days=7)
USUAL_WEEKS = 13
MOST_WEEKS = 58
PERIODS = {"7": _("ostatnie 7 dni"), "30": _("ostatnie 30 dni"), "90": _("ostatnie 90 dni"), "365": _("ostatni rok")}
WITHOUT = "bez-wynikow"
_FORMULA = ("=", "+", "-", "@")
# What begins another cell where a spreadsheet parts them by semicolons, as a Polish one does.
_CELL = re.compile(r"[;\t]+")

policy = ModelPermissionPolicy(SearchCount)


def may_read(request: HttpRequest) -> bool:
    return policy.user_has_permission(request.user, "view")


class QueriesFilterSet(WagtailFilterSet):
    okres = django_filters.ChoiceFilter(label=_("Okres"), choices=list(PERIODS.items()), method="of_period")
    day = django_filters.DateFromToRangeFilter(label=_("Dni"), widget=DateRangePickerWidget)
    locale = django_filters.ChoiceFilter(label=_("Język"), choices=Synonym.Language.choices)
    # Looks at sums, which the view makes.
    pytania = django_filters.ChoiceFilter(label=_("Pytania"), choices=[(WITHOUT, _("bez wyników"))], method="all_of_them")

    class Meta:
        model = SearchCount
        fields = ["okres", "day", "locale", "pytania"]

    def of_period(self, rows: QuerySet[SearchCount], name: str, value: str) -> QuerySet[SearchCount]:
        return rows.filter(day__gt=timezone.localdate() - timedelta(days=int(value)))

    def all_of_them(self, rows: QuerySet[SearchCount], name: str, value: str) -> QuerySet[SearchCount]:
        return rows


@dataclass(frozen=True)
class Week:
    """One week from Monday, or the chosen days of it, with its bars as parts of a hundred of the fullest week."""

    first: date
    last: date
    asked: int
    without: int
    bar: int
    bar_without: int


class ActionsColumn(Column):
    """What to do about a query: each door only for whoever may go through it."""

    cell_template_name = "search/admin/_report_actions.html"

    def get_value(self, instance: dict[str, Any]) -> dict[str, Any]:
        return instance


def _language(row: dict[str, Any]) -> str:
    return str(dict(Synonym.Language.choices).get(row["locale"], row["locale"]))


def _harmless(value: str) -> str:
    """Anybody can look for "=...": a spreadsheet must not count with it."""
    value = _CELL.sub(" ", value)
    return f"'{value}" if value.lstrip().startswith(_FORMULA) else value


class QueriesReportView(ReportView):
    page_title = _("Czego szukają")
    header_icon = "search"
    template_name = "wagtailadmin/reports/base_report.html"
    results_template_name = "search/admin/report_results.html"
    index_url_name = "search_report"
    index_results_url_name = "search_report_results"
    permission_policy = policy
    permission_required = "view"
    model = SearchCount
    filterset_class = QueriesFilterSet
    is_searchable = True
    search_fields = ["query", "folded"]
    default_ordering = "-asked"
    export_filename = "czego-szukaja"
    columns = [
        Column("query", label=_("Pytanie"), sort_key="query"),
        Column("locale", label=_("Język"), accessor=_language),
        NumberColumn("asked", label=_("Ile razy"), sort_key="asked"),
        NumberColumn("without", label=_("Bez wyników"), sort_key="without"),
        Column("last", label=_("Ostatnio"), accessor=lambda row: date_format(row["last"], "j E Y"), sort_key="last"),
        ActionsColumn("actions", label=_("Co z tym zrobić")),
    ]
    list_export = ["query", "locale", "asked", "without", "last"]
    export_headings = {
        "query": _("Pytanie"),
        "locale": _("Język"),
        "asked": _("Ile razy"),
        "without": _("Bez wyników"),
        "last": _("Ostatnio"),
    }
    custom_field_preprocess = {"query": {ReportView.FORMAT_CSV: _harmless}}

    def search_queryset(self, queryset: QuerySet[SearchCount]) -> QuerySet[SearchCount]:
        """The portal's own way: with or without diacritics."""
        words = polish.fold(self.search_query or "").strip()
        return queryset.filter(folded__contains=words) if words else queryset

    @cached_property
    def _chosen(self) -> dict[str, Any]:
        return self.filters.form.cleaned_data if self.filters and self.filters.is_valid() else {}

    @cached_property
    def _rows(self) -> QuerySet[SearchCount]:
        """The counts of the chosen days and words, not yet put together."""
        return self.search_queryset(self.filter_queryset(SearchCount.objects.order_by()))

    def get_queryset(self) -> Any:
        found = self._rows.values("query", "locale").annotate(asked=Sum("searches"), without=Sum("without_results"), last=Max("day"))
        if self._chosen.get("pytania"):
            found = found.filter(without__gt=0)
        return found.order_by(self.ordering, "query", "locale")

    def get_filtered_queryset(self) -> Any:
        return self.get_queryset()

    def decorate_paginated_queryset(self, object_list: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        user = self.request.user
        synonyms = user.has_perm("search.add_synonym")
        promotions = user.has_perm("wagtailsearchpromotions.add_searchpromotion")
        silencing = user.has_perm("search.add_silencedphrase")
        add, promote, silence = reverse("synonyms:add"), reverse("wagtailsearchpromotions:add"), reverse("silenced:add")
        for row in object_list:
            short = len(folded_phrase(row["query"])) <= MOST_WORDS_OF_A_PHRASE
            row["synonym_url"] = f"{add}?{urlencode({'words': row['query'], 'locale': row['locale']})}" if synonyms and short else ""
            row["promotion_url"] = f"{promote}?{urlencode({'q': row['query']})}" if promotions else ""
            row["silence_url"] = f"{silence}?{urlencode({'words': row['query']})}" if silencing else ""
        return object_list  # type: ignore[return-value]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        if not self.is_export:
            context["weeks"] = self._weeks()
        return context

    def _weeks(self) -> list[Week]:
        """The weeks of the chosen days, without one left out; of all days, the last thirteen. One query."""
        days = self._chosen.get("day")
        today = timezone.localdate()
        last = min(days.stop.date() if days and days.stop else today, today)
        if days and days.start:
            first = days.start.date()
        elif self._chosen.get("okres"):
            first = today - timedelta(days=int(self._chosen["okres"]) - 1)
        else:
            first = last - (USUAL_WEEKS - 1) * WEEK
        # A week that the chosen days cut is named by what is counted of it.
        begun = first if self._chosen.get("okres") or (days and days.start) else _monday(first)
        ended = last if days and days.stop else _monday(last) + WEEK - timedelta(days=1)
        first, last = _monday(first), _monday(last)
        first = max(first, last - (MOST_WEEKS - 1) * WEEK)
        sums = self._rows.filter(day__gte=first).annotate(week=TruncWeek("day")).values("week")
        found = {row["week"]: row for row in sums.annotate(asked=Sum("searches"), without=Sum("without_results"))}
        most = max((row["asked"] for row in found.values()), default=0) or 1
        weeks = []
        while first <= last:
            row = found.get(first, {"asked": 0, "without": 0})
            bars = (round(100 * row["asked"] / most), round(100 * row["without"] / most))
            weeks.append(Week(max(first, begun), min(first + timedelta(days=6), ended), row["asked"], row["without"], *bars))
            first += WEEK
        return weeks[::-1]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


class ReportMenuItem(MenuItem):
    def __init__(self) -> None:
        super().__init__(_("Czego szukają"), reverse("search_report"), name="search-report", icon_name="search", order=300)

    def is_shown(self, request: HttpRequest) -> bool:
        return may_read(request)
