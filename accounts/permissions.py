"""What roles mean for pages: the permission tester of all portal pages, and the owner COP in the page form."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import GroupPagePermission, Page, PagePermissionTester
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import register_permission_policy

from accounts import roles, workflows
from accounts.models import Organisation
from core import registry

if TYPE_CHECKING:
    from accounts.models import User
    from core.forms import PortalPageForm


class PortalPagePermissionTester(PagePermissionTester):
    """Wagtail's rules, and three of ours for people who may not publish.

    A permission on a folder covers the folder itself: a page that holds others (index, folder, section) is structure, and
    only CIO changes structure. And the person who once made a page loses it when it goes to another COP, though "add"
    lets people edit pages they own. Who approves a COP's texts also takes them off line: a mistake cannot wait for CIO.
    """

    def __init__(self, user: User, page: Page) -> None:
        super().__init__(user, page)
        if not user.is_active or user.is_superuser or "publish" in self.permissions:
            return
        if page.specific_class is not None and page.specific_class.allowed_subpage_models():
            self.permissions -= {"change", "bulk_delete", "lock", "unlock"}
        elif "add" in self.permissions and getattr(page, "owner_cop_id", None) not in (None, *roles.cop_ids_of(user)):
            self.permissions -= {"add"}

    def can_unpublish(self) -> bool:
        """Wagtail's, and the moderators of the page's COP; the page's history says who did it."""
        if super().can_unpublish():
            return True
        # "change" on structure is gone by now, and a page that went to another COP is that one's.
        mine = self.user.is_active and "change" in getattr(self, "permissions", ())
        if not (mine and self.page.live) or self.page_is_root or self.page_locked():
            return False
        return getattr(self.page, "owner_cop_id", None) in roles.moderated_cop_ids_of(self.user)


class PortalPagePolicy(PagePermissionPolicy):
    """Wagtail's policy with one query for all single pages.

    A COP's staff have a row for every profile of their COP (decision 14). Wagtail joins one condition for each with OR:
    SQLite refuses that at some 300 rows, and 900 take half a minute. Pages without children need no tree condition.
    """

    def instances_user_has_any_permission_for(self, user: User, actions: Collection[str]) -> QuerySet:
        base = self._base_queryset_for_user(user)
        if base is not None:
            return base
        codenames = set(self._get_permission_codenames(actions))
        add = self._get_permission_codename("add")
        rows = GroupPagePermission.objects.filter(group__user=user)
        found = Q(pk__in=rows.filter(permission__codename__in=codenames, page__numchild=0).values("page_id"))
        own = "change" in actions and "add" not in actions
        for row in self.get_cached_permissions_for_user(user):
            below = Q(path__startswith=row.page.path)
            if row.permission.codename in codenames and row.page.numchild:
                found |= below
            elif own and row.permission.codename == add:
                found |= below & Q(owner=user)
        return self.model._default_manager.filter(found)

    def explorable_instances(self, user: User) -> QuerySet:
        base = self._base_queryset_for_user(user)
        if base is not None:
            return base
        pages = [row.page for row in self.get_cached_permissions_for_user(user)]
        above = {page.path[:end] for page in pages for end in range(self.model.steplen, len(page.path), self.model.steplen)}
        # Ids of what may be touched, and the way there, but nothing above their first common ancestor.
        may = self.instances_user_has_any_permission_for(user, {"add", "change", "publish", "lock", "unlock", "bulk_delete"})
        top = self.model.base_page_model.objects.first_common_ancestor_of(pages)
        return (may | self.model._default_manager.filter(path__in=above)).filter(path__startswith=top.path)


def install() -> None:
    """Tell core's pages and Wagtail who may do what with pages. Called in `AppConfig.ready()`."""
    register_permission_policy(Page, PortalPagePolicy("wagtailcore.Page"))
    registry.page_roles = registry.PageRoles(permission_tester=PortalPagePermissionTester, workflow=workflows.workflow_of)
    registry.page_form_prepare.append(prepare_owner_field)
    registry.page_form_rules += [clean_owner, clean_organisation]


# --- The owner COP in the form of a page


def prepare_owner_field(form: PortalPageForm) -> None:
    """COP staff see their own COPs; someone of exactly one finds it chosen."""
    user, field = form.for_user, form.fields.get("owner_cop")
    if field is None or user is None or _is_free(form):
        return
    own = roles.cops_of(user)
    field.queryset = own
    field.error_messages["invalid_choice"] = _("Możesz wybrać tylko COP, w którym pracujesz.")
    if form.instance.owner_cop_id is None:
        only = next(iter(roles.cop_ids_of(user))) if len(roles.cop_ids_of(user)) == 1 else None
        form.initial["owner_cop"] = _folder_owner(form) or only


def clean_owner(form: PortalPageForm, cleaned: dict[str, Any]) -> None:
    """Set or check the owner COP. A page in a COP's folder is that COP's; COP staff make pages of their own COPs only."""
    user = form.for_user
    if "owner_cop" not in form.fields or user is None or "owner_cop" in form.errors:
        return
    folder_owner = _folder_owner(form)
    if folder_owner is not None:
        chosen = cleaned.get("owner_cop")
        if chosen is not None and chosen.pk != folder_owner:
            if _is_free(form) and Organisation.objects.filter(pk=folder_owner, slug=roles.CIO_SLUG).exists():
                return  # CIO hands a page of its own over to a COP
            form.add_error("owner_cop", ValidationError(_("Strona leży w folderze innego COP. Zostaw COP folderu.")))
        else:
            _set_owner(form, cleaned, folder_owner)
        return
    if _is_free(form):
        return
    own = roles.cop_ids_of(user)
    chosen = cleaned.get("owner_cop")
    if chosen is None and len(own) == 1:
        _set_owner(form, cleaned, next(iter(own)))
    elif chosen is None:
        form.add_error("owner_cop", ValidationError(_("Wybierz COP, który prowadzi tę stronę.")))
    elif chosen.pk not in own:
        form.add_error("owner_cop", ValidationError(_("Możesz wybrać tylko COP, w którym pracujesz.")))


def clean_organisation(form: PortalPageForm, cleaned: dict[str, Any]) -> None:
    """The page of a centre stays the page of that centre: COP staff cannot turn it into another's."""
    organisation = cleaned.get("organisation")
    if form.for_user is None or organisation is None or _is_free(form):
        return
    if organisation.kind == Organisation.Kind.COP and organisation.pk not in roles.cop_ids_of(form.for_user):
        form.add_error("organisation", ValidationError(_("To strona Twojego COP. Inne centrum wybierze tylko administracja CIO.")))


def _is_free(form: PortalPageForm) -> bool:
    """CIO chooses freely; so does who works for no COP at all (their pages have no owner by these rules)."""
    return roles.is_cio(form.for_user) or not roles.cop_ids_of(form.for_user)


def _folder_owner(form: PortalPageForm) -> int | None:
    """The COP of the folder the page lies in."""
    parent = form.parent_page
    if parent is None and form.instance.pk:
        parent = form.instance.get_parent()
    return getattr(parent.specific, "owner_cop_id", None) if parent is not None else None


def _set_owner(form: PortalPageForm, cleaned: dict[str, Any], pk: int) -> None:
    cleaned["owner_cop"] = Organisation.objects.get(pk=pk)
