"""Ticking a legal duty of a request."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.expired import login_required_keeping_post
from accounts.models import User
from accounts.workflows import ReviewRefused
from events_calendar.models import EventPage
from events_calendar.services import duties, requests

DONE, UNDONE = "zrobione", "niezrobione"


@never_cache
@login_required_keeping_post
@require_http_methods(["GET", "HEAD", "POST"])
def tick(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Note that a duty is done, or is not after all, and back to the list."""
    user = cast(User, request.user)
    # By "id": for a number beyond the column's range Django finds nothing there, while "pk" would fail.
    event = EventPage.objects.filter(id=pk, is_request=True).first()
    if event is None or not requests.may_read(event, user):
        raise Http404
    if request.method == "POST" and {DONE, UNDONE} & request.POST.keys():
        done = DONE in request.POST
        try:
            found = duties.tick(event.translation_key, line, user, done=done)
        except ReviewRefused as refused:
            messages.warning(request, str(refused))
        else:
            told = _("Odhaczone: %(name)s.") if done else _("Nie jest już odhaczone: %(name)s.")
            messages.success(request, told % {"name": found.name})
    return redirect(f"{reverse('slot_request', args=[pk])}#obowiazki")
