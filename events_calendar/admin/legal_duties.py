"""Legal duties before an event, which CIO keeps: conditions are ticked and counted, never written as code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from core.admin_tables import YesNoColumn
from core.plain_text import only_plain
from core.territory_chooser import TerritoryChooser
from events_calendar.models import LegalDuty


class LegalDutyForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        only_plain(self)


class LegalDutyIndexView(generic.IndexView):
    add_item_label = _("Dodaj obowiązek")


class LegalDutyCreateView(generic.CreateView):
    # Wagtail puts the two together, and the second into the breadcrumb too.
    page_title = _("Nowy")
    page_subtitle = _("obowiązek przed wydarzeniem")
    success_message = _("Obowiązek „%(object)s” jest dodany.")
    error_message = _("Obowiązek nie jest jeszcze dodany: popraw błędy.")


class LegalDutyEditView(generic.EditView):
    page_title = _("Edycja obowiązku")
    success_message = _("Zapisaliśmy zmiany obowiązku „%(object)s”. Na listach, które już powstały, jego słowa zostają takie, jakie były.")
    error_message = _("Zmiany nie są zapisane: popraw błędy.")
    delete_item_label = _("Usuń obowiązek")


class LegalDutyDeleteView(generic.DeleteView):
    success_message = _("Obowiązek „%(object)s” jest usunięty.")
    confirmation_message = _("Na pewno usunąć ten obowiązek? Na listach przy prośbach, gdzie już stoi, zostanie.")


class LegalDutyViewSet(ModelViewSet):
    model = LegalDuty
    name = "legal_duties"
    url_prefix = "obowiazki"
    icon = "list-ol"
    menu_label = _("Obowiązki przed wydarzeniem")
    menu_order = 258
    add_to_settings_menu = True
    index_view_class = LegalDutyIndexView
    add_view_class = LegalDutyCreateView
    edit_view_class = LegalDutyEditView
    delete_view_class = LegalDutyDeleteView
    list_display = [
        "name",
        Column("days", label=_("Ile dni przed"), sort_key="days"),
        "act",
        # Not a DateColumn, which says how long ago it was.
        Column("checked_on", label=_("Stan prawny"), sort_key="checked_on"),
        YesNoColumn("is_example", label=_("Przykład")),
        YesNoColumn("active", label=_("Pokazywany")),
        "order",
    ]
    search_fields = ["name", "act", "office"]
    search_backend_name = None
    ordering = ["order", "name"]
    edit_handler = ObjectList(
        [
            HelpPanel(content=_("Portal informuje i nie udziela porad prawnych. Wpisuj tylko to, co stoi w przepisach, i podaj gdzie.")),
            FieldPanel("name"),
            FieldPanel("text"),
            MultiFieldPanel(
                [
                    FieldPanel("at_least"),
                    FieldPanel("kinds"),
                    FieldPanel("circumstances"),
                    FieldPanel("without"),
                    FieldPanel("owners"),
                    FieldPanel("territory", widget=TerritoryChooser),
                ],
                _("Kiedy obowiązuje: wszystkie podane warunki naraz"),
            ),
            MultiFieldPanel([FieldRowPanel([FieldPanel("days"), FieldPanel("counting")]), FieldPanel("earliest_days")], _("Na kiedy")),
            MultiFieldPanel(
                [FieldPanel("office"), FieldPanel("act"), FieldPanel("article"), FieldPanel("link")], _("Gdzie i na jakiej podstawie")
            ),
            FieldRowPanel([FieldPanel("checked_on"), FieldPanel("order")]),
            FieldRowPanel([FieldPanel("is_example"), FieldPanel("active")]),
        ],
        base_form_class=LegalDutyForm,
    )
    # Nothing that readers see refers to them.
    add_to_reference_index = False
    copy_view_enabled = False


legal_duties = LegalDutyViewSet()
