"""Wagtail's app of people, with our forms for them. Stands in INSTALLED_APPS instead of `wagtail.users`."""

from wagtail.users.apps import WagtailUsersAppConfig


class PortalUsersConfig(WagtailUsersAppConfig):
    user_viewset = "accounts.user_admin.PortalUserViewSet"
