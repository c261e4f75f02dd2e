"""What the law asks of an organiser before an event: rules that CIO keeps as data, and what they meant for one request or proposal."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.fields import CodesField, web_address
from events_calendar.models.choices import Circumstance, EventKind


class Counting(models.TextChoices):
    """How an act counts the days before an event."""

    CALENDAR = "calendar", _("dni kalendarzowe")
    WORKING = "working", _("dni robocze, czyli bez sobót, niedziel i świąt")


class DutyWords(models.Model):
    """What a reader is told of a duty, and how its deadline is counted: the same in the rule and in what is kept of it."""

    name = models.CharField(_("co trzeba zrobić"), max_length=150, help_text=_("Krótko, od czasownika: „Złóż wniosek o…”."))
    text = models.TextField(_("jak to zrobić"), max_length=1500)
    days = models.PositiveSmallIntegerField(
        _("najpóźniej tyle dni przed wydarzeniem"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("Puste, gdy przepisy nie podają terminu."),
    )
    counting = models.CharField(_("jakie to dni"), max_length=8, choices=Counting, default=Counting.CALENDAR)
    earliest_days = models.PositiveSmallIntegerField(
        _("najwcześniej tyle dni przed wydarzeniem"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("Dni kalendarzowe. Puste, gdy przepisy tego nie ograniczają."),
    )
    act = models.CharField(_("akt prawny"), max_length=250, help_text=_("Nazwa z datą, bez skrótów."))
    article = models.CharField(_("przepis"), max_length=150, blank=True, help_text=_("Na przykład: art. 25 ust. 1."))
    office = models.CharField(_("do kogo"), max_length=200)
    link = models.URLField(_("gdzie to przeczytać"), blank=True, validators=[web_address])
    checked_on = models.DateField(
        _("stan prawny na dzień"), null=True, blank=True, help_text=_("Puste: nikt jeszcze nie porównał tego z ustawą.")
    )
    is_example = models.BooleanField(_("przykład, który CIO ma sprawdzić"), default=False)
    order = models.PositiveSmallIntegerField(_("kolejność"), default=0)

    # Copied from the rule when a duty arises.
    WORDS = ("name", "text", "days", "counting", "earliest_days", "act", "article", "office", "link", "checked_on", "is_example", "order")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def source(self) -> str:
        return ", ".join(filter(None, [self.act, self.article]))


class LegalDuty(DutyWords):
    """A rule. Its conditions hold together: each that is given must be met. `events_calendar.duties` reads them."""

    at_least = models.PositiveIntegerField(
        _("co najmniej tyle osób"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100_000)]
    )
    kinds = CodesField(_("rodzaj wydarzenia: któryś z zaznaczonych"), choices=EventKind)
    circumstances = CodesField(_("okoliczności: wszystkie zaznaczone"), choices=Circumstance)
    without = CodesField(_("okoliczności: żadna z zaznaczonych"), choices=Circumstance)
    owners = CodesField(_("miejsce z portalu należy do: ktoś z zaznaczonych"), choices=Organisation.Kind)
    territory = models.ForeignKey(
        "core.Territory",
        verbose_name=_("tylko na tym obszarze"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Gmina, powiat albo województwo. Puste: wszędzie."),
    )
    active = models.BooleanField(_("pokazuj przy nowych prośbach"), default=True)

    class Meta:
        verbose_name = _("obowiązek przed wydarzeniem")
        verbose_name_plural = _("obowiązki przed wydarzeniem")
        ordering = ["order", "name"]

    def clean(self) -> None:
        super().clean()
        if not (self.at_least or self.kinds or self.circumstances or self.without or self.owners or self.territory_id):
            raise ValidationError(_("Podaj choć jeden warunek. Bez niego obowiązek pokazałby się przy każdej prośbie."))
        if set(self.circumstances) & set(self.without):
            raise ValidationError(
                {"without": _("Ta sama okoliczność nie może być naraz wymagana i wykluczona. Odznacz ją w jednym miejscu.")}
            )
        if self.days and self.earliest_days and self.earliest_days <= self.days:
            raise ValidationError({"earliest_days": _("Podaj więcej dni niż w terminie ostatecznym: to początek czasu na zgłoszenie.")})


class DutyLine(DutyWords):
    """A duty as it was when it arose for a request or a proposal, which is known by its `key` (`services.duties`).

    Its words stay; its days follow the event. One that no longer holds is `dropped`, not deleted.
    """

    key = models.UUIDField()
    duty = models.ForeignKey(LegalDuty, null=True, on_delete=models.SET_NULL, related_name="+")
    event_start = models.DateTimeField()
    deadline = models.DateField(null=True)
    earliest = models.DateField(null=True)
    arose = models.DateTimeField(auto_now_add=True)
    dropped = models.DateTimeField(null=True)
    done = models.DateTimeField(null=True)
    done_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    # Of which deadline its people were reminded, and told that it is over: another one is told again.
    told_soon = models.DateField(null=True)
    told_late = models.DateField(null=True)

    class Meta:
        verbose_name = _("obowiązek przy prośbie")
        verbose_name_plural = _("obowiązki przy prośbach")
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["key", "duty"], name="events_duty_once")]
        indexes = [
            models.Index(fields=["deadline"], name="events_duty_open", condition=Q(done=None, dropped=None) & ~Q(deadline=None)),
        ]
