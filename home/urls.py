from django.urls import path

from home.views.moje import moje

urlpatterns = [
    path("", moje, name="moje"),
]
