"""What Wagtail's page editor says of a request for a slot, and of a translation whose Polish page has no slot."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.admin import messages
from wagtail.models import Page

from accounts.models import User
from events_calendar.models import EventPage
from events_calendar.services import moderation


def say_where_it_is_decided(request: HttpRequest, page: Page) -> None:
    """On top of the editor of a request, for who decides on it: where rivals and free slots are seen."""
    event = page.specific
    if request.method != "GET" or not isinstance(event, EventPage) or not event.is_request:
        return
    if moderation.tasks_of(cast(User, request.user)).filter(cop=event.owner_cop_id).exists():
        button = messages.button(reverse("slot_queue_request", args=[event.pk]), gettext("Otwórz prośbę"))
        text = gettext("To prośba organizacji o termin. Kto jeszcze o niego prosi i co jest wolne, widać na stronie prośby: tam zdecyduj.")
        messages.info(request, text, buttons=[button])


def refuse_without_source(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A translation shows the dates and the place of the Polish page. Where that one is not public, nobody has given it a slot,
    and the translation would tell readers of an evening on which somebody else has the room."""
    event = page.specific
    if request.method != "POST" or not isinstance(event, EventPage) or event.locale.language_code == settings.LANGUAGE_CODE:
        return None
    if request.POST.get("action") != "publish" and "action-publish" not in request.POST:
        return None
    polish = EventPage.objects.filter(translation_key=event.translation_key, locale__language_code=settings.LANGUAGE_CODE).first()
    if polish is not None and polish.live:
        return None
    text = gettext("Nie opublikowano: najpierw musi być publiczna polska strona tego wydarzenia, bo to ona ma termin i miejsce.")
    buttons = [messages.button(reverse("wagtailadmin_pages:edit", args=[polish.pk]), gettext("Otwórz polską stronę"))] if polish else None
    messages.error(request, text, buttons=buttons)
    return redirect(request.path)
