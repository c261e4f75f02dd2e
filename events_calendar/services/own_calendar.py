"""The secret address of a person's own calendar: made, made anew, taken away."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from events_calendar.models import CalendarKey

if TYPE_CHECKING:
    from accounts.models import User


def make_address(user: User) -> CalendarKey:
    """Give the person a new secret address; an old one answers nobody any more."""
    key, _created = CalendarKey.objects.update_or_create(user=user, defaults={"secret": secrets.token_urlsafe(32)})
    return key


def take_address_away(user: User) -> None:
    """From now on nobody reads this person's calendar by an address."""
    CalendarKey.objects.filter(user=user).delete()
