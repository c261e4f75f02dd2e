"""Opening a COP: its organisation, pages, groups, collection and workflow in one step, and who may do what with pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_save
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log
from wagtail.models import Collection, Page, Revision, Workflow, WorkflowPage
from wagtail.signals import post_page_move

from accounts import roles, workflows
from accounts.models import CopCommune, Organisation, User
from core.models import PortalPage, Territory
from events_calendar.models import CalendarFolderPage, CalendarPage
from home.models import ContentPage, CopIndexPage, CopPage, HomePage
from home.querysets import CopQuerySet
from news.models import NewsFolderPage, NewsIndexPage
from ngo_pages.models import InitiativeIndexPage, InitiativePage, NgoIndexPage, NgoPage
from problem_groups.models import GroupIndexPage, GroupPage

# A COP's staff add and change pages in these; the folder itself is structure (accounts.permissions).
FOLDERS: tuple[type[PortalPage], ...] = (NewsFolderPage, CalendarFolderPage)
# These lie outside folders: saving one gives its owner COP's staff the right to change it.
FLAT: tuple[type[PortalPage], ...] = (CopPage, NgoPage, InitiativePage, GroupPage, ContentPage)
# Every COP's staff add pages here.
COMMON_INDEXES: tuple[type[PortalPage], ...] = (NgoIndexPage, InitiativeIndexPage, GroupIndexPage)

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


@transaction.atomic
def complete_cop(cop: Organisation, *, by: User | None = None) -> OpenedCop:
    """Everything a COP needs besides its organisation. Run again, it adds only what is missing."""
    # What is made here stays, on Polish pages too: it must not speak the language of who pressed the button.
    with override(settings.LANGUAGE_CODE):
        return _complete(cop, by)


def _complete(cop: Organisation, by: User | None) -> OpenedCop:
    is_cio = cop.slug == roles.CIO_SLUG
    if is_cio:
        groups = [roles.make_cio_group()]
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
    news_folder = _folder(NewsFolderPage, NewsIndexPage, cop, f"Aktualności {label}", by)
    calendar_folder = _folder(CalendarFolderPage, CalendarPage, cop, f"Kalendarz {label}", by)
    cop_page = None if is_cio else _cop_page(cop, by)
    for folder in (news_folder, calendar_folder):
        if folder is not None:
            grant_folder(folder, cop)
    if is_cio:
        for home in HomePage.objects.filter(depth=2):
            _assign(workflow, home)
    else:
        grant_indexes(groups)
    return OpenedCop(cop, groups, collection, workflow, news_folder, calendar_folder, cop_page)


def pages_of(cop_id: int) -> CopQuerySet:
    """The COP's own page in every language."""
    return CopPage.objects.filter(organisation_id=cop_id)


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


# --- Who may do what with pages


def grant_folder(folder: PortalPage, cop: Organisation) -> None:
    """The COP's staff add and change pages in the folder and in its translations; its workflow hangs on them."""
    workflow = workflows.workflow_of(folder)
    for version in folder.get_translations(inclusive=True):
        if cop.slug != roles.CIO_SLUG:
            roles.grant_page(version, roles.staff_groups(cop), ["add", "change"])
        if workflow is not None:
            _assign(workflow, version)


def grant_indexes(groups: Iterable[Group]) -> None:
    """The groups may add profiles, initiatives and groups."""
    groups = list(groups)
    for model in COMMON_INDEXES:
        for index in model.objects.all():
            roles.grant_page(index, groups, ["add"])


def _assign(workflow: Workflow, page: Page) -> None:
    WorkflowPage.objects.update_or_create(page=Page(pk=page.pk), defaults={"workflow": workflow})


def _flat_page_saved(instance: PortalPage, raw: bool = False, **_kwargs: Any) -> None:
    if not raw:
        roles.give_page_to_cop(instance, instance.owner_cop)


def _folder_saved(instance: PortalPage, created: bool, raw: bool = False, **_kwargs: Any) -> None:
    # Translating a folder makes a page without passing `open_cop`.
    if created and not raw and instance.owner_cop is not None:
        grant_folder(instance, instance.owner_cop)


def _index_saved(instance: PortalPage, created: bool, raw: bool = False, **_kwargs: Any) -> None:
    if created and not raw:
        roles.grant_page(instance, Group.objects.filter(portal_role__role__in=roles.COP_ROLES), ["add"])


def _page_moved(instance: Page, parent_page_after: Page, **_kwargs: Any) -> None:
    folder_owner = getattr(parent_page_after.specific, "owner_cop_id", None)
    if isinstance(parent_page_after.specific, FOLDERS) and folder_owner is not None:
        take_over(instance.specific, folder_owner)


def take_over(page: PortalPage, cop_id: int) -> None:
    """A page in a COP's folder is that COP's: the live page, and the texts that may still be edited or published."""
    if page.owner_cop_id == cop_id:
        return
    with transaction.atomic():
        type(page).objects.filter(pk=page.pk).update(owner_cop=cop_id)
        open_texts = Revision.page_revisions.filter(object_id=str(page.pk)).filter(
            Q(pk=page.latest_revision_id) | Q(approved_go_live_at__isnull=False)
        )
        for revision in open_texts:
            revision.content["owner_cop"] = cop_id
            revision.save(update_fields=["content"])


def connect() -> None:
    """Keep permissions in step with pages, whichever way they are saved. Called in `AppConfig.ready()`."""
    for models, handler in ((FLAT, _flat_page_saved), (FOLDERS, _folder_saved), (COMMON_INDEXES, _index_saved)):
        for model in models:
            post_save.connect(handler, sender=model, dispatch_uid=f"home.cops.{model.__name__}")
    post_page_move.connect(_page_moved, dispatch_uid="home.cops.moved")


# --- All roles


@transaction.atomic
def setup_roles() -> list[OpenedCop]:
    """Every role of the portal, from what is in the database: CIO, each COP, each office. Safe to run again and again."""
    _retire_stock_roles()
    roles.make_cio_group()
    opened = [complete_cop(cop) for cop in Organisation.objects.filter(kind=Organisation.Kind.COP).order_by("slug")]
    for office in Organisation.objects.filter(kind=Organisation.Kind.JST).select_related("territory"):
        roles.make_office_group(office)
    for model in FLAT:
        for page in model.objects.exclude(owner_cop=None).select_related("owner_cop"):
            roles.give_page_to_cop(page, page.owner_cop)
    return opened


def _retire_stock_roles() -> None:
    """Wagtail's first migration makes two groups and a workflow over the whole tree; ours take their place."""
    for group in Group.objects.filter(name__in=["Editors", "Moderators"], portal_role=None, user=None):
        group.delete()
    for workflow in Workflow.objects.filter(name="Moderators approval", active=True, workflow_states=None):
        for task in workflow.tasks:
            task.deactivate()
        workflow.deactivate()
