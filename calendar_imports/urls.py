"""What imported calendars have for a person who is logged in, under /pl/moje/."""

from django.urls import path

from calendar_imports import own_sources

urlpatterns = [
    path("kalendarze/nowy/", own_sources.new, name="own_calendar_source_new"),
    path("kalendarze/<int:pk>/", own_sources.source, name="own_calendar_source"),
    path("kalendarze/<int:pk>/<int:run_id>/", own_sources.reading, name="own_calendar_reading"),
]
