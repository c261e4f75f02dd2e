"""What a requester calls off of what is confirmed: a whole event or one date of a series.

Each function is one transaction, checks that the person acts for the organisation, writes one line of history and the mails
that go with it. They raise `requests.RequestRefused` with a sentence for the person, or ValidationError.
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from core import pagecache
from events_calendar import recurrence, request_mail
from events_calendar.models import EventPage, Occurrence, Reservation
from events_calendar.services import booking, dates, requests, telling
from events_calendar.services.request_state import CHANGING, Action, State


@transaction.atomic
def cancel(event: EventPage, user: User, reason: str) -> EventPage:
    """Call a confirmed event off: its page stays and says so, its slots are free, its COP is told."""
    event, workflow_state = requests.mine(event, user, State.CONFIRMED, *CHANGING)
    said = _why(reason)
    requests.end_workflow(event, requests.Outcome.WITHDRAWN, user)
    booking.free_pending(event)
    event.cancelled, event.cancel_reason = True, said
    with telling.silently():
        # The page as it is live, not a change that nobody has approved.
        event.save_revision(user=user).publish(user=user, skip_permission_checks=True)
    log(instance=event, action=Action.CANCELLED, user=user, data={"comment": reason})
    event = EventPage.objects.get(pk=event.pk)
    dropped = workflow_state is not None
    request_mail.cancelled(event, by=user, dropped=dropped)
    if any(date.end >= timezone.now() for date in recurrence.dates_of(event)):
        request_mail.called_off(event, how="cancelled", dropped=dropped)
    pagecache.bump()
    return event


@transaction.atomic
def cancel_date(event: EventPage, user: User, original: datetime, reason: str) -> EventPage:
    """Call one coming date of a confirmed series off; the others stay, and so does a change that waits for a decision.

    The date stays in the calendar and says so, its slot is free, its COP is told. Pressed twice, the second press is refused.
    """
    event, workflow_state = requests.mine(event, user, State.CONFIRMED, *CHANGING)
    said = _why(reason)
    date = dates.coming_date(event, original)
    if not Occurrence.objects.planned().filter(event=event, original=original).exists():
        raise requests.RequestRefused(_("Ten termin jest już odwołany. Teraz nic się nie zmieniło."))
    with telling.silently():
        event = dates.cancel_date(event, original, said, by=user, checked=True)
    if workflow_state is not None:
        _let_go_of_cancelled(event)
    request_mail.date_cancelled(event, date, by=user, reason=said)
    return event


def _let_go_of_cancelled(event: EventPage) -> None:
    """Free what is held for a change on dates that do not take place."""
    latest: EventPage = event.get_latest_revision_as_object()
    for date in recurrence.dates_of(latest):
        if date.cancelled:
            booking.free(event, original=date.original, only=Reservation.Status.HELD)


def _why(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": _("Napisz, dlaczego odwołujesz wydarzenie. Przeczytają to osoby, które chciały przyjść.")})
    return reason.strip()[:300]
