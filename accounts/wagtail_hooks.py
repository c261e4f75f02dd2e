"""What accounts adds to Wagtail's admin."""

from __future__ import annotations

from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import register_permission_policy

from accounts import views
from accounts.models import Organisation
from accounts.organisation_admin import OrganisationPermissionPolicy, organisation_chooser, organisations
from core.outbox.admin import ReadOnlyPolicy, outbox_viewset
from core.outbox.models import OutboxEntry

register_permission_policy(Organisation, OrganisationPermissionPolicy(Organisation))
register_permission_policy(OutboxEntry, ReadOnlyPolicy(OutboxEntry))


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[ViewSet]:
    return [organisations, organisation_chooser, outbox_viewset]


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [path("wyslij-jeszcze-raz/<str:key>/", views.send_again, name="admin_send_again")]
