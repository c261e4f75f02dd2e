"""What balancing and allocating add to the admin. Imported in `AppConfig.ready()`."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from framework_calendar import rights
from framework_calendar.services import allocating, publishing


@hooks.register("register_admin_urls")
def allocating_urls() -> list[URLPattern]:
    from framework_calendar.admin.allocating import AllocatingView
    from framework_calendar.admin.balancing import BalanceView, ClashesView, RoundsView, WeekView

    return [
        path("uzgadnianie-terminow/", RoundsView.as_view(), name="framework_rounds"),
        path("uzgadnianie-terminow/<int:pk>/", BalanceView.as_view(), name="framework_balance"),
        path("uzgadnianie-terminow/<int:pk>/tydzien/", WeekView.as_view(), name="framework_week"),
        path("uzgadnianie-terminow/<int:pk>/kolizje/", ClashesView.as_view(), name="framework_clashes"),
        path("uzgadnianie-terminow/<int:pk>/podzial/", AllocatingView.as_view(), name="framework_allocating"),
    ]


class RoundsMenuItem(MenuItem):
    """For who allocates a call."""

    def is_shown(self, request: HttpRequest) -> bool:
        return rights.moderates_any(request.user)


@hooks.register("register_admin_menu_item")
def allocating_menu_item() -> MenuItem:
    return RoundsMenuItem(_("Uzgadnianie terminów"), reverse("framework_rounds"), name="framework-rounds", icon_name="table", order=152)


@hooks.register("register_log_actions")
def allocating_log_actions(actions: LogActionRegistry) -> None:
    for action, label in (
        (allocating.PROPOSED, _("Portal zaproponował podział terminów")),
        (allocating.CHANGED, _("Zmiana podziału terminów")),
        (allocating.SETTLED, _("Podział terminów uzgodniony")),
        (allocating.TAKEN_BACK, _("Podział terminów do ponownego uzgodnienia")),
        (publishing.PUBLISHED, _("Kalendarz ramowy ogłoszony")),
    ):
        actions.register_action(action, label, label)
