"""Whether a page is restricted, from what the portal keeps anyway: Wagtail asks the tree for it on every view."""

from __future__ import annotations

from django.db.models import QuerySet
from wagtail.models import PageViewRestriction

from core.privacy import is_public


class KnownPublic:
    """A mixin of page types with many other questions to ask; put it before PortalPage."""

    path: str

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        if is_public(self.path):
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()  # type: ignore[misc]
