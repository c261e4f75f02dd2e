"""What a changed request changes, in words: facts before and after, dates that go and dates that come."""

from __future__ import annotations

import html
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.portal_ui import event_when
from events_calendar import days, own_facts, recurrence
from events_calendar.services import request_data

if TYPE_CHECKING:
    from events_calendar.models import EventPage

Slot = tuple[datetime, datetime]


@dataclass(frozen=True)
class Difference:
    """One thing that differs. Of dates that go nothing stands after, of dates that come nothing before."""

    term: str
    before: Sequence[str] = ()
    after: Sequence[str] = ()

    @property
    def pair(self) -> tuple[str, str]:
        """Before and after, each in one piece."""
        return "; ".join(self.before), "; ".join(self.after)

    @property
    def is_fact(self) -> bool:
        return bool(self.before and self.after)

    def __str__(self) -> str:
        before, after = self.pair
        return f"{self.term}: {before} → {after}" if self.is_fact else f"{self.term}: {before or after}"

    @property
    def said(self) -> SafeString:
        """Before and after in markup, without the term."""
        if self.is_fact:
            return format_html("{} → <b>{}</b>", *self.pair)
        return format_html_join(own_facts.BREAK, "{}", ((line,) for line in (*self.before, *self.after)))


def between(before: EventPage, after: EventPage, *, fell_out: Collection[datetime] = ()) -> list[Difference]:
    """All that a person would notice: the dates first. `fell_out` are dates that are asked for and do not have their place."""
    return [*of_dates(before, after, fell_out=fell_out), *_of_facts(before, after)]


def of_dates(before: EventPage, after: EventPage, *, fell_out: Collection[datetime] = ()) -> list[Difference]:
    """Coming dates alone; one of the same day at another hour is the same date."""
    old, new = _slots(before), _slots(after, without=fell_out)
    gone, come = sorted(old - new), sorted(new - old)
    if len(old) == len(new) == 1 and gone:
        return [Difference(_("Termin"), _words(gone, before), _words(come, after))]
    by_day: dict[date, list[Slot]] = {}
    for slot in come:
        by_day.setdefault(days.first_day(slot[0]), []).append(slot)
    moved = []
    for slot in gone:
        if same_day := by_day.get(days.first_day(slot[0])):
            moved.append((slot, same_day.pop(0)))
    gone = [slot for slot in gone if slot not in {one for one, _other in moved}]
    come = [slot for slot in come if slot not in {other for _one, other in moved}]
    hours = [f"{_when(one, before)} → {_when(other, after)}" for one, other in moved]
    found = [
        Difference(ngettext("Odpada termin", "Odpadają terminy", len(gone)), _words(gone, before)),
        Difference(ngettext("Dochodzi termin", "Dochodzą terminy", len(come)), (), _words(come, after)),
        Difference(_("Inna godzina"), (), own_facts.shortened(hours)),
    ]
    return [one for one in found if one.before or one.after]


def _slots(event: EventPage, without: Collection[datetime] = ()) -> set[Slot]:
    now = timezone.now()
    dates = recurrence.dates_of(event)
    return {(one.start, one.end) for one in dates if one.end > now and not one.cancelled and one.original not in without}


def _when(slot: Slot, event: EventPage) -> str:
    return event_when(slot[0], slot[1], event.all_day)


def _words(slots: Iterable[Slot], event: EventPage) -> list[str]:
    return own_facts.shortened([_when(slot, event) for slot in slots])


def _of_facts(before: EventPage, after: EventPage) -> list[Difference]:
    old, new = _facts(before), _facts(after)
    none = _("nie podano")
    found = [Difference(term, [old[term] or none], [new[term] or none]) for term in new if old[term] != new[term]]
    if _text(before) != _text(after):
        found.append(Difference(_("Opis"), (), [_("zmieniony tekst")]))
    return found


def _facts(event: EventPage) -> dict[str, str]:
    facts = [*own_facts.what(event), *own_facts.rhythm(event), *own_facts.where(event)]
    topics = sorted(topic.label for topic in event.topics.all())
    return {**{str(fact["term"]): _plain(fact) for fact in facts}, _("Tematy"): ", ".join(topics)}


def _plain(fact: own_facts.Fact) -> str:
    if "html" not in fact:
        return str(fact["value"])
    # A place to break a long address is no part of it.
    return html.unescape(strip_tags(str(fact["html"]).replace(str(own_facts.BREAK), ", ").replace("<wbr>", "")))


def _text(event: EventPage) -> object:
    """The description, where it says more than the sentence above it."""
    text = request_data.says(event)["text"]
    return "" if text == event.summary else text
