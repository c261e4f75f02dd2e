"""Organisations' own calendars in the admin: which there are, which wait for a yes, and what each reading brought."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from wagtail.admin import messages

from accounts import roles
from calendar_imports.admin.forms import ChoicesForm, ReasonForm, initial_of
from calendar_imports.admin.views import RUNS_PER_PAGE, ForEditors
from calendar_imports.fetching import FetchFailed, host_of
from calendar_imports.models import CalendarSource
from calendar_imports.querysets import counted
from calendar_imports.reading.entries import FileRefused
from calendar_imports.services import sources
from calendar_imports.services.runs import ImportRefused

State = CalendarSource.State
_ORDER = [State.ASKED, State.ALLOWED, State.STOPPED, State.REFUSED]


class _OfSources(ForEditors):
    page_title = _("Kalendarze organizacji")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": reverse("calendar_sources"), "label": _("Kalendarze organizacji")}]

    def found(self) -> Any:
        rows = CalendarSource.objects.select_related("organisation", "cop", "asked_by", "venue")
        return rows if roles.is_cio(self.user) else rows.filter(cop__in=roles.cop_ids_of(self.user))


class SourcesView(_OfSources):
    template_name = "calendar_imports/admin/sources.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = sorted(self.found()[:500], key=lambda source: (_ORDER.index(State(source.state)), not source.problem, -source.pk))
        page = Paginator(rows, RUNS_PER_PAGE).get_page(self.request.GET.get("p"))
        return {**super().get_context_data(**kwargs), "page": page, "rows": [(source, host_of(source.url)) for source in page]}


@method_decorator(never_cache, name="dispatch")
class SourceView(_OfSources):
    """One calendar: what is in it, the yes or no, and its readings."""

    template_name = "calendar_imports/admin/source.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.pk = kwargs["pk"]
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def source(self) -> CalendarSource:
        source: CalendarSource | None = self.found().filter(pk=self.pk).first()
        if source is None:
            raise Http404
        return source

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        name = request.POST.get("zrob", "")
        self.source  # noqa: B018  a stranger's calendar is none
        if name == "zgoda":
            form = ChoicesForm(request.POST, user=self.user)
            if form.is_valid() and self._done(
                lambda: sources.allow(self.pk, self.user, form.choices),
                gettext("Portal czyta ten kalendarz. Organizacja dostaje e-mail."),
            ):
                return redirect("calendar_source", pk)
            return self.render_to_response(self.get_context_data(form=form), status=422)
        if name == "odmowa":
            reason = ReasonForm(request.POST)
            if reason.is_valid() and self._done(
                lambda: sources.refuse(self.pk, self.user, reason.cleaned_data["reason"]),
                gettext("Odmowa jest zapisana. Organizacja dostaje e-mail z powodem."),
            ):
                return redirect("calendar_source", pk)
            return self.render_to_response(self.get_context_data(reason_form=reason), status=422)
        known = {
            "czytaj": (lambda: sources.read_now(self.pk, self.user), gettext("Portal zaraz przeczyta ten kalendarz.")),
            "zatrzymaj": (lambda: sources.stop(self.pk, self.user), gettext("Portal nie czyta już tego kalendarza.")),
            "usun": (
                lambda: sources.stop(self.pk, self.user, with_events=True),
                gettext("Portal nie czyta już tego kalendarza i usuwa wydarzenia, które z niego wziął."),
            ),
        }
        if name in known:
            self._done(*known[name])
        return redirect("calendar_source", pk)

    def _done(self, do: Callable[[], Any], said: str) -> bool:
        try:
            do()
        except ImportRefused as refused:
            messages.error(self.request, str(refused))
            return False
        messages.success(self.request, said)
        return True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.source.organisation.name}]

    def get_page_subtitle(self) -> str:
        return self.source.organisation.name

    def _looked_into(self) -> dict[str, Any]:
        """What is in the calendar now, for who has to say yes or no; asked for by a button, since the server may be slow."""
        if "zobacz" not in self.request.GET:
            return {}
        try:
            reading = sources.try_out(self.source.url)
        except (FetchFailed, FileRefused) as failed:
            return {"failed": str(failed)}
        titles = list(dict.fromkeys(entry.title for entry in reading.entries if entry.title))
        return {"number": len(reading.of_series()), "titles": titles[:20], "rest": max(len(titles) - 20, 0), "lost": len(reading.problems)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        source = self.source
        source.refresh_from_db()
        page = Paginator(source.runs.light().order_by("-pk"), RUNS_PER_PAGE).get_page(self.request.GET.get("p"))
        counts = counted([run.pk for run in page])
        return {
            **super().get_context_data(**kwargs),
            "source": source,
            "server": host_of(source.url),
            "may_decide": sources.may_decide(source, self.user),
            "looked": self._looked_into(),
            "page": page,
            "rows": [(run, counts[run.pk]) for run in page],
            "form": kwargs.get("form") or ChoicesForm(user=self.user, initial=initial_of(source)),
            "reason_form": kwargs.get("reason_form") or ReasonForm(),
            "asks_to_remove": "usun" in self.request.GET,
        }
