"""A call may be written by a form, a service, the worker or the admin: what its page and the search show follows each of them."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save

from core import pagecache
from framework_calendar import year_search
from framework_calendar.models import Call


def _changed(sender: type[Call], instance: Call, **_kwargs: Any) -> None:
    pagecache.bump()
    year_search.enqueue(instance.year)


def connect() -> None:
    post_save.connect(_changed, sender=Call, dispatch_uid="framework_calendar.call_saved")
    post_delete.connect(_changed, sender=Call, dispatch_uid="framework_calendar.call_deleted")
