"""What the calendar has for a person who is logged in, under /pl/moje/."""

from django.urls import path

from events_calendar import duty_views, own_calendar, request_views, watch_views

urlpatterns = [
    path("kalendarz/adres/", own_calendar.change_address, name="own_calendar_address"),
    path("terminy/<int:pk>/", request_views.slot_request, name="slot_request"),
    path("terminy/czeka/<int:pk>/", watch_views.watch, name="slot_watch"),
    path("terminy/<int:pk>/obowiazki/<int:line>/", duty_views.tick, name="slot_request_duty"),
    path("terminy/<int:pk>/zmien/", request_views.change, name="slot_request_change"),
    path("terminy/<int:pk>/<slug:what>/", request_views.act, name="slot_request_act"),
]
