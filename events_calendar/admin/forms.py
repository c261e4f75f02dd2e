"""What a moderator fills in: the filters of the queue, the words of a decision, and another slot to propose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.forms import TaskStateCommentForm

from accounts import workflows
from accounts.models import Organisation, User
from core import typed_dates
from core.typed_dates import HourField
from events_calendar import days
from events_calendar.models import EventPage, Venue
from events_calendar.queue_rows import Show
from events_calendar.services import folders, moderation


class RowField(forms.ModelChoiceField):
    """A choice of a row by its slug: a number beyond the column's range would reach SQLite's driver, which fails."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(to_field_name="slug", **kwargs)

    def to_python(self, value: Any) -> Any:
        # PostgreSQL takes no such character, not even in a question.
        return super().to_python(value.replace("\x00", "?") if isinstance(value, str) else value)


class VenueField(RowField):
    def label_from_instance(self, obj: Any) -> str:
        return obj.full_name


class DayField(typed_dates.DayField):
    """A day that the calendar shows, with the browser's own calendar to choose from."""

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and not days.FIRST_YEAR <= day.year <= days.LAST_YEAR:
            words = gettext("Kalendarz pokazuje lata od %(first)s do %(last)s. Popraw rok.")
            raise ValidationError(words % {"first": days.FIRST_YEAR, "last": days.LAST_YEAR})
        return day


class QueueFilterForm(forms.Form):
    """Which requests the queue shows. What cannot be understood is told, and leaves that filter out."""

    q = forms.CharField(label=_("Słowa"), required=False, max_length=100)
    stan = forms.ChoiceField(label=_("Które prośby"), required=False, choices=Show.choices)
    cop = RowField(label=_("COP"), required=False, queryset=Organisation.objects.none(), empty_label=_("wszystkie"))
    miejsce = VenueField(label=_("Miejsce"), required=False, queryset=Venue.objects.none(), empty_label=_("wszystkie"))
    od = DayField(label=_("Od dnia"), required=False)
    do = DayField(label=_("Do dnia"), required=False)
    za_dlugo = forms.BooleanField(label=_("tylko te, które czekają za długo"), required=False)
    od_razu = forms.BooleanField(label=_("tylko te, które można zatwierdzić od razu"), required=False)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        cops = Organisation.objects.filter(slot_task__in=moderation.tasks_of(user).values("pk")).order_by("sort_key")
        self.fields["cop"].queryset = cops  # type: ignore[attr-defined]
        self.fields["miejsce"].queryset = Venue.objects.bookable()  # type: ignore[attr-defined]
        if len(cops) < 2:
            del self.fields["cop"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("od") and found.get("do") and found["do"] < found["od"]:
            self.add_error("do", _("Ostatni dzień jest wcześniejszy niż pierwszy. Popraw jeden z nich."))
        return found

    @property
    def show(self) -> str:
        """Which requests are asked for; those that wait where nothing sensible is asked."""
        return self.cleaned_data.get("stan") or Show.WAITS


class ReasonForm(TaskStateCommentForm):
    """Sending a request back, or refusing it, without a word helps nobody."""

    comment = forms.CharField(
        label=_("Co napisać organizacji"),
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Napisz organizacji, o co chodzi.")},
    )


class ApproveForm(workflows.ApproveForm):
    """With one press what is harmless; where the place's rules speak against it, or dates would fall out, that is confirmed."""

    def __init__(self, *args: Any, against: Sequence[str] = (), **kwargs: Any) -> None:
        """`against` says what approving does to the dates that something speaks against."""
        super().__init__(*args, **kwargs)
        if against:
            needed = _("Przeczytaj uwagi i zaznacz, że zatwierdzasz mimo nich.")
            said = format_html_join(mark_safe("<br>"), "{}", ((sentence,) for sentence in against))
            self.fields["mimo"] = forms.BooleanField(label=_("Zatwierdzam mimo uwag"), help_text=said, error_messages={"required": needed})


def form_for(action: str) -> type[forms.Form]:
    """The form of the editor's dialog that goes with an action."""
    return ApproveForm if action == "approve" else ReasonForm


class ProposalForm(forms.Form):
    """Another slot: day, hours and place, and a few words if need be. The places are those on which the request's COP decides."""

    dzien = DayField(label=_("Dzień"))
    od = HourField(label=_("Od godziny"))
    do = HourField(label=_("Do godziny"))
    miejsce = VenueField(
        label=_("Miejsce"), required=False, queryset=Venue.objects.none(), empty_label=_("poza portalem, tam gdzie w prośbie")
    )
    comment = forms.CharField(label=_("Co napisać organizacji"), required=False, max_length=4000, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, event: EventPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours = Q(pk__in=folders.venues_decided_by(event.owner_cop_id).values("pk")) | Q(pk=event.venue_id)
        places: QuerySet[Venue] = Venue.objects.bookable().filter(ours)
        self.fields["miejsce"].queryset = places  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        day, since, until = found.get("dzien"), found.get("od"), found.get("do")
        if day is None or since is None or until is None:
            return found
        last = day
        if until <= since:
            # A night out: what ends before six belongs to the evening before, and to no morning.
            night = datetime.combine(day + timedelta(days=1), until) - datetime.combine(day, since)
            if until.hour >= days.NIGHT_ENDS or night >= days.LONGEST_NIGHT:
                self.add_error("do", _("Godzina zakończenia jest wcześniejsza niż rozpoczęcia. Popraw jedną z nich."))
                return found
            last = day + timedelta(days=1)
        found["start"], found["end"] = self._moment("od", day, since), self._moment("do", last, until)
        return found

    def _moment(self, name: str, day: date, hour: time) -> datetime | None:
        """The moment on the Polish clock; an hour that the change of clocks leaves out, or has twice, is told."""
        try:
            with timezone.override(days.WARSAW):
                return from_current_timezone(datetime.combine(day, hour))
        except ValidationError:
            self.add_error(name, _("Tej nocy zmienia się czas i tej godziny nie ma albo jest dwa razy. Wybierz inną."))
            return None
