"""What the framework calendar adds to the admin."""

from __future__ import annotations

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from framework_calendar import history
from framework_calendar.admin.calls import CallPermissionPolicy, call_viewset
from framework_calendar.models import Call

register_permission_policy(Call, CallPermissionPolicy(Call))


@hooks.register("register_admin_viewset")
def call_viewsets() -> list[ViewSet]:
    return [call_viewset]


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for action, label in history.ACTIONS.items():
        actions.register_action(action, label, label)
