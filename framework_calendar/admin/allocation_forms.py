"""What a moderator fills in for one proposal: one of its wishes, another slot, or none with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.plain_text import only_plain
from core.typed_dates import HourField
from events_calendar import days, recurrence
from events_calendar.admin.forms import DayField
from events_calendar.models import Venue
from framework_calendar import wish_days, wording
from framework_calendar.allocation import Taken
from framework_calendar.gathering import Round, candidate
from framework_calendar.models import Allocation, Proposal, Wish
from framework_calendar.services.chosen_slots import Choice

OTHER, NONE = "inny", "brak"


@dataclass
class Option:
    """A wish as one can choose it: its days with what is in the way on each."""

    wish: Wish
    when: str
    where: str
    # What is in the way; of several days only where it is in the way on each.
    against: str
    days: list[tuple[str, str]]
    days_field: Any = None

    @property
    def value(self) -> str:
        return str(self.wish.rank)


class Ways:
    """What is in the way of slots, asked for all proposals of a call at once."""

    def __init__(self, found: Round) -> None:
        self.found = found
        self.booked, self.given = Taken(found.cells), Taken(found.cells)
        for booking in found.busy:
            self.booked.add([booking.venue], (booking.start, booking.end), booking)
        for pk, row in found.allocations.items():
            # What is published stands among the bookings of its event, which are not read here.
            if row.outcome == Allocation.Outcome.SLOT and row.venue_id in found.cells and pk in found.proposals:
                slot = found.slot_of(row)
                self.given.add(found.cells[row.venue_id], slot.span, pk)

    def against(self, proposal: Proposal, wish: Wish, day: date) -> str:
        """What is in the way on this day, in words."""
        venue = self.found.venues.get(wish.venue_id or 0)
        if venue is None:
            return ""
        slot = candidate(wish.rank, *wish_days.slot_on(wish, day), venue, None)
        for row in self.booked.holders(slot):
            return gettext("zajęte: %(title)s") % {"title": row.title} if row.title else gettext("zajęte")
        for pk in self.given.holders(slot):
            if pk != proposal.pk:
                return gettext("ma je „%(title)s”") % {"title": self.found.proposals[pk].title}
        return ""


class ChoiceForm(forms.Form):
    """One row of the screen. What stays empty keeps what is stored."""

    wybor = forms.ChoiceField(required=False, choices=())
    dni1 = forms.ChoiceField(required=False, choices=())
    dni2 = forms.ChoiceField(required=False, choices=())
    dni3 = forms.ChoiceField(required=False, choices=())
    dzien = DayField(label=_("Dzień"), required=False)
    od = HourField(label=_("Od godziny"), required=False)
    do = HourField(label=_("Do godziny"), required=False)
    miejsce = forms.ChoiceField(label=_("Miejsce z portalu"), required=False, choices=())
    gdzie = forms.CharField(label=_("Inne miejsce"), required=False, max_length=200)
    uwaga = forms.CharField(label=_("Słowo do organizacji"), required=False, max_length=500, widget=forms.Textarea({"rows": 2}))

    def __init__(
        self,
        data: Any = None,
        *,
        proposal: Proposal,
        allocation: Allocation | None,
        ways: Ways,
        venues: Mapping[str, Venue],
        places: Sequence[Any],
    ) -> None:
        self.proposal, self.allocation, self.venues = proposal, allocation, venues
        self.options = [self._option(wish, ways) for wish in proposal.wishes.all()]
        super().__init__(data, prefix=str(proposal.pk), initial=self._stored())
        self.fields["wybor"].choices = [(one.value, one.value) for one in self.options] + [(OTHER, OTHER), (NONE, NONE)]  # type: ignore[attr-defined]
        self.fields["miejsce"].choices = places  # type: ignore[attr-defined]
        for one in self.options:
            name = f"dni{one.wish.rank}"
            self.fields[name].choices = one.days  # type: ignore[attr-defined]
            self.fields[name].label = gettext("Który dzień: %(when)s") % {"when": one.when}
            one.days_field = self[name] if len(one.days) > 1 else None
        only_plain(self)

    def _option(self, wish: Wish, ways: Ways) -> Option:
        found = [(day, ways.against(self.proposal, wish, day)) for day in wish_days.days_of(wish)]
        shown = [(day.isoformat(), ": ".join(filter(None, [date_format(day, "l, j E"), against]))) for day, against in found]
        blocked = found[0][1] if found and all(against for _day, against in found) else ""
        return Option(wish, wording.when(wish), wording.where(wish), blocked, shown)

    def _stored(self) -> dict[str, Any]:
        row = self.allocation
        if row is None:
            return {**self._first_free(), **self._typed_from(self.options[0].wish if self.options else None)}
        found: dict[str, Any] = {**self._first_free(), "uwaga": row.note}
        if row.outcome == Allocation.Outcome.NONE or row.start is None or row.end is None:
            return {**found, **self._typed_from(self.options[0].wish if self.options else None), "wybor": NONE}
        since, until = row.start.astimezone(days.WARSAW), row.end.astimezone(days.WARSAW)
        slot = {"dzien": since.date(), "od": since.time(), "do": until.time(), "gdzie": row.place_name}
        found |= {**slot, "miejsce": row.venue.slug if row.venue is not None else "", "wybor": str(row.rank) if row.rank else OTHER}
        if row.rank:
            found[f"dni{row.rank}"] = since.date().isoformat()
        return found

    def _first_free(self) -> dict[str, str]:
        """Of several days the first that nothing is in the way of."""
        found = {}
        for one in self.options:
            free = [value for value, label in one.days if ": " not in label]
            found[f"dni{one.wish.rank}"] = (free or [value for value, _label in one.days] or [""])[0]
        return found

    def _typed_from(self, wish: Wish | None) -> dict[str, Any]:
        """Another slot starts from the first wish: often only the day differs."""
        if wish is None:
            return {}
        venue = wish.venue.slug if wish.venue is not None else ""
        return {"od": wish.begins, "do": wish.ends, "miejsce": venue, "gdzie": wish.place_name}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        chosen = found.get("wybor")
        if chosen == OTHER:
            self._clean_other(found)
        elif chosen and chosen != NONE:
            self._clean_wish(found, int(chosen))
        return found

    def _clean_wish(self, found: dict[str, Any], rank: int) -> None:
        option = next(one for one in self.options if one.wish.rank == rank)
        day = found.get(f"dni{rank}") or (option.days[0][0] if len(option.days) == 1 else "")
        if not day:
            if f"dni{rank}" not in self.errors:
                self.add_error(f"dni{rank}", gettext("Wybierz dzień tego życzenia."))
            return
        found["slot"] = wish_days.slot_on(option.wish, date.fromisoformat(day))
        found["venue"], found["place"], found["commune"] = option.wish.venue, option.wish.place_name, option.wish.commune

    def _clean_other(self, found: dict[str, Any]) -> None:
        told = {"dzien": gettext("Podaj dzień."), "od": gettext("Podaj godzinę rozpoczęcia."), "do": gettext("Podaj godzinę zakończenia.")}
        for name, text in told.items():
            if found.get(name) is None and name not in self.errors:
                self.add_error(name, text)
        venue, place = self.venues.get(found.get("miejsce") or ""), (found.get("gdzie") or "").strip()
        if venue is None and not place and not {"miejsce", "gdzie"} & set(self.errors):
            self.add_error("miejsce", gettext("Wybierz miejsce z portalu albo wpisz inne."))
        day, since, until = found.get("dzien"), found.get("od"), found.get("do")
        if day is None or since is None or until is None:
            return
        last = day
        if until <= since:
            # A night out: what ends before six belongs to the evening before.
            if until.hour >= days.NIGHT_ENDS or _length(day, since, until) >= days.LONGEST_NIGHT:
                self.add_error("do", gettext("Godzina zakończenia jest wcześniejsza niż rozpoczęcia. Popraw jedną z nich."))
                return
            last = day + timedelta(days=1)
        found["slot"] = (recurrence.moment(datetime.combine(day, since)), recurrence.moment(datetime.combine(last, until)))
        found["venue"], found["place"] = venue, "" if venue is not None else place
        row = self.allocation
        if (
            row is not None
            and row.rank
            and found["slot"] == (row.start, row.end)
            and (venue, found["place"]) == (row.venue, row.place_name)
        ):
            # What stands in the fields is the wish that it has: nothing was typed.
            self.add_error("dzien", gettext("To jest termin, który ta propozycja już ma. Wpisz inny albo zostaw życzenie."))
        first = self.options[0].wish if self.options else None
        found["commune"] = first.commune if first is not None else self.proposal.organisation.territory

    def choice(self, seen: str | None) -> Choice | None:
        """What was chosen; None where nothing was."""
        found = self.cleaned_data
        if not found.get("wybor"):
            return None
        note = found.get("uwaga") or ""
        if found["wybor"] == NONE:
            return Choice(self.proposal.pk, note=note, seen=seen)
        start, end = found["slot"]
        return Choice(
            self.proposal.pk, start, end, found["venue"], found["place"] if found["venue"] is None else "", found["commune"], note, seen
        )

    def is_unsaved(self) -> bool:
        """Whether the page holds something else than what is stored."""
        shown = {"wybor", "uwaga", *(f"dni{one.wish.rank}" for one in self.options if one.days_field is not None)}
        if self["wybor"].value() == OTHER:
            shown |= {"dzien", "od", "do", "miejsce", "gdzie"}
        return bool(shown & set(self.changed_data))

    def add_problems(self, told: Sequence[str]) -> None:
        """What the service refuses stands at the row."""
        for text in told:
            self.add_error(None, ValidationError(text))


def _length(day: date, since: time, until: time) -> timedelta:
    return datetime.combine(day + timedelta(days=1), until) - datetime.combine(day, since)
