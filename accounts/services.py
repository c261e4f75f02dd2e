"""What a person does with their own account as a whole."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import Comment, CommentReply, ModelLogEntry, Page
from wagtail.users.models import UserProfile

from accounts import roles
from accounts.models import Organisation, User
from core import pagecache

# Stored names are in the portal's language, whatever the person read it in.
NAMELESS = ("Konto", "usunięte")
# What people wrote to each other about a text belongs to the text; it keeps its nameless author.
KEPT = (Comment, CommentReply)


class LastAdministratorError(Exception):
    """Nobody else could run the portal any more."""


def administrators() -> QuerySet[User]:
    """Everybody who runs the whole portal."""
    return User.objects.filter(Q(is_superuser=True) | Q(groups__portal_role__role=roles.Role.CIO), is_active=True).distinct()


def represented_alone(user: User) -> QuerySet[Organisation]:
    """The organisations for which nobody else acts."""
    shared = Organisation.objects.filter(memberships__in=_memberships_of_others(user)).values("pk")
    return Organisation.objects.filter(memberships__user=user).exclude(pk__in=shared)


def _memberships_of_others(user: User) -> QuerySet:
    return Organisation.members.through.objects.filter(user__is_active=True).exclude(user=user)


def close_account(user: User) -> None:
    """Delete the account by the person's own wish (GDPR, art. 17): nothing in the database names them any more.

    The row stays, inactive and nameless, since the history of pages says who did what and needs somebody to point to.
    Roles, memberships, settings, mails, second factors and sessions go. LastAdministratorError refuses it to the last
    person who can run the portal.
    """
    sessions = _sessions_of(user)
    with transaction.atomic():
        # In order, so that two administrators who leave at once do not both count on each other.
        locked = {found.pk for found in User.objects.select_for_update().filter(pk__in=administrators().values("pk")).order_by("pk")}
        if user.pk in locked and len(locked) == 1:
            raise LastAdministratorError
        for profile in UserProfile.objects.filter(user=user).exclude(avatar=""):
            storage, name = profile.avatar.storage, profile.avatar.name
            transaction.on_commit(lambda storage=storage, name=name: storage.delete(name))  # type: ignore[misc]
        _delete_what_is_only_theirs(user)
        ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk)).update(
            label=" ".join(NAMELESS)
        )
        Page.objects.filter(locked_by=user).update(locked=False, locked_by=None, locked_at=None)
        user.groups.clear()
        user.user_permissions.clear()
        user.first_name, user.last_name = NAMELESS
        user.email = f"usuniete-{user.pk}@konto.invalid"
        user.is_active = user.is_staff = user.is_superuser = False
        user.last_login = None
        user.set_unusable_password()  # ends every session too, also one begun while this runs
        user.save()
        Session.objects.filter(pk__in=sessions).delete()
        pagecache.bump()


def _delete_what_is_only_theirs(user: User) -> None:
    """All rows that would go with the row of the person, of later apps too."""
    for relation in User._meta.related_objects:
        if getattr(relation, "on_delete", None) is models.CASCADE and relation.related_model not in KEPT:
            relation.related_model._base_manager.filter(**{relation.field.name: user}).delete()


def _sessions_of(user: User) -> list[str]:
    """Sessions do not say whose they are but inside; read before the transaction, which must be short."""
    open_ones = Session.objects.filter(expire_date__gte=timezone.now())
    return [session.pk for session in open_ones.iterator() if session.get_decoded().get("_auth_user_id") == str(user.pk)]
