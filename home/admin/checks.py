"""Content checks of page types that core does not know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from core.content_checks import Problem
from events_calendar.models import EventPage
from home.admin import translating
from ngo_pages.models import NgoPage

if TYPE_CHECKING:
    from wagtail.models import Page


def event_problems(page: Page) -> Iterator[Problem]:
    """An event has an end (without one it is over before it begins); one that is over can be published, but should be meant."""
    if not isinstance(page, EventPage):
        return
    if page.end is None:
        yield Problem("event-end", _("Wydarzenie nie ma końca. Wpisz, kiedy się skończy."), "end", blocks=True)
    elif page.end < timezone.now():
        yield Problem("event-past", _("To wydarzenie już się skończyło. Sprawdź, czy data jest dobra."), "start")
    if not (page.place_name.strip() or page.address.strip() or page.is_online or page.organiser_id):
        text = _("Nie wiadomo, gdzie jest wydarzenie ani kto je organizuje. Wpisz miejsce, link do spotkania albo organizatora.")
        yield Problem("event-where", text, "place_name")


def translation_problems(page: Page) -> Iterator[Problem]:
    """An English page in Polish helps nobody; one of which a part is missing may be meant so."""
    total, done = translating.progress(page) if page.pk and page.locale.language_code != "pl" else (0, 0)
    if done < total:
        text = _("Brakuje tłumaczenia: %(missing)d z %(total)d tekstów jest po polsku.") % {"missing": total - done, "total": total}
        yield Problem("translation", text, blocks=not done)


def ngo_problems(page: Page) -> Iterator[Problem]:
    """A profile taken over from a register may stand empty, but nobody publishes one that says nothing."""
    if isinstance(page, NgoPage) and not page.mission.strip() and not page.body:
        yield Problem("ngo-mission", _("Napisz, czym zajmuje się organizacja."), "mission", blocks=True)
