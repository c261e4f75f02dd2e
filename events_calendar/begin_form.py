"""How a request begins and ends: for which organisation, from which example; and what is said with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.templatetags.portal_ui import long_date
from core.typed_dates import DayField
from events_calendar import days
from events_calendar.models import Venue
from events_calendar.services import drafts
from events_calendar.wizard_forms import StepForm

if TYPE_CHECKING:
    from accounts.models import Organisation


class BeginForm(StepForm):
    organizacja = forms.ChoiceField(label=gettext_lazy("W imieniu której organizacji"), widget=forms.RadioSelect)
    wzor = forms.ChoiceField(
        label=gettext_lazy("Skopiuj wcześniejsze wydarzenie"),
        required=False,
        help_text=gettext_lazy("Przepiszemy wszystko oprócz dnia. Potem każdą odpowiedź możesz zmienić."),
    )
    # From the address that led here. What names no place and no day is left out: nobody could mend it.
    miejsce = forms.Field(required=False, widget=forms.HiddenInput)
    data = forms.Field(required=False, widget=forms.HiddenInput)  # type: ignore[assignment]

    def __init__(self, data: Any, *, organisations: Sequence[Organisation], asked: Mapping[str, str]) -> None:
        super().__init__(data, initial={name: asked.get(name, "")[:80] for name in ("miejsce", "data")})
        self.organisations = {one.slug: one for one in organisations}
        if len(self.organisations) == 1:
            del self.fields["organizacja"]
        else:
            self.fields["organizacja"].error_messages["required"] = _("Wybierz organizację.")
            self._offer("organizacja", [(slug, one.name) for slug, one in self.organisations.items()])
        self.examples = {str(event.pk): event for event in drafts.examples_of(organisations)}
        if self.examples:
            offered = [(pk, f"{event.title}, {long_date(event.start)}") for pk, event in self.examples.items()]
            self._offer("wzor", [("", _("nie kopiuj, zacznij od pustej prośby")), *offered])
        else:
            del self.fields["wzor"]
        self.venue = self._venue()
        self.day = self._day()

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def _venue(self) -> Venue | None:
        slug = self.typed("miejsce")
        return Venue.objects.bookable().filter(slug=slug).first() if slug and "\x00" not in slug else None

    def _day(self) -> date | None:
        """The day from the calendar's link; anything else, and a day that is over, is left out."""
        try:
            day = DayField(required=False).clean(self.typed("data"))
        except ValidationError:
            return None
        return day if day and days.today() <= day and day.year <= days.LAST_YEAR else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        example = self.examples.get(cleaned.get("wzor") or "")
        own = self.organisations.get(cleaned.get("organizacja") or "")
        if example is not None and own is not None and example.organiser_id != own.pk:
            self.add_error("wzor", _("To wydarzenie innej Twojej organizacji. Wybierz tę organizację albo inne wydarzenie."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """What a draft begins with. Call after validation."""
        slug = self.cleaned_data.get("organizacja") or next(iter(self.organisations))
        return {
            "organisation": self.organisations[slug],
            "example": self.examples.get(self.cleaned_data.get("wzor") or ""),
            "venue": self.venue.slug if self.venue else "",
            "day": self.day,
        }


class AnswerForm(StepForm):
    """What goes along with a changed request."""

    answer = forms.CharField(
        label=gettext_lazy("Co napisać do COP"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("Odpowiedź na pytanie albo słowo o tym, co się zmienia."),
    )

    def __init__(self, *args: Any, question: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if question:
            field = self.fields["answer"]
            field.required, field.label, field.help_text = True, _("Odpowiedź na pytanie COP"), _("Wystarczy jedno zdanie.")
            field.error_messages["required"] = _("Odpowiedz na pytanie COP, choćby jednym zdaniem.")
            # It stands above the summary, outside the form that sends it.
            field.widget.attrs["form"] = "pytania"


class ReasonForm(StepForm):
    """Why something ends. `needed` where people who wanted to come will read it."""

    reason = forms.CharField(label=gettext_lazy("Dlaczego"), required=False, max_length=300, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, needed: str = "", label: str = "", hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.required, field.help_text = bool(needed), hint
        if needed:
            field.error_messages["required"] = needed
        if label:
            field.label = label


ALL_DATES = "wszystkie"
_STAMP = "%Y%m%dT%H%M%SZ"


class _DateField(forms.ChoiceField):
    """A date of the event by its identity, or all. One that is none any more the service refuses, in words: not the form."""

    def valid_value(self, value: Any) -> bool:
        return value == ALL_DATES or date_of(value) is not None


class CancelForm(ReasonForm):
    """What is called off of a series: one coming date, or all. Nothing is chosen beforehand, since neither comes back."""

    termin = _DateField(label=gettext_lazy("Co odwołujesz"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, dates: Sequence[tuple[datetime, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["termin", "reason"])
        field: Any = self.fields["termin"]
        # The base says of any empty field that it is to be filled in.
        field.error_messages["required"] = _("Zaznacz, co odwołujesz: jeden termin czy wszystkie.")
        count = len(dates)
        every = ngettext("Wszystkie. Odwołujesz %(count)s termin", "Wszystkie. Odwołujesz %(count)s terminów", count)
        field.choices = [*((stamp_of(original), words) for original, words in dates), (ALL_DATES, every % {"count": count})]


def stamp_of(original: datetime) -> str:
    """A date's identity as the form sends it."""
    return f"{original.astimezone(UTC):{_STAMP}}"


def date_of(value: Any) -> datetime | None:
    """The identity that a form has sent; None for all dates, and for what is none."""
    try:
        return datetime.strptime(str(value), _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
