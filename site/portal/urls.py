from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls

from accounts.views import ConfirmationSent
from core import api, error_views, health, mailbox, metrics, private_documents, robots, sitemaps
from core.gallery import component_gallery
from home.admin.bulk import bulk_action
from home.admin.choosing import chosen_pages
from home.views.contact import contact_message
from portal.own_data import own_data

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap"),
    path("sitemap-<str:section>.xml", sitemaps.sitemap_section, name="sitemap_section"),
    # Wagtail's own log-in form would be a second door, without limits and without the second factor.
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    # In front of Wagtail's own, which the same name finds.
    path("admin/bulk/<str:app_label>/<str:model_name>/<str:action>/", bulk_action, name="wagtail_bulk_action"),
    path("admin/choose-page/chosen-multiple/", chosen_pages, name="wagtailadmin_choose_page_chosen_multiple"),
    path("admin/", include(wagtailadmin_urls)),
    path("api/v2/", api.router.urls),
    path("api/dane/v1/", own_data.urls),
    path("dokumenty/", include(private_documents.urlpatterns)),
]

if settings.DEMO:
    # The demo has no nginx in front; production serves media from there.
    from core.demo.media import serve_media

    urlpatterns.append(re_path(r"^media/(?P<path>.*)$", serve_media))

urlpatterns += i18n_patterns(
    # What people guess in Polish. Temporary, and the query goes along: where it leads is checked by the log-in itself.
    path("konto/zaloguj/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("konto/rejestracja/", RedirectView.as_view(pattern_name="account_signup", query_string=True)),
    path("konto/wyloguj/", RedirectView.as_view(pattern_name="account_logout", query_string=True)),
    # In front of allauth's page, which has no way to ask for another mail.
    path("konto/confirm-email/", ConfirmationSent.as_view(), name="account_email_verification_sent"),
    path("konto/", include("allauth.urls")),
    path("moje/", include("home.urls")),
    path("moje/", include("accounts.urls")),
    path("moje/", include("events_calendar.urls")),
    path("moje/", include("calendar_imports.urls")),
    path("moje/", include("framework_calendar.urls")),
    path("kalendarz/zglos/", include("events_calendar.wizard_urls")),
    path("kalendarz/ramowy/", include("framework_calendar.propose_urls")),
    path("kalendarz/ramowy/", include("framework_calendar.year_urls")),
    path("szukaj/", include("search.urls")),
    path("komponenty/", component_gallery, name="component_gallery"),
    path("mapa-strony/", sitemaps.site_map, name="site_map"),
    path("kontakt/wiadomosc/<int:page_id>/", contact_message, name="contact_message"),
    *([path("demo/poczta/", mailbox.mailbox, name="demo_mailbox")] if settings.DEMO else []),
    # Wagtail's own pattern knows no dots, and feeds and files have them.
    re_path(r"^((?:[\w\-]+/)*[\w\-]+\.(?:ics|csv|json))$", wagtail_views.serve, name="wagtail_serve_file"),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("", include(wagtail_urls)),
    prefix_default_language=True,
)

handler400 = error_views.bad_request
handler403 = error_views.permission_denied
handler404 = error_views.not_found
handler429 = error_views.too_many_requests  # allauth asks for it
handler500 = error_views.server_error
