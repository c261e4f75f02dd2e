"""Reasons to refuse that moderators have at hand; CIO keeps the list."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from core.plain_text import only_plain
from events_calendar.models import RefusalReason


class RefusalReasonForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        only_plain(self)


class RefusalReasonIndexView(generic.IndexView):
    add_item_label = _("Dodaj powód")


class RefusalReasonCreateView(generic.CreateView):
    # Wagtail puts the two together, and the second into the breadcrumb too.
    page_title = _("Nowy")
    page_subtitle = _("powód odmowy")
    success_message = _("Powód „%(object)s” jest dodany.")
    error_message = _("Powód nie jest jeszcze dodany: popraw błędy.")


class RefusalReasonEditView(generic.EditView):
    page_title = _("Edycja powodu")
    success_message = _("Zapisaliśmy zmiany powodu „%(object)s”.")
    error_message = _("Zmiany nie są zapisane: popraw błędy.")
    delete_item_label = _("Usuń powód")


class RefusalReasonDeleteView(generic.DeleteView):
    success_message = _("Powód „%(object)s” jest usunięty.")
    confirmation_message = _("Na pewno usunąć ten powód? Odmowy, w których już stoi, zostaną takie, jakie są.")


class RefusalReasonViewSet(ModelViewSet):
    model = RefusalReason
    name = "refusal_reasons"
    url_prefix = "powody-odmowy"
    icon = "list-ul"
    menu_label = _("Powody odmowy terminu")
    menu_order = 257
    add_to_settings_menu = True
    index_view_class = RefusalReasonIndexView
    add_view_class = RefusalReasonCreateView
    edit_view_class = RefusalReasonEditView
    delete_view_class = RefusalReasonDeleteView
    list_display = ["label", Column("text", label=_("Zdanie dla organizacji"), accessor="text"), "order"]
    ordering = ["order", "label"]
    edit_handler = ObjectList(
        [FieldPanel("label"), FieldPanel("text"), FieldPanel("order")],
        base_form_class=RefusalReasonForm,
    )
    # Nothing refers to them.
    add_to_reference_index = False
    copy_view_enabled = False


refusal_reasons = RefusalReasonViewSet()
