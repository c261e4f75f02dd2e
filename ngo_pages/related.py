"""What the directory offers to other apps: the pages that show an organisation."""

from __future__ import annotations

from core.registry import OrganisationPages, organisation_pages
from ngo_pages.querysets import DirectoryQuerySet


def _profiles(organisation_id: int) -> DirectoryQuerySet:
    from ngo_pages.models import NgoPage

    return NgoPage.objects.filter(organisation_id=organisation_id)


def _initiatives(organisation_id: int) -> DirectoryQuerySet:
    from ngo_pages.models import InitiativePage

    return InitiativePage.objects.filter(organisation_id=organisation_id)


def register() -> None:
    """Called in `AppConfig.ready()`."""
    organisation_pages.append(OrganisationPages(_profiles, computed=("words",), own_of="ngo"))
    organisation_pages.append(OrganisationPages(_initiatives))
