"""Files with events in the admin: the list of imports, a new one, and one import from its preview to its undoing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from calendar_imports.admin.forms import FileChoicesForm, ReasonForm, UploadForm, initial_of
from calendar_imports.models import CalendarSource, ImportRow, ImportRun
from calendar_imports.querysets import counted
from calendar_imports.reading.entries import FileRefused
from calendar_imports.services import runs
from calendar_imports.services.runs import ImportRefused

PER_PAGE, RUNS_PER_PAGE = 50, 20
Outcome, State = ImportRow.Outcome, ImportRun.State


class ForEditors(WagtailAdminTemplateMixin, TemplateView):
    """A page for who writes for some COP; nobody else gets in."""

    page_title = _("Import kalendarzy")
    header_icon = "download"
    crumbs: tuple[Any, ...] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.cops:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self) -> User:
        return cast(User, self.request.user)

    @cached_property
    def cops(self) -> list[Any]:
        return runs.cops_for(self.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        whole = {"url": reverse("calendar_imports"), "label": _("Import kalendarzy")}
        return [*WagtailAdminTemplateMixin.breadcrumbs_items, whole, *self.crumbs]


class ImportsView(ForEditors):
    """All files that were read for the person's COPs, the newest first."""

    template_name = "calendar_imports/admin/imports.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = ImportRun.objects.light().for_user(self.user).filter(source=None).select_related("cop", "organiser", "user")
        page = Paginator(found, RUNS_PER_PAGE).get_page(self.request.GET.get("p"))
        counts = counted([run.pk for run in page])
        mine = CalendarSource.objects.filter(cop__in=[cop.pk for cop in self.cops])
        return {
            **super().get_context_data(**kwargs),
            "page": page,
            "rows": [(run, counts[run.pk]) for run in page],
            "asked": mine.filter(state=CalendarSource.State.ASKED).count(),
            "broken": mine.filter(state=CalendarSource.State.ALLOWED).exclude(problem="").count(),
        }


@method_decorator(never_cache, name="dispatch")
class UploadView(ForEditors):
    """A new file: what cannot be read is told beside it, and what was chosen stays."""

    template_name = "calendar_imports/admin/upload.html"
    page_title = _("Wczytaj plik")
    crumbs = ({"url": "", "label": _("Wczytaj plik")},)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=UploadForm(user=self.user, cops=self.cops)))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES, user=self.user, cops=self.cops)
        if form.is_valid():
            said = form.cleaned_data
            name, content = said["file"]
            try:
                run = runs.preview(self.user, said["cop"], said["organiser"], name, content, form.choices)
            except FileRefused as refused:
                form.add_error("file", str(refused))
            except ImportRefused as refused:
                form.add_error(None, str(refused))
            else:
                return redirect("calendar_import", run.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)


@method_decorator(never_cache, name="dispatch")
class RunView(ForEditors):
    """One import: what would be done with each event, how far the worker is, or what became of it. One button does what comes next."""

    template_name = "calendar_imports/admin/run.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.pk = kwargs["pk"]
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def run(self) -> ImportRun:
        found = ImportRun.objects.defer("content").for_user(self.user).select_related("cop", "organiser", "user", "source", "venue")
        run = found.filter(pk=self.pk).first()
        if run is None:
            raise Http404
        return run

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        name = request.POST.get("zrob", "")
        self.run  # noqa: B018  a stranger's import is none
        if name == "wybor":
            return self._choose()
        if name == "odeslij":
            return self._give_back()
        return self._do(name)

    def _choose(self) -> HttpResponse:
        form = FileChoicesForm(self.request.POST, user=self.user)
        if form.is_valid():
            try:
                runs.look_again(self.pk, self.user, form.choices)
            except ImportRefused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(self.request, gettext("Podgląd jest policzony od nowa. Nic nie jest jeszcze zapisane."))
                return redirect("calendar_import", self.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _give_back(self) -> HttpResponse:
        form = ReasonForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(reason_form=form), status=422)
        return self._answer(
            lambda: runs.give_back(self.pk, self.user, form.cleaned_data["reason"]),
            gettext("Import jest odesłany. Nic z niego nie jest zapisane."),
        )

    def _do(self, name: str) -> HttpResponse:
        known: dict[str, tuple[Callable[[], Any], str]] = {
            "zapisz": (lambda: runs.store(self.pk, self.user), gettext("Zapisujemy wydarzenia. Możesz zamknąć tę stronę.")),
            "szkice": (lambda: runs.store_drafts(self.pk, self.user), gettext("Zapisujemy szkice. Możesz zamknąć tę stronę.")),
            "wyslij": (lambda: runs.send(self.pk, self.user), gettext("Import czeka na zatwierdzenie przez moderację COP.")),
            "zatwierdz": (lambda: runs.approve(self.pk, self.user), gettext("Zapisujemy wydarzenia. Możesz zamknąć tę stronę.")),
            "ponow": (lambda: runs.retry(self.pk, self.user), gettext("Próbujemy jeszcze raz.")),
            "cofnij": (lambda: runs.undo(self.pk, self.user), gettext("Cofamy import. Możesz zamknąć tę stronę.")),
            "usun": (lambda: runs.discard(self.pk, self.user), gettext("Podgląd jest usunięty. Nic z niego nie było zapisane.")),
        }
        if name not in known:
            return redirect("calendar_import", self.pk)
        return self._answer(*known[name], to_list=name == "usun")

    def _answer(self, do: Callable[[], Any], said: str, *, to_list: bool = False) -> HttpResponse:
        try:
            do()
        except ImportRefused as refused:
            messages.error(self.request, str(refused))
        else:
            messages.success(self.request, said)
            if to_list:
                return redirect("calendar_imports")
        return redirect("calendar_import", self.pk)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.run.name or str(self.run.pk)}]

    def get_page_subtitle(self) -> str:
        return self.run.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.run
        run.refresh_from_db(fields=["state", "done", "total", "finished"])
        counts = counted([run.pk])[run.pk]
        wanted = self.request.GET.get("jakie", "")
        wanted = wanted if wanted in Outcome.values else ""
        rows = run.rows.select_related("event").defer("before")
        page = Paginator(rows.filter(outcome=wanted) if wanted else rows, PER_PAGE).get_page(self.request.GET.get("p"))
        preview = run.state == State.PREVIEW
        alone = runs.decides_alone(self.user, run.cop)
        return {
            **super().get_context_data(**kwargs),
            "run": run,
            "counts": [(code, label, counts[code]) for code, label in Outcome.choices if counts.get(code)],
            "all": sum(counts.values()),
            "wanted": wanted,
            "page": page,
            "preview": preview,
            "alone": alone,
            "has_work": any(counts.get(code) for code in ImportRow.WORK),
            "clashes": counts.get(Outcome.CLASH, 0),
            "may_approve": runs.may_approve(run, self.user),
            "is_mine": run.user_id == self.user.pk,
            "may_retry": runs.may_retry(run, self.user),
            "may_undo": run.state == State.STORED and run.source_id is None and runs.may_undo(run, self.user),
            "lost": [problem for problem in run.problems if problem["lost"]],
            "notes": [problem for problem in run.problems if not problem["lost"]],
            "form": kwargs.get("form") or (FileChoicesForm(user=self.user, initial=initial_of(run)) if preview else None),
            "reason_form": kwargs.get("reason_form") or ReasonForm(),
            "asks_to_undo": "cofnij" in self.request.GET,
        }


class ProgressView(View):
    """How far the worker is, for the bar of the import's page."""

    def get(self, request: HttpRequest, pk: int) -> JsonResponse:
        run = ImportRun.objects.light().for_user(cast(User, request.user)).filter(pk=pk).first()
        if run is None:
            raise Http404
        answer = JsonResponse({"state": run.state, "done": run.done, "total": run.total})
        answer["Cache-Control"] = "no-store"
        return answer
