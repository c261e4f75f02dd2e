"""Organisations in the admin: CIO sees to all of them, COP staff to the NGOs of the communes that their COP serves.

Who acts for an organisation is set in its form, by the e-mail address of the person's account: nobody gets a list of all
people to choose from.
"""

from __future__ import annotations

from itertools import count
from typing import Any

from anyascii import anyascii
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.chooser import ChosenMultipleView, ChosenView
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from accounts import roles
from accounts.models import Organisation, User
from core.models import Territory
from core.plain_text import only_plain

LONGEST_KEY = 18  # digits; more do not fit into the column


class OrganisationPermissionPolicy(ModelPermissionPolicy):
    """Django's permissions for CIO; COP staff may add and change NGOs, and change only those of their communes."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return super().user_has_permission(user, action) or (action in ("add", "change") and bool(roles.cop_ids_of(user)))

    def user_has_any_permission(self, user: User, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def instances_user_has_any_permission_for(self, user: User, actions: Any) -> QuerySet[Organisation]:
        everything = Organisation.objects.all()
        if any(super(OrganisationPermissionPolicy, self).user_has_permission(user, action) for action in actions):
            return everything
        if "change" not in actions:
            return everything.none()
        return everything.filter(served_by(user), kind=Organisation.Kind.NGO)

    def user_has_permission_for_instance(self, user: User, action: str, instance: Model) -> bool:
        return self.instances_user_has_any_permission_for(user, [action]).filter(pk=instance.pk).exists()

    def user_has_any_permission_for_instance(self, user: User, actions: Any, instance: Model) -> bool:
        return self.instances_user_has_any_permission_for(user, actions).filter(pk=instance.pk).exists()


def served_by(user: User) -> Q:
    """Organisations of the communes that the person's COPs serve."""
    return Q(territory__served_by__cop__in=roles.cop_ids_of(user))


# --- Form


class AccountField(forms.ModelChoiceField):
    """A person, typed as the e-mail address of their account."""

    widget = forms.EmailInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(User.objects.filter(is_active=True), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return User.objects.filter(pk=value).values_list("email", flat=True).first() or ""
        return value

    def to_python(self, value: Any) -> User | None:
        if value in self.empty_values:
            return None
        if isinstance(value, User):
            return value
        if "\x00" in str(value):
            raise ValidationError(_("Ten adres zawiera znak, którego nie przyjmujemy."))
        user = User.objects.filter(is_active=True, email__iexact=str(value).strip()[:254]).first()
        if user is None:
            raise ValidationError(_("Nie ma konta na ten adres. Ta osoba musi je najpierw założyć."))
        return user

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (self.prepare_value(initial) or "").lower() != (data or "").strip().lower()


class MembershipForm(WagtailAdminModelForm):
    """One person who acts for the organisation."""

    user = AccountField(label=gettext_lazy("E-mail osoby"), help_text=gettext_lazy("Adres, na który ta osoba ma konto w portalu."))

    def has_changed(self) -> bool:
        """A new row is there because somebody asked for it: without an address it is told so, and not dropped in silence."""
        return self.instance.pk is None or super().has_changed()


class MembershipsPanel(InlinePanel):
    """The people of an organisation, with our form for each."""

    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = MembershipForm
        return options


def free_slug(name: str, organisation: Organisation) -> str:
    """The name as an address: "fundacja-slon", and with a number where another organisation has that."""
    field = Organisation._meta.get_field("slug")
    # Room for the number.
    base = slugify(anyascii(name))[: (field.max_length or 0) - 4].strip("-") or "organizacja"
    taken = set(Organisation.objects.exclude(pk=organisation.pk).filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for number in count(1) if (slug := base if number == 1 else f"{base}-{number}") not in taken)


class OrganisationForm(WagtailAdminModelForm):
    """COP staff write down NGOs of their own communes only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        territory = self.fields["territory"]
        communes = Territory.objects.filter(kind="commune").order_by("sort_key", "code")
        if self.for_user is not None and not roles.is_cio(self.for_user):
            self.fields["kind"].choices = [(Organisation.Kind.NGO.value, Organisation.Kind.NGO.label)]
            self.fields["kind"].initial = Organisation.Kind.NGO.value
            communes = communes.filter(served_by__cop__in=roles.cop_ids_of(self.for_user))
            territory.required = True
        territory.queryset = communes
        only_plain(self)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _(
            "Krótka nazwa do adresów w portalu: małe litery bez polskich znaków, cyfry i łączniki. Puste: portal utworzy ją z nazwy."
        )

    def clean_slug(self) -> str:
        """What was typed, or an address made of the name that no other organisation has."""
        typed = self.cleaned_data["slug"]
        return typed or free_slug(self.cleaned_data.get("name", ""), self.instance)


PANELS = [
    MultiFieldPanel(
        [FieldPanel("name"), FieldPanel("slug"), FieldRowPanel([FieldPanel("kind"), FieldPanel("legal_form")])],
        gettext_lazy("Organizacja"),
    ),
    MultiFieldPanel([FieldPanel("territory"), FieldPanel("town"), FieldPanel("address")], gettext_lazy("Gdzie działa")),
    MultiFieldPanel([FieldPanel("email"), FieldPanel("phone"), FieldPanel("website")], gettext_lazy("Kontakt")),
    MultiFieldPanel([FieldRowPanel([FieldPanel("krs"), FieldPanel("regon"), FieldPanel("nip")])], gettext_lazy("Numery")),
    MembershipsPanel(
        "memberships",
        panels=[FieldPanel("user"), FieldPanel("role")],
        label=gettext_lazy("Osoba"),
        heading=gettext_lazy("Kto działa w imieniu organizacji"),
    ),
]


# --- Views


class OwnOnly:
    """A view of one organisation: only for those who may change this very one."""

    def get_object(self, *args: Any, **kwargs: Any) -> Organisation:
        organisation = super().get_object(*args, **kwargs)  # type: ignore[misc]
        if not self.permission_policy.user_has_any_permission_for_instance(  # type: ignore[attr-defined]
            self.request.user,  # type: ignore[attr-defined]
            ["change", "delete"],
            organisation,
        ):
            raise PermissionDenied
        return organisation


class OrganisationIndexView(generic.IndexView):
    add_item_label = gettext_lazy("Dodaj organizację")

    def get_base_queryset(self) -> QuerySet[Organisation]:
        queryset = self.permission_policy.instances_user_has_any_permission_for(self.request.user, ["change", "delete", "view"])
        return queryset.select_related("territory").distinct()


class OrganisationCreateView(generic.CreateView):
    # Wagtail puts the two together, and the second into the breadcrumb too.
    page_title = gettext_lazy("Nowa")
    page_subtitle = gettext_lazy("organizacja")
    success_message = gettext_lazy("Organizacja „%(object)s” jest dodana.")
    error_message = gettext_lazy("Organizacja nie jest jeszcze dodana: popraw błędy.")


class OrganisationEditView(OwnOnly, generic.EditView):
    page_title = gettext_lazy("Edycja organizacji")
    success_message = gettext_lazy("Zapisaliśmy zmiany organizacji „%(object)s”.")
    error_message = gettext_lazy("Zmiany nie są zapisane: popraw błędy.")
    delete_item_label = gettext_lazy("Usuń organizację")


class OrganisationDeleteView(OwnOnly, generic.DeleteView):
    success_message = gettext_lazy("Organizacja „%(object)s” jest usunięta.")
    confirmation_message = gettext_lazy("Na pewno usunąć tę organizację?")
    # The method DELETE would pass by the page that lists what still uses the organisation.
    http_method_names = ["get", "head", "post", "options"]


class OrganisationHistoryView(OwnOnly, HistoryView):
    pass


class OrganisationFilterSet(WagtailFilterSet):
    class Meta:
        model = Organisation
        fields = ["kind", "legal_form"]


class OrganisationViewSet(ModelViewSet):
    """The list of organisations with search and filters, and their form with the people."""

    model = Organisation
    name = "organisations"
    url_prefix = "organizacje"
    icon = "group"
    menu_label = gettext_lazy("Organizacje")
    menu_order = 250
    add_to_admin_menu = True
    index_view_class = OrganisationIndexView
    add_view_class = OrganisationCreateView
    edit_view_class = OrganisationEditView
    delete_view_class = OrganisationDeleteView
    history_view_class = OrganisationHistoryView
    filterset_class = OrganisationFilterSet
    search_fields = ["name", "town", "krs", "nip", "regon", "email"]
    search_backend_name = None
    list_per_page = 50
    list_display = [
        "name",
        Column("kind", label=gettext_lazy("Rodzaj"), accessor="get_kind_display", sort_key="kind"),
        "town",
        Column("territory", label=gettext_lazy("Gmina")),
    ]
    edit_handler = ObjectList(PANELS, base_form_class=OrganisationForm)

    # Numbers and the short name are unique, so a copy would only be an error to mend.
    copy_view_enabled = False


def _number(text: Any) -> int | None:
    """A primary key from an address; None for what cannot be one."""
    return int(text) if str(text).isascii() and str(text).isdigit() and len(str(text)) <= LONGEST_KEY else None


class OrganisationChosenView(ChosenView):
    def get_object(self, pk: Any) -> Organisation:
        number = _number(pk)
        if number is None:
            raise Http404
        return super().get_object(number)


class OrganisationChosenMultipleView(ChosenMultipleView):
    def get_objects(self, pks: list[Any]) -> QuerySet[Organisation]:
        return super().get_objects([number for number in map(_number, pks) if number is not None])


class OrganisationChooserViewSet(ChooserViewSet):
    """Choosing one of many organisations. Panels take it by `widget=OrganisationChooser`."""

    model = "accounts.Organisation"
    icon = "group"
    choose_one_text = gettext_lazy("Wybierz organizację")
    choose_another_text = gettext_lazy("Wybierz inną organizację")
    chosen_view_class = OrganisationChosenView
    chosen_multiple_view_class = OrganisationChosenMultipleView
    # Not for every foreign key: fields that offer a few COPs stay plain lists.
    register_widget = False


organisations = OrganisationViewSet()
organisation_chooser = OrganisationChooserViewSet("organisation_chooser", url_prefix="wybor-organizacji")
OrganisationChooser = organisation_chooser.widget_class
