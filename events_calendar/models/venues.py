"""Places that one can book: rooms, halls and their parts, squares; and the days on which they are shut (design decision 16).

A place is one row for all languages, since what is locked needs one identity.
"""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from core.fields import CodesField, SortKeyField, WordsField
from core.models.pages import RESERVED_SLUGS
from events_calendar import days
from events_calendar.models.choices import Accessibility, Equipment
from events_calendar.querysets import VenueQuerySet

if TYPE_CHECKING:
    from core.models import Territory

MIDNIGHT = time(0, 0)


class Venue(ClusterableModel):
    """A place. Its rules hold for requests; bookings made before a rule changed stay (`events_calendar.services.venues`).

    A building is a place that cannot be booked itself; its rooms have it as `parent`. A part of a hall has the hall as
    `parent` and `is_part`: whoever books the hall books its parts, and while a part is booked the hall is not free.
    """

    name = models.CharField(_("nazwa"), max_length=150)
    name_en = models.CharField(_("nazwa po angielsku"), max_length=150, blank=True)
    slug = models.SlugField(_("skrót w adresie"), max_length=80, unique=True)
    owner = models.ForeignKey("accounts.Organisation", verbose_name=_("czyje to miejsce"), on_delete=models.PROTECT, related_name="venues")
    parent = models.ForeignKey(
        "self",
        verbose_name=_("w budynku albo w sali"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        help_text=_("Sala w budynku albo część większej sali. Adres i gmina mogą wtedy zostać puste."),
    )
    is_part = models.BooleanField(
        _("część większej sali"),
        default=False,
        help_text=_("Kto rezerwuje całą salę, zajmuje też tę część, a gdy ta część jest zajęta, całej sali zarezerwować nie można."),
    )
    bookable = models.BooleanField(_("można rezerwować"), default=True, help_text=_("Budynku się nie rezerwuje, tylko jego sale."))
    active = models.BooleanField(_("na liście miejsc"), default=True)
    description = models.TextField(_("opis"), max_length=2000, blank=True)
    description_en = models.TextField(_("opis po angielsku"), max_length=2000, blank=True)
    address = models.CharField(_("adres"), max_length=250, blank=True)
    territory = models.ForeignKey(
        "core.Territory", verbose_name=_("gmina"), null=True, blank=True, on_delete=models.PROTECT, related_name="venues"
    )
    latitude = models.DecimalField(
        _("szerokość geograficzna"),
        max_digits=8,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(48), MaxValueValidator(56)],
        help_text=_("Na przykład 54.464148."),
    )
    longitude = models.DecimalField(
        _("długość geograficzna"),
        max_digits=8,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(13), MaxValueValidator(25)],
        help_text=_("Na przykład 17.028482."),
    )
    nearest_stop = models.CharField(_("najbliższy przystanek"), max_length=200, blank=True)
    capacity = models.PositiveIntegerField(_("ile osób się zmieści"), null=True, blank=True, validators=[MaxValueValidator(100_000)])
    equipment = CodesField(_("wyposażenie"), choices=Equipment)
    equipment_note = models.CharField(_("wyposażenie: co jeszcze"), max_length=400, blank=True)
    accessibility = CodesField(_("dostępność"), choices=Accessibility.of_places())
    toilet_note = models.CharField(
        _("toaleta: wymiary"),
        max_length=200,
        blank=True,
        help_text=_("Na przykład: drzwi 90 cm, wolne miejsce 150 × 150 cm, dwie poręcze."),
    )
    accessibility_note = models.CharField(_("dostępność: co jeszcze trzeba wiedzieć"), max_length=400, blank=True)
    price = models.CharField(_("cena słowami"), max_length=200, blank=True)
    price_en = models.CharField(_("cena po angielsku"), max_length=200, blank=True)
    terms = models.TextField(_("zasady"), max_length=4000, blank=True)
    terms_en = models.TextField(_("zasady po angielsku"), max_length=4000, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    contact_phone = models.CharField(_("telefon"), max_length=40, blank=True)
    # --- Rules of booking
    min_notice_hours = models.PositiveSmallIntegerField(
        _("najpóźniej ile godzin wcześniej"), default=48, validators=[MaxValueValidator(24 * 366)]
    )
    furthest_days = models.PositiveSmallIntegerField(
        _("najdalej na ile dni naprzód"), default=365, validators=[MinValueValidator(1), MaxValueValidator(731)]
    )
    shortest_minutes = models.PositiveSmallIntegerField(_("najkrócej, w minutach"), default=30, validators=[MinValueValidator(5)])
    longest_minutes = models.PositiveIntegerField(
        _("najdłużej, w minutach"), default=12 * 60, validators=[MinValueValidator(5), MaxValueValidator(31 * 24 * 60)]
    )
    preparation_minutes = models.PositiveSmallIntegerField(
        _("przerwa przed, w minutach"), default=0, validators=[MaxValueValidator(days.LONGEST_SETUP)], help_text=_("Na przygotowanie sali.")
    )
    cleanup_minutes = models.PositiveSmallIntegerField(
        _("przerwa po, w minutach"), default=0, validators=[MaxValueValidator(days.LONGEST_SETUP)], help_text=_("Na sprzątanie.")
    )
    hold_days = models.PositiveSmallIntegerField(
        _("ile dni prośba trzyma termin"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text=_("Potem termin zwalnia się sam, a prośbę można wysłać jeszcze raz."),
    )
    closed_on_holidays = models.BooleanField(_("zamknięte w święta ustawowe"), default=True)
    trusted_organisations = models.ManyToManyField(
        "accounts.Organisation",
        verbose_name=_("organizacje, które rezerwują bez pytania"),
        blank=True,
        related_name="+",
    )
    trusted_groups = models.ManyToManyField(
        "auth.Group", verbose_name=_("grupy, które rezerwują bez pytania"), blank=True, related_name="+"
    )
    # Computed, for lists and for the search by words.
    sort_key = SortKeyField(source="name")
    words = WordsField(sources=("name", "name_en", "address", "territory.name", "parent.name"))

    objects = VenueQuerySet.as_manager()

    class Meta:
        verbose_name = _("miejsce")
        verbose_name_plural = _("miejsca")
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return self.full_name

    def clean(self) -> None:
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("Adres „%(slug)s” jest zajęty przez portal. Wybierz inny.") % {"slug": self.slug}})
        if self.longest_minutes is not None and self.shortest_minutes is not None and self.longest_minutes < self.shortest_minutes:
            raise ValidationError({"longest_minutes": _("Najdłuższa rezerwacja jest krótsza niż najkrótsza. Popraw jedną z liczb.")})
        if (self.latitude is None) != (self.longitude is None):
            raise ValidationError({"longitude": _("Podaj obie współrzędne albo żadnej.")})
        self._clean_parent()

    def _clean_parent(self) -> None:
        parent = self.parent
        if self.is_part and parent is None:
            raise ValidationError({"parent": _("Wybierz salę, której to jest część.")})
        if parent is None:
            if not self.address.strip() or self.territory_id is None:
                raise ValidationError({"address": _("Podaj adres i gminę albo wybierz budynek, w którym to jest.")})
            return
        above: Venue | None = parent
        while above is not None:
            if above.pk is not None and above.pk == self.pk:
                raise ValidationError({"parent": _("Miejsce nie może leżeć w samym sobie.")})
            above = above.parent
        if self.is_part and parent.is_part:
            raise ValidationError({"parent": _("Część sali nie może mieć własnych części.")})
        if self.is_part and self.pk and self.children.filter(is_part=True).exists():
            raise ValidationError({"is_part": _("Ta sala sama ma części, więc nie może być częścią innej.")})

    # --- In words, in the reader's language; what a room leaves empty its building says

    @property
    def label(self) -> str:
        return self._name_in("en" if get_language() == "en" else "pl")

    @property
    def full_name(self) -> str:
        """With the building, for where rooms of several stand side by side."""
        return self.full_name_in("en" if get_language() == "en" else "pl")

    def full_name_in(self, language: str) -> str:
        """The same in this language, whoever reads: what is stored with an event."""
        name, above = self._name_in(language), self.parent if self.parent_id else None
        return f"{name} ({above._name_in(language)})" if above else name

    def _name_in(self, language: str) -> str:
        return (self.name_en or self.name) if language == "en" else self.name

    @property
    def where(self) -> str:
        """The address, its own or the building's."""
        return self.address or (self.parent.where if self.parent_id and self.parent else "")

    @property
    def commune(self) -> Territory | None:
        return self.territory or (self.parent.commune if self.parent_id and self.parent else None)

    @property
    def access(self) -> list[str]:
        """Codes of `Accessibility`: its own, else the building's. What it only offers on request too."""
        return self.accessibility or (self.parent.access if self.parent_id and self.parent else [])

    @property
    def access_there(self) -> list[str]:
        """Of these what every event there has."""
        return [code for code in self.access if code not in Accessibility.on_request()]

    @property
    def access_on_request(self) -> list[str]:
        """Of these what an event there has only if somebody asks for it."""
        return [code for code in self.access if code in Accessibility.on_request()]

    @property
    def rules(self) -> str:
        """What one agrees to there, in the reader's language: its own words, else the building's."""
        return self.in_language("terms") or (self.parent.rules if self.parent_id and self.parent else "")

    def in_language(self, name: str) -> str:
        """A text field in the reader's language, in Polish where it is not translated."""
        english = getattr(self, f"{name}_en", "") if get_language() == "en" else ""
        return english or getattr(self, name)


class Weekday(models.IntegerChoices):
    """As Python counts them: Monday is 0."""

    MONDAY = 0, _("poniedziałek")
    TUESDAY = 1, _("wtorek")
    WEDNESDAY = 2, _("środa")
    THURSDAY = 3, _("czwartek")
    FRIDAY = 4, _("piątek")
    SATURDAY = 5, _("sobota")
    SUNDAY = 6, _("niedziela")


class VenueHours(models.Model):
    """From when to when one may book on this weekday; several rows a day leave a break between them. Polish time."""

    venue = ParentalKey(Venue, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(_("dzień tygodnia"), choices=Weekday)
    opens = models.TimeField(_("od"))
    closes = models.TimeField(_("do"), help_text=_("0:00 znaczy: do północy."))

    class Meta:
        verbose_name = _("godziny")
        verbose_name_plural = _("godziny")
        ordering = ["weekday", "opens"]

    def clean(self) -> None:
        super().clean()
        if self.opens and self.closes is not None and self.closes != MIDNIGHT and self.closes <= self.opens:
            raise ValidationError({"closes": _("Koniec jest wcześniejszy niż początek. Popraw jedną z godzin.")})


class VenueException(models.Model):
    """Days on which other hours hold than the weekday's: shut, or open from-to. Polish days, both included."""

    venue = ParentalKey(Venue, on_delete=models.CASCADE, related_name="exceptions")
    first_day = models.DateField(_("od dnia"))
    last_day = models.DateField(_("do dnia"))
    opens = models.TimeField(_("otwarte od"), null=True, blank=True, help_text=_("Puste: zamknięte."))
    closes = models.TimeField(_("otwarte do"), null=True, blank=True)
    reason = models.CharField(_("dlaczego"), max_length=150)

    class Meta:
        verbose_name = _("wyjątek od godzin")
        verbose_name_plural = _("wyjątki od godzin")
        ordering = ["first_day", "pk"]

    def clean(self) -> None:
        super().clean()
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValidationError({"last_day": _("Ostatni dzień jest wcześniejszy niż pierwszy. Popraw jedną z dat.")})
        if (self.opens is None) != (self.closes is None):
            raise ValidationError({"closes": _("Podaj obie godziny albo żadnej: wtedy miejsce jest zamknięte.")})
        if self.opens is not None and self.closes is not None and self.closes != MIDNIGHT and self.closes <= self.opens:
            raise ValidationError({"closes": _("Koniec jest wcześniejszy niż początek. Popraw jedną z godzin.")})


class VenuePicture(Orderable):
    venue = ParentalKey(Venue, on_delete=models.CASCADE, related_name="pictures")
    image = models.ForeignKey("core.PortalImage", verbose_name=_("obraz"), on_delete=models.CASCADE, related_name="+")

    class Meta(Orderable.Meta):
        verbose_name = _("obraz miejsca")
        verbose_name_plural = _("obrazy miejsca")


class SchoolHolidays(models.Model):
    """Days without school, which CIO fills in each year; only pointed out, never a reason to refuse. Both days included."""

    name = models.CharField(_("nazwa"), max_length=100)
    name_en = models.CharField(_("nazwa po angielsku"), max_length=100, blank=True)
    first_day = models.DateField(_("od dnia"))
    last_day = models.DateField(_("do dnia"))
    is_example = models.BooleanField(_("przykład, nie prawdziwy termin"), default=False)

    class Meta:
        verbose_name = _("ferie i przerwy w szkołach")
        verbose_name_plural = _("ferie i przerwy w szkołach")
        ordering = ["first_day"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValidationError({"last_day": _("Ostatni dzień jest wcześniejszy niż pierwszy. Popraw jedną z dat.")})

    @property
    def label(self) -> str:
        return (self.name_en or self.name) if get_language() == "en" else self.name
