"""What the calendar adds to the admin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from events_calendar.admin.dates import DatesView, DateView, PreviewView
from events_calendar.admin.editor import refuse_without_source, say_where_it_is_decided
from events_calendar.admin.legal_duties import legal_duties
from events_calendar.admin.queue import QueueView, WaitingListView, menu_item
from events_calendar.admin.reasons import refusal_reasons
from events_calendar.admin.request import RequestView
from events_calendar.admin.school_holidays import CioOnlyPolicy, school_holidays
from events_calendar.admin.venue_chooser import venue_chooser
from events_calendar.admin.venues import VenuePermissionPolicy, venue_viewset
from events_calendar.admin.whole_event import CancelEventView, RestoreEventView
from events_calendar.models import EventPage, LegalDuty, RefusalReason, SchoolHolidays, Venue
from events_calendar.services import dates, request_state, series

register_permission_policy(Venue, VenuePermissionPolicy(Venue))
register_permission_policy(SchoolHolidays, CioOnlyPolicy(SchoolHolidays))
register_permission_policy(RefusalReason, CioOnlyPolicy(RefusalReason))
register_permission_policy(LegalDuty, CioOnlyPolicy(LegalDuty))


@hooks.register("register_admin_urls")
def queue_urls() -> list[URLPattern]:
    return [
        path("terminy/", QueueView.as_view(), name="slot_queue"),
        path("terminy/oczekujacy/", WaitingListView.as_view(), name="slot_queue_waiting"),
        path("terminy/<int:pk>/", RequestView.as_view(), name="slot_queue_request"),
    ]


@hooks.register("register_admin_menu_item")
def queue_menu_item() -> MenuItem:
    return menu_item()


@hooks.register("before_edit_page")
def editing_a_request(request: HttpRequest, page: Page) -> None:
    say_where_it_is_decided(request, page)


# Before wagtail-localize's, which answers for every page that is a translation.
@hooks.register("before_edit_page", order=-2)
def publishing_a_translation(request: HttpRequest, page: Page) -> HttpResponse | None:
    return refuse_without_source(request, page)


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[ViewSet]:
    return [venue_viewset, venue_chooser, school_holidays, refusal_reasons, legal_duties]


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(dates.RESTORED, _("Przywrócenie terminu"), _("Jeden termin przywrócony"))
    actions.register_action(dates.MOVED, _("Zmiana terminu"), _("Jeden termin zmieniony"))
    actions.register_action(series.SPLIT, _("Podział serii"), _("Terminy od jednego dnia mają własną stronę"))
    actions.register_action(series.REST_CHANGED, _("Zmiana serii"), _("Wszystkie następne terminy zmienione"))
    for action, label in request_state.ACTIONS.items():
        actions.register_action(action, label, label)


# --- Single dates


@hooks.register("register_admin_urls")
def date_urls() -> list[URLPattern]:
    return [
        path("kalendarz/podglad-terminow/", PreviewView.as_view(), name="events_calendar_preview"),
        path("kalendarz/terminy/<int:page_id>/", DatesView.as_view(), name="events_calendar_dates"),
        path("kalendarz/terminy/<int:page_id>/odwolaj/", CancelEventView.as_view(), name="events_calendar_cancel"),
        path("kalendarz/terminy/<int:page_id>/przywroc/", RestoreEventView.as_view(), name="events_calendar_restore"),
        path("kalendarz/terminy/<int:page_id>/<int:stamp>/", DateView.as_view(), name="events_calendar_date"),
    ]


@hooks.register("register_page_header_buttons")
def dates_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(page, EventPage) and page.live and dates.may_change(page, user):
        yield Button(_("Terminy"), reverse("events_calendar_dates", args=[page.pk]), icon_name="calendar", priority=5)
        if not page.cancelled:
            yield Button(_("Odwołaj wydarzenie"), reverse("events_calendar_cancel", args=[page.pk]), icon_name="cross", priority=65)
        else:
            yield Button(_("Przywróć wydarzenie"), reverse("events_calendar_restore", args=[page.pk]), icon_name="undo", priority=65)
