"""The four pages of a request, put together from a draft: which are filled in rightly, which comes next, what they say in all."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.expired import as_query
from core.models import Territory
from events_calendar import recurrence, venue_choice
from events_calendar.models import EventPage
from events_calendar.services.request_data import RequestData
from events_calendar.wizard_forms import StepForm, WhatForm, WhenForm, WhereForm
from events_calendar.wording import in_words

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from events_calendar.models import SlotRequestDraft, Venue


@dataclass(frozen=True)
class Step:
    """A page by its word in the address; `short` stands in the row of steps."""

    slug: str
    short: Promise | str
    title: Promise | str


WHAT = Step("co", _("Co"), _("Co organizujesz"))
WHEN = Step("kiedy", _("Kiedy"), _("Kiedy to będzie"))
WHERE = Step("gdzie", _("Gdzie"), _("Gdzie to będzie"))
CHECK = Step("sprawdz", _("Sprawdź i wyślij"), _("Sprawdź i wyślij"))
STEPS = {step.slug: step for step in (WHAT, WHEN, WHERE, CHECK)}
ASKING = (WHAT, WHEN, WHERE)


class Wizard:
    """A draft as its pages see it. The forms read what was typed; nothing is written here."""

    def __init__(self, draft: SlotRequestDraft) -> None:
        self.draft = draft
        self._bound: dict[str, StepForm] = {}

    # --- The request that is being changed, if the draft is not of a new one

    @cached_property
    def event(self) -> EventPage | None:
        """The request that this draft changes, as its people last wrote it; None for a new one."""
        pk = self.draft.data.get("event")
        page = EventPage.objects.filter(pk=pk, is_request=True).select_related("organiser").first() if pk else None
        return page.get_latest_revision_as_object() if page is not None else None

    @property
    def before_change(self) -> EventPage | None:
        """What a change is to be compared with: what is in the calendar, else what was asked for until now; read anew."""
        page = EventPage.objects.filter(pk=self.event.pk).first() if self.event is not None else None
        return page if page is None or page.live else page.get_latest_revision_as_object()

    @property
    def duties_key(self) -> UUID:
        """Whose checklist of legal duties this is: the request's own, whether it is sent or not."""
        return self.event.translation_key if self.event is not None else self.draft.key

    # --- Forms

    def typed(self, step: Step) -> QueryDict | None:
        """What stands in the draft for this page; None where nobody has been there."""
        data = self.draft.data.get(step.slug)
        return as_query(data) if data is not None else None

    def is_tried(self, step: Step) -> bool:
        """Whether somebody went on from this page, and so has read it."""
        return step.slug in self.draft.data.get("tried", ())

    def form(self, step: Step, data: QueryDict | None = None) -> StepForm:
        """The page's form with this data, else with what the draft has; its mistakes are told once somebody has gone on from it."""
        given = data if data is not None else self.typed(step)
        form = self._make(step, given)
        if data is None and given is not None and not self.is_tried(step):
            form.forgive()
        return form

    def bound(self, step: Step) -> StepForm:
        """The page's form as it would be sent now, read once."""
        if step.slug not in self._bound:
            self._bound[step.slug] = self._make(step, self.typed(step) or QueryDict())
        return self._bound[step.slug]

    def _make(self, step: Step, data: QueryDict | None) -> StepForm:
        if step == WHAT:
            return WhatForm(data)
        if step == WHEN:
            return WhenForm(data, may_be_endless=self.event is not None and recurrence.is_endless(self.event.rule))
        return self._where(data)

    def _where(self, data: QueryDict | None) -> WhereForm:
        given = data if data is not None else QueryDict()
        what, when = self.bound(WHAT), self.bound(WHEN)
        headcount = what.cleaned_data.get("headcount") if what.is_valid() or what.is_bound else None
        people = given.get("people", "") if data is not None else str(headcount or "")
        offers = venue_choice.offers(
            self.dates,
            people=int(people) if people.isascii() and people.isdecimal() and len(people) < 7 else None,
            commune=given.get("commune", ""),
            only_free=bool(given.get("only_free")) and bool(self.times),
            keep=given.get("venue", ""),
            headcount=headcount,
            setup_minutes=(when.cleaned_data.get("setup_minutes") or 0) if self.times else 0,
            cleanup_minutes=(when.cleaned_data.get("cleanup_minutes") or 0) if self.times else 0,
            event=self.event,
        )
        communes = Territory.objects.communes().order_by("sort_key")
        return WhereForm(data, offers=offers, communes=list(communes), nearby=venue_choice.communes_of_places(), initial={"people": people})

    @cached_property
    def dates(self) -> list[recurrence.Date]:
        """All dates that are asked for, those of a rule too, as far as they are known. One that was moved to another place is not."""
        when = self.bound(WHEN)
        if not isinstance(when, WhenForm) or not when.is_valid():
            return []
        said = when.values()
        # A page of its own: only a look, and nothing of it is for the request that is changed.
        asked = EventPage(**{name: said[name] for name in ("start", "end", "all_day", "rule")})
        asked.dates.set([copy(row) for row in self.event.dates.all()] if self.event is not None else [])
        recurrence.rewrite_dates(asked, said["added"], said["excluded"])
        here = [date for date in recurrence.dates_of(asked) if not date.cancelled and date.venue_id is None]
        now = timezone.now()
        return [date for date in here if date.end > now] or here

    @property
    def times(self) -> list[tuple[datetime, datetime]]:
        """From when to when each of these dates lasts."""
        return [(date.start, date.end) for date in self.dates]

    @property
    def rule_in_words(self) -> str:
        """ "co wtorek, 11 razy"; empty where nothing repeats, or nobody knows yet."""
        when = self.bound(WHEN)
        if not self.dates or not isinstance(when, WhenForm) or when.span is None:
            return ""
        return in_words(when.repeats.rule, when.span.start)

    @property
    def venue(self) -> Venue | None:
        """The portal's place that is chosen so far."""
        where = self.bound(WHERE)
        return where.chosen if isinstance(where, WhereForm) else None

    # --- Going on

    def is_done(self, step: Step) -> bool:
        return self.is_tried(step) and self.bound(step).is_valid()

    @property
    def first_open(self) -> Step | None:
        """The first page that is still to be filled in, or put right."""
        return next((step for step in ASKING if not self.is_done(step)), None)

    def after(self, step: Step) -> Step:
        """Where one goes on to: the next page that is not done yet, else the last one."""
        later = ASKING[ASKING.index(step) + 1 :] if step in ASKING else ()
        return next((one for one in later if not self.is_done(one)), CHECK)

    def before(self, step: Step) -> Step | None:
        order = [*ASKING, CHECK]
        at = order.index(step)
        return order[at - 1] if at else None

    def url(self, step: Step) -> str:
        return reverse("slot_wizard_step", kwargs={"pk": self.draft.pk, "step": step.slug})

    def row(self, current: Step) -> list[dict[str, Any]]:
        """The row of steps above each page."""
        return [
            {
                "label": step.short,
                "slug": step.slug,
                "url": self.url(step) if step != current and (self.is_tried(step) or step == self.first_open) else "",
                "current": step == current,
                "done": step != CHECK and self.is_done(step),
            }
            for step in STEPS.values()
        ]

    # --- All of it

    def data(self) -> RequestData | None:
        """The whole request; None while a page is wrong."""
        if self.first_open is not None:
            return None
        values: dict[str, Any] = {}
        for step in ASKING:
            values |= self.bound(step).values()  # type: ignore[attr-defined]
        return RequestData(**values)
