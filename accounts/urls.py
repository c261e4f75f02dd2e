"""A person's settings, under /pl/moje/. Logging in and registering are allauth's, under /pl/konto/."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("e-maile/", views.mail_settings, name="mail_settings"),
    path("e-maile/wypisz/<str:token>/", views.Unsubscribe.as_view(), name="mail_unsubscribe"),
    path("dane/", views.profile, name="profile"),
    path("dane/usun/", views.close_account, name="account_close"),
    path("dane/usunieto/", views.account_closed, name="account_closed"),
]
