from django.urls import path

from events_calendar import wizard_views
from events_calendar.wizard_steps import STEPS

urlpatterns = [
    path("", wizard_views.begin, name="slot_wizard"),
    *(path(f"<int:pk>/{slug}/", wizard_views.step, {"step": slug}, name="slot_wizard_step") for slug in STEPS),
    path("<int:pk>/usun/", wizard_views.delete, name="slot_wizard_delete"),
]
