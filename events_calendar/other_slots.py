"""Free slots instead of the one asked for: buttons, each of which puts its slot into a draft."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.validators import slug_re
from django.http import HttpRequest
from django.utils.translation import gettext as _

from events_calendar import days
from events_calendar.alternatives import Alternative
from events_calendar.models import SlotRequestDraft, Venue
from events_calendar.services import drafts
from events_calendar.wizard_steps import Wizard


def buttons(found: Iterable[Alternative]) -> list[dict[str, Any]]:
    """What events_calendar/_others.html takes."""
    return [{"value": _value(one), "slot": one} for one in found]


def take(request: HttpRequest, draft: SlotRequestDraft) -> bool:
    """Put the slot of the button that was pressed into the draft, and say so, or that this cannot be; whether it could."""
    slot = _read(request.POST["termin"])
    venue = Venue.objects.bookable().filter(slug=slot[0]).first() if slot else None
    if slot is None or venue is None:
        messages.warning(request, _("Tego terminu nie można wybrać. Wybierz inny z listy."))
        return False
    before = Wizard(draft).times[:1]
    drafts.take_slot(draft, venue, slot[1], slot[2])
    if before == [(slot[1], slot[2])]:
        messages.success(request, _("Zmieniliśmy miejsce w prośbie. Sprawdź ją i wyślij."))
    else:
        messages.success(request, _("Zmieniliśmy termin w prośbie. Sprawdź ją i wyślij."))
    return True


def _value(alternative: Alternative) -> str:
    return "|".join((alternative.venue.slug, alternative.start.isoformat(), alternative.end.isoformat()))


def _read(value: str) -> tuple[str, datetime, datetime] | None:
    """The place's word, from when, to when; None for anything that no button sends."""
    slug, _bar, rest = value.partition("|")
    try:
        start, end = (datetime.fromisoformat(part) for part in rest.split("|"))
    except ValueError:
        return None
    if not slug_re.match(slug) or start.tzinfo is None or end.tzinfo is None:
        return None
    if not days.in_calendar(start) or not days.in_calendar(end) or end <= start:
        return None
    return slug, start, end
