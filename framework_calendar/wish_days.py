"""On which days a wish may come true, and from when to when on each. Hours are of the Polish clock, moments UTC."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.templatetags.portal_ui import event_when
from events_calendar import recurrence

if TYPE_CHECKING:
    from framework_calendar.models import Wish

# A wish for any day of a year is a wish; whoever writes more days than that has slipped.
MOST_DAYS = 370


def days_of(wish: Wish) -> list[date]:
    """The days that the wish names, earliest first: one, or each that its weekday leaves of a stretch."""
    if wish.day is not None:
        return [wish.day]
    if wish.first_day is None or wish.last_day is None:
        return []
    count = min((wish.last_day - wish.first_day).days + 1, MOST_DAYS)
    found = (wish.first_day + timedelta(days=number) for number in range(count))
    return [day for day in found if wish.weekday is None or day.weekday() == wish.weekday]


def slot_on(wish: Wish, day: date) -> tuple[datetime, datetime]:
    """From when to when on this day; what does not end after it begins ends on the next one."""
    last = day if wish.ends > wish.begins else day + timedelta(days=1)
    return recurrence.moment(datetime.combine(day, wish.begins)), recurrence.moment(datetime.combine(last, wish.ends))


def when(wish: Wish) -> str:
    """The day or days and hours in words: "dowolna sobota, 1 maja – 31 maja 2027, 15:00–18:00"."""
    if wish.day is not None:
        return event_when(*slot_on(wish, wish.day))
    if wish.first_day is None or wish.last_day is None:
        return ""
    hours = f"{wish.begins.hour}:{wish.begins:%M}–{wish.ends.hour}:{wish.ends:%M}"
    return f"{any_day(wish)}, {date_format(wish.first_day, 'j E')} – {date_format(wish.last_day, 'j E Y')}, {hours}"


def any_day(wish: Wish) -> str:
    """ "dowolna sobota", or "dowolny dzień"."""
    if wish.weekday is None:
        return _("dowolny dzień")
    return {
        0: _("dowolny poniedziałek"),
        1: _("dowolny wtorek"),
        2: _("dowolna środa"),
        3: _("dowolny czwartek"),
        4: _("dowolny piątek"),
        5: _("dowolna sobota"),
        6: _("dowolna niedziela"),
    }[wish.weekday]


def where(wish: Wish) -> str:
    """The place in words, with the commune where it is no place of the portal."""
    if wish.venue is not None:
        return wish.venue.full_name
    return ", ".join(filter(None, [wish.place_name, wish.commune.name if wish.commune else ""]))
