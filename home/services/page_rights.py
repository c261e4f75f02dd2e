"""Who may do what with which pages: a COP's folder, what lies in it, and the pages that lie outside folders."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from wagtail.models import Page, Revision, Workflow, WorkflowPage

from accounts import roles, workflows
from accounts.models import Organisation
from core.models import PortalPage
from events_calendar.models import CalendarFolderPage
from home.models import ContentPage, CopPage
from news.models import NewsFolderPage
from ngo_pages.models import InitiativeIndexPage, InitiativePage, NgoIndexPage, NgoPage
from problem_groups.models import GroupIndexPage, GroupPage

# A COP's staff add and change pages in these; the folder itself is structure (accounts.permissions).
FOLDERS: tuple[type[PortalPage], ...] = (NewsFolderPage, CalendarFolderPage)
# These lie outside folders: saving one gives its owner COP's staff the right to change it.
FLAT: tuple[type[PortalPage], ...] = (CopPage, NgoPage, InitiativePage, GroupPage, ContentPage)
# Every COP's staff add pages here.
COMMON_INDEXES: tuple[type[PortalPage], ...] = (NgoIndexPage, InitiativeIndexPage, GroupIndexPage)


@transaction.atomic
def grant_folder(folder: PortalPage, cop: Organisation) -> None:
    """The COP's staff add and change pages in the folder and in its translations; its workflow hangs on them."""
    workflow = workflows.workflow_of(folder)
    for version in folder.get_translations(inclusive=True):
        if cop.slug != roles.CIO_SLUG:
            roles.grant_page(version, roles.staff_groups(cop), ["add", "change"])
        if workflow is not None:
            assign(workflow, version)


@transaction.atomic
def grant_indexes(groups: Iterable[Group]) -> None:
    """The groups may add profiles, initiatives and groups."""
    groups = list(groups)
    for model in COMMON_INDEXES:
        for index in model.objects.all():
            roles.grant_page(index, groups, ["add"])


def assign(workflow: Workflow, page: Page) -> None:
    """Texts of this page and of those below it go through this workflow."""
    WorkflowPage.objects.update_or_create(page=Page(pk=page.pk), defaults={"workflow": workflow})


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
