from django.urls import path

from events_calendar.request_views import slot_request

urlpatterns = [
    path("<int:pk>/", slot_request, name="slot_request"),
]
