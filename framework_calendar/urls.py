"""What the yearly call has for a person who is logged in, under /pl/moje/."""

from django.urls import path

from framework_calendar import proposal_views

urlpatterns = [
    path("ramowy/<int:pk>/", proposal_views.proposal, name="framework_proposal"),
    path("ramowy/<int:pk>/zmien/", proposal_views.change, name="framework_proposal_change"),
    path("ramowy/<int:pk>/wycofaj/", proposal_views.withdraw, name="framework_proposal_withdraw"),
    path("ramowy/<int:pk>/zapros/", proposal_views.invite, name="framework_proposal_invite"),
    path("ramowy/<int:pk>/obowiazki/<int:line>/", proposal_views.tick, name="framework_duty"),
    path("ramowy/<int:pk>/wspolnie/<int:row>/<slug:what>/", proposal_views.answer, name="framework_co_organiser"),
]
