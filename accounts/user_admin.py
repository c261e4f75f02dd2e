"""People in Wagtail's admin. The e-mail address is the log-in name and, once CIO has typed it, a confirmed address.

A person added without a password gets a mail with a link to set one. Who is no superuser does not see the box that makes
one; `home.admin.guards` refuses what is posted past it.
"""

from __future__ import annotations

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelMultipleChoiceField
from wagtail.admin.ui.tables import Column
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import CreateView, EditView, GroupFilter, IndexView, UserFilterSet, UserViewSet

from accounts import mail
from accounts.models import Organisation, User
from core.collation import alphabetical
from core.forms import KnownRowsField
from core.plain_text import plain_line, without_invisible


def confirm_address(user: User) -> None:
    """Make the person's address the one confirmed address that allauth knows."""
    EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email).delete()
    EmailAddress.objects.update_or_create(user=user, email=user.email.lower(), defaults={"verified": True, "primary": True})


def invite(user: User) -> None:
    """Write to a person whose account was made for them: here is the link to set a password."""
    with override("pl"):
        key = default_token_generator.make_token(user)
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
        again = reverse("account_reset_password")
    mail.notify("account.security", user, template="account/invitation", context={"url": path, "again_url": again})


class _Saving:
    """What both forms do with the address and the names."""

    error_messages: dict[str, Any] = {"duplicate_username": _("Ten adres ma już konto.")}

    def clean_first_name(self) -> str:
        return self._name("first_name")

    def clean_last_name(self) -> str:
        return self._name("last_name")

    def _name(self, field: str) -> str:
        typed = self.cleaned_data[field]  # type: ignore[attr-defined]
        plain_line(typed)
        return without_invisible(typed).strip()

    def order_roles(self) -> None:
        """Roles as one looks for them: by name, in the order of the Polish alphabet."""
        field = self.fields["groups"]  # type: ignore[attr-defined]
        field.choices = [(group.pk, group.name) for group in alphabetical(field.queryset)]

    def save(self, commit: bool = True) -> User:
        with transaction.atomic():
            invited = self.instance.pk is None and not self.cleaned_data.get("password1")  # type: ignore[attr-defined]
            if invited:
                self.instance.set_unusable_password()  # type: ignore[attr-defined]
            user = super().save(commit)  # type: ignore[misc]
            if commit:
                confirm_address(user)
                if invited:
                    invite(user)
        return user


class PortalUserCreationForm(_Saving, UserCreationForm):
    error_messages = {**UserCreationForm.error_messages, **_Saving.error_messages}
    password_required = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _("Zostaw puste: osoba dostanie e-mail z linkiem, pod którym sama ustawi hasło.")
        self.order_roles()


class PortalUserEditForm(_Saving, UserEditForm):
    error_messages = {**UserEditForm.error_messages, **_Saving.error_messages}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_roles()


class _NoNewSuperusers:
    """Whoever is no superuser does not see the box that makes one."""

    request: HttpRequest

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)  # type: ignore[misc]
        if not self.request.user.is_superuser:
            form.fields.pop("is_superuser", None)
        return form


class PortalCreateView(_NoNewSuperusers, CreateView):
    pass


class PortalEditView(_NoNewSuperusers, EditView):
    pass


# --- The list


class RowsField(KnownRowsField, ModelMultipleChoiceField):
    """The field of a filter, with the same answer to a number that is no row."""


class RowsFilter(GroupFilter):
    field_class = RowsField


class PeopleFilterSet(UserFilterSet):
    """Wagtail's filters with roles in order, and the COP that a person works for."""

    def __init__(self, *args: Any, is_searching: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, is_searching=is_searching, **kwargs)
        for name, path, label, rows in (
            ("group", "groups", _("Rola (grupa)"), Group.objects.order_by("name")),
            ("cop", "groups__portal_role__organisation", "COP", Organisation.objects.filter(kind=Organisation.Kind.COP).order_by("name")),
        ):
            self.filters[name] = RowsFilter(
                field_name=path, queryset=rows, label=label, use_subquery=is_searching, widget=CheckboxSelectMultiple
            )


def roles_of(user: User) -> str:
    """The names of the person's groups, in order; full access comes first, and needs no group."""
    return ", ".join([*([gettext("pełny dostęp")] if user.is_superuser else []), *(group.name for group in user.groups.all())])


def cops_of(user: User) -> str:
    """The COPs that the person's roles belong to."""
    roles = [group.portal_role for group in user.groups.all() if hasattr(group, "portal_role")]
    return ", ".join(dict.fromkeys(role.organisation.name for role in roles if role.organisation and role.organisation.is_cop))


class PortalIndexView(IndexView):
    @cached_property
    def columns(self) -> list[Column]:
        """Wagtail's columns, with what the person may do and for whom in the place of its "access level"."""
        columns = super().columns
        place = next(number for number, column in enumerate(columns) if column.name == "is_superuser")
        columns[place : place + 1] = [
            Column("roles", label=_("Role (grupy)"), accessor=lambda user: roles_of(user) or "—"),
            Column("cop", label="COP", accessor=lambda user: cops_of(user) or "—"),
        ]
        return columns

    def get_base_queryset(self) -> QuerySet[User]:
        groups = Group.objects.select_related("portal_role__organisation").order_by("name")
        return super().get_base_queryset().prefetch_related(Prefetch("groups", queryset=groups))


class PortalUserViewSet(UserViewSet):
    index_view_class = PortalIndexView
    filterset_class = PeopleFilterSet
    add_view_class = PortalCreateView
    edit_view_class = PortalEditView

    def get_form_class(self, for_update: bool = False) -> type:
        return PortalUserEditForm if for_update else PortalUserCreationForm
