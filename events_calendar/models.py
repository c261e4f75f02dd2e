"""The calendar: its page, one folder for each COP, events."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.fields import StreamField

from core.blocks import BodyBlock
from core.fields import CodesField
from core.models import PortalPage


class CalendarPage(RoutablePageMixin, PortalPage):
    """All events of all COPs: month, week, list and year, with filters, feeds and files."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["events_calendar.CalendarFolderPage"]
    max_count_per_parent = 1
    template = "events_calendar/calendar.html"

    class Meta:
        verbose_name = _("kalendarz")
        verbose_name_plural = _("kalendarze")


class CalendarFolderPage(RoutablePageMixin, PortalPage):
    """One COP's calendar: its editors write here and nowhere else (design decision 14)."""

    parent_page_types = ["events_calendar.CalendarPage"]
    subpage_types = ["events_calendar.EventPage"]
    template = "events_calendar/calendar.html"

    class Meta:
        verbose_name = _("kalendarz jednego COP")
        verbose_name_plural = _("kalendarze poszczególnych COP")


class EventKind(models.TextChoices):
    MEETING = "meeting", _("spotkanie")
    TRAINING = "training", _("szkolenie")
    CONSULTATION = "consultation", _("konsultacje")
    FAIR = "fair", _("targi i pikniki")
    CULTURE = "culture", _("kultura")
    SPORT = "sport", _("sport")
    ADVICE = "advice", _("doradztwo")


class Accessibility(models.TextChoices):
    STEP_FREE = "step_free", _("wejście bez stopni")
    LIFT = "lift", _("winda")
    TOILET = "toilet", _("toaleta dla osób z niepełnosprawnościami")
    LOOP = "loop", _("pętla indukcyjna")
    SIGN_LANGUAGE = "pjm", _("tłumaczenie na polski język migowy (PJM)")
    ASSISTANCE_DOG = "assistance_dog", _("można wejść z psem asystującym")
    PARKING = "parking", _("miejsce parkingowe dla osób z niepełnosprawnościami")
    ONLINE = "online", _("można wziąć udział przez internet")


class EventPage(RoutablePageMixin, PortalPage):
    """One event. `start` and `end` are stored in UTC and mean times in Europe/Warsaw wherever a person sees them."""

    kind = models.CharField(_("rodzaj"), max_length=12, choices=EventKind, default=EventKind.MEETING)
    start = models.DateTimeField(_("początek"))
    end = models.DateTimeField(_("koniec"))
    all_day = models.BooleanField(_("cały dzień"), default=False)
    place_name = models.CharField(_("miejsce"), max_length=200, blank=True)
    address = models.CharField(_("adres"), max_length=250, blank=True)
    online_url = models.URLField(_("link do spotkania w internecie"), blank=True)
    organiser = models.ForeignKey(
        "accounts.Organisation", verbose_name=_("kto organizuje"), null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )
    free = models.BooleanField(_("wstęp wolny"), default=True)
    price = models.CharField(_("cena słowami"), max_length=150, blank=True, help_text=_("Na przykład: 10 zł, dzieci do lat 7 bezpłatnie."))
    audience = models.CharField(_("dla kogo"), max_length=200, blank=True)
    accessibility = CodesField(_("dostępność"), choices=Accessibility)
    accessibility_note = models.CharField(_("dostępność: co jeszcze trzeba wiedzieć"), max_length=400, blank=True)
    contact_email = models.EmailField(_("e-mail w sprawie wydarzenia"), blank=True)
    contact_phone = models.CharField(_("telefon w sprawie wydarzenia"), max_length=40, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("opis"), blank=True)

    search_kind = "event"
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
        MultiFieldPanel([FieldPanel("place_name"), FieldPanel("address"), FieldPanel("territory"), FieldPanel("online_url")], _("Gdzie")),
        MultiFieldPanel(
            [FieldPanel("organiser"), FieldPanel("audience"), FieldRowPanel([FieldPanel("free"), FieldPanel("price")])], _("Kto i dla kogo")
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

    class Meta:
        verbose_name = _("wydarzenie")
        verbose_name_plural = _("wydarzenia")
        indexes = [models.Index(fields=["start", "end"], name="events_event_start_end")]
        constraints = [models.CheckConstraint(condition=models.Q(end__gte=models.F("start")), name="events_event_end_after_start")]

    def clean(self) -> None:
        super().clean()
        if self.start and self.end and self.end < self.start:
            raise ValidationError({"end": _("Koniec jest wcześniejszy niż początek. Popraw jedną z tych godzin.")})

    def search_fields_of_kind(self) -> dict[str, Any]:
        return {"date": self.start, "end": self.end, "place": self.place_name}

    def structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        event: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "Event",
            "name": self.title,
            "description": self.summary,
            "startDate": self.start.date().isoformat() if self.all_day else self.start.isoformat(),
            "endDate": self.end.date().isoformat() if self.all_day else self.end.isoformat(),
            "eventStatus": "https://schema.org/EventScheduled",
            "url": self.get_full_url(request),
            "isAccessibleForFree": self.free,
        }
        if self.place_name:
            event["location"] = {"@type": "Place", "name": self.place_name, "address": self.address or self.place_name}
        elif self.online_url:
            event["location"] = {"@type": "VirtualLocation", "url": self.online_url}
        if self.organiser:
            event["organizer"] = {"@type": "Organization", "name": self.organiser.name}
        return [*super().structured_data(request), event]
