"""Opening a COP: its organisation, pages, groups, collection and workflow in one step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log
from wagtail.models import Collection, Page, Workflow

from accounts import roles, workflows
from accounts.models import CopCommune, Organisation, User
from core.models import PortalPage, Territory
from core.search_documents import enqueue_pages
from events_calendar.models import CalendarFolderPage, CalendarPage
from events_calendar.services import moderation
from home.models import CopIndexPage, CopPage, HomePage
from home.services import page_rights
from news.models import NewsFolderPage, NewsIndexPage

OPENED = "portal.cop_opened"


@dataclass(frozen=True)
class OpenedCop:
    """All that belongs to a COP."""

    organisation: Organisation
    groups: list[Group]
    collection: Collection
    workflow: Workflow
    news_folder: NewsFolderPage | None
    calendar_folder: CalendarFolderPage | None
    cop_page: CopPage | None


@transaction.atomic
def open_cop(
    *,
    name: str,
    slug: str,
    town: str = "",
    territory: Territory | None = None,
    address: str = "",
    email: str = "",
    phone: str = "",
    website: str = "",
    serves: Sequence[Territory] = (),
    by: User | None = None,
) -> OpenedCop:
    """Make the COP with this slug, or complete it: what is there already is taken and left as it is.

    `by` is who asks, and must be of CIO; a command of the operator passes nobody. CIO itself (slug "cio") has folders
    and a workflow, but no page of a centre. Raises PermissionDenied, or ValidationError by field.
    """
    if by is not None and not roles.is_cio(by):
        raise PermissionDenied(_("COP otwiera tylko administracja CIO."))
    cop, is_new = _organisation(
        name=name, slug=slug, town=town, territory=territory, address=address, email=email, phone=phone, website=website
    )
    _serve(cop, serves)
    opened = complete_cop(cop, by=by)
    if is_new:
        log(instance=cop, action=OPENED, user=by, data={"cop": cop.name})
    return opened


def _organisation(*, slug: str, **fields: Any) -> tuple[Organisation, bool]:
    cop = Organisation.objects.select_for_update().filter(slug=slug).first()
    if cop is not None:
        if not cop.is_cop:
            raise ValidationError({"slug": _("Ten skrót ma już inna organizacja: %(name)s.") % {"name": cop.name}})
        return cop, False
    cop = Organisation(kind=Organisation.Kind.COP, slug=slug, **fields)
    cop.full_clean()
    cop.save()
    return cop, True


def _serve(cop: Organisation, communes: Iterable[Territory]) -> None:
    wanted = {commune.pk: commune for commune in communes}
    taken = CopCommune.objects.filter(territory__in=wanted).exclude(cop=cop).select_related("territory", "cop")
    if taken:
        names = ", ".join(f"{row.territory.name} ({row.cop.name})" for row in taken)
        raise ValidationError({"serves": _("Te gminy mają już swoje COP: %(names)s.") % {"names": names}})
    known = set(CopCommune.objects.filter(cop=cop).values_list("territory_id", flat=True))
    CopCommune.objects.bulk_create(CopCommune(territory=wanted[pk], cop=cop) for pk in wanted if pk not in known)
    # The search finds a centre by whom it serves.
    enqueue_pages(CopPage.objects.filter(organisation=cop).values_list("pk", flat=True))


@transaction.atomic
def complete_cop(cop: Organisation, *, by: User | None = None) -> OpenedCop:
    """Everything a COP needs besides its organisation. Run again, it adds only what is missing."""
    # What is made here stays, on Polish pages too: it must not speak the language of who pressed the button.
    with override(settings.LANGUAGE_CODE):
        return _complete(cop, by)


def _complete(cop: Organisation, by: User | None) -> OpenedCop:
    is_cio = cop.slug == roles.CIO_SLUG
    if is_cio:
        short, groups = "CIO", [roles.make_cio_group()]
        collection = roles.make_collection(cop, "CIO")
        reviewers, workflow_name = groups, "Redakcja CIO"
    else:
        editors, moderators = roles.make_cop_groups(cop)
        groups, reviewers = [editors, moderators], [moderators]
        short = f"COP {cop.town or cop.name}"
        collection = roles.make_collection(cop, short)
        roles.grant_collection(collection, groups)
        workflow_name = f"Redakcja {short}"
    workflow = workflows.make_workflow(cop, reviewers, workflow_name)
    label = "CIO" if is_cio else cop.name
    moderation.make_workflow(cop, reviewers, _("Terminy %(cop)s") % {"cop": short})
    news_folder = _folder(NewsFolderPage, NewsIndexPage, cop, f"Aktualności {label}", by)
    calendar_folder = _folder(CalendarFolderPage, CalendarPage, cop, f"Kalendarz {label}", by)
    cop_page = None if is_cio else _cop_page(cop, by)
    for folder in (news_folder, calendar_folder):
        if folder is not None:
            page_rights.grant_folder(folder, cop)
    if is_cio:
        for home in HomePage.objects.filter(depth=2):
            page_rights.assign(workflow, home)
    else:
        page_rights.grant_indexes(groups)
    return OpenedCop(cop, groups, collection, workflow, news_folder, calendar_folder, cop_page)


def _source_index(model: type[PortalPage]) -> Page | None:
    """The index page in the language that pages are written in first."""
    return model.objects.filter(locale__language_code="pl", alias_of=None).order_by("path").first()


def _folder(model: type[Any], index_model: type[PortalPage], cop: Organisation, title: str, by: User | None) -> Any:
    index = _source_index(index_model)
    if index is None:
        return None
    found = model.objects.child_of(index).filter(slug=cop.slug).first()
    if found is not None:
        if found.owner_cop_id is None:
            found.owner_cop = cop
            found.save()
        return found
    return _publish(index, model(title=title, slug=cop.slug, owner_cop=cop, territory=cop.territory, locale=index.locale, owner=by), by)


def _cop_page(cop: Organisation, by: User | None) -> CopPage | None:
    index = _source_index(CopIndexPage)
    if index is None:
        return None
    found = (
        CopPage.objects.child_of(index).filter(organisation=cop).first() or CopPage.objects.child_of(index).filter(slug=cop.slug).first()
    )
    if found is not None:
        if found.owner_cop_id is None:
            found.owner_cop = cop
            found.save()
        return found
    page = CopPage(
        title=cop.name,
        slug=cop.slug,
        summary=_("%(name)s: bezpłatna pomoc i rada dla organizacji i mieszkańców.") % {"name": cop.name},
        organisation=cop,
        owner_cop=cop,
        territory=cop.territory,
        address=cop.address,
        email=cop.email,
        phone=cop.phone,
        locale=index.locale,
        owner=by,
    )
    return _publish(index, page, by)


def _publish(parent: Page, page: Any, by: User | None) -> Any:
    page.live = False
    page.full_clean(exclude=["path", "depth", "url_path"])
    parent.add_child(instance=page)
    page.save_revision(user=by, log_action="wagtail.create").publish(user=by, skip_permission_checks=True)
    return type(page).objects.get(pk=page.pk)


# --- All roles


@transaction.atomic
def setup_roles() -> list[OpenedCop]:
    """Every role of the portal, from what is in the database: CIO, each COP, each office. Safe to run again and again."""
    _retire_stock_roles()
    roles.make_cio_group()
    opened = [complete_cop(cop) for cop in Organisation.objects.filter(kind=Organisation.Kind.COP).order_by("slug")]
    for office in Organisation.objects.filter(kind=Organisation.Kind.JST).select_related("territory"):
        roles.make_office_group(office)
    for model in page_rights.FLAT:
        for page in model.objects.exclude(owner_cop=None).select_related("owner_cop"):
            roles.give_page_to_cop(page, page.owner_cop)
    return opened


def _retire_stock_roles() -> None:
    """Wagtail's first migration makes two groups and a workflow over the whole tree; ours take their place."""
    for group in Group.objects.filter(name__in=["Editors", "Moderators"], portal_role=None, user=None):
        group.delete()
    # Deleted where nothing ever went through it: reports offer inactive ones too, by their English name.
    for workflow in Workflow.objects.filter(name="Moderators approval", workflow_states=None):
        for task in list(workflow.tasks):
            task.delete()
        workflow.delete()
