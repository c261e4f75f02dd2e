"""Wishes in words a person reads."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from core.templatetags.portal_ui import event_hours, event_when, long_date
from events_calendar import days
from framework_calendar import wish_days

if TYPE_CHECKING:
    from framework_calendar.models import Wish

# "any Saturday": Polish has three genders of weekdays.
_ANY_DAY = (
    gettext_lazy("dowolny poniedziałek"),
    gettext_lazy("dowolny wtorek"),
    gettext_lazy("dowolna środa"),
    gettext_lazy("dowolny czwartek"),
    gettext_lazy("dowolny piątek"),
    gettext_lazy("dowolna sobota"),
    gettext_lazy("dowolna niedziela"),
)
MONTHS = tuple(
    (number, gettext_lazy(name))
    for number, name in enumerate(
        (
            *("styczeń", "luty", "marzec", "kwiecień", "maj", "czerwiec"),
            *("lipiec", "sierpień", "wrzesień", "październik", "listopad", "grudzień"),
        ),
        start=1,
    )
)


def when(wish: Wish) -> str:
    """ "sobota, 8 maja 2027, 15:00–18:00", or "dowolna sobota, maj 2027, 15:00–18:00"."""
    if wish.day is not None:
        return event_when(*wish_days.slot_on(wish, wish.day))
    assert wish.first_day is not None
    assert wish.last_day is not None
    hours = event_hours(*wish_days.slot_on(wish, wish.first_day))
    any_day = str(_ANY_DAY[wish.weekday]) if wish.weekday is not None else _("dowolny dzień")
    return f"{any_day}, {span(wish.first_day, wish.last_day)}, {hours}"


def span(first: date, last: date) -> str:
    """Days in words; a whole month by its name: "maj 2027"."""
    if first.day == 1 and (first, last) == days.month_bounds(first):
        return f"{dict(MONTHS)[first.month]} {first.year}"
    if first == last:
        return long_date(first)
    return pgettext("dni", "od %(first)s do %(last)s") % {"first": long_date(first), "last": long_date(last)}


def where(wish: Wish) -> str:
    """The place and, of one outside the portal, its commune."""
    if wish.venue is not None:
        return wish.venue.full_name
    return ", ".join(filter(None, [wish.place_name, wish.commune.name if wish.commune else ""]))
