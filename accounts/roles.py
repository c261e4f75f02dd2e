"""Roles as Wagtail groups (design decisions 14 and 18): making the groups, and asking what a person is.

Groups are found by their `RoleGroup` row, never by name, so that CIO may rename them.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.db.models import Q, QuerySet
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from accounts.models import Organisation, RoleGroup, User
from core.models import Territory

Role = RoleGroup.Role

CIO_SLUG = "cio"
CIO_GROUP = "CIO"
COP_ROLES = (Role.EDITOR, Role.MODERATOR)
# What COP staff and offices do with files of their own collection.
COLLECTION_ACTIONS = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
PAGE_ACTIONS = ("add", "change", "publish", "bulk_delete", "lock", "unlock")

# What CIO may do beyond pages and collections: (app, models, actions); None stands for every model of the app.
CIO_MODELS: tuple[tuple[str, tuple[str, ...] | None], ...] = (
    ("accounts", ("user", "organisation", "membership", "copcommune", "copreviewtask")),
    ("core", ("topic", "territory", "sitesettings", "outboxentry")),
    ("wagtailcore", ("workflow", "task", "collection", "site", "locale")),
    ("wagtailredirects", None),
    ("wagtailsearchpromotions", None),
    ("wagtail_localize", None),
    ("search", ("synonym", "searchcount", "silencedphrase")),
)

# What a COP's people may do with the search, which is one for the whole portal: (app, code names).
_LOOK = (("search", ("view_synonym", "view_searchcount")),)
COP_PERMISSIONS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    Role.EDITOR: _LOOK,
    Role.MODERATOR: (
        *_LOOK,
        ("search", ("add_synonym", "change_synonym", "delete_synonym")),
        ("search", ("view_silencedphrase", "add_silencedphrase", "change_silencedphrase", "delete_silencedphrase")),
        ("wagtailsearchpromotions", ("add_searchpromotion", "change_searchpromotion", "delete_searchpromotion")),
    ),
}


# --- What a person is


def is_cio(user: User | AnonymousUser) -> bool:
    """Whether the person runs the whole portal (CIO's group or a superuser)."""
    return user.is_active and user.has_perm("accounts.open_cop")


def _cop_roles_of(user: User) -> frozenset[tuple[int, str]]:
    """Which COPs the person works for, and as what. Read once for each user object, that is once a request."""
    found: frozenset[tuple[int, str]] | None = getattr(user, "_portal_cop_roles", None)
    if found is None:
        rows = RoleGroup.objects.filter(group__user=user, role__in=COP_ROLES, organisation__isnull=False) if user.is_active else ()
        found = frozenset((row.organisation_id, row.role) for row in rows if row.organisation_id is not None)
        user._portal_cop_roles = found  # type: ignore[attr-defined]
    return found


def cop_ids_of(user: User) -> frozenset[int]:
    """The COPs whose texts the person edits or moderates."""
    return frozenset(cop for cop, _role in _cop_roles_of(user))


def moderated_cop_ids_of(user: User) -> frozenset[int]:
    """The COPs whose texts the person moderates."""
    return frozenset(cop for cop, role in _cop_roles_of(user) if role == Role.MODERATOR)


def cops_of(user: User) -> QuerySet[Organisation]:
    """The COPs whose texts the person edits or moderates."""
    return Organisation.objects.filter(pk__in=cop_ids_of(user))


def people(organisation: Organisation, *roles: str) -> QuerySet[User]:
    """Active people who have one of these roles in the organisation."""
    return User.objects.filter(
        is_active=True, groups__portal_role__organisation=organisation, groups__portal_role__role__in=roles
    ).distinct()


# --- Groups


def group_of(organisation: Organisation | None, role: str) -> Group | None:
    """The group that plays this role in the organisation; CIO's is one for the whole portal."""
    rows = RoleGroup.objects.select_related("group").filter(role=role)
    if role != Role.CIO:
        rows = rows.filter(organisation=organisation)
    row = rows.first()
    return row.group if row else None


def _make_group(organisation: Organisation | None, role: str, name: str) -> Group:
    group = group_of(organisation, role)
    if group is None:
        taken = RoleGroup.objects.filter(group__name=name).exists()
        if taken and organisation is not None:
            name = f"{name} ({organisation.slug})"
        group, _created = Group.objects.get_or_create(name=name[:150])
        RoleGroup.objects.create(group=group, organisation=organisation, role=role)
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    return group


def make_cop_groups(cop: Organisation) -> tuple[Group, Group]:
    """The COP's two groups, redakcja and moderacja, with access to the admin."""
    town = cop.town or cop.name
    editors = _make_group(cop, Role.EDITOR, f"COP {town}: redakcja")
    moderators = _make_group(cop, Role.MODERATOR, f"COP {town}: moderacja")
    for group, role in ((editors, Role.EDITOR), (moderators, Role.MODERATOR)):
        for app, codenames in COP_PERMISSIONS[role]:
            group.permissions.add(*Permission.objects.filter(content_type__app_label=app, codename__in=codenames))
    return editors, moderators


def make_cio_group() -> Group:
    """CIO's group: everything in the tree, all files, people, settings, vocabularies, workflows and redirects."""
    group = _make_group(None, Role.CIO, CIO_GROUP)
    models = Q()
    for app, names in CIO_MODELS:
        models |= Q(content_type__app_label=app) if names is None else Q(content_type__app_label=app, content_type__model__in=names)
    own = Q(content_type__app_label="accounts", codename="open_cop")
    group.permissions.add(*Permission.objects.filter(models | own))
    root = Page.get_first_root_node()
    if root is not None:
        grant_page(root, [group], PAGE_ACTIONS)
    grant_collection(Collection.get_first_root_node(), [group])
    for codename in ("add_collection", "change_collection", "delete_collection"):
        GroupCollectionPermission.objects.get_or_create(
            group=group,
            collection=Collection.get_first_root_node(),
            permission=Permission.objects.get(content_type__app_label="wagtailcore", codename=codename),
        )
    return group


def make_office_group(office: Organisation) -> Group:
    """The group of a local government: its own collection, and whatever pages CIO gives it."""
    group = _make_group(office, Role.OFFICER, f"JST {_commune_name(office)}")
    grant_collection(make_collection(office, group.name), [group])
    return group


def _commune_name(office: Organisation) -> str:
    territory = office.territory
    if territory is None:
        return office.name
    # A town and the rural commune around it often share a name. A group's name is stored: never in the language of who makes it.
    shared = Territory.objects.filter(name=territory.name, kind=territory.kind).count() > 1
    return f"{territory.name} ({territory.commune_type})" if shared else territory.name


def staff_groups(cop: Organisation) -> list[Group]:
    """The groups that write for this COP: its own two, or CIO's where the organisation is CIO."""
    if cop.slug == CIO_SLUG:
        return [group for group in [group_of(None, Role.CIO)] if group is not None]
    return list(Group.objects.filter(portal_role__organisation=cop, portal_role__role__in=COP_ROLES))


# --- What groups may do


def grant_page(page: Page, groups: Iterable[Group], actions: Iterable[str]) -> None:
    """Let the groups do these things on the page and below it; what they may already stays."""
    permissions = {action: _page_permission(action) for action in actions}
    for group in groups:
        for permission in permissions.values():
            GroupPagePermission.objects.get_or_create(group=group, page=Page(pk=page.pk), permission=permission)


def give_page_to_cop(page: Page, cop: Organisation | None) -> None:
    """The page lies outside a COP's folder: exactly its owner COP's groups may change it."""
    groups = [] if cop is None or cop.slug == CIO_SLUG else staff_groups(cop)
    change = _page_permission("change")
    rows = GroupPagePermission.objects.filter(page_id=page.pk, permission=change, group__portal_role__role__in=COP_ROLES)
    rows.exclude(group__in=groups).delete()
    grant_page(page, groups, ["change"])


def _page_permission(action: str) -> Permission:
    return Permission.objects.get(content_type__app_label="wagtailcore", content_type__model="page", codename=f"{action}_page")


def make_collection(organisation: Organisation, name: str) -> Collection:
    """The organisation's own collection of images and documents, whatever it is called by now.

    `name` is for a new one; a collection of that name that is nobody's is taken, another organisation's never is.
    """
    if organisation.collection is not None:
        return organisation.collection
    taken = Organisation.objects.exclude(collection=None).values("collection")
    if Collection.objects.filter(name=name, pk__in=taken).exists():
        name = f"{name[:160]} ({organisation.slug})"
    found = Collection.objects.filter(name=name, depth__gt=1).exclude(pk__in=taken).first()
    organisation.collection = found or Collection.get_first_root_node().add_child(instance=Collection(name=name))
    organisation.save(update_fields=["collection"])
    return organisation.collection


def grant_collection(collection: Collection, groups: Iterable[Group]) -> None:
    """Let the groups add, change and choose images and documents of the collection."""
    # Wagtail asks for the permissions of its own models, also where the portal has models of its own.
    permissions = Permission.objects.filter(content_type__app_label__in=["wagtailimages", "wagtaildocs"], codename__in=COLLECTION_ACTIONS)
    for group in groups:
        for permission in permissions:
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


# --- The demo's people


def assign_demo_role(user: User, role: str, organisation: Organisation | None) -> None:
    """Put the person into the group of a role as `fixtures/users.yaml` names it; NGO members and residents have none."""
    group: Group | None = None
    if role == "cio_admin":
        group = make_cio_group()
    elif role in ("cop_editor", "cop_moderator") and organisation is not None:
        editors, moderators = make_cop_groups(organisation)
        group = editors if role == "cop_editor" else moderators
    elif role == "jst_officer" and organisation is not None:
        group = make_office_group(organisation)
    if group is not None:
        user.groups.add(group)
