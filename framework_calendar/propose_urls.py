"""Proposing for a call, and what others propose, under /pl/kalendarz/ramowy/."""

from django.urls import path

from framework_calendar import open_views, propose_views
from framework_calendar.proposing import STEPS

urlpatterns = [
    path("<int:year>/propozycje/", open_views.open_proposals, name="framework_open_proposals"),
    path("<int:year>/propozycje/<int:pk>/dolacz/", open_views.join, name="framework_join"),
    path("<int:year>/<slug:cop>/zglos/", propose_views.begin, name="framework_propose"),
    *(
        path(f"<int:year>/<slug:cop>/zglos/<int:pk>/{slug}/", propose_views.step, {"step": slug}, name="framework_propose_step")
        for slug in STEPS
    ),
    path("<int:year>/<slug:cop>/zglos/<int:pk>/usun/", propose_views.delete, name="framework_propose_delete"),
]
