"""The part of "Moje" with the address of one's own calendar."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core.registry import MojeSection
from events_calendar.models import CalendarKey, CalendarPage
from events_calendar.services import own_calendar

NEW, REMOVE = "nowy", "usun"


def section(request: HttpRequest) -> dict[str, Any] | None:
    """The person's address, if there is one; the part is left out where there is no calendar."""
    user = request.user
    if not user.is_authenticated:
        return None
    calendar = CalendarPage.objects.live().filter(locale__language_code=request.LANGUAGE_CODE).first()
    if calendar is None:
        return None
    key = CalendarKey.objects.filter(user=user).first()
    path = f"{calendar.get_url(request) or ''}{calendar.reverse_subpage('own_ics', kwargs={'secret': key.secret})}" if key else ""
    return {
        "file_url": request.build_absolute_uri(path) if path else "",
        "webcal_url": f"webcal://{request.get_host()}{path}" if path else "",
        "new": NEW,
        "remove": REMOVE,
    }


@never_cache
@login_required
def change_address(request: HttpRequest) -> HttpResponse:
    """Make the address, make it anew, or take it away; then back to "Moje"."""
    action = request.POST.get("co", "")
    if action == NEW:
        own_calendar.make_address(request.user)  # type: ignore[arg-type]
        messages.success(request, _("Adres Twojego kalendarza jest gotowy. Wklej go w programie, w którym chcesz widzieć te wydarzenia."))
    elif action == REMOVE:
        own_calendar.take_address_away(request.user)  # type: ignore[arg-type]
        messages.success(request, _("Adres Twojego kalendarza już nie działa."))
    elif request.method == "POST":
        raise BadRequest("no button of ours sends that")
    return redirect(f"{reverse('moje')}#moj-kalendarz")


moje_section = MojeSection(name="own_calendar", template="events_calendar/_own_calendar.html", context=section, order=60)
