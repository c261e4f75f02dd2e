"""What the calendar has for a person who is logged in, under /pl/moje/."""

from django.urls import path

from events_calendar import own_calendar
from events_calendar.request_views import slot_request

urlpatterns = [
    path("kalendarz/adres/", own_calendar.change_address, name="own_calendar_address"),
    path("terminy/<int:pk>/", slot_request, name="slot_request"),
]
