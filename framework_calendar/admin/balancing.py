"""How full the year is: the calls that a person allocates, the table of weeks and communes, one week, and what clashes."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from core.models import Territory
from events_calendar import days
from framework_calendar import balance, gathering, rights
from framework_calendar.models import Call
from framework_calendar.services import allocating

# No call has a greater number, and SQLite's driver fails at one that is far greater.
MOST = 2**31 - 1


class ForAllocators(WagtailAdminTemplateMixin, TemplateView):
    """A page for who allocates the slots of some call; nobody else gets in."""

    page_title = _("Uzgadnianie terminów")
    header_icon = "table"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not rights.moderates_any(self.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self) -> User:
        return cast(User, self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*WagtailAdminTemplateMixin.breadcrumbs_items, {"url": reverse("framework_rounds"), "label": _("Uzgadnianie terminów")}]


class RoundsView(ForAllocators):
    template_name = "framework_calendar/admin/rounds.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        calls = list(rights.calls_of(self.user))
        return {**super().get_context_data(**kwargs), "rounds": [(call, call.phase()) for call in calls]}


class OfCall(ForAllocators):
    """A page of one call, for who allocates it."""

    call: Call
    crumb: Any = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not rights.moderates_any(self.user):
            raise PermissionDenied
        if kwargs["pk"] > MOST:
            raise Http404
        self.call = get_object_or_404(Call.objects.select_related("cop"), pk=kwargs["pk"])
        if not rights.moderates(self.call, self.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.call.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        mine = {"url": reverse("framework_balance", args=[self.call.pk]), "label": self.call.title}
        return [*super().get_breadcrumbs_items(), mine, *([{"url": "", "label": self.crumb}] if self.crumb else [])]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = allocating.refusal(self.call, self.user)
        return {**super().get_context_data(**kwargs), "call": self.call, "phase": self.call.phase(), "refusal": told, "doors": _DOORS}


_DOORS = (
    ("framework_balance", _("Tygodnie i gminy")),
    ("framework_clashes", _("Kolizje")),
    ("framework_allocating", _("Podział terminów")),
)


class BalanceView(OfCall):
    template_name = "framework_calendar/admin/balance.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "table": balance.table_of(self.call), "sent": self.call.proposals.sent().count()}


class WeekView(OfCall):
    """What is wished for and what stands in one week in one commune."""

    template_name = "framework_calendar/admin/week.html"
    crumb = _("Jeden tydzień")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        monday = self._monday()
        commune = self._commune()
        if monday is None or commune is None:
            raise Http404
        return {**super().get_context_data(**kwargs), "commune": commune, "week": balance.week_of(self.call, monday, commune)}

    def _monday(self) -> date | None:
        day = None
        with suppress(ValueError):
            day = date.fromisoformat(self.request.GET.get("tydzien", ""))
        if day is None or not days.FIRST_YEAR < day.year < days.LAST_YEAR:
            return None
        return days.week_bounds(day)[0]

    def _commune(self) -> Territory | None:
        code = self.request.GET.get("gmina", "")
        return Territory.objects.filter(code=code).first() if code.isascii() and code.isdecimal() and len(code) <= 10 else None


class ClashesView(OfCall):
    template_name = "framework_calendar/admin/clashes.html"
    crumb = _("Kolizje")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        clashes = balance.clashes_of(gathering.round_of(self.call))
        return {**super().get_context_data(**kwargs), "clashes": clashes, "most": balance.MOST_CLASHES}
