"""What Wagtail's page editor says of a request for a slot."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
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
