"""Wagtail's command, one page at a time: a page that may not be public keeps none of the others waiting."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.management.commands import publish_scheduled
from wagtail.models import Page, Revision

from core import registry
from core.querysets import take_turn

logger = logging.getLogger(__name__)


class Command(publish_scheduled.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        """Expire what is due by Wagtail's rules, then publish revision by revision, each in a transaction of its own."""
        if options["dryrun"]:
            super().handle(*args, **options)
            return
        failed: Exception | None = None
        for page in Page.objects.filter(live=True, expire_at__lt=timezone.now()).order_by("expire_at"):
            failed = self._alone(page.pk, partial(page.unpublish, set_expired=True, log_action="wagtail.unpublish.scheduled")) or failed
        for revision in Revision.page_revisions.filter(approved_go_live_at__lt=timezone.now()).order_by("approved_go_live_at"):
            failed = self._alone(int(revision.object_id), partial(_publish, revision)) or failed
        if failed is not None:
            raise failed  # the schedule tries again

    def _alone(self, page_id: int, act: Callable[[], object]) -> Exception | None:
        try:
            with transaction.atomic():
                take_turn(page_id)
                act()
        except Exception as error:
            logger.exception("publish_scheduled: page %s", page_id)
            return error
        return None


def _publish(revision: Revision) -> None:
    try:
        with transaction.atomic():
            revision.publish(log_action="wagtail.publish.scheduled")
    except ValidationError as refusal:
        _refuse(revision, refusal)


def _refuse(revision: Revision, refusal: ValidationError) -> None:
    """The page stays a draft without a date, so that this is said once; whoever is concerned hears of it."""
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    page = Page.objects.get(pk=revision.object_id).specific
    for tell in registry.publication_refused:
        tell(page, revision, refusal.messages)
