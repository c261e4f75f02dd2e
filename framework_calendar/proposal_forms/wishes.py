"""When and where: up to three wishes, best first. A certain day, or any of several days; a place of the portal or another one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import Territory
from core.templatetags.portal_ui import clock
from core.typed_dates import DayField, HourField
from events_calendar import days, slot_times
from events_calendar.models import Venue
from events_calendar.wizard_forms.base import StepForm
from framework_calendar.models import Wish
from framework_calendar.models.proposals import MOST_WISHES
from framework_calendar.wording import MONTHS

if TYPE_CHECKING:
    from framework_calendar.models import Call


class WishForm(StepForm):
    """One wish. One that is left empty is none, unless it is the first; hours and place that are left empty are the first one's."""

    day = DayField(label=gettext_lazy("Dzień"), required=False)
    weekday = forms.ChoiceField(label=gettext_lazy("W jaki dzień tygodnia"), required=False)
    month = forms.ChoiceField(label=gettext_lazy("W jakim miesiącu"), required=False)
    first_day = DayField(label=gettext_lazy("Od dnia"), required=False)
    last_day = DayField(label=gettext_lazy("Do dnia"), required=False)
    begins = HourField(label=gettext_lazy("Od godziny"), required=False)
    ends = HourField(label=gettext_lazy("Do godziny"), required=False)
    venue = forms.ChoiceField(label=gettext_lazy("Miejsce z portalu"), required=False)
    place_name = forms.CharField(
        label=gettext_lazy("Inne miejsce"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Gdy nie ma go na liście. Na przykład: park przy ratuszu."),
    )
    commune = forms.ChoiceField(label=gettext_lazy("Gmina innego miejsca"), required=False)

    ANY_DAY = ("weekday", "month", "first_day", "last_day")

    def __init__(
        self,
        data: QueryDict | None,
        *,
        rank: int,
        year: int,
        venues: Sequence[Venue],
        communes: Sequence[Territory],
        before: Sequence[WishForm] = (),
    ) -> None:
        super().__init__(data, prefix=f"w{rank}")
        self.rank, self.year, self.before = rank, year, list(before)
        self.first = self.before[0] if self.before else None
        self.venues = {venue.slug: venue for venue in venues}
        self.communes = {one.code: one for one in communes}
        weekdays = [("", _("dowolny dzień")), *((str(value), label) for value, label in Wish.Weekday.choices)]
        months = [("", _("wybierz")), *((str(number), f"{name} {year}") for number, name in MONTHS)]
        grouped: dict[str, list[tuple[str, str]]] = {}
        for venue in venues:
            grouped.setdefault(venue.commune.name if venue.commune else "", []).append((venue.slug, venue.full_name))
        self._choices("weekday", weekdays)
        self._choices("month", months)
        self._choices(
            "venue", [("", _("inne miejsce albo to samo co w pierwszym życzeniu") if rank > 1 else _("inne miejsce")), *grouped.items()]
        )
        self._choices("commune", [("", _("wybierz")), *((code, str(one)) for code, one in self.communes.items())])
        for name in ("begins", "ends"):
            self.fields[name].error_messages["invalid"] = _("Nie ma takiej godziny. Wpisz ją tak: 18:00.")
        self.wish: Wish | None = None

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    @property
    def shows_days(self) -> bool:
        """Whether the choice of several days is to be seen: it is used, or wrong."""
        return any(self[name].value() or self[name].errors for name in self.ANY_DAY)

    @property
    def is_empty(self) -> bool:
        return not any(self.typed(name) for name in self.fields)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.is_empty and self.rank > 1:
            return cleaned
        found = self._days(cleaned)
        hours = self._hours(cleaned, found)
        place = self._place(cleaned)
        if found and hours and place and not self.errors:
            self.wish = Wish(rank=self.rank, **found, begins=hours[0], ends=hours[1], **place)
            self._refuse_twice()
        return cleaned

    # --- Days

    def span(self) -> tuple[date, date] | None:
        """The day, or the first and last of several, as far as one can tell already."""
        cleaned = getattr(self, "cleaned_data", {})
        if cleaned.get("day"):
            return cleaned["day"], cleaned["day"]
        if cleaned.get("month"):
            return days.month_bounds(date(self.year, int(cleaned["month"]), 1))
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        return (first, last) if first and last and first <= last else None

    def _days(self, cleaned: dict[str, Any]) -> dict[str, Any] | None:
        day, month = cleaned.get("day"), cleaned.get("month")
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if any(name in self.errors for name in ("day", *self.ANY_DAY)):
            return None
        if day is not None:
            if cleaned.get("weekday") or month or first or last:
                self.add_error("day", _("Podaj jeden dzień albo dni do wyboru, nie oba naraz. Usuń jedno z nich."))
                return None
            return {"day": day} if self._fits("day", day) else None
        if month and (first or last):
            self.add_error("month", _("Wybierz miesiąc albo wpisz dni od i do, nie oba naraz."))
            return None
        if not month and not first and not last:
            told = _("Podaj dzień albo wybierz niżej kilka dni, na przykład: dowolna sobota w maju.")
            self.need("month" if cleaned.get("weekday") else "day", told)
            return None
        if not month and (first is None or last is None):
            self.need("last_day" if first else "first_day", _("Podaj oba dni: od kiedy i do kiedy."))
            return None
        if first and last and last < first:
            self.add_error("last_day", _("Ostatni dzień jest wcześniejszy niż pierwszy. Popraw jeden z nich."))
            return None
        span = self.span()
        assert span is not None
        if not (self._fits("first_day", span[0], in_future=False) and self._fits("month" if month else "last_day", span[1])):
            return None
        weekday = int(cleaned["weekday"]) if cleaned.get("weekday") else None
        if weekday is not None and not matching(span[0], span[1], weekday):
            self.add_error("weekday", _("W tych dniach nie ma takiego dnia tygodnia. Popraw dni albo dzień tygodnia."))
            return None
        return {"first_day": span[0], "last_day": span[1], "weekday": weekday}

    def _fits(self, name: str, day: date, *, in_future: bool = True) -> bool:
        if day.year != self.year:
            self.add_error(name, _("Ten nabór dotyczy roku %(year)s. Popraw rok.") % {"year": self.year})
        elif in_future and day <= days.today():
            self.add_error(name, _("Ten dzień już minął albo jest dzisiaj. Wybierz późniejszy."))
        return name not in self.errors

    # --- Hours

    def hours(self) -> tuple[time, time] | None:
        """From when to when, as far as one can tell already: its own, else those of the first wish."""
        cleaned = getattr(self, "cleaned_data", {})
        begins, ends = cleaned.get("begins"), cleaned.get("ends")
        if begins is None and ends is None and self.first is not None:
            return self.first.hours()
        return (begins, ends) if begins is not None and ends is not None else None

    def _hours(self, cleaned: dict[str, Any], found: dict[str, Any] | None) -> tuple[time, time] | None:
        if "begins" in self.errors or "ends" in self.errors:
            return None
        hours = self.hours()
        if hours is None:
            missing = "begins" if cleaned.get("begins") is None else "ends"
            if self.first is None or cleaned.get("begins") is not None or cleaned.get("ends") is not None:
                self.need(missing, _("Wypełnij to pole."))
            return None
        day = (found or {}).get("day")
        start = datetime.combine(day or date(self.year, 6, 1), hours[0])
        end = slot_times.end_of(start, None, hours[1])
        if end is None:
            told = _("Godzina zakończenia jest wcześniejsza niż rozpoczęcia. Wpisz godzinę po %(hour)s.")
            if hours[0] == hours[1]:
                told = _("Wydarzenie kończy się o tej samej godzinie, o której się zaczyna. Wpisz godzinę po %(hour)s.")
            self.add_error("ends", told % {"hour": clock(start.replace(tzinfo=days.WARSAW))})
            return None
        for name, there in (("begins", start), ("ends", end)):
            problem = slot_times.clock_problem(there) if day is not None else ""
            if problem:
                self.add_error(name, f"{problem} {_('Wybierz inną godzinę.')}")
        return hours

    # --- Place

    @property
    def chosen(self) -> Venue | None:
        """The portal's place, its own or the first wish's."""
        own = self.venues.get(self.typed("venue"))
        return self.first.chosen if own is None and self.first is not None and self._leaves_place else own

    @property
    def _leaves_place(self) -> bool:
        return not any(self.typed(name) for name in ("venue", "place_name", "commune"))

    def where(self) -> Territory | None:
        """The commune, as far as one can tell already."""
        if self.first is not None and self._leaves_place:
            return self.first.where()
        return self.chosen.commune if self.chosen is not None else self.communes.get(self.typed("commune"))

    def _place(self, cleaned: dict[str, Any]) -> dict[str, Any] | None:
        if any(name in self.errors for name in ("venue", "place_name", "commune")):
            return None
        if self.first is not None and self._leaves_place:
            return self.first._place(getattr(self.first, "cleaned_data", {}))
        venue = self.venues.get(cleaned.get("venue") or "")
        if venue is not None:
            if cleaned.get("place_name"):
                self.add_error("place_name", _("Wybierasz miejsce z portalu i wpisujesz inne. Zostaw jedno z nich."))
                return None
            return {"venue": venue, "place_name": "", "commune": venue.commune}
        if not cleaned.get("place_name"):
            told = _("Wybierz miejsce z listy albo napisz, jak się nazywa inne.")
            self.need("place_name", told) if self.first is None or cleaned.get("commune") else self.add_error("place_name", told)
            return None
        if not cleaned.get("commune"):
            self.need("commune", _("Wybierz gminę, w której jest to miejsce."))
            return None
        return {"venue": None, "place_name": cleaned["place_name"], "commune": self.communes[cleaned["commune"]]}

    # --- Beside the others

    def _refuse_twice(self) -> None:
        for other in self.before:
            if other.wish is not None and self.wish is not None and _same(other.wish, self.wish):
                told = _("To samo co życzenie %(rank)s. Podaj inny termin albo inne miejsce.") % {"rank": other.rank}
                self.add_error("day", told)
                return


_TOLD = ("day", "first_day", "last_day", "weekday", "begins", "ends", "venue_id", "place_name", "commune_id")


def _same(one: Wish, other: Wish) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in _TOLD)


def matching(first: date, last: date, weekday: int | None) -> list[date]:
    """The days from first to last, of one weekday only where it is given."""
    found = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in found if weekday is None or day.weekday() == weekday]


class Wishes:
    """The page with its wishes, as the other pages' forms are: `is_valid`, `errors`, `forgive`, `values`."""

    def __init__(self, data: QueryDict | None, *, call: Call, venues: Sequence[Venue], communes: Sequence[Territory]) -> None:
        self.call = call
        self.forms: list[WishForm] = []
        for rank in range(1, MOST_WISHES + 1):
            self.forms.append(WishForm(data, rank=rank, year=call.year, venues=venues, communes=communes, before=self.forms))
        self.fields = {form.add_prefix(name): field for form in self.forms for name, field in form.fields.items()}

    @property
    def is_bound(self) -> bool:
        return self.forms[0].is_bound

    def is_valid(self) -> bool:
        # In order: a wish may lean on the first one, which has to be read before.
        found = [form.is_valid() for form in self.forms]
        return all(found)

    def forgive(self) -> None:
        for form in self.forms:
            form.is_valid()
            kept = getattr(form, "cleaned_data", {})
            form.forgive()
            # What stands that week is shown already.
            form.cleaned_data = kept

    @property
    def problems(self) -> list[dict[str, str]]:
        """What is wrong, each with its field: for the summary above the form."""
        found = []
        for form in self.forms:
            for field in form:
                for error in field.errors:
                    said = {"rank": form.rank, "label": field.label, "error": error}
                    text = _("Życzenie %(rank)s, %(label)s: %(error)s") % said
                    found.append({"text": text, "field_id": field.id_for_label or field.auto_id})
        return found

    def values(self) -> dict[str, Any]:
        """What of a proposal this page says. Call after validation."""
        return {"wishes": [form.wish for form in self.forms if form.wish is not None]}
