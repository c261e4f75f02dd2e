"""The form of a place: what may be chosen in it depends on who fills it in."""

from __future__ import annotations

from itertools import count
from typing import Any

from anyascii import anyascii
from django import forms
from django.contrib.auth.models import Group
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, Panel

from accounts.models import Organisation
from core.models.pages import RESERVED_SLUGS
from core.plain_text import only_plain
from core.territory_chooser import TerritoryChooser
from events_calendar.models import Venue
from events_calendar.services import venues
from events_calendar.venue_rights import may_look_after, owners_for, venues_of


def free_slug(name: str, venue: Venue) -> str:
    """The name as an address: "sala-a", and with a number where another place has that."""
    field = Venue._meta.get_field("slug")
    # Room for the number.
    base = slugify(anyascii(name))[: (field.max_length or 0) - 4].strip("-") or "miejsce"
    taken = set(Venue.objects.exclude(pk=venue.pk).filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED_SLUGS
    return next(slug for number in count(1) if (slug := base if number == 1 else f"{base}-{number}") not in taken)


class VenueForm(WagtailAdminModelForm):
    """People write down the places that they look after, and nobody else's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        if self.for_user is not None:
            owners = owners_for(self.for_user)
            fields["owner"].queryset = owners
            if len(owners[:2]) == 1:
                fields["owner"].initial = owners[0]
        # Whose place it lies in decides on it too: a part takes the hall's bookings.
        above = venues_of(self.for_user) if self.for_user is not None else Venue.objects.all()
        kept = Venue.objects.filter(pk=self.instance.parent_id)
        fields["parent"].queryset = (above | kept).exclude(pk=self.instance.pk).select_related("parent").distinct()
        fields["trusted_organisations"].queryset = Organisation.objects.order_by("sort_key", "name")
        fields["trusted_groups"].queryset = Group.objects.filter(portal_role__isnull=False).order_by("name")
        fields["slug"].required = False
        fields["slug"].help_text = _("Małe litery bez polskich znaków, cyfry i łączniki. Puste: portal utworzy skrót z nazwy.")
        fields["accessibility"].help_text = _(
            "Sala, w której nic nie zaznaczysz, pokazuje to, co jej budynek. Jeśli w sali jest inaczej, zaznacz wszystko, co w niej jest."
        )
        only_plain(self)

    def clean_slug(self) -> str:
        """What was typed, or an address made of the name that no other place has."""
        typed = self.cleaned_data["slug"]
        return typed or free_slug(self.cleaned_data.get("name", ""), self.instance)

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.for_user is None or self.errors:
            return
        if not may_look_after(self.for_user, self.instance):
            self.add_error("owner", _("Tej organizacji w tej gminie służy inne COP. Wybierz inną gminę albo poproś tamto COP."))


class LeftPanel(Panel):
    """On top of the form: coming bookings that the place's rules no longer allow, and those that meet another one. They stay."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": gettext_lazy("Rezerwacje, które nie pasują do zasad"), "icon": "warning", **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "events_calendar/admin/left.html"

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            place = self.instance if self.instance is not None and self.instance.pk else None
            self.left = [*venues.left_by_rules(place), *venues.double_bookings(place)] if place else []

        def is_shown(self) -> bool:
            return bool(self.left)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "left": self.left}


def _both(name: str) -> FieldRowPanel:
    """A text in Polish and in English."""
    return FieldRowPanel([FieldPanel(name), FieldPanel(f"{name}_en")])


PANELS = [
    LeftPanel(),
    MultiFieldPanel(
        [
            _both("name"),
            FieldPanel("slug"),
            FieldPanel("owner"),
            FieldPanel("parent"),
            FieldPanel("is_part"),
            FieldRowPanel([FieldPanel("bookable"), FieldPanel("active")]),
        ],
        gettext_lazy("Miejsce"),
    ),
    MultiFieldPanel(
        [FieldPanel("accessibility"), FieldPanel("toilet_note"), FieldPanel("accessibility_note"), FieldPanel("nearest_stop")],
        gettext_lazy("Dostępność"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("address"),
            FieldPanel("territory", widget=TerritoryChooser),
            FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
        ],
        gettext_lazy("Gdzie to jest"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("capacity"),
            FieldPanel("equipment"),
            FieldPanel("equipment_note"),
            FieldPanel("description"),
            FieldPanel("description_en"),
            _both("price"),
            FieldPanel("terms"),
            FieldPanel("terms_en"),
            FieldRowPanel([FieldPanel("contact_email"), FieldPanel("contact_phone")]),
        ],
        gettext_lazy("Jak tu jest i ile kosztuje"),
    ),
    InlinePanel(
        "hours",
        panels=[FieldRowPanel([FieldPanel("weekday"), FieldPanel("opens"), FieldPanel("closes")])],
        label=gettext_lazy("Godziny"),
        heading=gettext_lazy("Kiedy można rezerwować"),
        help_text=gettext_lazy("Bez żadnych godzin miejsce jest otwarte całą dobę."),
    ),
    InlinePanel(
        "exceptions",
        panels=[
            FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day")]),
            FieldRowPanel([FieldPanel("opens"), FieldPanel("closes")]),
            FieldPanel("reason"),
        ],
        label=gettext_lazy("Wyjątek"),
        heading=gettext_lazy("Dni z innymi godzinami"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("closed_on_holidays"),
            FieldRowPanel([FieldPanel("min_notice_hours"), FieldPanel("furthest_days")]),
            FieldRowPanel([FieldPanel("shortest_minutes"), FieldPanel("longest_minutes")]),
            FieldRowPanel([FieldPanel("preparation_minutes"), FieldPanel("cleanup_minutes")]),
            FieldPanel("hold_days"),
        ],
        gettext_lazy("Zasady rezerwacji"),
        help_text=gettext_lazy("Nowe zasady dotyczą nowych próśb. Rezerwacje, które już są, zostają, a portal je tu wymieni."),
    ),
    MultiFieldPanel(
        [
            FieldPanel(
                "trusted_organisations",
                widget=forms.SelectMultiple(attrs={"size": 8}),
                help_text=gettext_lazy("Kilka zaznaczysz z klawiszem Ctrl, na Macu z Cmd."),
            ),
            FieldPanel("trusted_groups", widget=forms.CheckboxSelectMultiple),
        ],
        gettext_lazy("Kto rezerwuje bez pytania"),
    ),
    InlinePanel("pictures", panels=[FieldPanel("image")], label=gettext_lazy("Obraz"), heading=gettext_lazy("Obrazy")),
]

edit_handler = ObjectList(PANELS, base_form_class=VenueForm)
