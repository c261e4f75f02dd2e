"""Reading events. Days are columns of their own, so a month is one range of an index, whatever the summer time does."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from core.feeds import IMAGE_SPEC
from core.fields import folded_words, stem
from core.models import PageTopic
from core.privacy import readable_q
from core.querysets import UNLISTED, WordsAndPlaces, holds_code
from core.templatetags.portal_pictures import SHARE_SPEC, SPECS, renditions_of
from events_calendar import days

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from events_calendar.models import EventPage


# The pictures of an event's own page: two widths, and the one for sharing that the frame asks for.
PAGE_SPECS = (*SPECS["card"], SHARE_SPEC)
# What a line of a list says. Reading half of an event's columns is a good part of what a list costs.
LISTED = (
    *("title", "url_path", "locale", "translation_key", "summary", "kind", "venue", "place_name", "online_url", "rule"),
    *("free", "accessibility", "attendance"),
)
# What only filters look into.
WORDS = ("words", "place_words", "audience_words")


def online_q() -> Q:
    """Events that one can join through the internet."""
    return holds_code("accessibility", "online") | ~Q(online_url="")


class EventQuerySet(WordsAndPlaces):
    def readable(self, locale_id: int) -> Self:
        """What anybody may read in this language, in the order in which it begins."""
        return self.filter(readable_q(locale_id)).order_by("start", "pk")

    def at(self, url_path: str) -> EventPage | None:
        """The live event with this address, and what its page shows of other tables."""
        return (
            self.live()
            .filter(url_path=url_path)
            .select_related("organiser", "owner_cop", "listing_image", "social_image", "territory", "venue__parent")
            .prefetch_related(renditions_of("listing_image", PAGE_SPECS))
            .first()
        )

    def for_rows(self) -> Self:
        """With all that a list shows, and nothing else."""
        return self.only(*LISTED)

    def for_feed(self) -> Self:
        """With pictures in the size of the channel, and topics."""
        return (
            self.defer(*UNLISTED, *WORDS)
            .select_related("owner_cop", "listing_image")
            .prefetch_related(
                renditions_of("listing_image", [IMAGE_SPEC]),
                Prefetch("topic_links", queryset=PageTopic.objects.select_related("tag").order_by("tag__sort_key")),
            )
        )

    def for_ical(self) -> Self:
        """With what an iCalendar entry names."""
        return self.select_related("owner_cop", "organiser").defer("body", *WORDS)

    def coming(self, day: date, *, planned: bool = False) -> Self:
        """Events with a date on this day or later, and those of which one began before it and still lasts.

        `planned` leaves out those of which every such date is called off.
        """
        from events_calendar.models import Occurrence

        dates = Occurrence.objects.filter(translation_key=OuterRef("translation_key"), skipped=False, last_day__gte=day)
        dates = dates.planned() if planned else dates
        return self.filter(Exists(dates.order_by()))

    # --- What files hold

    def for_file(self, since: date, venues: Iterable[int] | QuerySet | None = None) -> Self:
        """Events with a date on this day or later, at these places if they are given, and what an iCalendar entry names."""
        from events_calendar.models import Occurrence

        dates = Occurrence.objects.filter(translation_key=OuterRef("translation_key"), skipped=False, last_day__gte=since)
        if venues is not None:
            dates = dates.filter(venue__in=venues)
        return self.filter(Exists(dates)).for_ical()

    def of_person(self, user: User) -> Self:
        """Events that an organisation of this person's makes, alone or with others."""
        mine = user.memberships.values("organisation")
        sources = self.model._default_manager.filter(Q(organiser__in=mine) | Q(co_organisers__in=mine))
        return self.filter(translation_key__in=sources.order_by().values("translation_key"))

    def requests_of(self, user: User) -> Self:
        """What this person has asked for and is not public yet, where places are held for it."""
        from events_calendar.models import Reservation

        held = Reservation.objects.blocking().filter(event=OuterRef("pk"))
        return self.filter(Exists(held), is_request=True, live=False, owner=user).select_related("locale").order_by("pk")

    # --- Filters

    def accessible(self) -> Self:
        """With an entrance without steps."""
        return self.filter(holds_code("accessibility", "step_free"))

    def online(self) -> Self:
        """That one can join through the internet."""
        return self.filter(online_q())

    def organised_by(self, **organisation: Any) -> Self:
        """By an organisation alone or together with others; the conditions are columns of the organisation.

        Who helps is kept with the source page alone, for all languages.
        """
        helped = self.model.objects.filter(**{f"co_organisers__{name}": value for name, value in organisation.items()})
        own = Q(**{f"organiser__{name}": value for name, value in organisation.items()})
        return self.filter(own | Q(translation_key__in=helped.order_by().values("translation_key")))

    def at_venues(self, venues: Iterable[int]) -> Self:
        """With a date at one of these places."""
        from events_calendar.models import Occurrence

        dates = Occurrence.objects.filter(skipped=False).at_venues(venues).order_by()
        return self.filter(translation_key__in=dates.values("translation_key"))


class OccurrenceQuerySet(QuerySet):
    """Dates of live events. A list is a range of an index; which events anybody may read is asked for each row that it meets."""

    def of(self, events: EventQuerySet) -> Self:
        """The dates of these events, in whichever language their pages are; without those that never took place."""
        return self.filter(Exists(events.order_by().filter(translation_key=OuterRef("translation_key"))), skipped=False)

    def planned(self) -> Self:
        return self.filter(status="planned")

    def at_venues(self, venues: Iterable[int]) -> Self:
        return self.filter(venue__in=venues)

    def for_rows(self) -> Self:
        """With the place that a moved date may have to itself."""
        return self.select_related("venue__parent")

    def ahead(self, now: datetime | None = None) -> Self:
        """Dates that are not over."""
        return self.filter(end__gte=now or timezone.now())

    def next_of_each(self) -> Self:
        """Of each event the next date: a planned one, where there is one."""
        kept = Case(When(status="planned", then=Value(0)), default=Value(1), output_field=IntegerField())
        turn = Window(RowNumber(), partition_by=["translation_key"], order_by=[kept, "start", "pk"])
        return self.ahead().annotate(turn=turn).filter(turn=1)

    def last_of_each(self) -> Self:
        """Of each event the last date."""
        turn = Window(RowNumber(), partition_by=["translation_key"], order_by=["-start", "-pk"])
        return self.annotate(turn=turn).filter(turn=1)

    def on_days(self, first: date, last: date) -> Self:
        """Dates shown on any day of this range, both ends included."""
        return self.filter(first_day__gte=self._since(first, "first_day", first), first_day__lte=last, last_day__gte=first)

    def of_one_day(self, first: date, last: date) -> Self:
        """Dates on the days of this range that end on the day they began, day by day, all-day ones before the others."""
        own = self.filter(first_day__range=(first, last), last_day=F("first_day"))
        return own.order_by("first_day", "-all_day", "start", "pk")

    def lasting(self, first: date, last: date) -> Self:
        """Dates of several days of which one is in this range; they have an index of their own."""
        return self.filter(first_day__lte=last, last_day__gte=first, last_day__gt=F("first_day"))

    def as_lines(self, *more: str) -> QuerySet:
        """Plain values, of which `rows.Programme.lines` makes lines."""
        columns = ("pk", "translation_key", "start", "first_day", "last_day", "all_day", "status", "original", "venue_id")
        return self.values_list(*columns, *more, named=True)

    def from_day(self, day: date) -> Self:
        """Dates of this day and later, and those that began before it and still last."""
        # Bounded from below so that the index by beginning serves the order too, and the first rows need no sorting.
        midnight = datetime.combine(day, time.min, days.WARSAW)
        return self.filter(start__gte=self._since(day, "start", midnight), last_day__gte=day)

    def _since(self, day: date, column: str, otherwise: date | datetime) -> Coalesce:
        """Where to begin reading an index for what is on that day: at the oldest date that still lasts.

        Few last longer than a day, and an index of their own finds them; a fixed reach of a year would read a year of dates.
        """
        lasting = self.model._default_manager.filter(last_day__gt=F("first_day"), last_day__gte=day, first_day__lt=day)
        return Coalesce(Subquery(lasting.order_by(column).values(column)[:1]), Value(otherwise))

    def next_day(self, after: date) -> date | None:
        """The first day after this one on which something happens."""
        day = after + timedelta(days=1)
        # Bounded by the column that orders it, so that the first row of an index answers.
        found = self.filter(first_day__gte=self._since(day, "first_day", day), last_day__gte=day).order_by("first_day")
        begins = found.values_list("first_day", flat=True).first()
        return max(begins, day) if begins else None


class ReservationQuerySet(QuerySet):
    def blocking(self, now: datetime | None = None) -> Self:
        """Those that keep others out: confirmed ones, and held ones that have not run out."""
        now = now or timezone.now()
        return self.filter(Q(status="confirmed") | Q(status="held") & (Q(expires_at=None) | Q(expires_at__gt=now)))

    def overlapping(self, venues: Iterable[int], start: datetime, end: datetime) -> Self:
        """Those at these places that touch the time from `start` to `end`; back to back is free."""
        # No reservation is longer, so the index by beginning bounds the range from below too.
        earliest = start - days.LONGEST_BLOCKED
        return self.filter(venue__in=venues, blocked_start__lt=end, blocked_start__gt=earliest, blocked_end__gt=start)


def _codes_named(choices: Iterable[tuple[str, Any]], word: str) -> list[str]:
    """The codes whose name, in the reader's language, has this folded word; "na" and "do" name nothing."""
    if len(word) < 3:
        return []
    return [code for code, label in choices if any(one.startswith(stem(word)) for one in folded_words(str(label)))]


class VenueQuerySet(QuerySet):
    def listed(self) -> Self:
        """What anybody may see, with what a list shows of other tables."""
        return self.filter(active=True).select_related(
            "parent__parent", "owner", "territory", "parent__territory", "parent__parent__territory"
        )

    def called(self, slug: str) -> Self:
        """The listed place with this word in its address, first, and what lies in it: rooms, and parts of halls."""
        inside = Q(parent__slug=slug) | Q(parent__parent__slug=slug)
        return (
            self.filter(Q(slug=slug) | inside, active=True)
            .select_related("parent")
            .order_by(Case(When(slug=slug, then=0), default=1), "pk")
        )

    def bookable(self) -> Self:
        return self.listed().filter(bookable=True)

    def to_find(self) -> Self:
        """What a list offers: not the buildings whose rooms stand in it themselves."""
        rooms = self.model._default_manager.filter(parent=OuterRef("pk"), active=True)
        return self.listed().filter(Q(bookable=True) | ~Exists(rooms))

    def with_words(self, text: str) -> Self:
        """Places that have every word, in whatever form and with or without diacritics; "w", "z", "i" do not count.

        What a place is equipped with and how one gets in count by their names: "pętla" finds the rooms with a loop.
        """
        from events_calendar.models import Accessibility, Equipment

        words = folded_words(text)
        found = self if words or not text.strip() else self.none()
        for word in [word for word in words if len(word) > 1] or words:
            match = Q(words__contains=f" {stem(word)}")
            for code in _codes_named(Equipment.choices, word):
                match |= holds_code("equipment", code)
            for code in _codes_named(Accessibility.of_places(), word):
                match |= self._access(code)
            found = found.filter(match)
        return found

    def in_commune(self, code: str) -> Self:
        """In the commune, itself or by its building."""
        return self.filter(
            Q(territory__code=code)
            | Q(territory=None, parent__territory__code=code)
            | Q(territory=None, parent__territory=None, parent__parent__territory__code=code)
        )

    def accessible(self, code: str = "step_free") -> Self:
        """With this way of access; a room that says nothing of it is like its building."""
        return self.filter(self._access(code))

    @staticmethod
    def _access(code: str) -> Q:
        return (
            holds_code("accessibility", code)
            | Q(accessibility=[]) & holds_code("parent__accessibility", code)
            | Q(accessibility=[], parent__accessibility=[]) & holds_code("parent__parent__accessibility", code)
        )

    def for_people(self, count: int) -> Self:
        """Where so many fit in; a place that does not say how many may."""
        return self.filter(Q(capacity__gte=count) | Q(capacity=None))

    def within(self, venue_id: int) -> Self:
        """The place and everything in it: rooms of a building, parts of a hall."""
        return self.filter(Q(pk=venue_id) | Q(parent=venue_id) | Q(parent__parent=venue_id))

    def equipped(self, code: str) -> Self:
        return self.filter(holds_code("equipment", code))
