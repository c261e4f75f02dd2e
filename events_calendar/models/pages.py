"""The calendar's own page and one folder for each COP."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path

from core.models import PortalPage
from core.routing import FolderIndex
from events_calendar.models.events import EventPage
from events_calendar.querysets import EventQuerySet


class CalendarRoutes(RoutablePageMixin):
    """What the whole calendar and one COP's calendar answer alike."""

    @path("")
    def index_route(self, request: HttpRequest) -> TemplateResponse:
        from events_calendar import views

        return views.calendar(self, request)

    @path("rss/", name="rss")
    def rss_route(self, request: HttpRequest) -> HttpResponse:
        from events_calendar import views

        return views.calendar_feed(self, request)

    # Wagtail adds a slash before it resolves; the address has none.
    @re_path(r"^kalendarz\.ics/?$", name="ics")
    def ics_route(self, request: HttpRequest) -> HttpResponse:
        from events_calendar import file_views

        return file_views.calendar_file(self, request)

    def events(self) -> EventQuerySet:
        """The events that this page lists, in its language."""
        raise NotImplementedError


class CalendarPage(FolderIndex, CalendarRoutes, PortalPage):
    """All events of all COPs: month, week, list and year, with filters, feeds and files."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["events_calendar.CalendarFolderPage"]
    max_count_per_parent = 1
    own_routes = ("rss", "kalendarz.ics", "miejsca")
    template = "events_calendar/calendar.html"

    @path("miejsca/", name="venues")
    def venues_route(self, request: HttpRequest) -> TemplateResponse:
        from events_calendar import venue_views

        return venue_views.venues(self, request)

    @path("miejsca/<slug:slug>/", name="venue")
    def venue_route(self, request: HttpRequest, slug: str) -> TemplateResponse:
        from events_calendar import venue_views

        return venue_views.venue(self, request, slug)

    class Meta:
        verbose_name = _("kalendarz")
        verbose_name_plural = _("kalendarze")

    @re_path(r"^miejsca/(?P<slug>[-\w]+)/kalendarz\.ics/?$", name="venue_ics")
    def venue_ics_route(self, request: HttpRequest, slug: str) -> HttpResponse:
        from events_calendar import file_views

        return file_views.venue_file(self, request, slug)

    @re_path(r"^moj/(?P<secret>[-\w]{43})\.ics/?$", name="own_ics")
    def own_ics_route(self, request: HttpRequest, secret: str) -> HttpResponse:
        from events_calendar import file_views

        return file_views.own_file(self, request, secret)

    def events(self) -> EventQuerySet:
        return EventPage.objects.readable(self.locale_id)

    def entries(self) -> EventQuerySet:
        return EventPage.objects.all()

    def folders(self) -> Any:
        return CalendarFolderPage.objects.all()


class CalendarFolderPage(CalendarRoutes, PortalPage):
    """One COP's calendar: its editors write here and nowhere else (design decision 14)."""

    parent_page_types = ["events_calendar.CalendarPage"]
    subpage_types = ["events_calendar.EventPage"]
    template = "events_calendar/calendar.html"

    class Meta:
        verbose_name = _("kalendarz jednego COP")
        verbose_name_plural = _("kalendarze poszczególnych COP")

    def events(self) -> EventQuerySet:
        return EventPage.objects.readable(self.locale_id).child_of(self)
