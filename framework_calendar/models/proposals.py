"""What an organisation proposes for the year, with whom, and when and where it would like it to be."""

from __future__ import annotations

from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.fields import CodesField
from events_calendar.models import Accessibility, Circumstance, EventKind
from framework_calendar.models.calls import Call
from framework_calendar.querysets import ProposalQuerySet

MOST_WISHES = 3


class Proposal(models.Model):
    """One event that an organisation (NGO or JST) proposes for a call's year. A draft until it is sent; `key` becomes the event's."""

    class State(models.TextChoices):
        DRAFT = "draft", _("szkic")
        SUBMITTED = "submitted", _("wysłana")
        WITHDRAWN = "withdrawn", _("wycofana")

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="proposals")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="proposals")
    author = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    title = models.CharField(_("nazwa wydarzenia"), max_length=200)
    aim = models.TextField(_("po co to wydarzenie"), max_length=1000, blank=True)
    summary = models.CharField(_("w jednym zdaniu"), max_length=300, blank=True)
    description = models.TextField(_("opis"), max_length=4000, blank=True)
    kind = models.CharField(_("rodzaj"), max_length=12, choices=EventKind, default=EventKind.MEETING)
    topics = models.ManyToManyField("core.Topic", verbose_name=_("tematy"), blank=True, related_name="+")
    audience = models.CharField(_("dla kogo"), max_length=200, blank=True)
    headcount = models.PositiveIntegerField(_("ile osób"), null=True, blank=True, validators=[MaxValueValidator(100_000)])
    brings = models.TextField(_("co wnosicie"), max_length=1000, blank=True)
    seeks = models.TextField(_("czego szukacie"), max_length=1000, blank=True)
    accessibility = CodesField(_("dostępność"), choices=Accessibility)
    accessibility_note = models.CharField(_("dostępność: co jeszcze trzeba wiedzieć"), max_length=400, blank=True)
    circumstances = CodesField(_("okoliczności, od których zależą obowiązki"), choices=Circumstance)
    # Answers to the call's own questions, by the question's primary key as text.
    answers = models.JSONField(default=dict, blank=True)
    # The pages of the form as they were typed, right or wrong, until they are sent: of a draft all there is, of a proposal that
    # was sent a change that was begun. `framework_calendar.services.proposals` says how.
    typed = models.JSONField(default=dict, blank=True, editable=False)
    copied_from = models.ForeignKey("self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("propozycja do kalendarza ramowego")
        verbose_name_plural = _("propozycje do kalendarza ramowego")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["call", "state"], name="framework_proposal_call"),
            models.Index(fields=["organisation", "call"], name="framework_proposal_org"),
        ]

    def __str__(self) -> str:
        return self.title or gettext("Propozycja bez nazwy")


class Wish(models.Model):
    """When and where a proposal would like to take place: rank 1 is what it likes best. Hours are of the Polish clock.

    One certain day (`day`), or any day from `first_day` to `last_day`, of one weekday only where `weekday` (0 is Monday) says so:
    "any Saturday in May". The end is on the next day where it is not after the start.
    """

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("poniedziałek")
        TUESDAY = 1, _("wtorek")
        WEDNESDAY = 2, _("środa")
        THURSDAY = 3, _("czwartek")
        FRIDAY = 4, _("piątek")
        SATURDAY = 5, _("sobota")
        SUNDAY = 6, _("niedziela")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="wishes")
    rank = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(MOST_WISHES)])
    day = models.DateField(_("dzień"), null=True, blank=True)
    first_day = models.DateField(_("od dnia"), null=True, blank=True)
    last_day = models.DateField(_("do dnia"), null=True, blank=True)
    weekday = models.PositiveSmallIntegerField(_("w jaki dzień tygodnia"), choices=Weekday, null=True, blank=True)
    begins = models.TimeField(_("od godziny"))
    ends = models.TimeField(_("do godziny"))
    venue = models.ForeignKey(
        "events_calendar.Venue", verbose_name=_("miejsce z portalu"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place_name = models.CharField(_("inne miejsce"), max_length=200, blank=True)
    # Of a place of the portal its own; else where the other place lies.
    commune = models.ForeignKey("core.Territory", verbose_name=_("gmina"), null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("życzenie")
        verbose_name_plural = _("życzenia")
        ordering = ["proposal", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "rank"], name="framework_wish_once"),
            models.CheckConstraint(
                condition=Q(day__isnull=False, first_day__isnull=True, last_day__isnull=True, weekday__isnull=True)
                | Q(day__isnull=True, first_day__isnull=False, last_day__isnull=False, last_day__gte=models.F("first_day")),
                name="framework_wish_day_or_days",
            ),
        ]


class CoOrganiser(models.Model):
    """Another organisation that makes the event together with who proposes it. It counts once both have said so."""

    class Status(models.TextChoices):
        INVITED = "invited", _("zaproszona")  # the proposer asks
        ASKS = "asks", _("chce dołączyć")  # the other one asks
        CONFIRMED = "confirmed", _("potwierdzona")
        DECLINED = "declined", _("odmówiła")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="co_organisers")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="co_proposals")
    status = models.CharField(max_length=9, choices=Status)
    brings = models.CharField(_("co wnosi"), max_length=300, blank=True)
    asked_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    answered_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("współorganizator propozycji")
        verbose_name_plural = _("współorganizatorzy propozycji")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["proposal", "organisation"], name="framework_co_organiser_once")]
        indexes = [models.Index(fields=["organisation", "status"], name="framework_co_organiser_org")]
