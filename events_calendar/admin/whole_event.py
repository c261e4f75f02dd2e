"""A whole event called off or taken back in the admin: a page that says what follows, with the one button that does it."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from wagtail.admin import messages

from accounts.models import User
from core.plain_text import only_plain
from events_calendar.admin.dates import OfEvent
from events_calendar.models import Occurrence, Reservation
from events_calendar.services import booking, slots, whole_event


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Dlaczego"),
        max_length=300,
        help_text=gettext_lazy("Jedno zdanie. Zobaczą je wszyscy na stronie wydarzenia, na przykład: choroba prowadzącej."),
        error_messages={"required": gettext_lazy("Napisz jednym zdaniem, dlaczego wydarzenie jest odwołane.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        only_plain(self)


class _Whole(OfEvent, TemplateView):
    """Asked with GET, done with POST. A refusal stays on the page, in words and with what was typed."""

    template_name = "events_calendar/admin/whole_event.html"
    cancelling = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._shown(CancelForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = CancelForm(request.POST) if self.cancelling else forms.Form(request.POST)
        if not form.is_valid():
            return self._shown(form, status=422)
        title = self.event.title
        try:
            if self.cancelling:
                event = whole_event.cancel_event(self.event, form.cleaned_data["reason"], by=cast(User, request.user))
                text = _("Wydarzenie „%(title)s” jest odwołane, a miejsce wolne.") % {"title": title}
            else:
                event = whole_event.restore_event(self.event, by=cast(User, request.user))
                text = _("Wydarzenie „%(title)s” odbędzie się. Miejsce jest znowu zajęte.") % {"title": title}
        except booking.SlotTaken as refusal:
            words = _("Miejsce ma już ktoś inny. Najpierw zmień w edytorze czas albo miejsce, potem przywróć wydarzenie.")
            form.add_error(None, [words, *refusal.messages])
            return self._shown(form, status=422)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
            return self._shown(form, status=422)
        messages.success(request, text, buttons=[messages.button(event.url, _("Zobacz na portalu"))] if event.url else None)
        return redirect("events_calendar_dates", event.pk)

    def _shown(self, form: forms.Form, status: int = 200) -> HttpResponse:
        self.event.refresh_from_db()
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        coming = Occurrence.objects.filter(event=self.event, end__gte=timezone.now()).select_related("venue__parent").order_by("start")
        planned = coming.exclude(skipped=True)
        happens = planned if not self.cancelling else planned.exclude(status=Occurrence.Status.CANCELLED)
        last = planned.last()
        held = Reservation.objects.blocking().filter(event=self.event, end__gte=timezone.now())
        waits = slots.waited_for([slots.Slot(*row) for row in held.values_list("venue_id", "start", "end")], but=self.event.pk)
        return {
            **super().get_context_data(),
            "event": self.event,
            "cancelling": self.cancelling,
            "possible": self.event.live and last is not None and self.event.cancelled is not self.cancelling,
            "first": planned.first(),
            "count": happens.count(),
            "waits": bool(waits),
            **kwargs,
        }


@method_decorator(never_cache, name="dispatch")
class CancelEventView(_Whole):
    page_title = gettext_lazy("Odwołaj wydarzenie")


@method_decorator(never_cache, name="dispatch")
class RestoreEventView(_Whole):
    page_title = gettext_lazy("Przywróć wydarzenie")
    cancelling = False
