"""The one link of the mail about a freed slot: it shows the date and a button. Opening it takes nothing, pressing does."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.expired import login_required_keeping_post
from accounts.models import User
from accounts.workflows import ReviewRefused
from events_calendar.models import EventPage, WaitingEntry
from events_calendar.services import booking, offers, slots

TAKE, LEAVE = "biore", "rezygnuje"


@never_cache
@login_required_keeping_post
@require_http_methods(["GET", "HEAD", "POST"])
def watch(request: HttpRequest, pk: int) -> HttpResponse:
    """The date that waits, what can be done with it now, and the doing."""
    user = cast(User, request.user)
    # By "id": for a number beyond the column's range Django finds nothing there, while "pk" would fail.
    found = WaitingEntry.objects.filter(id=pk).exclude(original=None).select_related("event__organiser", "venue__parent")
    entry = found.first()
    if entry is None:
        raise Http404
    if not offers.may_claim(entry.event, user):
        return render(request, "events_calendar/watch_refused.html", _frame(_("To nie jest Twój termin")), status=403)
    if request.method == "POST":
        return _press(request, entry, user)
    closed = offers.closed_words(entry)
    context = {
        **_frame(_("Termin się zwolnił") if not closed else _("Termin z listy oczekujących")),
        "entry": entry,
        "event": entry.event,
        "closed": closed,
        "waits": entry.status in WaitingEntry.ACTIVE,
        "number": slots.places_in_line([entry])[entry.pk] if entry.status == WaitingEntry.Status.WAITING else 0,
        "back": _back(entry.event),
        "take": TAKE,
        "leave": LEAVE,
    }
    return render(request, "events_calendar/watch.html", context)


def _press(request: HttpRequest, entry: WaitingEntry, user: User) -> HttpResponse:
    try:
        if LEAVE in request.POST:
            offers.leave(entry.pk, user)
            done = _("Nie czekasz już na ten termin. Pozostałe terminy serii są bez zmian.")
        elif TAKE in request.POST:
            offers.claim(entry.pk, user)
            done = _("Termin jest Wasz i stoi w kalendarzu. Wpis do kalendarza w telefonie wyślemy e-mailem.")
        else:
            return redirect("slot_watch", entry.pk)
    except booking.SlotTaken as taken:
        messages.error(request, " ".join(taken.messages))
        return redirect("slot_watch", entry.pk)
    except (ReviewRefused, ValidationError) as refused:
        messages.warning(request, " ".join(refused.messages) if isinstance(refused, ValidationError) else str(refused))
        return redirect("slot_watch", entry.pk)
    messages.success(request, done)
    return redirect(_back(entry.event))


def _back(event: EventPage) -> str:
    """Where the series is seen to: an editors' event in the admin, a request on its page."""
    return reverse("slot_request", args=[event.pk]) if event.is_request else reverse("events_calendar_dates", args=[event.pk])


def _frame(title: str) -> dict[str, Any]:
    return {
        "heading": title,
        "crumbs": [{"title": _("Strona główna"), "url": f"/{get_language()}/"}, {"title": _("Moje"), "url": reverse("moje")}],
    }
