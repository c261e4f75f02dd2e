"""Places in the admin: each COP and office sees to its own, CIO to all of them (`events_calendar.venue_rights`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, ProtectedError, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.models import User
from core.admin_tables import YesNoColumn
from events_calendar.admin.venue_form import edit_handler
from events_calendar.models import Venue
from events_calendar.services import venues
from events_calendar.services.slots import VenueGone
from events_calendar.venue_rights import looks_after_any, may_look_after, venues_of

MOST_LISTED = 10


class VenuePermissionPolicy(ModelPermissionPolicy):
    """Who looks after a place may do everything with it."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return looks_after_any(user)

    def user_has_any_permission(self, user: User, actions: Any) -> bool:
        return looks_after_any(user)

    def instances_user_has_any_permission_for(self, user: User, actions: Any) -> QuerySet[Venue]:
        return venues_of(user)

    def user_has_permission_for_instance(self, user: User, action: str, instance: Model) -> bool:
        return isinstance(instance, Venue) and may_look_after(user, instance)

    def user_has_any_permission_for_instance(self, user: User, actions: Any, instance: Model) -> bool:
        return self.user_has_permission_for_instance(user, "change", instance)


class OwnOnly:
    """A view of one place: only for those who look after this very one."""

    def get_object(self, *args: Any, **kwargs: Any) -> Venue:
        venue: Venue = super().get_object(*args, **kwargs)  # type: ignore[misc]
        if not may_look_after(self.request.user, venue):  # type: ignore[attr-defined]
            raise PermissionDenied
        return venue


class SavedByService:
    """Writes through the service and says what no longer fits."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except VenueGone as error:
            # Deleted meanwhile, or the hall that it is a part of.
            messages.error(self.request, " ".join(error.messages))  # type: ignore[attr-defined]
            return redirect(venue_viewset.get_url_name("index"))

    def save_instance(self) -> Venue:
        write = super().save_instance  # type: ignore[misc]
        venue: Venue = self.form.instance  # type: ignore[attr-defined]
        saved = venues.save_venue(venue, by=self.request.user, write=write)  # type: ignore[attr-defined]
        self._tell(saved.broken, _("Te rezerwacje zostają, choć nie pasują do nowych zasad. Umów się z ich organizatorami:"))
        self._tell(saved.clashes, _("Te rezerwacje całej sali zostają, choć ta część jest wtedy zajęta. Umów się z ich organizatorami:"))
        return saved.venue

    def _tell(self, left: Sequence[venues.Left], heading: str) -> None:
        if left:
            messages.warning(self.request, _list_of(left, heading))  # type: ignore[attr-defined]


def _list_of(left: Sequence[venues.Left], heading: str) -> SafeString:
    items = format_html_join("", "<li>{}</li>", ((str(one),) for one in left[:MOST_LISTED]))
    rest = len(left) - MOST_LISTED
    more = format_html("<p>{}</p>", _("Jest ich więcej: %(count)s.") % {"count": len(left)}) if rest > 0 else ""
    return format_html("{}<ul>{}</ul>{}", heading, items, more)


class VenueIndexView(generic.IndexView):
    add_item_label = gettext_lazy("Dodaj miejsce")

    def get_base_queryset(self) -> QuerySet[Venue]:
        mine = venues_of(self.request.user)
        return mine.select_related("parent__parent", "owner", "territory", "parent__territory", "parent__parent__territory").distinct()


class VenueCreateView(SavedByService, generic.CreateView):
    # Wagtail puts the two together, and the second into the breadcrumb too.
    page_title = gettext_lazy("Nowe")
    page_subtitle = gettext_lazy("miejsce")
    success_message = gettext_lazy("Miejsce „%(object)s” jest dodane.")
    error_message = gettext_lazy("Miejsce nie jest jeszcze dodane: popraw błędy.")


class VenueEditView(OwnOnly, SavedByService, generic.EditView):
    page_title = gettext_lazy("Edycja miejsca")
    success_message = gettext_lazy("Zapisaliśmy zmiany miejsca „%(object)s”.")
    error_message = gettext_lazy("Zmiany nie są zapisane: popraw błędy.")
    delete_item_label = gettext_lazy("Usuń miejsce")


class VenueDeleteView(OwnOnly, generic.DeleteView):
    success_message = gettext_lazy("Miejsce „%(object)s” jest usunięte.")
    confirmation_message = gettext_lazy("Na pewno usunąć to miejsce?")
    # The method DELETE would pass by the question.
    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        problem = venues.use_of(self.object)
        return self._back(problem) if problem else super().get(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        if problem := venues.use_of(self.object):
            return self._back(problem)
        try:
            return super().form_valid(form)
        except ValidationError as error:
            return self._back(" ".join(error.messages))
        except ProtectedError:
            # Something between the question and the deletion.
            return self._back(_("Tego miejsca nie można usunąć, bo coś go używa."))

    def delete_action(self) -> None:
        venues.delete_venue(self.object, by=self.request.user, write=super().delete_action)

    def _back(self, problem: str) -> HttpResponse:
        messages.error(self.request, problem)
        return redirect(venue_viewset.get_url_name("edit"), self.object.pk)


class VenueHistoryView(OwnOnly, HistoryView):
    pass


class VenueUsageView(OwnOnly, UsageView):
    pass


class VenueFilterSet(WagtailFilterSet):
    class Meta:
        model = Venue
        fields = ["bookable", "active"]


class VenueViewSet(ModelViewSet):
    """The list of places with search and filters, and their form with hours, exceptions and pictures."""

    model = Venue
    name = "venues"
    url_prefix = "miejsca"
    icon = "site"
    menu_label = gettext_lazy("Miejsca")
    menu_order = 255
    add_to_admin_menu = True
    index_view_class = VenueIndexView
    add_view_class = VenueCreateView
    edit_view_class = VenueEditView
    delete_view_class = VenueDeleteView
    history_view_class = VenueHistoryView
    usage_view_class = VenueUsageView
    filterset_class = VenueFilterSet
    search_fields = ["name", "name_en", "address", "slug", "parent__name"]
    search_backend_name = None
    list_per_page = 50
    ordering = ["sort_key", "pk"]
    list_display = [
        "name",
        Column("parent", label=gettext_lazy("W budynku albo w sali")),
        Column("owner", label=gettext_lazy("Czyje to miejsce")),
        Column("commune", label=gettext_lazy("Gmina")),
        YesNoColumn("bookable", label=gettext_lazy("Można rezerwować")),
        YesNoColumn("active", label=gettext_lazy("Na liście")),
    ]
    edit_handler = edit_handler
    # Its rows would have to be copied too, and names are told apart by the building.
    copy_view_enabled = False


venue_viewset = VenueViewSet()
