"""What the calendar has for a person who is logged in, under /pl/moje/."""

from django.urls import path

from events_calendar import own_calendar

urlpatterns = [
    path("kalendarz/adres/", own_calendar.change_address, name="own_calendar_address"),
]
