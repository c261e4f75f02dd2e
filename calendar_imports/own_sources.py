"""What people who act for an organisation see of its own calendar: its address, and what each reading of it brought."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache

from accounts.expired import login_required_keeping_post
from accounts.models import Membership, User
from calendar_imports.fetching import FetchFailed, host_of, web_url
from calendar_imports.models import CalendarSource, ImportRow, ImportRun
from calendar_imports.querysets import counted
from calendar_imports.reading.entries import FileRefused
from calendar_imports.services import sources
from calendar_imports.services.runs import ImportRefused
from core.fields import web_address
from core.plain_text import only_plain
from core.registry import MojeSection, moje_sections
from events_calendar.services.requests import organisations_of

STYLES = {"asked": "info", "allowed": "ok", "refused": "warn", "stopped": ""}
RUNS_PER_PAGE, ROWS_PER_PAGE = 10, 50
Outcome = ImportRow.Outcome


class AddressForm(forms.Form):
    organisation = forms.ChoiceField(
        label=gettext_lazy("Czyj to kalendarz"), error_messages={"required": gettext_lazy("Wybierz organizację.")}
    )
    url = forms.CharField(
        label=gettext_lazy("Adres kalendarza"),
        max_length=1000,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Adres w formacie iCal, zwykle kończy się na .ics. W Kalendarzu Google: Ustawienia kalendarza, Integrowanie kalendarza."
        ),
        error_messages={"required": gettext_lazy("Wklej adres kalendarza.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = {str(each.pk): each for each in organisations_of(user)}
        field: Any = self.fields["organisation"]
        field.choices = [(key, each.name) for key, each in self.organisations.items()]
        if len(self.organisations) == 1:
            # Nothing to choose: the field says so by not being there.
            field.widget = forms.HiddenInput()
            field.initial = next(iter(self.organisations))
        only_plain(self)

    def clean_url(self) -> str:
        url = web_url(self.cleaned_data["url"])
        web_address(url)
        return url


def section(request: HttpRequest) -> dict[str, Any] | None:
    """The calendars of the person's organisations; nothing for who acts for none."""
    user = cast(User, request.user)
    mine = list(Membership.objects.filter(user=user).values_list("organisation", flat=True))
    if not mine:
        return None
    rows = CalendarSource.objects.filter(organisation__in=mine).select_related("organisation")[:20]
    return {
        "rows": [(source, host_of(source.url), STYLES[source.state]) for source in rows],
        "several": len(mine) > 1,
    }


def register() -> None:
    moje_sections.append(MojeSection("calendar_sources", "calendar_imports/_own_sources.html", section, order=55))


def _frame(heading: str) -> dict[str, Any]:
    return {"heading": heading, "crumbs": [{"title": _("Moje"), "url": reverse("moje")}]}


@never_cache
@login_required_keeping_post
def new(request: HttpRequest) -> HttpResponse:
    """Give an address: it is tried at once, so that who gives it sees whether it is the right one."""
    user = cast(User, request.user)
    if not organisations_of(user):
        raise Http404
    form = AddressForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        url = form.cleaned_data["url"]
        try:
            reading = sources.try_out(url)
            source = sources.ask(user, form.organisations[form.cleaned_data["organisation"]], url)
        except (FetchFailed, FileRefused, ImportRefused) as refused:
            form.add_error("url", str(refused))
        else:
            number = len(reading.of_series())
            said = ngettext("W kalendarzu jest %(count)s wydarzenie.", "W kalendarzu jest %(count)s wydarzeń.", number) % {"count": number}
            told = _("COP dostaje Twoją prośbę i odpowie e-mailem.")
            messages.success(request, f"{said} {told}")
            return redirect("own_calendar_source", source.pk)
    status = 422 if form.errors else 200
    return render(request, "calendar_imports/own_new.html", {**_frame(_("Kalendarz organizacji")), "form": form}, status=status)


def _own(request: HttpRequest, pk: int) -> CalendarSource:
    source = CalendarSource.objects.select_related("organisation", "cop").filter(pk=pk).first()
    if source is None or not sources.may_act(source, cast(User, request.user)):
        raise Http404
    return source


@never_cache
@login_required_keeping_post
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """One calendar: whether it works, each reading of it, and how to stop it."""
    found = _own(request, pk)
    if request.method == "POST":
        return _act(request, found)
    page = Paginator(found.runs.light().order_by("-pk"), RUNS_PER_PAGE).get_page(request.GET.get("strona"))
    counts = counted([run.pk for run in page])
    context = {
        **_frame(host_of(found.url)),
        "source": found,
        "style": STYLES[found.state],
        "page": page,
        "rows": [(run, counts[run.pk]) for run in page],
        "asks_to_remove": "usun" in request.GET,
    }
    return render(request, "calendar_imports/own_source.html", context)


def _act(request: HttpRequest, found: CalendarSource) -> HttpResponse:
    user, name = cast(User, request.user), request.POST.get("zrob", "")
    try:
        if name == "czytaj":
            sources.read_now(found.pk, user)
            messages.success(request, _("Portal zaraz przeczyta ten kalendarz. Wynik zobaczysz na tej stronie."))
        elif name in ("zatrzymaj", "usun"):
            sources.stop(found.pk, user, with_events=name == "usun")
            told = _("Portal nie czyta już tego kalendarza i usuwa wydarzenia, które z niego wziął.")
            messages.success(request, told if name == "usun" else _("Portal nie czyta już tego kalendarza."))
        elif name == "popros":
            sources.ask(user, found.organisation, found.url)
            messages.success(request, _("COP dostaje Twoją prośbę i odpowie e-mailem."))
        elif name == "zapomnij":
            sources.forget(found.pk, user)
            messages.success(request, _("Adres jest usunięty."))
            return redirect("moje")
    except ImportRefused as refused:
        messages.error(request, str(refused))
    return redirect("own_calendar_source", found.pk)


@never_cache
@login_required_keeping_post
def reading(request: HttpRequest, pk: int, run_id: int) -> HttpResponse:
    """What one reading brought: each event that is new, changed, gone, or was left out and why; and lines that could not be read."""
    found = _own(request, pk)
    run = ImportRun.objects.defer("content").filter(source=found, pk=run_id).first()
    if run is None:
        raise Http404
    rows = run.rows.select_related("event").defer("values", "before").order_by("pk")
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("strona"))
    frame = _frame(_("Odczyt kalendarza"))
    frame["crumbs"].append({"title": host_of(found.url), "url": reverse("own_calendar_source", args=[found.pk])})
    context = {**frame, "source": found, "run": run, "page": page, "counts": counted([run.pk])[run.pk], "problems": run.problems}
    return render(request, "calendar_imports/own_reading.html", context)
