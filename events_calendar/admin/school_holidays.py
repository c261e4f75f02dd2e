"""Days without school, which CIO writes down each year."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from accounts import roles
from accounts.models import User
from core import pagecache
from core.admin_tables import YesNoColumn
from core.plain_text import only_plain
from events_calendar.models import SchoolHolidays


class CioOnlyPolicy(ModelPermissionPolicy):
    """For what is one for the whole portal."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return roles.is_cio(user)


class SchoolHolidaysForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        only_plain(self)


class _Public:
    """Every place's week shows these days."""

    def save_instance(self) -> SchoolHolidays:
        pagecache.bump()
        return super().save_instance()  # type: ignore[misc]


class SchoolHolidaysIndexView(generic.IndexView):
    add_item_label = gettext_lazy("Dodaj przerwę")


class SchoolHolidaysCreateView(_Public, generic.CreateView):
    # Wagtail puts the two together, and the second into the breadcrumb too.
    page_title = gettext_lazy("Nowa")
    page_subtitle = gettext_lazy("przerwa w szkołach")
    success_message = gettext_lazy("Przerwa „%(object)s” jest dodana.")
    error_message = gettext_lazy("Przerwa nie jest jeszcze dodana: popraw błędy.")


class SchoolHolidaysEditView(_Public, generic.EditView):
    page_title = gettext_lazy("Edycja przerwy")
    success_message = gettext_lazy("Zapisaliśmy zmiany przerwy „%(object)s”.")
    error_message = gettext_lazy("Zmiany nie są zapisane: popraw błędy.")
    delete_item_label = gettext_lazy("Usuń przerwę")


class SchoolHolidaysDeleteView(generic.DeleteView):
    success_message = gettext_lazy("Przerwa „%(object)s” jest usunięta.")
    confirmation_message = gettext_lazy("Na pewno usunąć tę przerwę?")

    def delete_action(self) -> None:
        super().delete_action()
        pagecache.bump()


class SchoolHolidaysViewSet(ModelViewSet):
    model = SchoolHolidays
    name = "school_holidays"
    url_prefix = "ferie"
    icon = "calendar-alt"
    menu_label = gettext_lazy("Ferie i przerwy w szkołach")
    menu_order = 256
    add_to_settings_menu = True
    index_view_class = SchoolHolidaysIndexView
    add_view_class = SchoolHolidaysCreateView
    edit_view_class = SchoolHolidaysEditView
    delete_view_class = SchoolHolidaysDeleteView
    search_fields = ["name", "name_en"]
    search_backend_name = None
    ordering = ["first_day"]
    list_display = [
        "name",
        # Not a DateColumn, which says how long ago it was: of days to come "just now".
        Column("first_day", label=gettext_lazy("Od"), sort_key="first_day"),
        Column("last_day", label=gettext_lazy("Do"), sort_key="last_day"),
        YesNoColumn("is_example", label=gettext_lazy("Przykład")),
    ]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("name"), FieldPanel("name_en")]),
            FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day")]),
            FieldPanel("is_example"),
        ],
        base_form_class=SchoolHolidaysForm,
    )
    # Nothing refers to them.
    add_to_reference_index = False
    copy_view_enabled = False


school_holidays = SchoolHolidaysViewSet()
