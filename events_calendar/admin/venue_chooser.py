"""Choosing a place for an event: a list with search, rooms named with their building. Panels take it by `widget=VenueChooser`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, ChosenMultipleView, ChosenView
from wagtail.admin.viewsets.chooser import ChooserViewSet

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_KEY = 18  # digits; more do not fit into the column


class WordsFilterForm(BaseFilterForm):
    """Places that have these words in their name, building, address or commune."""

    q = forms.CharField(
        label=_("Nazwa, budynek, adres albo gmina"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Na przykład: sala Słupsk")}),
    )

    def filter(self, objects: QuerySet) -> QuerySet:
        typed = self.cleaned_data.get("q")
        if not typed:
            return objects
        self.is_searching, self.search_query = True, typed
        found: Any = objects
        return found.with_words(typed)


class _Venues:
    """Only what may be booked, and by whoever chooses without asking."""

    filter_form_class = WordsFilterForm
    request: HttpRequest

    def get_object_list(self) -> QuerySet:
        from events_calendar.models import Venue
        from events_calendar.venue_rights import usable_by

        return Venue.objects.bookable().filter(pk__in=usable_by(cast("User", self.request.user)).values("pk"))

    @property
    def columns(self) -> list[Column]:
        own: list[Column] = [self.title_column]  # type: ignore[attr-defined]
        return [*own, Column("where", label=_("Adres")), Column("commune", label=_("Gmina")), Column("owner", label=_("Czyje"))]


class VenueChooseView(_Venues, ChooseView):
    pass


class VenueChooseResultsView(_Venues, ChooseResultsView):
    pass


def _is_key(text: Any) -> bool:
    """May this stand in the column of primary keys?"""
    return str(text).isascii() and str(text).isdigit() and len(str(text)) <= LONGEST_KEY


class VenueChosenView(ChosenView):
    def get_object(self, pk: Any) -> Any:
        if not _is_key(pk):
            raise Http404
        return super().get_object(pk)


class VenueChosenMultipleView(ChosenMultipleView):
    def get_objects(self, pks: list[Any]) -> QuerySet:
        return super().get_objects([pk for pk in pks if _is_key(pk)])


class VenueChooserViewSet(ChooserViewSet):
    model = "events_calendar.Venue"
    icon = "site"
    choose_one_text = _("Wybierz miejsce")
    choose_another_text = _("Wybierz inne miejsce")
    per_page = 20
    choose_view_class = VenueChooseView
    choose_results_view_class = VenueChooseResultsView
    chosen_view_class = VenueChosenView
    chosen_multiple_view_class = VenueChosenMultipleView
    # Only where a panel asks for it.
    register_widget = False
    # Places are made in their own form, with hours and rules.
    creation_form_class = None


venue_chooser = VenueChooserViewSet("venue_chooser", url_prefix="wybor-miejsca")
VenueChooser = venue_chooser.widget_class
