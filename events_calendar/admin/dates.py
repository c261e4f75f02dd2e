"""Single dates of an event in the admin: the list of them, a page for each, and the dates beside the editor's form.

These are changes of a live event that cannot wait for a review: who may change the page may make them, and its history says so.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateTimeInput

from accounts.models import User
from core.forms import clock_words
from core.plain_text import only_plain
from core.templatetags.portal_ui import event_when
from events_calendar import days, opening, own_watches, recurrence
from events_calendar.editing import shown_dates
from events_calendar.models import EventDate, EventPage, Occurrence, Venue
from events_calendar.repeating import RepeatFields, day_words
from events_calendar.services import dates, series
from events_calendar.wording import in_words

PAST_SHOWN = 20


# --- Beside the editor's form


class PreviewForm(RepeatFields):
    """The fields of the editor that say when and where."""

    start = forms.DateTimeField()
    end = forms.DateTimeField()
    all_day = forms.BooleanField(required=False)
    venue = forms.ModelChoiceField(Venue.objects.all(), required=False)
    setup_minutes = forms.IntegerField(required=False, min_value=0, max_value=days.LONGEST_SETUP)
    cleanup_minutes = forms.IntegerField(required=False, min_value=0, max_value=days.LONGEST_SETUP)
    headcount = forms.IntegerField(required=False, min_value=0, max_value=100_000)

    def __init__(self, *args: Any, event: EventPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event, self.kept = event, event.rule
        for name in ("start", "end"):
            self.fields[name].widget = AdminDateTimeInput()
        if event.rule and event.start:
            self.offer_kept_rule(event.rule, event.start)
        only_plain(self)

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, clock_words(error))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("start"), cleaned.get("end")
        if not start or not end:
            return cleaned
        if not (days.in_calendar(start) and days.in_calendar(end)):
            raise ValidationError(_("Kalendarz sięga do roku %(last)s. Popraw rok.") % {"last": days.LAST_YEAR})
        if end < start:
            raise ValidationError({"end": _("Koniec jest wcześniejszy niż początek. Popraw jedną z tych godzin.")})
        if cleaned.get("all_day"):
            start, end = days.whole_days(start, end)
        found = self.read_repeating(cleaned, start, end, self.kept)
        if found is None:
            return cleaned
        event = self.event
        event.start, event.end, event.all_day, event.rule = start, end, bool(cleaned.get("all_day")), found.rule
        event.venue = cleaned.get("venue")
        for name in ("setup_minutes", "cleanup_minutes", "headcount"):
            if name in self.data:
                setattr(event, name, cleaned.get(name) or 0)
        single = [row for row in event.dates.all() if row.change in (EventDate.Change.CANCELLED, EventDate.Change.MOVED)]
        single += [EventDate(change=EventDate.Change.EXCLUDED, original=original) for original in found.excluded]
        single += [EventDate(change=EventDate.Change.ADDED, start=first, end=last) for first, last in found.added]
        event.dates.set(single)
        recurrence.carry_exceptions(event)
        return cleaned


class PreviewView(View):
    """The dates that a form gives, as a piece of HTML. Stores nothing."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Of no form: says what to fill in."""
        return self.post(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PreviewForm(request.POST, event=self._event(request))
        if form.is_valid():
            context = shown_dates(form.event)
        elif not form.data.get("start") or not form.data.get("end"):
            context = {}
        else:
            labels = {"start": _("Początek"), "end": _("Koniec")}
            problems = []
            for name, errors in form.errors.items():
                label = labels.get(name) or str(form.fields[name].label or "") if name in form.fields else ""
                problems += [f"{label}: {error}" if label else str(error) for error in errors]
            context = {"problems": problems}
        response = TemplateResponse(request, "events_calendar/admin/dates_preview.html", context)
        response["X-Portal-Dates"] = "1"
        return response

    def _event(self, request: HttpRequest) -> EventPage:
        page = request.POST.get("page", "")
        if not page:
            return EventPage()
        event = _find(page, request.user)
        return event.get_latest_revision_as_object()


def _find(page_id: str | int, user: Any) -> EventPage:
    if not (str(page_id).isascii() and str(page_id).isdecimal() and len(str(page_id)) <= 18):
        raise Http404
    event = get_object_or_404(EventPage, pk=page_id)
    if not dates.may_change(event, user):
        raise PermissionDenied
    return event


# --- The list of dates


class OfEvent(WagtailAdminTemplateMixin):
    """A view about the dates of one live event that keeps them itself."""

    header_icon = "calendar"
    event: EventPage

    def dispatch(self, request: HttpRequest, page_id: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.event = _find(page_id, request.user)
        if not dates.keeps_dates(self.event):
            source = EventPage.objects.filter(translation_key=self.event.translation_key, locale__language_code="pl").first()
            if source is None or not dates.may_change(source, request.user):
                raise Http404
            return redirect("events_calendar_dates", source.pk)
        return super().dispatch(request, page_id, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *WagtailAdminTemplateMixin.breadcrumbs_items,
            {"url": reverse("wagtailadmin_pages:edit", args=[self.event.pk]), "label": self.event.get_admin_display_title()},
            {"url": reverse("events_calendar_dates", args=[self.event.pk]), "label": _("Terminy")},
        ]

    def get_page_subtitle(self) -> str:
        return self.event.get_admin_display_title()


@method_decorator(never_cache, name="dispatch")
class DatesView(OfEvent, TemplateView):
    template_name = "events_calendar/admin/dates.html"
    page_title = gettext_lazy("Terminy")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        rows = list(Occurrence.objects.filter(event=self.event).select_related("venue__parent").order_by("start"))
        coming = [row for row in rows if row.end >= now]
        past = [row for row in rows if row.end < now]
        waits = {watch.start: watch for watch in own_watches.of(self.event)}
        return {
            **super().get_context_data(**kwargs),
            "event": self.event,
            "words": in_words(self.event.rule, self.event.start),
            "coming": [(row, stamp(row.original), waits.get(row.start)) for row in coming],
            "past": past[-PAST_SHOWN:],
            "past_count": len(past),
            "can_restore": self.event.live and self.event.cancelled and bool(coming),
            "can_cancel": self.event.live and not self.event.cancelled and bool(coming),
        }


def stamp(moment: datetime) -> int:
    """A date's identity in an address."""
    return int(moment.timestamp())


# --- One date


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Dlaczego"),
        max_length=300,
        help_text=gettext_lazy("Jedno zdanie. Zobaczą je wszyscy przy odwołanym terminie, na przykład: choroba prowadzącej."),
        error_messages={"required": gettext_lazy("Napisz jednym zdaniem, dlaczego termin jest odwołany.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        only_plain(self)


class MoveForm(forms.Form):
    start = forms.DateTimeField(label=gettext_lazy("Początek"), widget=AdminDateTimeInput)
    end = forms.DateTimeField(label=gettext_lazy("Koniec"), widget=AdminDateTimeInput)
    venue = forms.ModelChoiceField(
        Venue.objects.none(),
        label=gettext_lazy("Miejsce z portalu"),
        required=False,
        empty_label=gettext_lazy("bez zmiany"),
    )
    reason = forms.CharField(label=gettext_lazy("Dlaczego"), max_length=300, required=False, help_text=gettext_lazy("Może być puste."))
    scope = forms.ChoiceField(
        label=gettext_lazy("Co zmienić"),
        choices=[("one", gettext_lazy("tylko ten termin")), ("following", gettext_lazy("ten i wszystkie następne"))],
        initial="one",
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Terminy przed tym zostaną, jak są. Następne dostaną własną stronę z tym samym tekstem."),
    )

    def __init__(self, *args: Any, event: EventPage, row: Occurrence, with_following: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event, self.row = event, row
        venues: Any = self.fields["venue"]
        # Where the date is already it may stay, bookable by now or not.
        venues.queryset = (
            Venue.objects.filter(Q(active=True, bookable=True) | Q(pk=row.venue_id)).select_related("parent").order_by("sort_key", "pk")
        )
        if not with_following:
            del self.fields["scope"]
        only_plain(self)

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, clock_words(error))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("start", "end"):
            if cleaned.get(name) and not days.in_calendar(cleaned[name]):
                self.add_error(name, _("Kalendarz sięga do roku %(last)s. Popraw rok.") % {"last": days.LAST_YEAR})
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and not self.errors:
            if end < start:
                self.add_error("end", _("Koniec jest wcześniejszy niż początek. Popraw jedną z tych godzin."))
            elif end - start > days.LONGEST_BOOKING:
                self.add_error("end", _("Miejsce z portalu można zająć najwyżej na 31 dni. Popraw koniec."))
            else:
                self._ask_back(start, end, cleaned.get("venue") or self.event.venue)
        return cleaned

    def _ask_back(self, start: datetime, end: datetime, venue: Venue | None) -> None:
        """Who looks after a place may open it: a date against its rules is asked about once, in case nobody meant it."""
        if venue is None or (start, end, venue.pk) == (self.row.start, self.row.end, self.row.venue_id):
            return
        if self.event.all_day:
            start, end = days.whole_days(start, end)
        problems = opening.lasting_problems(venue, start, end, headcount=self.event.headcount)
        if not venue.bookable or not venue.active:
            problems.insert(0, _("%(venue)s: tego miejsca nie można rezerwować przez portal.") % {"venue": venue.label})
        if not problems:
            return
        self.fields["mimo"] = forms.BooleanField(label=_("Przenoszę mimo zasad miejsca"), required=False)
        if not self["mimo"].data:
            self.add_error("mimo", [*problems, _("Na pewno? Zaznacz i jeszcze raz naciśnij „Przenieś”.")])


@method_decorator(never_cache, name="dispatch")
class DateView(OfEvent, TemplateView):
    """One date: what can be done to it, each with a form of its own. A refusal stays on the page, with what was typed."""

    template_name = "events_calendar/admin/date.html"
    page_title = gettext_lazy("Termin")
    row: Occurrence

    def dispatch(self, request: HttpRequest, page_id: int, stamp: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            self.original = datetime.fromtimestamp(stamp, UTC)
        except (OverflowError, ValueError, OSError) as error:
            raise Http404 from error
        if not days.in_calendar(self.original):
            raise Http404
        return super().dispatch(request, page_id, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._read()
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._read()
        action = request.POST.get("action", "")
        if action not in ("cancel", "restore", "move", "end"):
            return self.render_to_response(self.get_context_data())
        form = {"cancel": self._reason_form, "move": self._move_form}.get(action, lambda data: None)(request.POST)
        if form is not None and not form.is_valid():
            return self._shown_again(action, form)
        try:
            event, text = self._act(action, form.cleaned_data if form is not None else {})
        except ValidationError as refusal:
            if form is None:
                for told in refusal.messages:
                    messages.error(request, told)
            else:
                named = hasattr(refusal, "error_dict") and set(refusal.error_dict) <= form.fields.keys()
                form.add_error(None, refusal if named else refusal.messages)
            return self._shown_again(action, form)
        messages.success(request, text, buttons=[messages.button(event.url, _("Zobacz na portalu"))] if event.url else None)
        return redirect("events_calendar_dates", event.pk)

    def _read(self) -> None:
        # An address names whole seconds; what a program stored may be finer.
        second = (self.original.replace(microsecond=0), self.original.replace(microsecond=0) + timedelta(seconds=1))
        rows = Occurrence.objects.filter(event=self.event, original__gte=second[0], original__lt=second[1])
        row = rows.select_related("venue__parent").first()
        if row is None:
            raise Http404
        self.row, self.original = row, row.original

    def _act(self, action: str, said: dict[str, Any]) -> tuple[EventPage, str]:
        event, by = self.event, cast(User, self.request.user)
        when = event_when(self.row.start, self.row.end, self.row.all_day)
        if action == "cancel":
            return dates.cancel_date(event, self.original, said["reason"], by=by), _("Odwołano termin: %(when)s.") % {"when": when}
        if action == "restore":
            return dates.restore_date(event, self.original, by=by), _("Przywrócono termin: %(when)s.") % {"when": when}
        if action == "end":
            return dates.end_now(event, self.original, by=by), _("Termin jest zakończony, a miejsce wolne.")
        start, end, venue = said["start"], said["end"], said["venue"]
        if said.get("scope") == "following":
            made = series.split(event, self.original, start=start, end=end, venue=venue, by=by)
            return made, _("Zmieniono ten i wszystkie następne terminy: od %(when)s.") % {"when": event_when(start, end, made.all_day)}
        changed = dates.move_date(event, self.original, start=start, end=end, venue=venue, reason=said["reason"], by=by)
        said_when = event_when(start, end, event.all_day)
        if venue is not None:
            return changed, _("Zmieniono termin: teraz %(when)s, %(place)s.") % {"when": said_when, "place": venue.full_name}
        return changed, _("Zmieniono termin: teraz %(when)s.") % {"when": said_when}

    def _shown_again(self, action: str, form: forms.Form | None) -> HttpResponse:
        self._read()
        context = self.get_context_data(**({f"{'reason' if action == 'cancel' else 'move'}_form": form} if form is not None else {}))
        return self.render_to_response(context, status=422)

    def _reason_form(self, data: Any = None) -> forms.Form:
        return ReasonForm(data)

    def _move_form(self, data: Any = None) -> forms.Form:
        row = self.row
        initial = {"start": row.start, "end": row.end, "venue": row.venue_id if row.venue_id != self.event.venue_id else None}
        return MoveForm(data, initial=initial, event=self.event, row=row, with_following=self._has_following)

    @property
    def _has_following(self) -> bool:
        if not self.event.rule:
            return False
        there = recurrence.local(self.original)
        return next((one for one in recurrence.starts(self.event.rule, self.event.start) if one >= there), None) == there

    def get_page_subtitle(self) -> str:
        return event_when(self.row.start, self.row.end, self.row.all_day)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": day_words(self.row.start)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now, row = timezone.now(), self.row
        moved = row.original != row.start or row.venue_id != self.event.venue_id
        return {
            **super().get_context_data(),
            "event": self.event,
            "row": row,
            "moved": moved,
            "over": row.end < now,
            "on": row.start <= now <= row.end and not row.is_cancelled,
            "list_url": reverse("events_calendar_dates", args=[self.event.pk]),
            "reason_form": self._reason_form(),
            "move_form": self._move_form(),
            **kwargs,
        }
