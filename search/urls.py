from django.urls import path

from search import views

urlpatterns = [
    path("", views.search, name="search"),
    path("podpowiedzi/", views.suggest, name="search_suggestions"),
    path("rss/", views.rss, name="search_rss"),
]
