"""Which COP's folder a request goes to, and so who decides on it (design decision 14)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Locale

from accounts.models import CopCommune, Organisation
from accounts.roles import CIO_SLUG
from events_calendar.models import CalendarFolderPage, Venue
from events_calendar.venue_rights import served_by

if TYPE_CHECKING:
    from core.models import Territory
    from events_calendar.models import EventPage


def folder_of(territory: Territory | None) -> CalendarFolderPage | None:
    """The folder of the COP that serves the commune; where no COP does, or none is known, CIO's. None in an empty portal."""
    cop = CopCommune.objects.filter(territory=territory).values_list("cop_id", flat=True).first() if territory else None
    found = _folders().filter(owner_cop_id=cop).first() if cop else None
    return found or _folders().filter(owner_cop__slug=CIO_SLUG).first() or _folders().order_by("path").first()


def cops_deciding(territory_ids: Iterable[int | None]) -> dict[int | None, Organisation | None]:
    """The COP of `folder_of` for each of these communes: as few queries for many as for one."""
    ids = set(territory_ids)
    owners = {folder.owner_cop_id: folder.owner_cop for folder in _folders().exclude(owner_cop=None).select_related("owner_cop")}
    serving = dict(CopCommune.objects.filter(territory__in=ids - {None}).values_list("territory_id", "cop_id"))
    rest = folder_of(None)
    otherwise = owners.get(rest.owner_cop_id) if rest is not None else None
    return {pk: owners.get(serving.get(pk or 0)) or otherwise for pk in ids}


def folder_of_cop(cop: Organisation) -> CalendarFolderPage | None:
    """The COP's own folder; None where it has no calendar."""
    return _folders().filter(owner_cop=cop).first()


def venues_decided_by(cop_id: int | None) -> QuerySet[Venue]:
    """The places whose requests go to this COP, whosever they are: what `folder_of` says, asked for all places at once."""
    rest = folder_of(None)
    if rest is None or rest.owner_cop_id != cop_id:
        return Venue.objects.filter(served_by([cop_id] if cop_id else []))
    # CIO, whose the rest is: all but what another COP with a folder serves.
    others = _folders().exclude(owner_cop=None).exclude(owner_cop=cop_id).values("owner_cop")
    return Venue.objects.exclude(pk__in=Venue.objects.filter(served_by(others)).values("pk"))


def other_cop(event: EventPage, venue: Venue | None) -> str:
    """The COP that decides on this place, where it is not the one that the event's request went to; empty where it is.

    A request stays with its COP, which must not decide on another's places. What the event has already it may keep.
    """
    if venue is None or venue.pk == event.venue_id:
        return ""
    folder = folder_of(venue.commune)
    if folder is None or folder.owner_cop is None or folder.owner_cop_id == event.owner_cop_id:
        return ""
    return folder.owner_cop.name


def refusal(event: EventPage, venue: Venue | None) -> str:
    """Why the request cannot be changed to this place, for who asks, with what to do instead; empty where it can."""
    cop = other_cop(event, venue)
    if not cop or venue is None:
        return ""
    told = _("%(venue)s: o terminach decyduje tam %(cop)s. Wyślij o to miejsce nową prośbę, a tę wycofaj albo odwołaj wydarzenie.")
    return told % {"venue": venue.full_name, "cop": cop}


def _folders() -> QuerySet[CalendarFolderPage]:
    found: QuerySet[CalendarFolderPage] = CalendarFolderPage.objects.filter(locale=Locale.get_default(), alias_of=None, live=True)
    return found
