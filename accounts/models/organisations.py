"""Organisations of all three sectors, who acts for them, and which COP serves which commune (design decision 15)."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from stdnum.exceptions import ValidationError as StdnumError
from stdnum.pl import nip as nip_number
from stdnum.pl import regon as regon_number

from core.fields import SortKeyField, web_address


def validate_krs(value: str) -> None:
    """A number of the National Court Register is ten digits, leading zeros among them."""
    if len(value) != 10 or not (value.isascii() and value.isdigit()):
        raise ValidationError(_("Numer KRS ma dziesięć cyfr."))


def validate_nip(value: str) -> None:
    try:
        nip_number.validate(value)
    except StdnumError:
        raise ValidationError(_("Ten NIP jest błędny: sprawdź dziesięć cyfr.")) from None


def validate_regon(value: str) -> None:
    try:
        regon_number.validate(value)
    except StdnumError:
        raise ValidationError(_("Ten REGON jest błędny: sprawdź dziewięć albo czternaście cyfr.")) from None


class LegalForm(models.TextChoices):
    ASSOCIATION = "association", _("stowarzyszenie")
    ORDINARY_ASSOCIATION = "ordinary_association", _("stowarzyszenie zwykłe")
    FOUNDATION = "foundation", _("fundacja")
    RURAL_WOMEN = "rural_women", _("koło gospodyń wiejskich")
    FIRE_BRIGADE = "fire_brigade", _("ochotnicza straż pożarna")
    SPORTS_CLUB = "sports_club", _("klub sportowy")
    SCHOOL_SPORTS_CLUB = "school_sports_club", _("uczniowski klub sportowy")
    SOCIAL_COOPERATIVE = "social_cooperative", _("spółdzielnia socjalna")
    LOCAL_GOVERNMENT = "local_government", _("jednostka samorządu terytorialnego")
    OTHER = "other", _("inna")


class Organisation(ClusterableModel):
    """One organisation: an NGO, a local government or a COP. Pages and venues point here; unique numbers live only here."""

    class Kind(models.TextChoices):
        NGO = "ngo", _("organizacja pozarządowa")
        JST = "jst", _("samorząd (JST)")
        COP = "cop", _("centrum organizacji pozarządowych (COP)")

    kind = models.CharField(_("rodzaj"), max_length=3, choices=Kind)
    name = models.CharField(_("nazwa"), max_length=250)
    slug = models.SlugField(_("skrót w adresie"), max_length=80, unique=True)
    legal_form = models.CharField(_("forma prawna"), max_length=24, choices=LegalForm, blank=True)
    town = models.CharField(_("miejscowość"), max_length=100, blank=True)
    territory = models.ForeignKey(
        "core.Territory", verbose_name=_("gmina"), null=True, blank=True, on_delete=models.PROTECT, related_name="organisations"
    )
    address = models.CharField(_("adres"), max_length=250, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telefon"), max_length=40, blank=True)
    website = models.URLField(_("strona internetowa"), blank=True, validators=[web_address])
    krs = models.CharField("KRS", max_length=10, blank=True, validators=[validate_krs])
    regon = models.CharField("REGON", max_length=14, blank=True, validators=[validate_regon])
    nip = models.CharField("NIP", max_length=10, blank=True, validators=[validate_nip])
    sort_key = SortKeyField(source="name")
    # Where its files lie: a link, since names of collections change and two organisations may want one name.
    collection = models.OneToOneField(
        "wagtailcore.Collection", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="accounts.Membership", related_name="organisations")

    class Meta:
        ordering = ["sort_key", "name"]
        verbose_name = _("organizacja")
        verbose_name_plural = _("organizacje")
        indexes = [models.Index(fields=["kind", "sort_key"], name="accounts_org_kind_name")]
        constraints = [
            models.UniqueConstraint(fields=[name], condition=~Q(**{name: ""}), name=f"accounts_org_{name}_once")
            for name in ("krs", "regon", "nip")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_cop(self) -> bool:
        return self.kind == self.Kind.COP


class Membership(models.Model):
    """A person acts for an organisation: an owner may also say who else does."""

    class Role(models.TextChoices):
        OWNER = "owner", _("osoba zarządzająca")
        EDITOR = "editor", _("osoba redagująca")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("osoba"))
    organisation = ParentalKey(Organisation, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("organizacja"))
    role = models.CharField(_("rola"), max_length=6, choices=Role, default=Role.EDITOR)

    class Meta:
        verbose_name = _("członkostwo w organizacji")
        verbose_name_plural = _("członkostwa w organizacjach")
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="accounts_membership_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.organisation}"


class CopCommune(models.Model):
    """Which COP serves a commune: each commune belongs to one COP."""

    territory = models.OneToOneField(
        "core.Territory",
        on_delete=models.CASCADE,
        related_name="served_by",
        limit_choices_to={"kind": "commune"},
        verbose_name=_("gmina"),
    )
    cop = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="served_communes", limit_choices_to={"kind": "cop"}, verbose_name=_("COP")
    )

    class Meta:
        verbose_name = _("gmina pod opieką COP")
        verbose_name_plural = _("gminy pod opieką COP")

    def __str__(self) -> str:
        return f"{self.territory}: {self.cop}"
