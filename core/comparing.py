"""What a reviewer compares a text in review with: the version they last sent back, else what the public reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState, get_default_page_content_type


class Comparison(NamedTuple):
    url: str
    label: str


def comparisons(pages: Iterable[Page]) -> dict[int, Comparison]:
    """By page; a text that nobody has seen before has none. One query, however many pages."""
    by_id = {str(page.pk): page for page in pages}
    states = (
        TaskState.objects.filter(
            workflow_state__base_content_type=get_default_page_content_type(),
            workflow_state__object_id__in=by_id,
            status=TaskState.STATUS_REJECTED,
            revision__isnull=False,
        )
        .order_by("finished_at", "pk")
        .values_list("workflow_state__object_id", "revision_id", "finished_at")
    )
    found = {
        page.pk: _compare(page, "live", _("Porównaj z opublikowanym")) for page in by_id.values() if page.live and page.live_revision_id
    }
    for object_id, revision, moment in states:
        page = by_id[object_id]
        published = page.last_published_at
        if revision != page.latest_revision_id and (published is None or moment is None or moment > published):
            found[page.pk] = _compare(page, revision, _("Porównaj z wersją odesłaną do poprawy"))
    return found


def _compare(page: Page, old: int | str, label: str) -> Comparison:
    return Comparison(reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, old, page.latest_revision_id]), label)
