"""Events and the dates that differ from their rule."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path
from wagtail.fields import StreamField
from wagtail.models import Workflow
from wagtail.models.pages import PageManager
from wagtail_localize.fields import SynchronizedField, TranslatableField

from core.blocks import BodyBlock
from core.fields import CodesField, WordsField, web_address
from core.models import PortalPage
from core.territory_chooser import TerritoryChooser
from events_calendar import days, recurrence
from events_calendar.admin.venue_chooser import VenueChooser
from events_calendar.editing import EventPageForm, RepeatPanel
from events_calendar.fields import FirstDayField, LastDayField
from events_calendar.models.choices import Accessibility, Attendance, Circumstance, Equipment, EventKind
from events_calendar.querysets import EventQuerySet

if TYPE_CHECKING:
    from accounts.models import Organisation
    from events_calendar import series

_OUTSIDE_CALENDAR = format_lazy(_("Kalendarz pokazuje lata od {first} do {last}. Popraw rok."), first=days.FIRST_YEAR, last=days.LAST_YEAR)


class EventPage(RoutablePageMixin, PortalPage):
    """One event. `start` and `end` are stored in UTC and mean times in Europe/Warsaw wherever a person sees them."""

    kind = models.CharField(_("rodzaj"), max_length=12, choices=EventKind, default=EventKind.MEETING)
    start = models.DateTimeField(_("początek"))
    end = models.DateTimeField(_("koniec"))
    all_day = models.BooleanField(_("cały dzień"), default=False)
    # RFC 5545 without DTSTART, which is `start`; empty for one date or a list of dates (`dates` below).
    rule = models.CharField(_("powtarzanie"), max_length=300, blank=True)
    # The whole event: its page stays, and says so.
    cancelled = models.BooleanField(_("odwołane"), default=False)
    cancel_reason = models.CharField(_("dlaczego odwołane"), max_length=300, blank=True)
    venue = models.ForeignKey(
        "events_calendar.Venue",
        verbose_name=_("miejsce z portalu"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="events",
        help_text=_("Portal pilnuje, żeby nikt inny nie dostał tego terminu. Nazwa i adres wpiszą się same."),
    )
    place_name = models.CharField(_("miejsce"), max_length=200, blank=True)
    address = models.CharField(_("adres"), max_length=250, blank=True)
    online_url = models.URLField(_("link do spotkania w internecie"), blank=True, validators=[web_address])
    organiser = models.ForeignKey(
        "accounts.Organisation", verbose_name=_("kto organizuje"), null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )
    co_organisers = ParentalManyToManyField(
        "accounts.Organisation", verbose_name=_("współorganizatorzy"), blank=True, related_name="co_organised_events"
    )
    co_organisers_note = models.CharField(_("współorganizatorzy spoza portalu"), max_length=250, blank=True)
    attendance = models.CharField(_("kto może przyjść"), max_length=7, choices=Attendance, default=Attendance.OPEN)
    sign_up = models.CharField(_("jak się zapisać"), max_length=250, blank=True)
    free = models.BooleanField(_("wstęp wolny"), default=True)
    price = models.CharField(_("cena słowami"), max_length=150, blank=True, help_text=_("Na przykład: 10 zł, dzieci do lat 7 bezpłatnie."))
    audience = models.CharField(_("dla kogo"), max_length=200, blank=True)
    accessibility = CodesField(_("dostępność"), choices=Accessibility)
    accessibility_note = models.CharField(_("dostępność: co jeszcze trzeba wiedzieć"), max_length=400, blank=True)
    contact_email = models.EmailField(_("e-mail w sprawie wydarzenia"), blank=True)
    contact_phone = models.CharField(_("telefon w sprawie wydarzenia"), max_length=40, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("opis"))
    # --- What the place's owner needs to know; no reader sees it.
    is_request = models.BooleanField(default=False, editable=False)
    headcount = models.PositiveIntegerField(_("ile osób"), null=True, blank=True, validators=[MaxValueValidator(100_000)])
    setup_minutes = models.PositiveSmallIntegerField(
        _("przygotowanie przed, w minutach"), default=0, validators=[MaxValueValidator(days.LONGEST_SETUP)]
    )
    cleanup_minutes = models.PositiveSmallIntegerField(
        _("sprzątanie po, w minutach"), default=0, validators=[MaxValueValidator(days.LONGEST_SETUP)]
    )
    equipment = CodesField(_("potrzebne wyposażenie"), choices=Equipment)
    equipment_note = models.CharField(_("wyposażenie: co jeszcze"), max_length=400, blank=True)
    circumstances = CodesField(_("okoliczności, od których zależą obowiązki"), choices=Circumstance)
    gives_back = models.TextField(_("co organizacja daje w zamian"), max_length=1000, blank=True)
    # Computed from the fields above, for the calendar's ranges and its quick search.
    first_day = FirstDayField()
    last_day = LastDayField()
    words = WordsField(sources=("title", "summary", "place_name", "address", "audience"))
    place_words = WordsField(sources=("place_name", "address", "territory.name"))
    audience_words = WordsField(sources=("audience",))

    objects = PageManager.from_queryset(EventQuerySet)()

    _dates_told: series.Dates | None = None

    search_kind = "event"
    api_fields = [*PortalPage.api_fields, *(APIField(name) for name in ("start", "end", "all_day", "kind", "place_name", "free"))]
    base_form_class = EventPageForm
    parent_page_types = ["events_calendar.CalendarFolderPage"]
    subpage_types: list[str] = []
    template = "events_calendar/event.html"

    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("summary"),
        # Dates come first: autosave cannot make a half-filled event, since they are required.
        MultiFieldPanel(
            [FieldPanel("kind"), FieldRowPanel([FieldPanel("start"), FieldPanel("end")]), FieldPanel("all_day")], _("Co i kiedy")
        ),
        RepeatPanel(),
        MultiFieldPanel(
            [
                FieldPanel("venue", widget=VenueChooser),
                FieldPanel("place_name"),
                FieldPanel("address"),
                FieldPanel("territory", widget=TerritoryChooser),
                FieldPanel("online_url"),
            ],
            _("Gdzie"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("organiser"),
                FieldPanel("co_organisers_note"),
                FieldPanel("audience"),
                FieldRowPanel([FieldPanel("attendance"), FieldPanel("sign_up")]),
                FieldRowPanel([FieldPanel("free"), FieldPanel("price")]),
            ],
            _("Kto i dla kogo"),
        ),
        MultiFieldPanel([FieldPanel("accessibility"), FieldPanel("accessibility_note")], _("Dostępność")),
        FieldRowPanel([FieldPanel("contact_email"), FieldPanel("contact_phone")], _("Kontakt")),
        FieldPanel("listing_image"),
        FieldPanel("body"),
    ]
    promote_panels = [
        MultiFieldPanel([FieldPanel("social_image")], _("Obrazy")),
        MultiFieldPanel([FieldPanel("topics"), FieldPanel("owner_cop")], _("O czym")),
        *PortalPage.promote_panels[3:],
    ]

    # Words are translated. When, where, what kind, whose and for whom it is open is one truth for all languages: the source page's,
    # which core.synchronised writes to the translations.
    override_translatable_fields = [
        SynchronizedField("slug"),
        *(
            SynchronizedField(name, overridable=False)
            for name in ("start", "end", "all_day", "rule", "cancelled", "venue", "address", "online_url", "kind", "organiser")
        ),
        *(SynchronizedField(name, overridable=False) for name in ("territory", "owner_cop", "free", "attendance")),
        SynchronizedField("accessibility", overridable=False),
        *(SynchronizedField(name) for name in ("listing_image", "social_image", "contact_email", "contact_phone", "review_by")),
        *(
            TranslatableField(name)
            for name in ("place_name", "price", "audience", "accessibility_note", "body", "sign_up", "cancel_reason")
        ),
    ]

    class Meta:
        verbose_name = _("wydarzenie")
        verbose_name_plural = _("wydarzenia")
        indexes = [
            models.Index(fields=["start", "last_day"], name="events_event_coming"),
            models.Index(fields=["first_day", "last_day"], name="events_event_days"),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(end__gte=models.F("start")), name="events_event_end_after_start")]

    def clean(self) -> None:
        super().clean()
        outside = {name: _OUTSIDE_CALENDAR for name in ("start", "end") if not days.in_calendar(getattr(self, name))}
        if outside:
            raise ValidationError(outside)
        if self.start and self.end and self.end < self.start:
            raise ValidationError({"end": _("Koniec jest wcześniejszy niż początek. Popraw jedną z tych godzin.")})
        # "Wstęp wolny, opłata tylko za części" is both and says so; "50 zł" beside "wstęp wolny" contradicts it.
        if self.free and re.search(r"\d", self.price) and not re.search(r"woln|bezpłat|darm|free", self.price, re.IGNORECASE):
            raise ValidationError({"price": _("Wydarzenie ma wstęp wolny i cenę naraz. Usuń cenę albo odznacz „wstęp wolny”.")})
        if self.venue is not None and self.start and self.end and self.end - self.start > days.LONGEST_BOOKING:
            raise ValidationError({"end": _("Miejsce z portalu można zająć najwyżej na 31 dni. Popraw koniec.")})
        self._widen_whole_days()
        if self.start and self.end and self.end - self.start > days.LONGEST_EVENT:
            raise ValidationError({"end": _("Wydarzenie może trwać najwyżej rok. Podziel je na części albo popraw koniec.")})
        self._clean_rule()

    def _clean_rule(self) -> None:
        if not (self.start and self.end):
            return
        try:
            recurrence.validate(self.rule, self.start)
            recurrence.carry_exceptions(self)
            if self.rule:
                recurrence.check_some_left(recurrence.dates_of(self, until=recurrence.shown_until(self.rule, self.start)))
        except ValidationError as error:
            raise ValidationError({"start" if error.code == "start" else "rule": error.messages}) from error

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Every way of publishing passes here: an all-day event is whole days, and a live one has its dates and its place.

        Raises `booking.SlotTaken`, a ValidationError, where somebody else has the place; then nothing is written.
        """
        from events_calendar.services import dates, telling

        self._widen_whole_days()
        if self.owner_cop is None and self.path:
            self.owner_cop = self.get_parent().specific.owner_cop
        if kwargs.get("update_fields") is None:
            self.take_place_from_venue()
        with transaction.atomic():
            before = telling.known(self, kwargs.get("update_fields"))
            result = super().save(*args, **kwargs)
            dates.follow(self, written=kwargs.get("update_fields"), told=telling.confirms(self, before))
            telling.tell(self, before)
        return result

    def take_place_from_venue(self) -> None:
        """The words that lists, filters and the search know a place by."""
        if self.venue is not None:
            name = self.venue.full_name_in(self.locale.language_code if self.locale_id is not None else "pl")
            self.place_name = name[: EventPage._meta.get_field("place_name").max_length]
            self.address, self.territory = self.venue.where, self.venue.commune

    def _widen_whole_days(self) -> None:
        if self.all_day and self.start and self.end:
            self.start, self.end = days.whole_days(self.start, self.end)

    def get_workflow(self) -> Workflow | None:
        """A request for a slot is decided on by the COP's slot workflow; what editors write goes the editors' way."""
        if self.is_request:
            from events_calendar.services import moderation

            own = moderation.workflow_of(self)
            if own is not None:
                return own
        return super().get_workflow()

    @path("")
    def index_route(self, request: HttpRequest) -> TemplateResponse:
        from events_calendar import views

        return views.event(self, request)

    @re_path(r"^wydarzenie\.ics/?$", name="ics")
    def ics_route(self, request: HttpRequest) -> HttpResponse:
        from events_calendar import file_views

        return file_views.event_file(self, request)

    @property
    def kind_label(self) -> str:
        """The kind's name; Django's own goes through all choices for each row of a list."""
        return str(EventKind(self.kind).label)

    @property
    def step_free(self) -> bool:
        """What lists mark: one gets in without steps. It says nothing of toilets, loops or what comes after the door."""
        return Accessibility.STEP_FREE in self.accessibility

    @property
    def is_online(self) -> bool:
        return bool(self.online_url) or Accessibility.ONLINE in self.accessibility

    @property
    def where(self) -> str:
        """The place in a few words, for a list."""
        return self.place_name or (str(_("przez internet")) if self.is_online else "")

    def dates_told(self, request: HttpRequest | None = None) -> series.Dates:
        """All its dates, as readers are told of them; in a preview as the text says. Asked once for each page that is read."""
        from events_calendar import series

        if self._dates_told is None:
            self._dates_told = series.of(self, as_written=bool(getattr(request, "is_preview", False)))
        return self._dates_told

    def source_dates(self) -> list[EventDate]:
        """What differs from the rule, which is kept with the source page for all languages."""
        own = list(self.dates.all())
        if own or self.locale.language_code == settings.LANGUAGE_CODE:
            return own
        return list(EventDate.objects.filter(event__translation_key=self.translation_key).exclude(event=self.pk))

    def source_co_organisers(self) -> list[Organisation]:
        """Who helps, which is kept with the source page as well."""
        if self.pk is None or self.locale.language_code == settings.LANGUAGE_CODE:
            return list(self.co_organisers.all())
        from accounts.models import Organisation

        return list(Organisation.objects.filter(co_organised_events__translation_key=self.translation_key).distinct())

    def is_over(self, now: datetime | None = None) -> bool:
        """No date of it is ahead."""
        return self.dates_told().is_over(now)

    def search_body(self) -> str:
        """With the names of those who make it: who looks for an organisation looks for what it does."""
        names = [each.name for each in [self.organiser, *self.source_co_organisers()] if each]
        # What is called off has no date to come to, but who asks for its day should read that it is not.
        day = f"{timezone.localtime(self.start):%d.%m.%Y}" if self.cancelled and self.start else ""
        return "\n".join(filter(None, [super().search_body(), ", ".join(dict.fromkeys(names)), day]))

    def search_fields_of_kind(self) -> dict[str, Any]:
        """The next planned date, for whoever asks what is ahead; of an event that is over the last one. What is called off says so first,
        and has no date to come to."""
        from events_calendar import series

        row = series.of(self).next
        known = {"organiser": self.organiser.slug} if self.organiser else {}
        if self.cancelled and row.end >= timezone.now():
            with override(self.locale.language_code):
                title = gettext("Odwołane: %(title)s") % {"title": self.title}
            return {"title": title[:255], "place": row.where, **known}
        return {"date": row.start, "end": row.end, "place": row.where, **known}

    def structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        from events_calendar import structured

        return [*super().structured_data(request), structured.event(self, self.dates_told(request), request)]


class EventDate(models.Model):
    """One date that differs from the event's rule, or one more date. A child of the page, so that a revision carries it.

    `original` says which date of the rule it is about; an added date has none, its identity is its start. UTC.
    """

    class Change(models.TextChoices):
        ADDED = "added", _("dodatkowy termin")
        EXCLUDED = "excluded", _("bez tego terminu")
        CANCELLED = "cancelled", _("odwołany")
        MOVED = "moved", _("zmieniony")

    event = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="dates")
    change = models.CharField(_("co się zmienia"), max_length=9, choices=Change)
    original = models.DateTimeField(_("termin według reguły"), null=True, blank=True)
    start = models.DateTimeField(_("początek"), null=True, blank=True)
    end = models.DateTimeField(_("koniec"), null=True, blank=True)
    venue = models.ForeignKey(
        "events_calendar.Venue", verbose_name=_("inne miejsce"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("dlaczego"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("termin poza regułą")
        verbose_name_plural = _("terminy poza regułą")
        ordering = ["original", "start", "pk"]

    def clean(self) -> None:
        super().clean()
        if self.change == self.Change.ADDED and self.start is None:
            raise ValidationError({"start": _("Podaj początek dodatkowego terminu.")})
        if self.change != self.Change.ADDED and self.original is None:
            raise ValidationError({"original": _("Wybierz termin, o który chodzi.")})
        outside = {name: _OUTSIDE_CALENDAR for name in ("original", "start", "end") if not days.in_calendar(getattr(self, name))}
        if outside:
            raise ValidationError(outside)
        if self.start and self.end and self.end < self.start:
            raise ValidationError({"end": _("Koniec jest wcześniejszy niż początek. Popraw jedną z tych godzin.")})
