"""Choosing an area: a list that can be searched, since the region has over a hundred of them. Panels take it by `widget=`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, ChosenMultipleView, ChosenView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from core.collation import polish_key

LONGEST_KEY = 18  # digits; more do not fit into the column


class NameFilterForm(BaseFilterForm):
    """Areas whose name begins with what was typed, or holds it."""

    q = forms.CharField(
        label=_("Nazwa gminy, powiatu albo województwa"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Na przykład: Kobylnica")}),
    )

    def filter(self, objects: QuerySet) -> QuerySet:
        typed = self.cleaned_data.get("q")
        if not typed:
            return objects
        self.is_searching, self.search_query = True, typed
        # SQLite knows capitals of English letters alone, so the name is looked for as names are written, too.
        return objects.filter(
            Q(sort_key__startswith=polish_key(typed)) | Q(name__icontains=typed) | Q(name__contains=typed.strip().capitalize())
        )


class TerritoryChooseView(ChooseView):
    filter_form_class = NameFilterForm


class TerritoryChooseResultsView(ChooseResultsView):
    filter_form_class = NameFilterForm


def _is_key(text: Any) -> bool:
    """May this stand in the column of primary keys?"""
    return str(text).isascii() and str(text).isdigit() and len(str(text)) <= LONGEST_KEY


class TerritoryChosenView(ChosenView):
    def get_object(self, pk: Any) -> Any:
        if not _is_key(pk):
            raise Http404
        return super().get_object(pk)


class TerritoryChosenMultipleView(ChosenMultipleView):
    def get_objects(self, pks: list[Any]) -> QuerySet:
        return super().get_objects([pk for pk in pks if _is_key(pk)])


class TerritoryChooserViewSet(ChooserViewSet):
    model = "core.Territory"
    icon = "site"
    choose_one_text = _("Wybierz obszar")
    choose_another_text = _("Wybierz inny obszar")
    per_page = 20
    choose_view_class = TerritoryChooseView
    choose_results_view_class = TerritoryChooseResultsView
    chosen_view_class = TerritoryChosenView
    chosen_multiple_view_class = TerritoryChosenMultipleView
    # Not for every foreign key: an organisation's form offers the communes of one COP as a plain list.
    register_widget = False


territory_chooser = TerritoryChooserViewSet("territory_chooser", url_prefix="wybor-obszaru")


class TerritoryChooser(territory_chooser.widget_class):  # type: ignore[name-defined]
    """Wagtail's looks whatever was sent up as a key when the form is shown again; what is none is nothing chosen."""

    def get_value_data(self, value: Any) -> Any:
        return super().get_value_data(value if value is None or not isinstance(value, str) or _is_key(value) else None)
