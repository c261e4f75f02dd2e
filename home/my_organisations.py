"""For whom the person acts, as the page "Moje" tells it: organisations, and the COPs whose texts they write or check.

A constant number of queries, however many organisations there are.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.translation import get_language, gettext
from wagtail.models import GroupPagePermission, Locale

from accounts.models import CopCommune, Membership, RoleGroup
from core.paging import query_with
from core.privacy import public_q
from events_calendar import days
from events_calendar.models import EventPage
from home.contact_form import ADDRESSEE
from home.querysets import addressees
from ngo_pages.models import InitiativePage, NgoPage

if TYPE_CHECKING:
    from accounts.models import Organisation, User


@dataclass
class Contact:
    """Whom to write to: a COP with its page, address and contact form, or the portal's own contact page."""

    name: str
    url: str
    email: str = ""
    form_url: str = ""


@dataclass
class Mine:
    """One organisation the person acts for."""

    organisation: Organisation
    role: str
    is_owner: bool
    page_url: str = ""
    people: list[str] = field(default_factory=list)
    initiatives: list[dict[str, str]] = field(default_factory=list)
    events: int = 0
    events_url: str = ""
    contact: Contact | None = None


@dataclass
class Desk:
    """A role in an editorial office: of one COP, of a local government, or of the whole portal.

    `contact` is who enters the texts of a role that may write no page.
    """

    role: str
    organisation: Organisation | None
    page_url: str = ""
    contact: Contact | None = None


def of_person(request: HttpRequest) -> dict[str, Any]:
    """`mine` and `desks` of who is logged in; `writes` at any desk; `written_for`: a COP enters the texts of one of `mine`."""
    user: Any = request.user
    memberships = list(user.memberships.select_related("organisation__territory").order_by("organisation__sort_key"))
    rows = list(
        RoleGroup.objects.filter(group__user=user)
        .annotate(writes=Exists(GroupPagePermission.objects.filter(group=OuterRef("group"))))
        .select_related("organisation")
        .order_by("organisation__sort_key", "role")
    )
    ids = [membership.organisation_id for membership in memberships]
    organisations = [row.organisation for row in (*memberships, *rows) if row.organisation]
    serving = _serving([organisation.territory_id for organisation in organisations])
    cop_ids = {cop.pk for cop in serving.values()} | {row.organisation_id for row in rows if row.organisation_id}
    here = Locale.get_active().pk
    pages = _own_pages(request, {*ids, *cop_ids}, here)
    people, initiatives, events = _people(user, ids), _initiatives(request, ids, here), _coming(ids, here)
    home = f"/{get_language()}/"
    forms = {addressee.slug for addressee in addressees()} if serving else set()

    def contact(organisation: Organisation | None) -> Contact:
        return _contact(serving.get(organisation.territory_id) if organisation else None, pages, home, forms)

    mine = []
    for membership in memberships:
        organisation = membership.organisation
        mine.append(
            Mine(
                organisation=organisation,
                role=membership.get_role_display(),
                is_owner=membership.role == Membership.Role.OWNER,
                page_url=pages.get(organisation.pk, ("", ""))[0],
                people=people.get(organisation.pk, []),
                initiatives=initiatives.get(organisation.pk, []),
                events=events[organisation.pk],
                events_url=f"{home}kalendarz/{query_with({}, widok='lista', organizator=organisation.slug)}",
                contact=contact(organisation),
            )
        )
    desks = [
        Desk(
            role=row.get_role_display(),
            organisation=row.organisation,
            page_url=pages.get(row.organisation_id or 0, ("", ""))[0],
            contact=None if row.writes else contact(row.organisation),
        )
        for row in rows
    ]
    return {
        "mine": mine,
        "desks": desks,
        "writes": any(row.writes for row in rows),
        "written_for": any(not item.organisation.is_cop for item in mine),
        "cops_url": f"{home}cop/",
    }


def _contact(cop: Organisation | None, pages: dict[int, tuple[str, str]], home: str, forms: set[str]) -> Contact:
    if cop is None:
        return Contact(gettext("redakcja portalu"), f"{home}kontakt/")
    url, email = pages.get(cop.pk, ("", ""))
    form_url = f"{home}kontakt/{query_with({}, **{ADDRESSEE: cop.slug})}" if cop.slug in forms else ""
    return Contact(cop.name, url, email or cop.email, form_url)


def _serving(territories: list[int | None]) -> dict[int | None, Organisation]:
    """The COP of each commune."""
    rows = CopCommune.objects.filter(territory__in=[pk for pk in territories if pk]).select_related("cop")
    return {row.territory_id: row.cop for row in rows}


def _own_pages(request: HttpRequest, ids: set[int], here: int) -> dict[int, tuple[str, str]]:
    """The public page of each organisation, in this language where there is one, and the e-mail that stands on it."""
    from home.models import CopPage

    found: dict[int, tuple[str, str]] = {}
    for pages in (NgoPage.objects.defer("body"), CopPage.objects.defer("services")):
        for page in pages.live().filter(public_q(), organisation__in=ids, alias_of=None):
            if page.organisation_id not in found or page.locale_id == here:
                found[page.organisation_id] = (page.get_url(request) or "", getattr(page, "email", ""))
    return found


def _people(user: User, ids: list[int]) -> dict[int, list[str]]:
    """Who else acts for each organisation, by the names that they gave for that."""
    rows = Membership.objects.filter(organisation__in=ids, user__is_active=True).exclude(user=user).select_related("user")
    found: dict[int, list[str]] = {}
    for row in rows.order_by("user__last_name", "user__first_name", "pk"):
        name = row.user.get_full_name() or gettext("osoba bez podanego nazwiska")
        found.setdefault(row.organisation_id, []).append(f"{name} ({row.get_role_display()})")
    return found


def _initiatives(request: HttpRequest, ids: list[int], here: int) -> dict[int, list[dict[str, str]]]:
    pages = InitiativePage.objects.live().filter(public_q(), organisation__in=ids, locale=here, alias_of=None)
    found: dict[int, list[dict[str, str]]] = {}
    for page in pages.only("title", "url_path", "organisation_id").order_by("title"):
        found.setdefault(page.organisation_id, []).append({"title": page.title, "url": page.get_url(request) or ""})
    return found


def _coming(ids: list[int], here: int) -> Counter[int]:
    """How many events of each organisation, alone or together with others, are still ahead and take place."""
    ahead = EventPage.objects.readable(here).coming(days.today(), planned=True).order_by()
    own = ahead.filter(organiser__in=ids).values_list("translation_key", "organiser_id")
    helped = EventPage.co_organisers.through.objects.filter(
        organisation__in=ids, eventpage__translation_key__in=ahead.values("translation_key")
    ).values_list("eventpage__translation_key", "organisation_id")
    return Counter(organisation for _event, organisation in {*own, *helped})
