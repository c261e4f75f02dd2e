"""What a person says of a calendar from elsewhere: the file, whose events they are, and what the file does not say of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from calendar_imports.models.defaults import EventDefaults
from calendar_imports.reading.lines import MOST_BYTES
from calendar_imports.services.runs import Choices
from core.forms import KnownRowsField, LongSelect, TopicsWidget
from core.models import Territory, Topic
from core.plain_text import only_plain, without_invisible
from core.territory_chooser import TerritoryChooser
from events_calendar.models import Accessibility, EventKind, Venue
from events_calendar.venue_rights import usable_by

_LARGE = _("Plik jest za duży: najwyżej 10 MB.")


class KnownRowField(forms.ModelChoiceField):
    """A choice of a row; a number beyond the column's range is no row."""

    def to_python(self, value: Any) -> Any:
        text = str(value or "")
        if text and not (text.isascii() and text.isdecimal() and len(text) < 19):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": text[:100]})
        return super().to_python(value)


class VenueField(KnownRowField):
    def label_from_instance(self, obj: Any) -> str:
        return obj.full_name


class ChoicesForm(forms.Form):
    """What is said once for all events of a file or an address."""

    venue = VenueField(
        queryset=Venue.objects.none(),
        required=False,
        label=_("Miejsce z portalu"),
        empty_label=_("to, które stoi w kalendarzu"),
        help_text=_("Z miejscem z portalu wydarzenia zajmą je, jeśli jest wolne. Gdy jest zajęte, wydarzenie zostanie szkicem."),
    )
    commune = KnownRowField(
        queryset=Territory.objects.filter(kind=Territory.Kind.COMMUNE),
        required=False,
        label=_("Gmina"),
        widget=TerritoryChooser,
        help_text=_("Potrzebna, gdy nie wybierasz miejsca z portalu. Po niej mieszkańcy znajdą wydarzenia."),
    )
    kind = forms.ChoiceField(label=_("Rodzaj wydarzeń"), choices=EventKind.choices)
    topics = KnownRowsField(Topic.objects.none(), label=_("Tematy"), required=False, widget=TopicsWidget)
    accessibility = forms.MultipleChoiceField(
        label=_("Co jest dostępne na tych wydarzeniach"),
        choices=Accessibility.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    accessibility_note = forms.CharField(
        label=_("Dostępność: co jeszcze trzeba wiedzieć"),
        required=False,
        max_length=400,
        help_text=_("Na przykład: trzy stopnie przy wejściu, pomagamy wejść. Zaznacz coś wyżej albo napisz coś tutaj."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["venue"].queryset = usable_by(user).filter(bookable=True, active=True).select_related("parent__parent")
        fields["topics"].queryset = Topic.objects.order_by("name")
        only_plain(self)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("accessibility") and not found.get("accessibility_note", "").strip() and "accessibility_note" not in self.errors:
            missing = gettext("Zaznacz, co jest dostępne, albo napisz, jakie są bariery. Bez tego wydarzenia się nie ukażą.")
            self.add_error("accessibility", missing)
        if not found.get("venue") and not found.get("commune") and not {"venue", "commune"} & self.errors.keys():
            self.add_error("commune", gettext("Wybierz gminę albo miejsce z portalu."))
        return found

    @property
    def choices(self) -> Choices:
        """What the valid form says."""
        names = ("kind", "venue", "commune", "accessibility", "accessibility_note")
        return Choices(
            **{name: self.cleaned_data[name] for name in names},
            topics=list(self.cleaned_data["topics"]),
            past=self.cleaned_data.get("past", False),
        )


def initial_of(row: EventDefaults) -> dict[str, Any]:
    """What was chosen before, for the form."""
    names = ("kind", "accessibility", "accessibility_note")
    chosen = {name: getattr(row, name) for name in names} | {"venue": row.venue_id, "commune": row.commune_id}
    return chosen | {"topics": [topic.pk for topic in row.topics.all()], "past": getattr(row, "past", False)}


class FileChoicesForm(ChoicesForm):
    """The same of a file."""

    past = forms.BooleanField(label=_("Weź też wydarzenia, które już minęły"), required=False)


class UploadForm(FileChoicesForm):
    """A file and what it does not say."""

    file = forms.FileField(
        label=_("Plik z kalendarzem"),
        help_text=_(
            "Plik .ics (iCalendar) albo .csv, najwyżej 10 MB i 5000 wydarzeń. Nagłówki tabeli: tytuł, data, od, do, miejsce, opis, strona."
        ),
        widget=forms.FileInput(attrs={"accept": ".ics,.ical,.ifb,.csv,text/calendar,text/csv"}),
        error_messages={"required": _("Wybierz plik z kalendarzem."), "empty": _("Ten plik jest pusty.")},
    )
    cop = KnownRowField(queryset=Organisation.objects.none(), label=_("Do którego kalendarza"), empty_label=None)
    organiser = KnownRowField(
        queryset=Organisation.objects.order_by("sort_key", "name"),
        label=_("Kto organizuje te wydarzenia"),
        widget=LongSelect,
        help_text=_("Tej samej organizacji plik możesz wczytać drugi raz: nic się nie podwoi."),
    )
    field_order = ("file", "cop", "organiser", "venue", "commune", "kind", "topics", "accessibility", "accessibility_note", "past")

    def __init__(self, *args: Any, cops: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["cop"].queryset = Organisation.objects.filter(pk__in=[cop.pk for cop in cops]).order_by("sort_key")
        if len(cops) == 1:
            fields["cop"].initial = fields["organiser"].initial = cops[0].pk
            fields["commune"].initial = cops[0].territory_id

    def clean_file(self) -> tuple[str, bytes]:
        """The file's name and what is in it."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_LARGE)
        return without_invisible(file.name), file.read()


class ReasonForm(forms.Form):
    """A word to who sent it."""

    reason = forms.CharField(
        label=_("Dlaczego"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Napisz jednym zdaniem, dlaczego.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        only_plain(self)
