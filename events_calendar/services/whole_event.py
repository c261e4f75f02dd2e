"""A whole event called off by its COP, and taken back. It stays in the calendar, marked; who asked for it hears (`telling`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events_calendar import recurrence, request_mail
from events_calendar.models import EventPage, SlotTaskState
from events_calendar.services import dates, moderation, requests, telling
from events_calendar.services.request_state import Action

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def cancel_event(event: EventPage, reason: str, *, by: User) -> EventPage:
    """Call all of a live event off: its page and its dates say so and why, its coming places are free for who waits for them.

    A change of it that waits for a decision ends. Raises PermissionDenied, ValidationError where it is called off or over already.
    """
    page = _turn(event, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Napisz jednym zdaniem, dlaczego wydarzenie jest odwołane.")})
    if page.cancelled:
        raise ValidationError(_("To wydarzenie jest już odwołane."))
    dropped = page.is_request and page.current_workflow_state is not None
    if page.is_request:
        requests.end_workflow(page, SlotTaskState.Outcome.WITHDRAWN, by)
        moderation.let_go(page)
    said = reason.strip()[:300]
    with telling.silently():
        page = dates.change_live(
            page, by, Action.EVENT_CANCELLED, {"reason": said, "comment": said}, lambda one: _set(one, cancelled=True, reason=said)
        )
    if page.is_request:
        request_mail.called_off(page, how="cancelled", dropped=dropped)
    return page


@transaction.atomic
def restore_event(event: EventPage, *, by: User) -> EventPage:
    """Take an event back that was called off, with its places. Raises `booking.SlotTaken` where they went to somebody else,
    PermissionDenied, ValidationError where it is not called off or over."""
    page = _turn(event, by)
    if not page.cancelled:
        raise ValidationError(_("To wydarzenie nie jest odwołane."))
    return dates.change_live(page, by, Action.EVENT_RESTORED, {}, lambda one: _set(one, cancelled=False, reason=""))


def _turn(event: EventPage, by: User) -> EventPage:
    """The event as it is now, locked. Of two who press at once the second finds it done."""
    page = dates.locked(event, by)
    if not dates.keeps_dates(page):
        raise ValidationError(_("To tłumaczenie. Odwołaj albo przywróć polską stronę wydarzenia, a tłumaczenia pójdą za nią."))
    if not page.live:
        raise ValidationError(_("To wydarzenie nie jest opublikowane, więc nie ma czego odwołać ani przywrócić."))
    if all(date.end < timezone.now() for date in recurrence.dates_of(page)):
        raise ValidationError(_("To wydarzenie już minęło. Odwołać albo przywrócić można tylko to, co trwa albo dopiero będzie."))
    return page


def _set(page: EventPage, *, cancelled: bool, reason: str) -> None:
    page.cancelled, page.cancel_reason = cancelled, reason
