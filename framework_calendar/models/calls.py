"""The yearly call: until when organisations say what they plan, and when everybody reads what came of it (seed 000, task 7)."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from core.fields import CodesField
from events_calendar import days
from framework_calendar.querysets import CallQuerySet


class Call(ClusterableModel):
    """One COP's call for the events of one year. Days are Polish days, `opens` and `closes` among the open ones."""

    class Phase(models.TextChoices):
        PLANNED = "planned", _("przed naborem")
        OPEN = "open", _("trwa nabór")
        BALANCING = "balancing", _("uzgadnianie terminów")
        PUBLISHED = "published", _("kalendarz ogłoszony")

    class Field(models.TextChoices):
        """What the form asks beside what no proposal can do without."""

        HEADCOUNT = "headcount", _("ile osób przyjdzie")
        AUDIENCE = "audience", _("dla kogo")
        BRINGS = "brings", _("co organizacja wnosi")
        SEEKS = "seeks", _("czego organizacja szuka")

    cop = models.ForeignKey(
        "accounts.Organisation",
        verbose_name=_("który COP ogłasza"),
        on_delete=models.PROTECT,
        related_name="framework_calls",
        limit_choices_to={"kind": "cop"},
    )
    year = models.PositiveSmallIntegerField(
        _("rok imprez"), validators=[MinValueValidator(days.FIRST_YEAR), MaxValueValidator(days.LAST_YEAR)]
    )
    title = models.CharField(_("nazwa naboru"), max_length=200)
    intro = models.TextField(_("o naborze"), max_length=4000, blank=True, help_text=_("Po co jest kalendarz ramowy i kogo zapraszacie."))
    communes = ParentalManyToManyField(
        "core.Territory",
        verbose_name=_("gminy"),
        blank=True,
        related_name="+",
        limit_choices_to={"kind": "commune"},
        help_text=_("Bez wyboru: wszystkie gminy, które obsługuje COP."),
    )
    opens = models.DateField(_("nabór od"))
    closes = models.DateField(_("nabór do"), help_text=_("Ten dzień też się liczy."))
    publication_day = models.DateField(_("dzień ogłoszenia"), help_text=_("Tego dnia rano portal ogłasza uzgodnione terminy."))
    asks = CodesField(_("o co pyta formularz"), choices=Field)
    # How many days before the last one organisations are written to.
    reminder_days = models.CharField(
        _("przypomnienia, na ile dni przed końcem"), max_length=40, blank=True, default="14, 3", help_text=_("Liczby po przecinku.")
    )
    # The moderators agreed on the allocation: it is published on its day. Taken back by each later change of it.
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    settled_by = models.ForeignKey("accounts.User", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    # Every allocated proposal has been dealt with.
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Raised by each change of an allocation, so that of two moderators the second sees what the first did.
    version = models.PositiveIntegerField(default=0, editable=False)
    created = models.DateTimeField(auto_now_add=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("nabór do kalendarza ramowego")
        verbose_name_plural = _("nabory do kalendarza ramowego")
        ordering = ["-year", "opens", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cop", "year"], name="framework_call_once", violation_error_message=_("Ten COP ma już nabór na ten rok.")
            ),
            models.CheckConstraint(condition=models.Q(closes__gte=models.F("opens")), name="framework_call_closes_after"),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        errors: dict[str, object] = {}
        if self.opens and self.closes and self.closes < self.opens:
            errors["closes"] = _("Nabór kończy się, zanim się zacznie. Popraw jeden z tych dni.")
        if self.closes and self.publication_day and self.publication_day <= self.closes:
            errors["publication_day"] = _("Ogłoszenie musi być po końcu naboru: między nimi uzgadniacie terminy.")
        if self.publication_day and self.year and self.publication_day.year > self.year:
            errors["publication_day"] = _("Ogłoszenie jest już po roku, którego dotyczy nabór. Popraw dzień albo rok.")
        try:
            self.reminders()
        except ValueError:
            errors["reminder_days"] = _("Wpisz liczby dni od 1 do 90 po przecinku, na przykład: 14, 3.")
        if errors:
            raise ValidationError(errors)

    def reminders(self) -> list[int]:
        """How many days before the last one organisations are reminded. ValueError for what are no such numbers."""
        found = sorted({int(part) for part in self.reminder_days.split(",") if part.strip()}, reverse=True)
        if any(not 1 <= number <= 90 for number in found):
            raise ValueError(self.reminder_days)
        return found

    def phase(self, today: date | None = None) -> Phase:
        """Where the call stands on this Polish day (today): nobody has to press anything for it to move."""
        today = today or days.today()
        if self.published_at is not None:
            return self.Phase.PUBLISHED
        if today < self.opens:
            return self.Phase.PLANNED
        return self.Phase.OPEN if today <= self.closes else self.Phase.BALANCING


class CallQuestion(Orderable):
    """A question of the COP's own in the form of one call."""

    call = ParentalKey(Call, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(_("pytanie"), max_length=250)
    help_text = models.CharField(_("podpowiedź"), max_length=250, blank=True)
    required = models.BooleanField(_("wymagane"), default=False)

    class Meta(Orderable.Meta):
        verbose_name = _("pytanie naboru")
        verbose_name_plural = _("pytania naboru")

    def __str__(self) -> str:
        return self.text
